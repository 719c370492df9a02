using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>A CSCD descriptor (SPC-2: target descriptor) where it lies in a parameter list.</summary>
/// <remarks>A view: valid as long as the list's bytes are. The structures of <c>Xcopy.Cscd</c> parse <see cref="Bytes"/>.</remarks>
public readonly ref struct CscdDescriptor
{
    internal CscdDescriptor(ReadOnlySpan<byte> bytes, int index, int byteOffset)
    {
        Bytes = bytes;
        Index = index;
        ByteOffset = byteOffset;
    }

    /// <summary>Gets the descriptor's bytes: 32, or 64 with an extension.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Gets the index from 0 by which segments name the descriptor; one of 64 bytes takes two.</summary>
    public int Index { get; }

    /// <summary>Gets where the descriptor begins in the parameter list, as a field pointer needs it.</summary>
    public int ByteOffset { get; }

    /// <summary>Gets DESCRIPTOR TYPE CODE (byte 0).</summary>
    public byte TypeCode => Bytes[0];

    /// <summary>Gets what the type is called; "vendor specific" or "unknown" where the library has no structure for it.</summary>
    public string Title => CscdCatalog.Find(TypeCode).Title;

    /// <summary>Gets what kind of device it names, and how data go to and from it. Means nothing for a type that the library does not
    /// know.</summary>
    public CscdDevice Device => CscdDevice.Read(WireImage.Read(Bytes));

    /// <summary>Describes the fields by the names of the standard.</summary>
    /// <returns>The fields but for the type code; one named RESERVED holds bits that the standard reserves, when some are set.</returns>
    public IReadOnlyList<ScsiField> Describe() => CscdCatalog.Find(TypeCode, Bytes[1] & 0x1F).Describe(Bytes);
}
