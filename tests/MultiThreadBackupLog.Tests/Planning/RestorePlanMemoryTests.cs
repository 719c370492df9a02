using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Planning;

/// <summary>A plan over very many runs is made while it is walked.</summary>
public class RestorePlanMemoryTests
{
    private const int Runs = 1_000_000;

    [Fact]
    public void Steps_MillionsOfRuns_AreMadeOneAtATime()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        for (int run = 0; run < Runs; run++)
        {
            log.AppendBlocks(a, 65536, 4);
            log.AppendBlocks(b, 65536, 4);
        }

        log.Close();
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        RestorePlan plan = RestorePlanner.Plan(index, new RestoreSelection().AddAll(a), TapeDriveModel.NoSeekCost);

        // The first steps cost as much as those of a plan over few runs.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(100, plan.Steps.Take(100).Count());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000, "The steps were made before they were asked for.");

        // What a step makes does not grow with the plan; a plan that kept its steps would have to copy them as it grew.
        using IEnumerator<RestoreStep> steps = plan.Steps.GetEnumerator();
        before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < Runs; step++)
        {
            Assert.True(steps.MoveNext());
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated / Runs < 512, "A step allocates " + (allocated / Runs) + " bytes.");
        Assert.Equal(4L * Runs, plan.WantedBlocks);
    }
}
