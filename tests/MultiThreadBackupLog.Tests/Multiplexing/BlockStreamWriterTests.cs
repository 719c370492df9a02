using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

public class BlockStreamWriterTests
{
    [Fact]
    public void TryGetBlock_StreamAtItsCap_IsFalseUntilTheTapeTookSome()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(8, 2, cap: 3));
        BlockStreamWriter writer = stepped.Open();
        SteppedMultiplexer.Publish(writer, 4); // Three shared ones and its own.
        Assert.False(writer.TryGetBlock(out _));
        stepped.Drain();
        SteppedMultiplexer.Publish(writer, 4);
        Assert.False(writer.TryGetBlock(out _));
    }

    [Fact]
    public void GetBlock_OthersHoldEverything_StreamGoesOnWithItsOwnBlock()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(2, 2, cap: 2));
        BlockStreamWriter modest = stepped.Open();
        Assert.Equal(2, stepped.Multiplexer.State.Slab.Take(new int[2]));
        for (int i = 0; i < 5; i++)
        {
            SteppedMultiplexer.Publish(modest, 1);
            Assert.False(modest.TryGetBlock(out _));
            stepped.Drain();
        }

        Assert.Equal(5, modest.AcceptedBlocks);
    }

    [Fact]
    public void Publish_Block_GivesTheCrcOfItsPayload()
    {
        var target = new ModelTarget { Trailer = 16 };
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(8, 2), target);
        BlockStreamWriter writer = stepped.Open();
        Assert.Equal(48, writer.MaximumBlockLength);
        Assert.Equal(48, writer.GetBlock().Length);
        writer.Publish(48);
        writer.GetBlock().Span.Slice(0, 5).Fill(7);
        writer.Publish(5);
        stepped.Drain();
        Assert.Equal([64, 21], target.Tape.Select(w => w.Bytes.Length));
        Assert.Equal(Crc32C.Compute([7, 7, 7, 7, 7]), target.Tape[1].Checksum);
        Assert.Equal(Enumerable.Repeat((byte)1, 16), target.Tape[1].Bytes.Skip(5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65)]
    public void Publish_LengthOutOfRange_ThrowsAndTheBlockStaysOpen(int length)
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(8, 2));
        BlockStreamWriter writer = stepped.Open();
        writer.GetBlock();
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Publish(length));
        writer.Publish(64);
        Assert.Equal(1, writer.PublishedBlocks);
    }

    [Fact]
    public void Calls_InTheWrongOrder_Throw()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(8, 2));
        BlockStreamWriter writer = stepped.Open();
        Assert.Throws<InvalidOperationException>(() => writer.Publish(1));
        writer.GetBlock();
        Assert.Throws<InvalidOperationException>(() => writer.GetBlock());
        Assert.Throws<InvalidOperationException>(() => writer.TryGetBlock(out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteFilemarks(-1));
        Assert.Throws<ArgumentNullException>(() => writer.Fail(null!));
        writer.Complete();
        Assert.Throws<InvalidOperationException>(() => writer.GetBlock());
        Assert.Throws<InvalidOperationException>(() => writer.Complete());
        Assert.Throws<InvalidOperationException>(() => writer.WriteFilemarks(1));
        writer.Dispose();
        stepped.Drain();
        Assert.True(writer.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Fail_AfterBlocks_TheyAreWrittenAndTheStreamFailsAlone()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(8, 2));
        BlockStreamWriter writer = stepped.Open();
        BlockStreamWriter other = stepped.Open();
        SteppedMultiplexer.Publish(writer, 2);
        SteppedMultiplexer.Publish(other, 1);
        var reason = new InvalidOperationException("the source went away");
        writer.Fail(reason);
        other.Complete();
        stepped.Drain();
        BlockStreamException thrown = await Assert.ThrowsAsync<BlockStreamException>(() => writer.Completion);
        Assert.Same(reason, thrown.InnerException);
        Assert.Equal((writer.Id, 2L, false), (thrown.Stream, thrown.AcceptedBlocks, thrown.IsEndOfMedium));
        await other.Completion;
        Assert.Equal(3, stepped.Target.Tape.Count);
        Assert.Same(reason, stepped.Target.Records[0].Failure!.InnerException);
    }

    [Fact]
    public async Task Dispose_WithoutComplete_FailsTheStreamAndFreesItsSlot()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(8, 1));
        using (BlockStreamWriter writer = stepped.Open())
        {
            writer.GetBlock();
        }

        stepped.Drain();
        Assert.IsType<OperationCanceledException>(stepped.Target.Records[0].Failure!.InnerException);
        BlockStreamWriter next = stepped.Open();
        next.Complete();
        stepped.Drain();
        await next.Completion;
        Assert.Equal(8, stepped.Multiplexer.Loop.FreeBlocks);
    }

    [Fact]
    public async Task EndOfMedium_BlocksPublished_ThoseNotAcceptedComeBackInOrder()
    {
        var target = new ModelTarget { CapacityObjects = 5 };
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(16, 3), target);
        BlockStreamWriter whole = stepped.Open();
        BlockStreamWriter cut = stepped.Open();
        SteppedMultiplexer.Publish(whole, 3);
        whole.Complete();
        SteppedMultiplexer.Publish(cut, 4);
        Assert.Equal(DrainStepType.Finished, stepped.Drain().Type);
        Assert.Equal(DrainStopReason.EndOfMedium, target.StopReason);
        BlockStreamException thrown = Assert.Throws<BlockStreamException>(() => cut.GetBlock());
        Assert.Equal((cut.Id, 2L, true), (thrown.Stream, thrown.AcceptedBlocks, thrown.IsEndOfMedium));
        Assert.Equal([(byte)3, (byte)4], cut.UnacceptedBlocks.Select(b => b.Span[0]));
        await whole.Completion;
        await Assert.ThrowsAsync<BlockStreamException>(() => cut.Completion);
        Assert.Throws<InvalidOperationException>(() => stepped.Open());
        cut.Dispose();
    }

    [Fact]
    public void EndOfMedium_InTheMiddleOfFilemarks_TheAcceptedOnesAreCounted()
    {
        var target = new ModelTarget { CapacityObjects = 3 };
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(16, 3), target);
        BlockStreamWriter writer = stepped.Open();
        SteppedMultiplexer.Publish(writer, 1);
        writer.WriteFilemarks(4);
        stepped.Drain();
        Assert.Equal(2, writer.AcceptedFilemarks);
        Assert.True(Assert.Throws<BlockStreamException>(() => writer.WriteFilemarks(1)).IsEndOfMedium);
    }

    [Fact]
    public void Target_LosesOneStream_ItsProducerIsToldAndTheOthersGoOn()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(16, 3));
        BlockStreamWriter lost = stepped.Open();
        BlockStreamWriter other = stepped.Open();
        SteppedMultiplexer.Publish(lost, 3);
        stepped.Drain();
        stepped.Multiplexer.RunOnDrainThreadAsync(() =>
        {
            lost.Ring.Lose(new InvalidOperationException("deferred error"), 1, 0);
            return DrainVerdict.Continue;
        });
        lost.GetBlock();
        stepped.Drain();
        BlockStreamException thrown = Assert.Throws<BlockStreamException>(() => lost.Publish(1));
        Assert.Equal((1L, false), (thrown.AcceptedBlocks, thrown.IsEndOfMedium));
        Assert.Empty(lost.UnacceptedBlocks);
        lost.Dispose();
        SteppedMultiplexer.Publish(other, 2);
        other.Complete();
        stepped.Drain();
        Assert.True(lost.Completion.IsFaulted);
        Assert.True(other.Completion.IsCompletedSuccessfully);
        Assert.Equal(16, stepped.Multiplexer.Loop.FreeBlocks);
    }

    [Fact]
    public async Task Target_Throws_EveryStreamIsToldAndTheBlocksComeBack()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(16, 3));
        BlockStreamWriter writer = stepped.Open();
        SteppedMultiplexer.Publish(writer, 2);
        var cause = new InvalidOperationException("broken");
        stepped.Target.OnWrite = (_, _) => throw cause;
        Assert.Equal(DrainStepType.Finished, stepped.Drain().Type);
        Assert.Same(cause, Assert.Throws<BlockStreamException>(() => writer.GetBlock()).InnerException);
        Assert.Equal(2, writer.UnacceptedBlocks.Count);
        Assert.Same(cause, (await Assert.ThrowsAsync<BlockStreamException>(stepped.Multiplexer.CompleteAsync)).InnerException);
        await Assert.ThrowsAsync<InvalidOperationException>(() => stepped.Multiplexer.RunOnDrainThreadAsync(() => default));
    }

    [Fact]
    public async Task GetBlockAsync_Cancelled_ThrowsAndTheStreamGoesOn()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(1, 1));
        BlockStreamWriter writer = stepped.Open();
        SteppedMultiplexer.Publish(writer, 2);
        using var cancellation = new CancellationTokenSource();
        Task<Memory<byte>> waiting = writer.GetBlockAsync(cancellation.Token).AsTask();
        Assert.False(waiting.IsCompleted);
        cancellation.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        waiting = writer.GetBlockAsync(CancellationToken.None).AsTask();
        stepped.Drain();
        await waiting;
        writer.Publish(1);
        writer.Complete();
        stepped.Drain();
        Assert.Equal([0L, 1, 2], stepped.Target.Tape.Select(w => w.Block));
        Assert.Equal(1, stepped.Multiplexer.Loop.FreeBlocks);
    }

    [Fact]
    public async Task WriteFilemarksAsync_RingFull_WaitsForRoom()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(1, 1));
        BlockStreamWriter writer = stepped.Open();
        int written = 0;
        Task waiting;
        do
        {
            waiting = writer.WriteFilemarksAsync(1).AsTask();
            written++;
        }
        while (waiting.IsCompleted && written < 1000);
        Assert.True(written < 1000);
        stepped.Drain();
        await waiting;
        stepped.Drain();
        Assert.Equal(written, writer.AcceptedFilemarks);
    }

    [Fact]
    public void TryGetBlock_RingFullOfFilemarks_IsFalseAndTheEndHasItsPlace()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(16, 1, cap: 8));
        BlockStreamWriter writer = stepped.Open();
        SteppedMultiplexer.Publish(writer, 1); // There are more in the cache.
        int filemarks = 0;
        while (writer.Ring.TryWriteFilemarkEntry(1, true))
        {
            writer.Ring.HandOver();
            filemarks++;
        }

        Assert.False(writer.TryGetBlock(out _));
        writer.Complete();
        stepped.Drain();
        Assert.True(writer.Completion.IsCompletedSuccessfully);
        Assert.Equal((1L, (long)filemarks), (writer.AcceptedBlocks, writer.AcceptedFilemarks));
        Assert.Equal(1 + filemarks, stepped.Target.Tape.Count);
    }

    [Fact]
    public async Task WaitUntilOnMediumAsync_HorizonMoves_EndsThoseThatAreDue()
    {
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(16, 2));
        BlockStreamWriter writer = stepped.Open();
        SteppedMultiplexer.Publish(writer, 2);
        Task two = writer.WaitUntilOnMediumAsync(2).AsTask();
        Task three = writer.WaitUntilOnMediumAsync(3).AsTask();
        Task five = writer.WaitUntilOnMediumAsync(5).AsTask();
        using var cancellation = new CancellationTokenSource();
        Task cancelled = writer.WaitUntilOnMediumAsync(3, cancellation.Token).AsTask();
        stepped.Drain();
        Assert.Equal((2L, 0L), (writer.AcceptedBlocks, writer.OnMediumBlocks));
        writer.WriteFilemarks(0, isImmediate: false);
        stepped.Drain();
        await two;
        Assert.False(three.IsCompleted);
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        SteppedMultiplexer.Publish(writer, 1);
        writer.Complete();
        stepped.Drain();
        await Assert.ThrowsAsync<BlockStreamException>(() => five); // The stream ended with three.
        Assert.False(three.IsCompleted);
        await stepped.Multiplexer.RunAndDrainAsync(stepped, () => stepped.Multiplexer.Loop.AdvanceOnMedium());
        await three;
        await writer.WaitUntilOnMediumAsync(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = writer.WaitUntilOnMediumAsync(-1).AsTask(); });
    }

    [Fact]
    public async Task WaitUntilOnMediumAsync_MultiplexerStops_Fails()
    {
        var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(16, 2));
        BlockStreamWriter writer = stepped.Open();
        SteppedMultiplexer.Publish(writer, 1);
        stepped.Drain();
        Task waiting = writer.WaitUntilOnMediumAsync(1).AsTask();
        stepped.Dispose();
        await Assert.ThrowsAsync<BlockStreamException>(() => waiting);
        Assert.Equal(DrainStopReason.Disposed, stepped.Target.StopReason);
    }

    [Fact]
    public async Task Completion_TargetKeepsItBack_IsToldWhenTheTargetSays()
    {
        var target = new ModelTarget { TellsCompletion = false };
        using var stepped = new SteppedMultiplexer(SteppedMultiplexer.Options(16, 2), target);
        BlockStreamWriter writer = stepped.Open();
        SteppedMultiplexer.Publish(writer, 1);
        writer.Complete();
        stepped.Drain();
        Assert.False(writer.Completion.IsCompleted);
        Assert.Equal(0, stepped.Multiplexer.OpenStreamCount);
        await stepped.Multiplexer.RunAndDrainAsync(stepped, writer.Ring.TellCompletion);
        await writer.Completion;
    }
}
