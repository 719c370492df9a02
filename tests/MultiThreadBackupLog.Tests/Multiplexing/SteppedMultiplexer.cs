using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

/// <summary>A multiplexer without a thread: a test says when its loop steps.</summary>
internal sealed class SteppedMultiplexer : IDisposable
{
    public SteppedMultiplexer(BlockMultiplexerOptions options, ModelTarget? target = null)
    {
        Target = target ?? new ModelTarget();
        Multiplexer = new BlockMultiplexer(Target, options, startThread: false);
    }

    public ModelTarget Target { get; }

    public BlockMultiplexer Multiplexer { get; }

    public static BlockMultiplexerOptions Options(int shared, int streams, DrainPolicy? policy = null, int cap = 0, TimeProvider? time = null) => new(64)
    {
        MaximumStreams = streams,
        BlockCount = shared + streams,
        MaximumBlocksPerStream = cap,
        Policy = policy ?? DrainPolicy.ArrivalOrder,
        TimeProvider = time ?? new ManualTime(),
    };

    public BlockStreamWriter Open(string name = "stream") => Multiplexer.OpenStream(new StreamDescription(name));

    public static void Publish(BlockStreamWriter writer, int blocks, int lengthBytes = 1)
    {
        for (int i = 0; i < blocks; i++)
        {
            Assert.True(writer.TryGetBlock(out Memory<byte> block));
            block.Span[0] = unchecked((byte)(writer.PublishedBlocks + 1));
            writer.Publish(lengthBytes);
        }
    }

    /// <summary>Steps until there is nothing to do.</summary>
    public DrainStep Drain()
    {
        while (true)
        {
            DrainStep step = Multiplexer.Loop.Step();
            if (step.Type == DrainStepType.Finished)
            {
                return step;
            }

            if (step.Type == DrainStepType.Idle)
            {
                Multiplexer.Loop.PrepareSleep();
                if (!Multiplexer.Loop.HasWork())
                {
                    return step;
                }
            }
        }
    }

    /// <summary>Gets the streams of the blocks on the tape, and how many blocks in a row.</summary>
    public List<(int Stream, int Blocks)> Runs()
    {
        var runs = new List<(int Stream, int Blocks)>();
        foreach (ModelTarget.Written written in Target.Tape)
        {
            if (written.Block < 0)
            {
                runs.Add((-1, 0));
            }
            else if (runs.Count > 0 && runs[^1].Stream == written.Stream)
            {
                runs[^1] = (written.Stream, runs[^1].Blocks + 1);
            }
            else
            {
                runs.Add((written.Stream, 1));
            }
        }

        return runs;
    }

    public void Dispose() => Multiplexer.Dispose();
}
