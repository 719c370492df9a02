using System;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Backup;

/// <summary>A block costs no garbage, neither its producer nor the drain thread; pages of the log, which is in memory here, are the only growth.</summary>
public class BackupAllocationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Blocks_InSteadyState_AllocateNothing(bool hasTrailers)
    {
        using var tape = new NullTape();
        using var session = new HandSession(tape, options =>
        {
            options.HasBlockTrailers = hasTrailers;
            options.TimeResolution = TimeSpan.FromMilliseconds(1);
        });
        BlockStreamWriter a = session.Session.OpenStream(new StreamDescription("a"));
        BlockStreamWriter b = session.Session.OpenStream(new StreamDescription("b"));
        Write(session, a, b, 2_000);

        // The log's memory grows in segments that double; what else there is would show at every block.
        const int Blocks = 20_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        long logBefore = session.Log.Length;
        Write(session, a, b, Blocks);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long log = session.Log.Length - logBefore;
        Assert.True(allocated <= (4 * log) + 150_000, Blocks + " blocks allocated " + allocated + " bytes beside " + log + " of the log.");
        Assert.Equal(22_000, a.AcceptedBlocks + b.AcceptedBlocks);
    }

    private static void Write(HandSession session, BlockStreamWriter a, BlockStreamWriter b, int blocks)
    {
        for (int block = 0; block < blocks; block++)
        {
            BlockStreamWriter writer = block % 3 == 0 ? b : a;
            while (!writer.TryGetBlock(out _))
            {
                session.Session.Loop.Step();
            }

            writer.Publish(900);
            if (block % 5 == 0)
            {
                session.Session.Loop.Step();
            }
        }

        session.Drain();
    }
}
