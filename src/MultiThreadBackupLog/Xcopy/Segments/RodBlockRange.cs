using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>A range of blocks of which a representation of data (ROD) is made (SPC-4 table 168).</summary>
/// <remarks>The default value is empty. Immutable; safe to share between threads.</remarks>
public readonly record struct RodBlockRange
{
    internal static readonly WireField LbaField = WireField.Number("LBA", 0, 8);
    internal static readonly WireField NumberOfBlocksField = WireField.Number("NUMBER OF BLOCKS", 8, 4);

    /// <summary>Describes a range.</summary>
    /// <param name="lba">The first block.</param>
    /// <param name="numberOfBlocks">How many blocks.</param>
    public RodBlockRange(ulong lba, uint numberOfBlocks)
    {
        Lba = lba;
        NumberOfBlocks = numberOfBlocks;
    }

    /// <summary>Gets the first block.</summary>
    public ulong Lba { get; }

    /// <summary>Gets how many blocks.</summary>
    public uint NumberOfBlocks { get; }

    internal static RodBlockRange Read(ReadOnlySpan<byte> source) => new(LbaField.Get(source), (uint)NumberOfBlocksField.Get(source));

    internal void Write(Span<byte> destination)
    {
        LbaField.Set(destination, Lba);
        NumberOfBlocksField.Set(destination, NumberOfBlocks);
    }
}
