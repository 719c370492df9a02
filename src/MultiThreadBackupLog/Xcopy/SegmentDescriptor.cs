using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>A segment descriptor where it lies in a parameter list.</summary>
/// <remarks>A view: valid as long as the list's bytes are. The structures of <c>Xcopy.Segments</c> and <c>Xcopy.WriteLogCommands</c>
/// parse <see cref="Bytes"/>.</remarks>
public readonly ref struct SegmentDescriptor
{
    internal SegmentDescriptor(ReadOnlySpan<byte> bytes, int index, int byteOffset)
    {
        Bytes = bytes;
        Index = index;
        ByteOffset = byteOffset;
    }

    /// <summary>Gets the descriptor's bytes, its header included.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Gets the place in the list from 0, as COPY ABORTED sense data name it.</summary>
    public int Index { get; }

    /// <summary>Gets where the descriptor begins in the parameter list, as a field pointer needs it.</summary>
    public int ByteOffset { get; }

    /// <summary>Gets DESCRIPTOR TYPE CODE (byte 0).</summary>
    public byte TypeCode => Bytes[0];

    /// <summary>Gets what the type is called; "vendor specific" or "unknown" where the library has no structure for it.</summary>
    public string Title => SegmentCatalog.Find(Bytes).Title;

    /// <summary>Gets CAT (byte 1 bit 0): whether what does not fill a block stays for the next segment. Reserved in types that move no
    /// data.</summary>
    public bool Cat => (Bytes[1] & 1) != 0;

    /// <summary>Gets SOURCE INDEX (bytes 4 and 5); reserved in types that have no source.</summary>
    public ushort SourceIndex => BinaryPrimitives.ReadUInt16BigEndian(Bytes.Slice(4));

    /// <summary>Gets DESTINATION INDEX (bytes 6 and 7); reserved in types that have no destination.</summary>
    public ushort DestinationIndex => BinaryPrimitives.ReadUInt16BigEndian(Bytes.Slice(6));

    /// <summary>Describes the fields by the names of the standard.</summary>
    /// <returns>The fields but for the type code; one named RESERVED holds bits that the standard reserves, when some are set.</returns>
    public IReadOnlyList<ScsiField> Describe() => SegmentCatalog.Find(Bytes).Describe(Bytes);
}
