using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tests.Multiplexing;

namespace MultiThreadBackupLog.Tests.Stress;

/// <summary>One short life of a multiplexer: producers come, wait, are cancelled, fail and go, and something ends it all at some moment.</summary>
internal sealed class LifeAndDeath : IDisposable
{
    private readonly Random _random;
    private readonly MultiplexerStress.ContentCheck _check = new();
    private readonly ModelTarget _target;
    private readonly BlockMultiplexer _multiplexer;
    private readonly string _end;
    private readonly int _endAfter;
    private int _writes;

    public LifeAndDeath(int seed)
    {
        _random = new Random(seed);
        int streams = _random.Next(1, 9);
        string policy = new[] { "arrival", "round-robin", "long-runs" }[_random.Next(3)];
        _end = new[] { "complete", "dispose", "throw", "fail", "full" }[_random.Next(5)];
        _endAfter = _random.Next(60);
        _target = new ModelTarget { KeepsTape = false, OnBlock = _check.Take, OnWrite = OnWrite };
        _multiplexer = new BlockMultiplexer(_target, MultiplexerStress.Options(policy, 32 + _random.Next(16), streams), startThread: true);
    }

    public void Dispose() => _multiplexer.Dispose();

    public async Task RunAsync()
    {
        int producers = _random.Next(1, 13);
        Task[] all = Enumerable.Range(0, producers).Select(_ =>
        {
            var random = new Random(_random.Next());
            return Task.Run(() => LiveAsync(random));
        }).ToArray();
        if (_end == "dispose")
        {
            Thread.SpinWait(_random.Next(20_000));
            _multiplexer.Dispose();
        }

        await Task.WhenAll(all);
        try
        {
            await _multiplexer.CompleteAsync();
            Assert.Equal(_multiplexer.State.Slab.SharedCount, _multiplexer.Loop.FreeBlocks);
        }
        catch (BlockStreamException)
        {
            Assert.NotEqual("complete", _end);
        }

        _multiplexer.Dispose();
        Assert.Equal(1, _target.StopCount);
        foreach (ModelTarget.StreamRecord record in _target.Records.Values)
        {
            Assert.True(record.IsEnded);
            Assert.Equal(record.Blocks, record.Ring.AcceptedBlocks);
            Assert.True(record.Ring.Completion.IsCompleted);
        }
    }

    private (int Accepted, DrainVerdict Verdict) OnWrite(StreamRing ring, int offered)
    {
        if (++_writes <= _endAfter || _end is "complete" or "dispose")
        {
            return (offered, DrainVerdict.Continue);
        }

        return _end switch
        {
            "throw" => throw new InvalidOperationException("the target threw"),
            "fail" => (offered / 2, DrainVerdict.Failed(new InvalidOperationException("the device died"))),
            _ => (offered / 2, DrainVerdict.EndOfMedium),
        };
    }

    private async Task LiveAsync(Random random)
    {
        for (int life = random.Next(1, 5); life > 0; life--)
        {
            BlockStreamWriter writer;
            try
            {
                using var patience = new CancellationTokenSource();
                Task<BlockStreamWriter> opening = _multiplexer.OpenStreamAsync(new StreamDescription("s"), patience.Token).AsTask();
                if (random.Next(10) == 0)
                {
                    patience.Cancel();
                }

                writer = await opening;
            }
            catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException)
            {
                continue;
            }

            using (writer)
            {
                await WriteAsync(writer, random);
            }

            // Told in any case, whatever happened.
            await Task.WhenAny(writer.Completion);
        }
    }

    private static async Task WriteAsync(BlockStreamWriter writer, Random random)
    {
        var horizons = new List<Task>();
        try
        {
            for (int blocks = random.Next(200); blocks > 0; blocks--)
            {
                using var patience = new CancellationTokenSource();
                if (random.Next(20) == 0)
                {
                    patience.CancelAfter(TimeSpan.FromTicks(random.Next(2_000)));
                }

                try
                {
                    Memory<byte> block = random.Next(2) == 0 ? writer.GetBlock(patience.Token) : await writer.GetBlockAsync(patience.Token);
                    writer.Publish(MultiplexerStress.Fill(block.Span, writer.Id.Ordinal, writer.PublishedBlocks));
                }
                catch (OperationCanceledException)
                {
                }

                if (random.Next(50) == 0)
                {
                    await writer.WriteFilemarksAsync(random.Next(3), random.Next(3) > 0);
                    horizons.Add(writer.WaitUntilOnMediumAsync(writer.PublishedBlocks).AsTask());
                }
            }

            switch (random.Next(4))
            {
                case 0:
                    writer.Fail(new InvalidOperationException("gave up"));
                    break;
                case 1:
                    break; // Disposed without an end.
                default:
                    writer.Complete();
                    break;
            }
        }
        catch (BlockStreamException exception)
        {
            Assert.Equal(writer.Id, exception.Stream);
            Assert.Equal(writer.PublishedBlocks - writer.AcceptedBlocks, writer.UnacceptedBlocks.Count);
        }

        _ = Task.WhenAll(horizons).ContinueWith(static task => task.Exception, TaskScheduler.Default);
    }
}
