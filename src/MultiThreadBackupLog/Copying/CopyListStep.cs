using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Copying;

/// <summary>One segment of a restoring list before it is encoded: what it does, and where on the tape it begins and ends.</summary>
/// <remarks>
/// A place on the tape is an object and an offset in it. An offset above 0 means that the object was read already and that its first bytes were used: the
/// device then stands behind it, and the rest of it is residual source data.
/// </remarks>
internal readonly struct CopyListStep
{
    /// <summary>The object between two moves that only together lead somewhere.</summary>
    public const long UnknownObject = -1;

    private CopyListStep(CopyListStepType type, bool isMove, long beginObject, int beginOffset, long endObject, int endOffset)
    {
        Type = type;
        IsMove = isMove;
        BeginObject = beginObject;
        BeginOffset = beginOffset;
        EndObject = endObject;
        EndOffset = endOffset;
    }

    public CopyListStepType Type { get; }

    /// <summary>Gets whether the step only brings the tape to what comes next, so that a list that begins with a locate does without it.</summary>
    public bool IsMove { get; }

    public long BeginObject { get; }

    public int BeginOffset { get; }

    public long EndObject { get; }

    public int EndOffset { get; }

    /// <summary>Gets whether behind the step no byte of a tape block is left, at a known place.</summary>
    public bool EndsAtEdge => EndOffset == 0 && EndObject != UnknownObject;

    /// <summary>Gets where the device stands behind the step.</summary>
    public long DeviceObject => EndOffset > 0 ? EndObject + 1 : EndObject;

    public int BlockLength { get; private init; }

    public long ByteCount { get; private init; }

    public CopyListDevice? Disk { get; private init; }

    public long DiskByte { get; private init; }

    public SpaceUnit Unit { get; private init; }

    public int Count { get; private init; }

    /// <summary>Gets the length of the segment descriptor.</summary>
    public int EncodedLength => Type switch
    {
        CopyListStepType.ToBlocks => StreamToBlockSegment.EncodedLength,
        CopyListStepType.ToBytes => StreamToBlockOffsetSegment.EncodedLength,
        CopyListStepType.Hold or CopyListStepType.Discard => StreamToDiscardSegment.EncodedLength,
        CopyListStepType.Space => SpaceSegment.EncodedLength,
        CopyListStepType.Locate => LocateSegment.EncodedLength,
        _ => 0,
    };

    /// <summary>Describes bytes of the tape and what becomes of them.</summary>
    public static CopyListStep Data(
        CopyListStepType type, long beginObject, int beginOffset, int blockLength, long byteCount, RestoreDestination destination = default, bool isMove = false)
    {
        long end = beginOffset + byteCount;
        return new CopyListStep(type, isMove, beginObject, beginOffset, beginObject + (end / blockLength), (int)(end % blockLength))
        {
            BlockLength = blockLength,
            ByteCount = byteCount,
            Disk = destination.Disk,
            DiskByte = destination.FirstDiskByte,
        };
    }

    /// <summary>Describes a relative move; the count has 24 bits.</summary>
    public static CopyListStep Space(SpaceUnit unit, int count, long beginObject, long endObject) =>
        new(CopyListStepType.Space, true, beginObject, 0, endObject, 0) { Unit = unit, Count = count };

    /// <summary>Describes an absolute move; the object has 32 bits.</summary>
    public static CopyListStep Locate(long beginObject, long endObject) =>
        new(CopyListStepType.Locate, true, beginObject, 0, endObject, 0);

    /// <summary>Encodes the segment. CAT is 1 only where bytes of a tape block are left for the next one; everywhere else a residue is an error.</summary>
    public byte[] Encode(ushort tapeIndex, ushort diskIndex)
    {
        bool cat = EndOffset > 0;
        switch (Type)
        {
            case CopyListStepType.ToBlocks:
                return Bytes(new StreamToBlockSegment(
                    tapeIndex, diskIndex, BlockLength, (ushort)(ByteCount / Disk!.BlockLength), (ulong)(DiskByte / Disk.BlockLength), cat));
            case CopyListStepType.ToBytes:
                return Bytes(new StreamToBlockOffsetSegment(
                    tapeIndex, diskIndex, BlockLength, (uint)ByteCount, (ulong)(DiskByte / Disk!.BlockLength), (ushort)(DiskByte % Disk.BlockLength), cat));
            case CopyListStepType.Space:
                return Bytes(new SpaceSegment(tapeIndex, Unit, Count));
            case CopyListStepType.Locate:
                return Bytes(new LocateSegment(tapeIndex, (uint)EndObject));
            default:
                return Bytes(new StreamToDiscardSegment(tapeIndex, BlockLength, (uint)ByteCount, cat, Type == CopyListStepType.Hold));
        }
    }

    private static byte[] Bytes<T>(in T segment)
        where T : struct, ISegmentDescriptor
    {
        var bytes = new byte[segment.EncodedLength];
        segment.Write(bytes);
        return bytes;
    }
}
