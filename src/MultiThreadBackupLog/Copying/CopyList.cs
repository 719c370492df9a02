using System;
using System.Collections.Generic;
using System.Globalization;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>One EXTENDED COPY parameter list of a restore, and what it does.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class CopyList
{
    internal CopyList(byte[] parameterList, IReadOnlyList<CopyListDevice> disks, TapePosition? begin, TapePosition end)
    {
        ParameterList = parameterList;
        Disks = disks;
        Begin = begin;
        End = end;
    }

    /// <summary>Gets the bytes: the data-out of the command, whose PARAMETER LIST LENGTH is their number.</summary>
    public ReadOnlyMemory<byte> ParameterList { get; }

    /// <summary>Gets the place of the list in its sequence, from 0.</summary>
    public int Index { get; internal init; }

    /// <summary>Gets the form of the list, which the service action of the CDB has to name.</summary>
    public ListIdentifierFormat Format { get; internal init; }

    /// <summary>Gets the disks that the list writes to, in the order of their CSCD descriptors, which follow the tape's (index 0).</summary>
    public IReadOnlyList<CopyListDevice> Disks { get; }

    /// <summary>Gets where the tape must stand when the list begins; null where it begins with a locate and may stand anywhere in its partition.</summary>
    public TapePosition? Begin { get; }

    /// <summary>Gets where the tape stands when the list has run to its end.</summary>
    public TapePosition End { get; }

    /// <summary>Gets how many segments the list has.</summary>
    public int SegmentCount { get; internal init; }

    /// <summary>Gets how many bytes the list writes to disks.</summary>
    public long DiskBytes { get; internal init; }

    /// <summary>Gets how many bytes the list holds for the application client.</summary>
    public long HeldBytes { get; internal init; }

    /// <summary>Gets how many bytes of the tape the list reads and drops by segments; what the end of the list drops is not among them.</summary>
    public long DiscardedBytes { get; internal init; }

    /// <summary>Gives what the list does.</summary>
    /// <returns>For example <c>list 0: 12 segments, 1048576 bytes to 1 disks, 0 held, 512 dropped</c>.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "list {0}: {1} segments, {2} bytes to {3} disks, {4} held, {5} dropped",
        Index,
        SegmentCount,
        DiskBytes,
        Disks.Count,
        HeldBytes,
        DiscardedBytes);
}
