using System;
using System.Globalization;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>Builds an EXTENDED COPY parameter list in memory that the caller gives: CSCD descriptors, then segment descriptors, then
/// inline data.</summary>
/// <remarks>
/// <para>A list is bounded by its memory and by the length fields of its header: a LID4 list holds at most 65,535 bytes of segment
/// descriptors.
/// Where a segment does not fit, the caller completes this list and begins the next.</para>
/// <para>Nothing is allocated. One thread at a time.</para>
/// </remarks>
public ref struct CopyParameterListWriter
{
    private readonly Span<byte> _destination;
    private readonly CopyParameterListHeader _header;
    private int _cscdListLength;
    private int _segmentListLength;
    private int _inlineDataLength;

    /// <summary>Begins a list.</summary>
    /// <param name="destination">Receives the list; valid bytes are there after <see cref="Complete"/>.</param>
    /// <param name="header">The header; its lengths are filled in at the end.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short for the header.</exception>
    public CopyParameterListWriter(Span<byte> destination, CopyParameterListHeader header)
    {
        if (destination.Length < header.EncodedLength)
        {
            throw new ArgumentException("There is no room for the header.", nameof(destination));
        }

        _destination = destination;
        _header = header;
        _cscdListLength = 0;
        _segmentListLength = 0;
        _inlineDataLength = 0;
        SegmentDescriptorCount = 0;
    }

    /// <summary>Gets how many segment descriptors were added.</summary>
    public int SegmentDescriptorCount { get; private set; }

    /// <summary>Gets the length in bytes of the list so far.</summary>
    public readonly int Length => _header.EncodedLength + _cscdListLength + _segmentListLength + _inlineDataLength;

    /// <summary>Adds a CSCD descriptor.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="descriptor">The descriptor.</param>
    /// <returns>The index by which segments name it.</returns>
    /// <exception cref="InvalidOperationException">There is no room, or a segment or inline data were added already.</exception>
    public ushort AddCscdDescriptor<T>(in T descriptor)
        where T : struct, ICscdDescriptor
    {
        Span<byte> room = CscdRoom(descriptor.EncodedLength);
        return AdvanceCscd(descriptor.Write(room));
    }

    /// <summary>Adds a CSCD descriptor as bytes, for example of a vendor specific type.</summary>
    /// <param name="descriptor">The descriptor: 32 bytes, or 64 of a type that has so many.</param>
    /// <returns>The index by which segments name it.</returns>
    /// <exception cref="InvalidOperationException">There is no room, or a segment or inline data were added already.</exception>
    /// <exception cref="ArgumentException">The bytes are no CSCD descriptor.</exception>
    public ushort AddCscdDescriptor(ReadOnlySpan<byte> descriptor)
    {
        if (descriptor.IsEmpty
            || !DescriptorLengths.TryMeasureCscd(descriptor, CscdCatalog.Find(descriptor[0]), out int length, out _)
            || length != descriptor.Length)
        {
            throw new ArgumentException("The bytes are not one CSCD descriptor.", nameof(descriptor));
        }

        descriptor.CopyTo(CscdRoom(length));
        return AdvanceCscd(length);
    }

    /// <summary>Adds a segment descriptor, if there is room for it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="segment">The segment.</param>
    /// <returns><see langword="false"/> where the list is full; nothing was added then.</returns>
    /// <exception cref="InvalidOperationException">Inline data were added already.</exception>
    public bool TryAddSegment<T>(in T segment)
        where T : struct, ISegmentDescriptor
    {
        if (!HasSegmentRoom(segment.EncodedLength))
        {
            return false;
        }

        AdvanceSegment(segment.Write(_destination.Slice(Length)));
        return true;
    }

    /// <summary>Adds a segment descriptor as bytes, for example of a vendor specific type, if there is room for it.</summary>
    /// <param name="segment">The descriptor.</param>
    /// <returns><see langword="false"/> where the list is full; nothing was added then.</returns>
    /// <exception cref="InvalidOperationException">Inline data were added already.</exception>
    /// <exception cref="ArgumentException">The bytes are no segment descriptor.</exception>
    public bool TryAddSegment(ReadOnlySpan<byte> segment)
    {
        if (segment.IsEmpty
            || !SegmentCatalog.TryMeasure(segment, out int length, out _)
            || length != segment.Length)
        {
            throw new ArgumentException("The bytes are not one segment descriptor.", nameof(segment));
        }

        if (!HasSegmentRoom(length))
        {
            return false;
        }

        segment.CopyTo(_destination.Slice(Length));
        AdvanceSegment(length);
        return true;
    }

    /// <summary>Adds inline data behind those already there, if there is room for them.</summary>
    /// <param name="data">The data.</param>
    /// <param name="inlineDataOffset">INLINE DATA OFFSET by which a segment names them.</param>
    /// <returns><see langword="false"/> where the list is full; nothing was added then.</returns>
    /// <remarks>INLINE DATA OFFSET is to be a multiple of 4, so data of another length are followed by nothing but padding that the
    /// caller adds.</remarks>
    public bool TryAddInlineData(ReadOnlySpan<byte> data, out uint inlineDataOffset)
    {
        inlineDataOffset = (uint)_inlineDataLength;
        if (
            data.Length > _destination.Length - Length || _inlineDataLength + (long)data.Length > HeaderFields.Maximum(_header.Fields.InlineDataLength))
        {
            return false;
        }

        data.CopyTo(_destination.Slice(Length));
        _inlineDataLength += data.Length;
        return true;
    }

    /// <summary>Writes the header, with the lengths of what was added.</summary>
    /// <returns>The length in bytes of the whole list, which goes into PARAMETER LIST LENGTH.</returns>
    public readonly int Complete()
    {
        _header.WithLengths(_cscdListLength, _segmentListLength, _inlineDataLength).Write(_destination);
        return Length;
    }

    private readonly Span<byte> CscdRoom(int length)
    {
        if (_segmentListLength != 0 || _inlineDataLength != 0)
        {
            throw new InvalidOperationException("CSCD descriptors come before segments and inline data.");
        }

        if (length > _destination.Length - Length || _cscdListLength + (long)length > HeaderFields.Maximum(_header.Fields.CscdListLength))
        {
            throw new InvalidOperationException(
                string.Format(CultureInfo.InvariantCulture, "There is no room for {0} more bytes of CSCD descriptors.", length));
        }

        return _destination.Slice(Length, length);
    }

    private ushort AdvanceCscd(int length)
    {
        int index = _cscdListLength / CscdFields.SlotLength;
        _cscdListLength += length;
        return (ushort)index;
    }

    private readonly bool HasSegmentRoom(int length)
    {
        if (_inlineDataLength != 0)
        {
            throw new InvalidOperationException("Segments come before inline data.");
        }

        return length <= _destination.Length - Length && _segmentListLength + (long)length <= HeaderFields.Maximum(_header.Fields.SegmentListLength);
    }

    private void AdvanceSegment(int length)
    {
        _segmentListLength += length;
        SegmentDescriptorCount++;
    }
}
