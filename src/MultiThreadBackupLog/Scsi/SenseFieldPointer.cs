using System;
using System.Globalization;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Which field of a CDB or of a parameter list a device server refuses (SPC-4 clause 4.5.2.4.2; for a copy clause 4.5.2.4.5).</summary>
/// <remarks>The default value points to byte 0 of a parameter list. Immutable; safe to share between threads.</remarks>
public readonly record struct SenseFieldPointer
{
    private const int CommandBit = 0x400000;
    private const int SegmentBit = 0x200000;
    private const int BitPointerValid = 0x080000;

    private readonly int _bitPlusOne;

    /// <summary>Points to a field.</summary>
    /// <param name="byteOffset">The first byte of the field, counted from 0.</param>
    /// <param name="bit">The most significant bit of the field, 7 to 0, or null.</param>
    /// <param name="isInCdb">Whether bytes are counted in the CDB (C/D); otherwise in the parameter list.</param>
    /// <param name="isInSegment">Whether bytes are counted from the segment descriptor that failed (SD, of a copy only).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bit"/> is not 0 to 7.</exception>
    /// <exception cref="ArgumentException">The field cannot be in a CDB and in a segment descriptor.</exception>
    public SenseFieldPointer(ushort byteOffset, int? bit = null, bool isInCdb = false, bool isInSegment = false)
    {
        if (bit is < 0 or > 7)
        {
            throw new ArgumentOutOfRangeException(nameof(bit), bit, "A bit is 0 to 7.");
        }

        if (isInCdb && isInSegment)
        {
            throw new ArgumentException("A field is in the CDB or in a segment descriptor, not in both.", nameof(isInSegment));
        }

        ByteOffset = byteOffset;
        _bitPlusOne = bit + 1 ?? 0;
        IsInCdb = isInCdb;
        IsInSegment = isInSegment;
    }

    /// <summary>Gets the first byte of the field, counted from 0.</summary>
    public int ByteOffset { get; }

    /// <summary>Gets the most significant bit of the field, 7 to 0, or null where none is named (BPV is zero).</summary>
    public int? Bit => _bitPlusOne == 0 ? null : _bitPlusOne - 1;

    /// <summary>Gets whether bytes are counted in the CDB (C/D); otherwise in the parameter list.</summary>
    public bool IsInCdb { get; }

    /// <summary>Gets whether bytes are counted from the beginning of the segment descriptor that failed (SD).</summary>
    public bool IsInSegment { get; }

    /// <summary>Gives the place in words.</summary>
    /// <returns>For example <c>byte 2 bit 3 of the CDB</c>.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        Bit is null ? "byte {0} of the {2}" : "byte {0} bit {1} of the {2}",
        ByteOffset,
        Bit,
        IsInCdb ? "CDB" : IsInSegment ? "segment descriptor" : "parameter list");

    // The three bytes of the sense-key-specific field as a number; SKSV is bit 23.
    internal static SenseFieldPointer Decode(int field, SenseKey key)
    {
        // SD is bit 5 of the first byte (SPC-4 and every source but one); one public decoder reads bit 6. That bit has no other
        // meaning with COPY ABORTED, so either is taken for it.
        bool isCopy = key == SenseKey.CopyAborted;
        bool isInSegment = isCopy && (field & (SegmentBit | CommandBit)) != 0;
        int? bit = (field & BitPointerValid) != 0 ? (field >> 16) & 7 : null;
        return new SenseFieldPointer((ushort)(field & 0xFFFF), bit, !isCopy && (field & CommandBit) != 0, isInSegment);
    }

    internal int Encode() =>
        (IsInCdb ? CommandBit : 0) | (IsInSegment ? SegmentBit : 0) | (Bit is { } bit ? BitPointerValid | (bit << 16) : 0) | ByteOffset;
}
