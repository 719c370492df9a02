using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <summary>A parameter list that a command owns: its bytes, and where its segments begin.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
internal sealed class OwnedList
{
    private readonly byte[] _bytes;
    private readonly int[] _segmentOffsets;

    private OwnedList(byte[] bytes, CopyParameterListHeader header, int[] segmentOffsets)
    {
        _bytes = bytes;
        _segmentOffsets = segmentOffsets;
        Header = header;
    }

    public CopyParameterListHeader Header { get; }

    public int SegmentCount => _segmentOffsets.Length - 1;

    /// <summary>Gets the list for looking into it. It was walked before, so this cannot fail.</summary>
    public CopyParameterListReader Reader => CopyParameterListReader.Parse(_bytes, Header.Format);

    /// <summary>Copies a list that a copy manager takes.</summary>
    public static OwnedList Copy(in CopyParameterListReader reader, ReadOnlySpan<byte> bytes)
    {
        var offsets = new List<int>(reader.SegmentDescriptorCount + 1);
        int end = reader.Header.EncodedLength + reader.Header.CscdDescriptorListLength;
        foreach (SegmentDescriptor segment in reader.SegmentDescriptors)
        {
            offsets.Add(segment.ByteOffset);
            end = segment.ByteOffset + segment.Bytes.Length;
        }

        offsets.Add(end);
        return new OwnedList(bytes.ToArray(), reader.Header, [.. offsets]);
    }

    /// <summary>Makes the list that a vendor specific command stands for: one segment.</summary>
    public static OwnedList OfSegment(ReadOnlySpan<byte> segment)
    {
        var header = new CopyParameterListHeader(ListIdentifierFormat.Lid1, 0, listIdUsage: CopyParameterListHeader.NoListIdentifier)
            .WithLengths(0, segment.Length, 0);
        var bytes = new byte[header.EncodedLength + segment.Length];
        header.Write(bytes);
        segment.CopyTo(bytes.AsSpan(header.EncodedLength));
        return new OwnedList(bytes, header, [header.EncodedLength, bytes.Length]);
    }

    public ReadOnlySpan<byte> Segment(int index) => _bytes.AsSpan(_segmentOffsets[index], _segmentOffsets[index + 1] - _segmentOffsets[index]);

    public ReadOnlyMemory<byte> SegmentMemory(int index) => _bytes.AsMemory(_segmentOffsets[index], _segmentOffsets[index + 1] - _segmentOffsets[index]);

    public int SegmentOffset(int index) => _segmentOffsets[index];
}
