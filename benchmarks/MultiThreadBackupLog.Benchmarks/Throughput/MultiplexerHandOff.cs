using System;
using System.Threading;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>The multiplexer with a target that costs nothing; blocks of a few bytes, so that only the hand-over is measured.</summary>
internal sealed class MultiplexerHandOff(int capacity) : IHandOff
{
    public string Name => "BlockMultiplexer";

    public HandOffResult Run(int producers, int itemsPerProducer, int paceItemsPerSecond)
    {
        var target = new CountingTarget(paceItemsPerSecond);
        var options = new BlockMultiplexerOptions(32)
        {
            MaximumStreams = producers,
            BlockCount = capacity,
            MaximumBlocksPerStream = capacity,
            HasChecksums = false,
        };
        using var multiplexer = new BlockMultiplexer(target, options, startThread: true);
        var writers = new BlockStreamWriter[producers];
        for (int i = 0; i < producers; i++)
        {
            writers[i] = multiplexer.OpenStream(new StreamDescription("producer"));
        }

        return ProducerThreads.Measure(
            producers,
            index =>
            {
                BlockStreamWriter writer = writers[index];
                for (int i = 0; i < itemsPerProducer; i++)
                {
                    writer.GetBlock();
                    writer.Publish(Items.LengthOf(index, i));
                }

                writer.Complete();
            },
            () =>
            {
                multiplexer.Complete();
                return (target.Count, target.Sum);
            });
    }

    private sealed class CountingTarget(int paceItemsPerSecond) : DrainTarget
    {
        private readonly Pace _pace = new(paceItemsPerSecond);
        private int _streams;

        public override TapeBlockLimits BlockLimits => new(1, 1 << 20);

        public long Count { get; private set; }

        public long Sum { get; private set; }

        public override StreamId ReserveStream() => new(_streams++);

        public override void OpenStream(StreamRing stream)
        {
        }

        public override DrainVerdict WriteBlocks(
            StreamRing stream, ReadOnlySpan<ReadOnlyMemory<byte>> blocks, ReadOnlySpan<uint> payloadChecksums, out int acceptedBlocks)
        {
            foreach (ReadOnlyMemory<byte> block in blocks)
            {
                Sum += block.Length;
                Count++;
                _pace.Take(1);
            }

            acceptedBlocks = blocks.Length;
            return DrainVerdict.Continue;
        }

        public override DrainVerdict WriteFilemarks(StreamRing stream, int count, bool isImmediate, out int acceptedFilemarks)
        {
            acceptedFilemarks = count;
            return DrainVerdict.Continue;
        }

        public override bool EndStream(StreamRing stream, Exception? failure) => true;

        public override DrainVerdict Poll(bool isIdle, out TimeSpan wakeAfter)
        {
            wakeAfter = Timeout.InfiniteTimeSpan;
            return DrainVerdict.Continue;
        }

        public override void Stop(DrainStopReason reason, Exception? cause)
        {
        }
    }
}
