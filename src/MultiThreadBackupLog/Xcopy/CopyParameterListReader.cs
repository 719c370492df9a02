using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>An EXTENDED COPY parameter list over its bytes: header, CSCD descriptors, segment descriptors and inline data (SPC-4 clause
/// 6.4.3).</summary>
/// <remarks>
/// <para>Parsing checks everything without which the list cannot be walked: that it is all there and that every descriptor ends where it
/// says. Walking
/// cannot fail after that, and allocates nothing. Whether a copy manager takes the list is
/// <see cref="OperatingParameters.TryValidate"/>.</para>
/// <para>A view: valid as long as the list's bytes are.</para>
/// </remarks>
public readonly ref struct CopyParameterListReader
{
    private readonly ReadOnlySpan<byte> _list;
    private readonly int _segmentOffset;
    private readonly int _inlineOffset;
    private readonly int _firstCscdIndex;

    private CopyParameterListReader(ReadOnlySpan<byte> list, CopyParameterListHeader header, int cscdCount, int segmentCount)
    {
        _list = list;
        Header = header;
        _segmentOffset = header.EncodedLength + header.CscdDescriptorListLength;
        _inlineOffset = _segmentOffset + (int)header.SegmentDescriptorListLength;
        _firstCscdIndex = 0;
        CscdDescriptorCount = cscdCount;
        SegmentDescriptorCount = segmentCount;
        _firstCscdIndex = FindFirstCscdIndex();
    }

    /// <summary>Gets the header.</summary>
    public CopyParameterListHeader Header { get; }

    /// <summary>Gets how many CSCD descriptors there are; one of 64 bytes counts once.</summary>
    public int CscdDescriptorCount { get; }

    /// <summary>Gets how many segment descriptors there are.</summary>
    public int SegmentDescriptorCount { get; }

    /// <summary>Gets the CSCD descriptors in order.</summary>
    public CscdDescriptorEnumerator CscdDescriptors =>
        new(_list.Slice(Header.EncodedLength, Header.CscdDescriptorListLength), Header.EncodedLength, _firstCscdIndex);

    /// <summary>Gets the segment descriptors in order.</summary>
    public SegmentDescriptorEnumerator SegmentDescriptors =>
        new(_list.Slice(_segmentOffset, _inlineOffset - _segmentOffset), _segmentOffset);

    /// <summary>Gets the inline data.</summary>
    public ReadOnlySpan<byte> InlineData => _list.Slice(_inlineOffset, (int)Header.InlineDataLength);

    /// <summary>Gets bytes behind the list's own; a host may send more than the lengths of the header say.</summary>
    public ReadOnlySpan<byte> TrailingData => _list.Slice(_inlineOffset + (int)Header.InlineDataLength);

    /// <summary>Opens a list.</summary>
    /// <param name="parameterList">The whole data-out of the command.</param>
    /// <param name="format">Which form the service action of the CDB asks for; see <see cref="DetectFormat"/> where there is no
    /// CDB.</param>
    /// <param name="reader">The list, or the default value on failure, which may not be walked.</param>
    /// <param name="fault">On failure the reason, the byte offset in <paramref name="parameterList"/>, and what a copy manager
    /// reports.</param>
    /// <returns><see langword="false"/> for a list that cannot be walked; content never throws.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static bool TryParse(
        ReadOnlySpan<byte> parameterList, ListIdentifierFormat format, out CopyParameterListReader reader, out ParseFault fault)
    {
        reader = default;
        if (!CopyParameterListHeader.TryParse(parameterList, format, out CopyParameterListHeader header, out fault))
        {
            return false;
        }

        int headerLength = header.EncodedLength;
        long needed = headerLength + header.CscdDescriptorListLength + (long)header.SegmentDescriptorListLength + header.InlineDataLength;
        if (needed > parameterList.Length)
        {
            fault = ParseFault.InData(
                string.Format(System.Globalization.CultureInfo.InvariantCulture, "the parameter list has {0} bytes, its header says {1}", parameterList.Length, needed),
                parameterList.Length,
                null,
                SenseCode.ParameterListLengthError);
            return false;
        }

        int segmentOffset = headerLength + header.CscdDescriptorListLength;
        if (!TryCountCscds(parameterList.Slice(headerLength, header.CscdDescriptorListLength), out int cscdCount, out fault))
        {
            fault = fault.Shift(headerLength);
            return false;
        }

        if (!TryCountSegments(parameterList.Slice(segmentOffset, (int)header.SegmentDescriptorListLength), out int segmentCount, out fault))
        {
            fault = fault.Shift(segmentOffset);
            return false;
        }

        reader = new CopyParameterListReader(parameterList, header, cscdCount, segmentCount);
        return true;
    }

    /// <summary>Opens a list; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="parameterList">The whole data-out of the command.</param>
    /// <param name="format">Which form the service action of the CDB asks for.</param>
    /// <returns>The list.</returns>
    /// <exception cref="ParseException">The list cannot be walked.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static CopyParameterListReader Parse(ReadOnlySpan<byte> parameterList, ListIdentifierFormat format) =>
        TryParse(parameterList, format, out CopyParameterListReader reader, out ParseFault fault) ? reader : throw fault.ToException();

    /// <summary>Tells the form of a list from its bytes alone, for a dump without its CDB.</summary>
    /// <param name="parameterList">The list.</param>
    /// <returns>LID4 where the constants of a LID4 header are there, which no valid LID1 list has; LID1 otherwise.</returns>
    public static ListIdentifierFormat DetectFormat(ReadOnlySpan<byte> parameterList) =>
        CopyParameterListHeader.TryParse(parameterList, ListIdentifierFormat.Lid4, out _, out _) ? ListIdentifierFormat.Lid4 : ListIdentifierFormat.Lid1;

    /// <summary>Finds the CSCD descriptor that a segment names.</summary>
    /// <param name="index">SOURCE INDEX or DESTINATION INDEX of a segment.</param>
    /// <param name="descriptor">The descriptor, or the default value.</param>
    /// <returns><see langword="false"/> where there is none, or where the index names the second half of one (its bytes begin with
    /// FFh).</returns>
    public bool TryFindCscdDescriptor(ushort index, out CscdDescriptor descriptor)
    {
        int offset = Header.EncodedLength + ((index - _firstCscdIndex) * CscdFields.SlotLength);
        if (index < _firstCscdIndex || offset >= _segmentOffset || _list[offset] == CscdFields.ExtensionTypeCode)
        {
            descriptor = default;
            return false;
        }

        descriptor = new CscdDescriptor(_list.Slice(offset, CscdCatalog.Find(_list[offset]).Length), index, offset);
        return true;
    }

    /// <summary>Says whether an index names the second half of a descriptor of 64 bytes, which no segment may (SPC-4 table 148).</summary>
    internal bool NamesExtension(ushort index, out int byteOffset)
    {
        byteOffset = Header.EncodedLength + ((index - _firstCscdIndex) * CscdFields.SlotLength);
        return index >= _firstCscdIndex && byteOffset < _segmentOffset && _list[byteOffset] == CscdFields.ExtensionTypeCode;
    }

    private static bool TryCountCscds(ReadOnlySpan<byte> list, out int count, out ParseFault fault)
    {
        fault = default;
        count = 0;
        for (int offset = 0; offset < list.Length; count++)
        {
            ReadOnlySpan<byte> rest = list.Slice(offset);
            if (!DescriptorLengths.TryMeasureCscd(rest, CscdCatalog.Find(rest[0]), out int length, out fault))
            {
                fault = fault.Shift(offset);
                return false;
            }

            offset += length;
        }

        return true;
    }

    private static bool TryCountSegments(ReadOnlySpan<byte> list, out int count, out ParseFault fault)
    {
        fault = default;
        count = 0;
        for (int offset = 0; offset < list.Length; count++)
        {
            ReadOnlySpan<byte> rest = list.Slice(offset);
            if (!SegmentCatalog.TryMeasure(rest, out int length, out fault))
            {
                fault = fault.Shift(offset);
                return false;
            }

            offset += length;
        }

        return true;
    }

    // A LID4 list may count from 0, as FreeBSD does and as we write, or give 0 to the pseudo descriptor inside the header, as the formula of SPC-4 says.
    // What a list means shows only where it names one more than the last place and never 0: only the second way of counting makes sense of that.
    private int FindFirstCscdIndex()
    {
        if (Header.Format != ListIdentifierFormat.Lid4)
        {
            return 0;
        }

        int count = Header.CscdDescriptorListLength / CscdFields.SlotLength;
        bool namesOneMore = false;
        foreach (SegmentDescriptor segment in SegmentDescriptors)
        {
            SegmentTraits traits = SegmentRules.Traits(segment);
            bool hasSource = (traits & SegmentTraits.Source) != 0;
            bool hasDestination = (traits & SegmentTraits.Destination) != 0;
            if ((hasSource && segment.SourceIndex == 0) || (hasDestination && segment.DestinationIndex == 0))
            {
                return 0;
            }

            namesOneMore |= (hasSource && segment.SourceIndex == count) || (hasDestination && segment.DestinationIndex == count);
        }

        return namesOneMore ? 1 : 0;
    }
}
