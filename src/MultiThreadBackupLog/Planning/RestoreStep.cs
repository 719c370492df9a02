using System;
using System.Globalization;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Planning;

/// <summary>One move or read of a restore plan. It knows nothing of SCSI: a session walks it, or a list builder writes it down.</summary>
/// <remarks>
/// Every step says where the device must stand before and after it, so that whoever walks the plan can compare its own count
/// with the device's at each step. The default value spaces over no block. Immutable; safe to share between threads.
/// </remarks>
public readonly struct RestoreStep : IEquatable<RestoreStep>
{
    private RestoreStep(RestoreStepType type, TapePosition begin, TapePosition end, long count, StreamId stream, long firstBlock, int blockLengthBytes)
    {
        Type = type;
        Begin = begin;
        End = end;
        Count = count;
        Stream = stream;
        FirstBlock = firstBlock;
        BlockLengthBytes = blockLengthBytes;
    }

    /// <summary>Gets what the step does.</summary>
    public RestoreStepType Type { get; }

    /// <summary>Gets where the device stands before the step. Of a locate it is not looked at.</summary>
    public TapePosition Begin { get; }

    /// <summary>Gets where the device stands after the step.</summary>
    public TapePosition End { get; }

    /// <summary>Gets how many blocks are read or passed over, or, for <see cref="RestoreStepType.SpaceFilemarks"/>, how many filemarks; 0 for a locate.</summary>
    public long Count { get; }

    /// <summary>Gets, for a read, whose blocks they are.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets, for a read, the number of the first block within its stream.</summary>
    public long FirstBlock { get; }

    /// <summary>Gets, for a read or a discard, the exact length of each block on tape in bytes.</summary>
    public int BlockLengthBytes { get; }

    /// <summary>Says whether two steps are the same.</summary>
    /// <param name="left">One step.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(RestoreStep left, RestoreStep right) => left.Equals(right);

    /// <summary>Says whether two steps differ.</summary>
    /// <param name="left">One step.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(RestoreStep left, RestoreStep right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(RestoreStep other) =>
        Type == other.Type
        && Begin == other.Begin
        && End == other.End
        && Count == other.Count
        && Stream == other.Stream
        && FirstBlock == other.FirstBlock
        && BlockLengthBytes == other.BlockLengthBytes;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RestoreStep other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((((int)Type * 397) ^ Begin.GetHashCode()) * 397 ^ Count.GetHashCode());

    /// <summary>Gives the step in words.</summary>
    /// <returns>For example <c>read 4 blocks of 65536 bytes, stream #2 from block 12, at partition 0, object 57</c>.</returns>
    public override string ToString()
    {
        string text = Type switch
        {
            RestoreStepType.SpaceBlocks => "space over {0} blocks from {1}",
            RestoreStepType.SpaceFilemarks => "space over {0} filemarks from {1}",
            RestoreStepType.Locate => "locate to {2}",
            RestoreStepType.Read => "read {0} blocks of {3} bytes, stream {4} from block {5}, at {1}",
            _ => "read and discard {0} blocks of {3} bytes at {1}",
        };
        return string.Format(CultureInfo.InvariantCulture, text, Count, Begin, End, BlockLengthBytes, Stream, FirstBlock);
    }

    internal static RestoreStep SpaceBlocks(TapePosition begin, long blockCount) =>
        new(RestoreStepType.SpaceBlocks, begin, begin.Advance(blockCount), blockCount, default, 0, 0);

    internal static RestoreStep SpaceFilemarks(TapePosition begin, TapePosition end, long filemarkCount) =>
        new(RestoreStepType.SpaceFilemarks, begin, end, filemarkCount, default, 0, 0);

    internal static RestoreStep Locate(TapePosition begin, TapePosition end) =>
        new(RestoreStepType.Locate, begin, end, 0, default, 0, 0);

    internal static RestoreStep Read(TapePosition begin, StreamId stream, long firstBlock, long blockCount, int blockLengthBytes) =>
        new(RestoreStepType.Read, begin, begin.Advance(blockCount), blockCount, stream, firstBlock, blockLengthBytes);

    internal static RestoreStep Discard(TapePosition begin, long blockCount, int blockLengthBytes) =>
        new(RestoreStepType.Discard, begin, begin.Advance(blockCount), blockCount, default, 0, blockLengthBytes);
}
