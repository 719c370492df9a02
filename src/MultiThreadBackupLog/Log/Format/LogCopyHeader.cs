using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>What each tape block of a copy of a log says about itself, so that one block found anywhere can be put in its place.</summary>
/// <remarks>Object numbers are -1 where there is none. The layout is in docs/write-log-format.md.</remarks>
internal readonly struct LogCopyHeader
{
    public const int EncodedLength = 160;
    public const ulong Magic = 0x4D54424C_434F5059; // "MTBLCOPY"
    public const int CurrentVersion = 1;

    public LogCopyType Type { get; init; }

    /// <summary>Gets which log this is a copy of.</summary>
    public Guid LogIdentifier { get; init; }

    /// <summary>Gets the identity of the cartridge; empty when there is none.</summary>
    public Guid VolumeIdentifier { get; init; }

    public int SessionNumber { get; init; }

    public int Partition { get; init; }

    /// <summary>Gets the first object of the session.</summary>
    public long OriginLogicalObjectIdentifier { get; init; }

    /// <summary>Gets which copy of the log this is, from 0: a label is 0, and each increment and the closing copy count on.</summary>
    public int CopySequence { get; init; }

    /// <summary>Gets the first object of this copy, as its writer counts.</summary>
    public long FirstLogicalObjectIdentifier { get; init; }

    /// <summary>Gets the first object of the copy of the same log before this one; -1 for none.</summary>
    public long PreviousCopyLogicalObjectIdentifier { get; init; }

    /// <summary>Gets the first object of the closing copy of the session before; -1 for none.</summary>
    public long PredecessorCopyLogicalObjectIdentifier { get; init; }

    /// <summary>Gets where in the log the bytes of this block begin.</summary>
    public long LogOffsetBytes { get; init; }

    /// <summary>Gets how many bytes of the log this block holds.</summary>
    public int ChunkLengthBytes { get; init; }

    /// <summary>Gets where in the log the whole copy begins: 0, or for an increment the end of the copy before.</summary>
    public long CopyOffsetBytes { get; init; }

    /// <summary>Gets the length of the log up to the end of this copy.</summary>
    public long LogLengthBytes { get; init; }

    /// <summary>Gets which block of its copy this is, from 0.</summary>
    public int BlockIndex { get; init; }

    /// <summary>Gets how many blocks the copy has.</summary>
    public int BlockCount { get; init; }

    internal void Write(Span<byte> destination)
    {
        destination.Slice(0, EncodedLength).Clear();
        BinaryPrimitives.WriteUInt64BigEndian(destination, Magic);
        BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(8), CurrentVersion);
        destination[10] = (byte)Type;
        BinaryPrimitives.WriteInt32BigEndian(destination.Slice(12), EncodedLength);
        GuidBytes.Write(destination.Slice(16), LogIdentifier);
        GuidBytes.Write(destination.Slice(32), VolumeIdentifier);
        BinaryPrimitives.WriteInt32BigEndian(destination.Slice(48), SessionNumber);
        BinaryPrimitives.WriteInt32BigEndian(destination.Slice(52), Partition);
        BinaryPrimitives.WriteInt64BigEndian(destination.Slice(56), OriginLogicalObjectIdentifier);
        BinaryPrimitives.WriteInt64BigEndian(destination.Slice(64), FirstLogicalObjectIdentifier);
        BinaryPrimitives.WriteInt64BigEndian(destination.Slice(72), PreviousCopyLogicalObjectIdentifier);
        BinaryPrimitives.WriteInt64BigEndian(destination.Slice(80), PredecessorCopyLogicalObjectIdentifier);
        BinaryPrimitives.WriteInt32BigEndian(destination.Slice(88), CopySequence);
        BinaryPrimitives.WriteInt32BigEndian(destination.Slice(92), BlockIndex);
        BinaryPrimitives.WriteInt32BigEndian(destination.Slice(96), BlockCount);
        BinaryPrimitives.WriteInt32BigEndian(destination.Slice(100), ChunkLengthBytes);
        BinaryPrimitives.WriteInt64BigEndian(destination.Slice(104), CopyOffsetBytes);
        BinaryPrimitives.WriteInt64BigEndian(destination.Slice(112), LogOffsetBytes);
        BinaryPrimitives.WriteInt64BigEndian(destination.Slice(120), LogLengthBytes);
    }

    internal static LogCopyHeader Read(ReadOnlySpan<byte> source) => new()
    {
        Type = (LogCopyType)source[10],
        LogIdentifier = GuidBytes.Read(source.Slice(16)),
        VolumeIdentifier = GuidBytes.Read(source.Slice(32)),
        SessionNumber = BinaryPrimitives.ReadInt32BigEndian(source.Slice(48)),
        Partition = BinaryPrimitives.ReadInt32BigEndian(source.Slice(52)),
        OriginLogicalObjectIdentifier = BinaryPrimitives.ReadInt64BigEndian(source.Slice(56)),
        FirstLogicalObjectIdentifier = BinaryPrimitives.ReadInt64BigEndian(source.Slice(64)),
        PreviousCopyLogicalObjectIdentifier = BinaryPrimitives.ReadInt64BigEndian(source.Slice(72)),
        PredecessorCopyLogicalObjectIdentifier = BinaryPrimitives.ReadInt64BigEndian(source.Slice(80)),
        CopySequence = BinaryPrimitives.ReadInt32BigEndian(source.Slice(88)),
        BlockIndex = BinaryPrimitives.ReadInt32BigEndian(source.Slice(92)),
        BlockCount = BinaryPrimitives.ReadInt32BigEndian(source.Slice(96)),
        ChunkLengthBytes = BinaryPrimitives.ReadInt32BigEndian(source.Slice(100)),
        CopyOffsetBytes = BinaryPrimitives.ReadInt64BigEndian(source.Slice(104)),
        LogOffsetBytes = BinaryPrimitives.ReadInt64BigEndian(source.Slice(112)),
        LogLengthBytes = BinaryPrimitives.ReadInt64BigEndian(source.Slice(120)),
    };

    /// <summary>Says whether the fields can stand together: the same rule before writing and after reading.</summary>
    internal bool IsPossible()
    {
        if (Type is not LogCopyType.SessionLabel and not LogCopyType.Increment and not LogCopyType.Closing)
            return false;

        if (SessionNumber < 1 || Partition < 0 || CopySequence < 0 || OriginLogicalObjectIdentifier < 0 || FirstLogicalObjectIdentifier < OriginLogicalObjectIdentifier
            || PreviousCopyLogicalObjectIdentifier < -1 || PredecessorCopyLogicalObjectIdentifier < -1
            || BlockCount < 1 || BlockIndex < 0 || BlockIndex >= BlockCount || ChunkLengthBytes < 0 || CopyOffsetBytes < 0)
        {
            return false;
        }

        if (Type == LogCopyType.SessionLabel)
            return ChunkLengthBytes == 0 && LogOffsetBytes == 0 && CopyOffsetBytes == 0;

        return LogOffsetBytes >= CopyOffsetBytes && LogLengthBytes >= LogOffsetBytes && ChunkLengthBytes <= LogLengthBytes - LogOffsetBytes
            && (Type != LogCopyType.Closing || CopyOffsetBytes == 0);
    }
}
