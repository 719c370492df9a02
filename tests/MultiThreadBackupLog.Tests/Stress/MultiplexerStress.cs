using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tests.Multiplexing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Stress;

[Collection(StressCollection.Name)]
public class MultiplexerStress
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(5);

    public static TheoryData<string, int> Policies() => new()
    {
        { "arrival", 1024 },
        { "arrival", 40 },
        { "round-robin", 200 },
        { "long-runs", 200 },
        { "long-runs", 40 },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Sixteen_producers_on_real_threads_lose_nothing_and_keep_their_order(string policy, int blocks)
    {
        const int Producers = 16;
        int each = PropertyCheck.Cases(20_000);
        var check = new ContentCheck();
        var target = new ModelTarget { KeepsTape = false, OnBlock = check.Take };
        using var multiplexer = new BlockMultiplexer(target, Options(policy, blocks, Producers), startThread: true);
        Task[] producers = Enumerable.Range(0, Producers).Select(index => index % 2 == 0
            ? Task.Factory.StartNew(() => Produce(multiplexer, each), TaskCreationOptions.LongRunning)
            : Task.Run(() => ProduceAsync(multiplexer, each))).ToArray();
        await Task.WhenAll(producers).WaitAsync(Hang);
        await multiplexer.CompleteAsync().WaitAsync(Hang);
        Assert.Equal((long)Producers * each, check.Count);
        Assert.Equal(Producers, target.Records.Count);
        Assert.All(target.Records.Values, r => Assert.Equal(each, r.Blocks));
        Assert.Equal(blocks, multiplexer.Loop.FreeBlocks);
    }

    [Fact]
    public async Task Shutdown_failure_cancellation_joining_and_leaving_at_any_moment_leave_nobody_waiting()
    {
        for (int run = 0; run < PropertyCheck.Cases(400); run++)
        {
            using var life = new LifeAndDeath(run);
            await life.RunAsync().WaitAsync(Hang);
        }
    }

    internal static BlockMultiplexerOptions Options(string policy, int blocks, int streams) => new(64)
    {
        MaximumStreams = streams,
        BlockCount = blocks + streams,
        MaximumBlocksPerStream = blocks,
        Policy = policy switch
        {
            "round-robin" => DrainPolicy.RoundRobin(1000),
            "long-runs" => DrainPolicy.LongRuns(2000, TimeSpan.FromMilliseconds(1)),
            _ => DrainPolicy.ArrivalOrder,
        },
    };

    internal static int Fill(Span<byte> block, int stream, long number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block, stream);
        BinaryPrimitives.WriteInt64LittleEndian(block.Slice(4), number);
        int length = 12 + (int)((stream + number) % 53);
        block.Slice(12, length - 12).Fill(unchecked((byte)number));
        return length;
    }

    private static void Produce(BlockMultiplexer multiplexer, int blocks)
    {
        using BlockStreamWriter writer = multiplexer.OpenStream(new StreamDescription("thread"));
        for (int i = 0; i < blocks; i++)
        {
            writer.Publish(Fill(writer.GetBlock().Span, writer.Id.Ordinal, i));
        }

        writer.Complete();
        writer.Completion.Wait();
    }

    private static async Task ProduceAsync(BlockMultiplexer multiplexer, int blocks)
    {
        using BlockStreamWriter writer = multiplexer.OpenStream(new StreamDescription("task"));
        for (int i = 0; i < blocks; i++)
        {
            Memory<byte> block = await writer.GetBlockAsync();
            writer.Publish(Fill(block.Span, writer.Id.Ordinal, i));
        }

        writer.Complete();
        await writer.Completion;
    }

    /// <summary>Looks at each block on the drain thread, while its memory is still the block's.</summary>
    internal sealed class ContentCheck
    {
        private readonly Dictionary<int, long> _next = [];

        public long Count { get; private set; }

        public void Take(StreamRing ring, long number, ReadOnlyMemory<byte> block)
        {
            var expected = new byte[64];
            long next = _next.GetValueOrDefault(ring.Id.Ordinal);
            int length = Fill(expected, ring.Id.Ordinal, next);
            if (number != next || !block.Span.SequenceEqual(expected.AsSpan(0, length)))
            {
                throw new InvalidOperationException("Stream " + ring.Id + ": block " + number + " is not what was expected as " + next + ".");
            }

            _next[ring.Id.Ordinal] = next + 1;
            Count++;
        }
    }
}
