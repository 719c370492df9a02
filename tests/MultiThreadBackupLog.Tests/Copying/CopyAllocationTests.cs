using System;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>In steady state a block that a command moves costs no byte of managed memory, whoever listens.</summary>
public sealed class CopyAllocationTests
{
    private const int DiskBlock = 4096;
    private const int TapeBlock = 65536;

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Block_FromDiskToTape_AllocatesNothing(int commands, bool isHeard)
    {
        var options = new CopyManagerOptions();
        options.OperatingParameters.MaximumSegmentLengthBytes = 64 << 20;
        using var manager = new CopyManager(options, startsThreads: false);
        using MeterReading? meter = isHeard ? new MeterReading(manager.Instruments.Meter, CopyTelemetry.Blocks, CopyTelemetry.CommandDuration) : null;
        var content = new byte[64 << 20];
        manager.RegisterDisk(new MemoryStorage(DiskBlock, content), ListBuilder.Name(0));

        // The log itself grows by a byte a run and a page each time it is committed, which a clock would bring about at any moment.
        var tapeOptions = new CopyTapeOptions
        {
            BlockCount = 64,
            MaximumStreams = 8,
            DrainPolicy = DrainPolicy.RoundRobin(16 * TapeBlock),
            CommitInterval = TimeSpan.FromHours(1),
            TimeResolution = TimeSpan.Zero,
        };
        manager.RegisterTape(new NullTape(), tapeOptions, ListBuilder.Name(CopyLab.FirstTape));
        Task<CopyCommandResult>[] tasks = Enumerable.Range(0, commands).Select(i => Start(manager, (uint)i + 1)).ToArray();
        Assert.All(tasks, task => Assert.False(task.IsCompleted, task.IsCompleted ? task.Result.ToString() : string.Empty));
        CopyOperation[] running = manager.Running.ToArray();
        CopyDrive drive = manager.Drives[0];
        StepUntil(running, drive, 100 * commands);

        // What a block cost would be there in each hundred of them; what the runtime or a page of the log takes once is not.
        long least = long.MaxValue;
        for (int hundred = 2; hundred <= 6; hundred++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            StepUntil(running, drive, 100L * hundred * commands);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.All(tasks, task => Assert.False(task.IsCompleted));
    }

    private static void StepUntil(CopyOperation[] running, CopyDrive drive, long blocks)
    {
        for (int rounds = 0; drive.Counters.Blocks < blocks; rounds++)
        {
            Assert.True(rounds < 1_000_000, "nothing moves");
            foreach (CopyOperation operation in running)
            {
                operation.Step();
            }

            drive.Session?.Loop.Step();
        }
    }

    private static Task<CopyCommandResult> Start(CopyManager manager, uint listIdentifier)
    {
        var list = new ListBuilder(listIdentifier);
        ushort disk = list.Add(0, CscdDevice.Disk(DiskBlock));
        ushort tape = list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        list.Then(new BlockToStreamSegment(disk, tape, TapeBlock, 16000, 0));
        return manager.ExecuteAsync(CopyLab.Host(), list.Cdb(), list.Build());
    }
}
