using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>What a list of one disk and one tape writes by the naive model, and where each byte of it came from.</summary>
/// <remarks>
/// No place is worked out: the model runs the list again on disks whose bytes say where they stand, so that what arrives on the tape tells
/// where it came from, whatever the rules of residue made of it. A disk has at most 65,536 bytes.
/// </remarks>
internal sealed class TracedCopy
{
    /// <summary>The trace of a byte that came from no disk: inline or embedded data.</summary>
    public const int Metadata = -1;

    /// <summary>The trace of a byte that came from nowhere: padding.</summary>
    public const int Padding = -2;

    /// <summary>Runs the model, as <see cref="ModelledCopy"/>.</summary>
    public TracedCopy(byte[] content, int blockLength, IReadOnlyList<byte[]> segments, byte[] inline)
    {
        Model = new ModelledCopy(content, blockLength, segments, inline);
        List<byte[]?> highs = new ModelledCopy([.. content.Select((_, at) => (byte)(at >> 8))], blockLength, segments, inline).Objects;
        List<byte[]?> lows = new ModelledCopy([.. content.Select((_, at) => (byte)(at & 0xFF))], blockLength, segments, inline).Objects;
        List<byte[]?> kinds = new ModelledCopy(
            [.. Enumerable.Repeat((byte)1, content.Length)],
            blockLength,
            [.. segments.Select(segment => WithEmbedded(segment, 2))],
            [.. Enumerable.Repeat((byte)2, inline.Length)]).Objects;
        for (int number = 0; number < kinds.Count; number++)
        {
            Traces.Add(kinds[number] is null
                ? null
                : [.. kinds[number]!.Select((by, at) => by == 1 ? (highs[number]![at] << 8) | lows[number]![at] : by == 2 ? Metadata : Padding)]);
        }
    }

    public ModelledCopy Model { get; }

    /// <summary>Gets, for each byte of each block, the place on the disk that it came from, or what it is else; null is a filemark.</summary>
    public List<int[]?> Traces { get; } = [];

    private static byte[] WithEmbedded(byte[] segment, byte value)
    {
        byte[] copy = [.. segment];
        if (segment[0] == EmbeddedToStreamSegment.TypeCode)
        {
            copy.AsSpan(16, (segment[12] << 8) | segment[13]).Fill(value);
        }

        return copy;
    }
}
