using System.Threading.Tasks;
using System;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Multiplexing;

/// <summary>In steady state a block costs no byte of managed memory.</summary>
public class AllocationTests
{
    [Theory]
    [InlineData(DrainPolicyType.ArrivalOrder)]
    [InlineData(DrainPolicyType.RoundRobin)]
    [InlineData(DrainPolicyType.LongRuns)]
    public void Block_GotPublishedAndWritten_AllocatesNothing(DrainPolicyType type)
    {
        DrainPolicy policy = type switch
        {
            DrainPolicyType.RoundRobin => DrainPolicy.RoundRobin(500),
            DrainPolicyType.LongRuns => DrainPolicy.LongRuns(500, TimeSpan.Zero),
            _ => DrainPolicy.ArrivalOrder,
        };
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(64, 4, policy), new ModelTarget { KeepsTape = false });
        BlockStreamWriter[] writers = [stepped.Open(), stepped.Open(), stepped.Open()];
        Work(stepped, writers, 2_000);

        int stretches = 0;
        Assert.Equal(0, Allocation.Least(() =>
        {
            Work(stepped, writers, 1_000);
            stretches++;
        }));
        Assert.Equal(3 * (2_000 + (stretches * 1_000)) * 8, stepped.Target.Objects);
    }

    private static Memory<byte> Result(ValueTask<Memory<byte>> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.Result;
    }

    private static void Work(SteppedMultiplexer stepped, BlockStreamWriter[] writers, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            foreach (BlockStreamWriter writer in writers)
            {
                for (int block = 0; block < 8; block++)
                {
                    // The three ways to get a block, none of which has to wait.
                    Memory<byte> memory;
                    switch (block % 3)
                    {
                        case 0:
                            memory = writer.GetBlock();
                            break;
                        case 1:
                            Assert.True(writer.TryGetBlock(out memory));
                            break;
                        default:
                            memory = Result(writer.GetBlockAsync());
                            break;
                    }

                    memory.Span[0] = 1;
                    writer.Publish(40);
                }
            }

            stepped.Multiplexer.Loop.EndRun(); // So that no run is held open.
            stepped.Drain();
        }
    }
}
