using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <summary>What each type of segment does to the devices that it names.</summary>
internal static class SegmentUse
{
    private const byte CloseBit = 1;
    private const byte TurBit = 1;

    /// <summary>Says how a segment uses its source, where that is a tape.</summary>
    public static CopyDriveAccess OfSource(ReadOnlySpan<byte> segment) => segment[0] switch
    {
        0x01 or 0x03 or 0x06 or 0x09 or 0x0C or 0x0E or 0x0F or 0x13 or PlannedRestoreSegment.TypeCode => CopyDriveAccess.Alone,
        0x07 when (segment[8] & TurBit) != 0 => CopyDriveAccess.Append, // It asks the drive, which nobody else may be moving.
        _ => CopyDriveAccess.None,
    };

    /// <summary>Says how a segment uses its destination, where that is a tape.</summary>
    public static CopyDriveAccess OfDestination(ReadOnlySpan<byte> segment) => segment[0] switch
    {
        0x00 or 0x03 or 0x04 or 0x05 or 0x08 or 0x0B or 0x0E or 0x10 or 0x13 => CopyDriveAccess.Append,
        0x11 or 0x12 => CopyDriveAccess.Alone,
        WriteLogStreamSegment.TypeCode => CopyDriveAccess.Append,
        WriteLogCopySegment.TypeCode => (segment[8] & CloseBit) != 0 ? CopyDriveAccess.Alone : CopyDriveAccess.Append,
        WriteLogInitiateSegment.TypeCode or WriteLogClearSegment.TypeCode => CopyDriveAccess.Alone,
        _ => CopyDriveAccess.None,
    };

    public static bool HasSource(byte typeCode) => typeCode is (<= 0x03) or (>= 0x06 and <= 0x0F) or 0x13 or 0x16 or PlannedRestoreSegment.TypeCode;

    public static bool HasDestination(byte typeCode) => typeCode is (<= 0x05) or (>= 0x08 and <= 0x0E) or (>= 0x10 and <= 0x13) or 0x16 or (>= 0xC0 and <= 0xC6);

    /// <summary>Says whether a segment reads a disk, so that its command needs memory to read ahead into.</summary>
    public static bool ReadsDisk(byte typeCode) => typeCode is 0x00 or 0x02 or 0x08 or 0x0A or 0x0B or 0x0D or 0x16;

    /// <summary>Gives how a segment reads a tape.</summary>
    public static SegmentTransfer TransferOfSource(ReadOnlySpan<byte> segment) => segment[0] switch
    {
        0x01 or 0x03 or 0x06 or 0x09 or 0x0C or 0x0E or 0x0F => new SegmentTransfer(segment, indexOffset: 4, fieldOffset: 9),
        _ => default,
    };

    /// <summary>Gives how a segment writes a tape.</summary>
    public static SegmentTransfer TransferOfDestination(ReadOnlySpan<byte> segment) => segment[0] switch
    {
        0x00 or 0x04 or 0x05 or 0x08 or 0x0B => new SegmentTransfer(segment, indexOffset: 6, fieldOffset: 9),
        0x03 or 0x0E => new SegmentTransfer(segment, indexOffset: 6, fieldOffset: 13),
        _ => default,
    };
}

/// <summary>A STREAM DEVICE TRANSFER LENGTH of a segment, and the tape that it is for. The default value is none.</summary>
internal readonly struct SegmentTransfer(ReadOnlySpan<byte> segment, int indexOffset, int fieldOffset)
{
    public bool Exists => FieldOffset != 0;

    public ushort CscdIndex { get; } = BinaryPrimitives.ReadUInt16BigEndian(segment.Slice(indexOffset));

    /// <summary>Gets where in the segment the length stands.</summary>
    public int FieldOffset { get; } = fieldOffset;

    public int Length { get; } = (segment[fieldOffset] << 16) | BinaryPrimitives.ReadUInt16BigEndian(segment.Slice(fieldOffset + 1));
}
