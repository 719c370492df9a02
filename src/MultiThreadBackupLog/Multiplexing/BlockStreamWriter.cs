using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Writes one stream: ask for the memory of the next tape block, fill it, publish it.</summary>
/// <remarks>
/// <para>One producer at a time: calls must follow one another, on whichever threads. The properties may be read from any thread.</para>
/// <para>The memory of a block is the producer's from <see cref="GetBlock"/> until <see cref="Publish"/> or the stream's end; one block is open
/// at a time. A stream ends with <see cref="Complete"/> or <see cref="Fail"/>; disposing a writer that did neither fails the stream.</para>
/// </remarks>
public sealed partial class BlockStreamWriter : IDisposable
{
    private readonly StreamRing _ring;
    private readonly MultiplexerState _state;
    private IReadOnlyList<ReadOnlyMemory<byte>>? _unaccepted;
    private bool _isEnded;

    internal BlockStreamWriter(StreamRing ring, MultiplexerState state)
    {
        _ring = ring;
        _state = state;
    }

    /// <summary>Gets the stream's ordinal in the log.</summary>
    public StreamId Id => _ring.Id;

    /// <summary>Gets a copy of the stream's description.</summary>
    public StreamDescription Description => _ring.Description.Clone();

    /// <summary>Gets the length in bytes of the memory that <see cref="GetBlock"/> gives: the tape block without its trailer.</summary>
    public int MaximumBlockLength => _state.MaximumPayloadLength;

    /// <summary>Gets how many blocks were published. Unit: blocks.</summary>
    public long PublishedBlocks => _ring.PublishedBlocks;

    /// <summary>Gets how many blocks, from block 0 on, the device took and still has. Order is promised for them, safety is not. Unit: blocks.</summary>
    public long AcceptedBlocks => _ring.AcceptedBlocks;

    /// <summary>Gets how many filemarks of the stream the device took. Unit: filemarks.</summary>
    public long AcceptedFilemarks => _ring.AcceptedFilemarks;

    /// <summary>Gets how many blocks, from block 0 on, are on the medium: only these are safe. Unit: blocks.</summary>
    public long OnMediumBlocks => _ring.OnMediumBlocks;

    /// <summary>Gets what ends when everything of the stream was written and its end was taken; it fails with <see cref="BlockStreamException"/> when the stream failed.</summary>
    public Task Completion => _ring.Completion;

    /// <summary>Gets the published blocks that a stopped device did not take, in order; empty while the device goes on.</summary>
    /// <remarks>For the producer alone, after a <see cref="BlockStreamException"/>. The memory stays valid; filemarks between the blocks are
    /// counted by <see cref="AcceptedFilemarks"/>.</remarks>
    public IReadOnlyList<ReadOnlyMemory<byte>> UnacceptedBlocks =>
        _ring.Fault is { ReturnsBlocks: true } ? _unaccepted ??= _ring.TakeUnaccepted() : Array.Empty<ReadOnlyMemory<byte>>();

    /// <summary>Gets the ring, whose steps a simulation calls one by one.</summary>
    internal StreamRing Ring => _ring;

    /// <summary>Gets why the stream cannot go on, or null.</summary>
    internal BlockStreamException? Failure => _ring.Fault is { } fault ? _ring.MakeException(fault) : null;

    /// <summary>Opens a block for filling when one is free.</summary>
    /// <param name="block">The memory of the block, <see cref="MaximumBlockLength"/> bytes of whatever was there before; valid until it is published.</param>
    /// <returns>False when no block is free: the tape is slower than the producer.</returns>
    /// <exception cref="InvalidOperationException">A block is open, or the stream was ended.</exception>
    /// <exception cref="BlockStreamException">The stream cannot go on.</exception>
    public bool TryGetBlock(out Memory<byte> block)
    {
        CheckMayOpen();
        bool isTaken = _ring.TryTakeBlock();
        block = isTaken ? _ring.OpenMemory : default;
        return isTaken;
    }

    /// <summary>Opens a block for filling, and waits for one where none is free.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The memory of the block, <see cref="MaximumBlockLength"/> bytes of whatever was there before; valid until it is published.</returns>
    /// <exception cref="InvalidOperationException">A block is open, or the stream was ended.</exception>
    /// <exception cref="BlockStreamException">The stream cannot go on.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the stream is as before.</exception>
    public Memory<byte> GetBlock(CancellationToken cancellationToken = default)
    {
        CheckMayOpen();
        if (!_ring.TryTakeBlock())
        {
            Wait(isForBlock: true, 0, false, cancellationToken);
        }

        return _ring.OpenMemory;
    }

    /// <summary>Opens a block for filling, and waits for one where none is free.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The memory of the block, <see cref="MaximumBlockLength"/> bytes of whatever was there before; valid until it is published.</returns>
    /// <exception cref="InvalidOperationException">A block is open, or the stream was ended.</exception>
    /// <exception cref="BlockStreamException">The stream cannot go on.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the stream is as before.</exception>
    public ValueTask<Memory<byte>> GetBlockAsync(CancellationToken cancellationToken = default)
    {
        CheckMayOpen();
        return _ring.TryTakeBlock() ? new ValueTask<Memory<byte>>(_ring.OpenMemory) : GetBlockWhenFreeAsync(cancellationToken);
    }

    /// <summary>Hands the open block over; from here on its memory is the library's.</summary>
    /// <param name="lengthBytes">How many bytes of it, from the first on, are the block's payload.</param>
    /// <exception cref="InvalidOperationException">No block is open, or the stream was ended.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is not 1 to <see cref="MaximumBlockLength"/>, or the device takes no block of it; the block stays open.</exception>
    /// <exception cref="BlockStreamException">The stream cannot go on; the block was not handed over.</exception>
    public void Publish(int lengthBytes)
    {
        CheckNotEnded();
        if (!_ring.HasOpenBlock)
        {
            throw new InvalidOperationException("No block is open.");
        }

        if (!_state.AcceptsPayload(lengthBytes))
        {
            throw new ArgumentOutOfRangeException(
                nameof(lengthBytes), lengthBytes, "A payload has 1 to " + MaximumBlockLength + " bytes, and the device takes blocks of " + _state.Limits + ".");
        }

        uint checksum = _state.HasChecksums ? Crc32C.Compute(_ring.OpenMemory.Span.Slice(0, lengthBytes)) : 0;
        _ring.WriteBlockEntry(lengthBytes, checksum);
        _ring.HandOver();
    }

    /// <summary>Writes filemarks behind the blocks published so far; waits where many are still to be written.</summary>
    /// <param name="count">How many; 0, when not immediate, only has everything so far brought to the medium.</param>
    /// <param name="isImmediate">Whether accepted is enough (IMMED 1); else everything so far is on the medium once the marks were taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The stream was ended.</exception>
    /// <exception cref="BlockStreamException">The stream cannot go on.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; no mark was handed over.</exception>
    public void WriteFilemarks(int count, bool isImmediate = true, CancellationToken cancellationToken = default)
    {
        CheckMayMark(count);
        if (!_ring.TryWriteFilemarkEntry(count, isImmediate))
        {
            Wait(isForBlock: false, count, isImmediate, cancellationToken);
        }

        _ring.HandOver();
    }

    /// <summary>Writes filemarks behind the blocks published so far; waits where many are still to be written.</summary>
    /// <param name="count">How many; 0, when not immediate, only has everything so far brought to the medium.</param>
    /// <param name="isImmediate">Whether accepted is enough (IMMED 1); else everything so far is on the medium once the marks were taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Ends when the marks were handed over, which is mostly at once.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The stream was ended.</exception>
    /// <exception cref="BlockStreamException">The stream cannot go on.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; no mark was handed over.</exception>
    public ValueTask WriteFilemarksAsync(int count, bool isImmediate = true, CancellationToken cancellationToken = default)
    {
        CheckMayMark(count);
        if (!_ring.TryWriteFilemarkEntry(count, isImmediate))
        {
            return WriteFilemarksWhenRoomAsync(count, isImmediate, cancellationToken);
        }

        _ring.HandOver();
        return default;
    }

    /// <summary>Hands filemarks over where there is room for them.</summary>
    /// <returns>False when there is none; see <see cref="WaitForRoomAsync"/>.</returns>
    internal bool TryWriteFilemarks(int count, bool isImmediate)
    {
        CheckMayMark(count);
        bool isWritten = _ring.TryWriteFilemarkEntry(count, isImmediate);
        if (isWritten)
        {
            _ring.HandOver();
        }

        return isWritten;
    }

    /// <summary>Hands a remark over: it is executed when everything before it was accepted, and refused when the stream fails before.</summary>
    /// <returns>False when there is no room; see <see cref="WaitForRoomAsync"/>.</returns>
    internal bool TryRemark(RingRemark remark)
    {
        CheckNotEnded();
        if (!_ring.TryWriteRemarkEntry(remark))
        {
            return false;
        }

        _ring.HandOver(); // Full fence: the fault is read next.
        if (_ring.Fault is not null)
        {
            _ring.RefuseRemarks(); // Whoever set it may have emptied the queue before this remark was in it.
        }

        return true;
    }

    /// <summary>Waits until there is room for filemarks or a remark.</summary>
    internal ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        CheckNotEnded();
        return WaitAsync(isForBlock: false, -1, false, cancellationToken);
    }

    /// <summary>Waits until blocks are on the medium.</summary>
    /// <param name="blocks">How many of the stream's blocks, from block 0 on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Ends when <see cref="OnMediumBlocks"/> is that many. Any thread may wait, and several at once.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blocks"/> is negative.</exception>
    /// <exception cref="BlockStreamException">The stream ended or failed before so many blocks, or its multiplexer stopped.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask WaitUntilOnMediumAsync(long blocks, CancellationToken cancellationToken = default) => blocks >= 0
        ? _ring.WaitUntilOnMediumAsync(blocks, cancellationToken)
        : throw new ArgumentOutOfRangeException(nameof(blocks), blocks, "A block count is not negative.");

    /// <summary>Ends the stream well: nothing comes behind what was published. An open block is given up. Does not wait, see <see cref="Completion"/>.</summary>
    /// <exception cref="InvalidOperationException">The stream was ended.</exception>
    public void Complete() => End(null);

    /// <summary>Gives the stream up: what was published is still written, and the log says that the stream failed. Does not wait.</summary>
    /// <param name="reason">Why; <see cref="Completion"/> fails with it as the cause.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reason"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The stream was ended.</exception>
    public void Fail(Exception reason) => End(Guard.NotNull(reason));

    /// <summary>Fails the stream when it was not ended; else does nothing.</summary>
    public void Dispose()
    {
        if (!_isEnded)
        {
            End(new OperationCanceledException("The writer was disposed before its stream was completed."));
        }
    }

    private void End(Exception? failure)
    {
        if (_isEnded)
        {
            throw new InvalidOperationException("The stream was ended.");
        }

        // Also after a fault: the last entry is what gives the stream's slot back.
        _isEnded = true;
        _ring.WriteEndEntry(failure);
        _ring.HandOver();
    }
}
