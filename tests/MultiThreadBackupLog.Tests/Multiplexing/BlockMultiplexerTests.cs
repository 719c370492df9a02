using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

public class BlockMultiplexerTests
{
    [Fact]
    public async Task OpenStream_SeveralThreads_EachStreamIsWrittenInItsOrder()
    {
        var target = new ModelTarget();
        using var multiplexer = new BlockMultiplexer(target, new BlockMultiplexerOptions(64) { BlockCount = 32, MaximumStreams = 8 }, startThread: true);
        Task[] producers = Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            using BlockStreamWriter writer = multiplexer.OpenStream(new StreamDescription("s" + i));
            for (int block = 0; block < 500; block++)
            {
                Memory<byte> memory = writer.GetBlock();
                memory.Span[0] = (byte)writer.Id.Ordinal;
                memory.Span[1] = unchecked((byte)block);
                writer.Publish(2 + (block % 60));
            }

            writer.Complete();
        })).ToArray();
        await Task.WhenAll(producers);
        await multiplexer.CompleteAsync();
        Assert.Equal(4000, target.Tape.Count);
        foreach (IGrouping<int, ModelTarget.Written> stream in target.Tape.GroupBy(w => w.Stream))
        {
            Assert.Equal(Enumerable.Range(0, 500).Select(b => unchecked((byte)b)), stream.Select(w => w.Bytes[1]));
            Assert.All(stream, w => Assert.Equal(w.Stream, w.Bytes[0]));
        }
    }

    [Fact]
    public async Task GetBlockAsync_SlabTaken_EndsWhenTheTapeTookBlocks()
    {
        var target = new ModelTarget();
        using var multiplexer = new BlockMultiplexer(target, new BlockMultiplexerOptions(64) { BlockCount = 4, MaximumStreams = 2 }, startThread: true);
        Task[] producers = Enumerable.Range(0, 2).Select(i => Task.Run(async () =>
        {
            using BlockStreamWriter writer = multiplexer.OpenStream(new StreamDescription("s" + i));
            for (int block = 0; block < 2000; block++)
            {
                Memory<byte> memory = await writer.GetBlockAsync();
                memory.Span[0] = unchecked((byte)block);
                writer.Publish(1);
            }

            writer.Complete();
            await writer.Completion;
        })).ToArray();
        await Task.WhenAll(producers);
        await multiplexer.CompleteAsync();
        Assert.Equal(4000, target.Tape.Count);
    }

    [Fact]
    public async Task OpenStreamAsync_AllSlotsTaken_WaitsInLineUntilAStreamEnded()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(8, 1));
        BlockStreamWriter first = stepped.Open();
        Assert.Throws<InvalidOperationException>(() => stepped.Open());
        Task<BlockStreamWriter> second = stepped.Multiplexer.OpenStreamAsync(new StreamDescription("second")).AsTask();
        using var cancellation = new CancellationTokenSource();
        Task<BlockStreamWriter> impatient = stepped.Multiplexer.OpenStreamAsync(new StreamDescription("impatient"), cancellation.Token).AsTask();
        Task<BlockStreamWriter> third = stepped.Multiplexer.OpenStreamAsync(new StreamDescription("third")).AsTask();
        stepped.Drain();
        Assert.False(second.IsCompleted);
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        first.Complete();
        stepped.Drain();
        BlockStreamWriter next = await second;
        Assert.Equal(first.Ring.Slot, next.Ring.Slot);
        Assert.NotEqual(first.Id, next.Id);
        next.Complete();
        stepped.Drain();
        (await third).Complete();
        Task completion = stepped.Multiplexer.CompleteAsync();
        stepped.Drain();
        await completion;
    }

    [Fact]
    public async Task CompleteAsync_StreamsOpen_EndsWithTheLastAndTakesNoNewOnes()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(8, 1));
        BlockStreamWriter writer = stepped.Open();
        Task<BlockStreamWriter> waiting = stepped.Multiplexer.OpenStreamAsync(new StreamDescription("late")).AsTask();
        Task completion = stepped.Multiplexer.CompleteAsync();
        stepped.Drain();
        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
        Assert.Throws<InvalidOperationException>(() => stepped.Open());
        Assert.False(completion.IsCompleted);
        SteppedMultiplexer.Publish(writer, 1);
        writer.Complete();
        Assert.Equal(DrainStepType.Finished, stepped.Drain().Type);
        await completion;
        await writer.Completion;
        Assert.Equal(DrainStopReason.Completed, stepped.Target.StopReason);
        Assert.Throws<InvalidOperationException>(() => stepped.Open());
    }

    [Fact]
    public void OpenStream_ManyStreamsOneAfterTheOther_SlotsAndBlocksAreReused()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(4, 2));
        for (int i = 0; i < 1_000; i++)
        {
            BlockStreamWriter writer = stepped.Open();
            Assert.Equal(i, writer.Id.Ordinal);
            SteppedMultiplexer.Publish(writer, i % 3);
            writer.GetBlock();
            writer.Complete();
            stepped.Drain();
            Assert.True(writer.Completion.IsCompletedSuccessfully);
        }

        Assert.Equal(4, stepped.Multiplexer.Loop.FreeBlocks);
        Assert.DoesNotContain(stepped.Multiplexer.Loop.Streams, s => s.AcceptedBlocks == 0);
    }

    [Fact]
    public void OpenStream_AThousandAndTwentyFourAtOnce_AllAreServed()
    {
        const int Streams = BlockMultiplexerOptions.GreatestMaximumStreams;
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(2 * Streams, Streams));
        BlockStreamWriter[] writers = Enumerable.Range(0, Streams).Select(i => stepped.Open("s" + i)).ToArray();
        foreach (BlockStreamWriter writer in writers)
        {
            SteppedMultiplexer.Publish(writer, 2);
        }

        stepped.Drain();
        Assert.All(writers, w => Assert.Equal(2, w.AcceptedBlocks));
    }

    [Fact]
    public async Task Dispose_ProducersWait_TheyAreToldAndTheThreadEnds()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var target = new ModelTarget
        {
            OnWrite = (_, offered) =>
            {
                entered.TrySetResult();
                leave.Task.Wait();
                return (offered, DrainVerdict.Continue);
            },
        };
        var multiplexer = new BlockMultiplexer(target, new BlockMultiplexerOptions(64) { BlockCount = 2, MaximumStreams = 1 }, startThread: true);
        BlockStreamWriter writer = multiplexer.OpenStream(new StreamDescription("s"));
        SteppedMultiplexer.Publish(writer, 2);
        await entered.Task;
        Task<Memory<byte>> waiting = writer.GetBlockAsync().AsTask();
        Task disposal = Task.Run(multiplexer.Dispose);
        leave.SetResult();
        await disposal;
        await Task.WhenAny(waiting); // It may have got the block that the last write freed.
        Assert.Throws<BlockStreamException>(() => writer.WriteFilemarks(1));
        Assert.Equal(DrainStopReason.Disposed, target.StopReason);
        Assert.Throws<ObjectDisposedException>(() => multiplexer.OpenStream(new StreamDescription("late")));
        Assert.Equal(writer.PublishedBlocks - writer.AcceptedBlocks, writer.UnacceptedBlocks.Count);
    }

    [Fact]
    public void Drain_ManyBlocksReady_TheTargetIsHandedSeveralAtOnce()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(128, 1, cap: 128));
        SteppedMultiplexer.Publish(stepped.Open(), 70);
        stepped.Drain();
        Assert.Equal([32, 32, 6], stepped.Target.GatherSizes);
    }

    [Fact]
    public async Task Clock_OfAnotherKind_EndsTheSleepsOfTheThread()
    {
        // A target that wants to be called again after a time, on a thread whose clock a test moves.
        var polled = new SemaphoreSlim(0);
        var time = new TimerTime();
        var target = new ModelTarget
        {
            OnPoll = isIdle =>
            {
                if (isIdle)
                {
                    polled.Release();
                }

                return TimeSpan.FromSeconds(10);
            },
        };
        using var multiplexer = new BlockMultiplexer(target, new BlockMultiplexerOptions(64) { BlockCount = 8, MaximumStreams = 2, TimeProvider = time }, startThread: true);
        Assert.True(await polled.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromSeconds(10), await time.Set.WaitAsync(TimeSpan.FromMinutes(1)));
        time.Fire();
        Assert.True(await polled.WaitAsync(TimeSpan.FromMinutes(1)));
        await multiplexer.CompleteAsync();
    }

    [Fact]
    public void Options_ThatContradictEachOther_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Make(new BlockMultiplexerOptions(64) { BlockCount = 9, MaximumStreams = 5 }));
        Assert.Throws<ArgumentException>(() => Make(new BlockMultiplexerOptions(1 << 21)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockMultiplexerOptions(31));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockMultiplexerOptions(64) { MaximumStreams = 1025 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockMultiplexerOptions(64) { BlockCount = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockMultiplexerOptions(64) { MaximumBlocksPerStream = -1 });
        Assert.Throws<ArgumentNullException>(() => new BlockMultiplexerOptions(64) { Policy = null! });
        Assert.Equal(64 + 1024, new BlockMultiplexerOptions(65_536).BlockCount);
        Assert.Equal(64 + 64, new BlockMultiplexerOptions(1 << 20).BlockCount);
        Assert.Equal(2048, new BlockMultiplexerOptions(1 << 20) { MaximumStreams = 1024 }.BlockCount);

        static void Make(BlockMultiplexerOptions options)
        {
            using var made = new SteppedMultiplexer(options);
        }
    }

    [Fact]
    public void Slab_SeveralGroups_EveryBlockHasMemoryOfItsOwn()
    {
        var slab = new BlockSlab(5 * 1024 * 1024, 7, 3);
        for (int block = 0; block < 10; block++)
        {
            slab.Memory(block, slab.BlockLength).Span.Fill((byte)(block + 1));
        }

        for (int block = 0; block < 10; block++)
        {
            Assert.Equal(-1, slab.Memory(block, slab.BlockLength).Span.IndexOfAnyExcept((byte)(block + 1)));
        }
    }

    /// <summary>A clock whose one timer fires when a test says so.</summary>
    private sealed class TimerTime : TimeProvider
    {
        private readonly TaskCompletionSource<TimeSpan> _set = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TimerCallback? _callback;
        private object? _state;

        public Task<TimeSpan> Set => _set.Task;

        public void Fire() => _callback!(_state);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = callback;
            _state = state;
            return new Timer(this);
        }

        private sealed class Timer(TimerTime time) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => time._set.TrySetResult(dueTime) || true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
