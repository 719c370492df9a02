using System;
using System.Collections.Generic;
using System.Globalization;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>The header of an EXTENDED COPY parameter list: 16 bytes for LID1 (SPC-2, SPC-3 and SPC-4 table 172), 48 for LID4 (SPC-4 table
/// 126).</summary>
/// <remarks>
/// <para>The default value is a LID1 header with list identifier 0, the highest priority and empty lists. Bits that the standard reserves
/// are kept from
/// parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct CopyParameterListHeader
{
    /// <summary>Encoded length in bytes of a LID1 header.</summary>
    public const int Lid1Length = 16;

    /// <summary>Encoded length in bytes of a LID4 header.</summary>
    public const int Lid4Length = 48;

    /// <summary>LIST ID USAGE 10b: the identifier is valid, held data may be discarded (the NRCR bit of SPC-2).</summary>
    public const byte DiscardHeldData = 0b10;

    /// <summary>LIST ID USAGE 11b: there is no identifier, and nothing is kept.</summary>
    public const byte NoListIdentifier = 0b11;

    private readonly bool _isLid4;
    private readonly WireImage64 _image;

    /// <summary>Describes a header; a <see cref="CopyParameterListWriter"/> fills in the lengths.</summary>
    /// <param name="format">LID1 or LID4.</param>
    /// <param name="listIdentifier">LIST IDENTIFIER: names the copy operation; at most 255 for LID1.</param>
    /// <param name="priority">PRIORITY, 0 (highest) to 7; other commands count as 1.</param>
    /// <param name="listIdUsage">LIST ID USAGE, 0 to 3: 0 holds data, see <see cref="DiscardHeldData"/> and
    /// <see cref="NoListIdentifier"/>.</param>
    /// <param name="str">STR: whether the disks are striped and read in sequence.</param>
    /// <param name="immed">IMMED, LID4 only: whether GOOD comes before the first segment runs.</param>
    /// <param name="gSense">G_SENSE, LID4 only: whether GOOD comes with sense data that count the segments.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has, or there is no such format.</exception>
    /// <exception cref="ArgumentException">A LID1 header has no IMMED and no G_SENSE.</exception>
    public CopyParameterListHeader(
        ListIdentifierFormat format,
        uint listIdentifier,
        byte priority = 1,
        byte listIdUsage = 0,
        bool str = false,
        bool immed = false,
        bool gSense = false)
    {
        HeaderFields fields = HeaderFields.Of(format);
        _isLid4 = format == ListIdentifierFormat.Lid4;
        if (format == ListIdentifierFormat.Lid1 && (immed || gSense))
        {
            throw new ArgumentException("A LID1 header has neither IMMED nor G_SENSE.", immed ? nameof(immed) : nameof(gSense));
        }

        WireImage64 image = default(WireImage64)
            .With(fields.ListIdentifier, fields.ListIdentifier.Check((ulong)listIdentifier, nameof(listIdentifier)))
            .With(HeaderFields.Priority, HeaderFields.Priority.Check((ulong)priority, nameof(priority)))
            .With(HeaderFields.ListIdUsage, HeaderFields.ListIdUsage.Check((ulong)listIdUsage, nameof(listIdUsage)))
            .With(HeaderFields.Str, str);
        _image = !_isLid4 ? image : image.With(HeaderFields.Immed, immed).With(HeaderFields.GSense, gSense);
    }

    private CopyParameterListHeader(bool isLid4, in WireImage64 image)
    {
        _isLid4 = isLid4;
        _image = image;
    }

    /// <summary>Gets which of the two forms this is.</summary>
    public ListIdentifierFormat Format => Fields.Format;

    /// <summary>Gets LIST IDENTIFIER, which names the copy operation.</summary>
    public uint ListIdentifier => (uint)_image.Get(Fields.ListIdentifier);

    /// <summary>Gets STR (byte 1 bit 5): whether the disks are striped and read in sequence.</summary>
    public bool Str => _image.GetFlag(HeaderFields.Str);

    /// <summary>Gets LIST ID USAGE (byte 1 bits 4 and 3). 01b is reserved; as it carries no NRCR it is taken as 00b.</summary>
    public byte ListIdUsage => (byte)_image.Get(HeaderFields.ListIdUsage);

    /// <summary>Gets PRIORITY (byte 1 bits 2 to 0), 0 the highest.</summary>
    public byte Priority => (byte)_image.Get(HeaderFields.Priority);

    /// <summary>Gets IMMED (byte 15 bit 0 of LID4): whether GOOD comes before the first segment runs.</summary>
    public bool Immed => _isLid4 && _image.GetFlag(HeaderFields.Immed);

    /// <summary>Gets G_SENSE (byte 15 bit 1 of LID4): whether GOOD comes with sense data that count the segments.</summary>
    public bool GSense => _isLid4 && _image.GetFlag(HeaderFields.GSense);

    /// <summary>Gets CSCD DESCRIPTOR LIST LENGTH in bytes.</summary>
    public int CscdDescriptorListLength => (int)_image.Get(Fields.CscdListLength);

    /// <summary>Gets SEGMENT DESCRIPTOR LIST LENGTH in bytes.</summary>
    public uint SegmentDescriptorListLength => (uint)_image.Get(Fields.SegmentListLength);

    /// <summary>Gets INLINE DATA LENGTH in bytes.</summary>
    public uint InlineDataLength => (uint)_image.Get(Fields.InlineDataLength);

    /// <summary>Gets the encoded length in bytes, 16 or 48.</summary>
    public int EncodedLength => Fields.Length;

    internal HeaderFields Fields => _isLid4 ? HeaderFields.Lid4 : HeaderFields.Lid1;

    /// <summary>Decodes the header at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The parameter list.</param>
    /// <param name="format">Which form the service action of the CDB asks for.</param>
    /// <param name="header">The header, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static bool TryParse(
        ReadOnlySpan<byte> source, ListIdentifierFormat format, out CopyParameterListHeader header, out ParseFault fault)
    {
        HeaderFields fields = HeaderFields.Of(format);
        header = default;
        fault = default;
        if (source.Length < fields.Length)
        {
            fault = ParseFault.TooShort("the parameter list header", fields.Length, source.Length);
            return false;
        }

        foreach (WireField field in fields.Constants)
        {
            if (field.Get(source) != field.Constant)
            {
                fault = ParseFault.InData(
                    string.Format(CultureInfo.InvariantCulture, "{0} is {1}, not {2}", field.Name, field.Get(source), field.Constant),
                    field.ByteOffset);
                return false;
            }
        }

        Span<byte> bytes = stackalloc byte[Lid4Length];
        bytes = bytes.Slice(0, fields.Length);
        source.Slice(0, fields.Length).CopyTo(bytes);
        foreach (WireField field in fields.Constants)
        {
            field.Set(bytes, 0);
        }

        header = new CopyParameterListHeader(format == ListIdentifierFormat.Lid4, WireImage64.Read(bytes));
        return true;
    }

    /// <summary>Decodes the header at the start of <paramref name="source"/>; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The parameter list.</param>
    /// <param name="format">Which form the service action of the CDB asks for.</param>
    /// <returns>The header.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static CopyParameterListHeader Parse(ReadOnlySpan<byte> source, ListIdentifierFormat format) =>
        TryParse(source, format, out CopyParameterListHeader header, out ParseFault fault) ? header : throw fault.ToException();

    /// <summary>Encodes the header.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination)
    {
        if (destination.Length < EncodedLength)
        {
            throw new ArgumentException(
                "The header needs " + EncodedLength.ToString(CultureInfo.InvariantCulture) + " bytes.", nameof(destination));
        }

        _image.CopyTo(destination.Slice(0, EncodedLength));
        foreach (WireField field in Fields.Constants)
        {
            field.Set(destination, field.Constant ?? 0);
        }

        return EncodedLength;
    }

    /// <summary>Describes the header's fields but for its lengths, which follow from the lists, by the names of the standard.</summary>
    /// <returns>The fields; one named RESERVED holds bits that the standard reserves, when some are set.</returns>
    public IReadOnlyList<ScsiField> Describe()
    {
        Span<byte> bytes = stackalloc byte[Lid4Length];
        bytes = bytes.Slice(0, EncodedLength);
        WithLengths(0, 0, 0)._image.CopyTo(bytes);
        return Fields.Layout.Describe(bytes);
    }

    internal CopyParameterListHeader WithLengths(int cscdListLength, long segmentListLength, long inlineDataLength) => new(
        _isLid4,
        _image
            .With(Fields.CscdListLength, (ulong)cscdListLength)
            .With(Fields.SegmentListLength, (ulong)segmentListLength)
            .With(Fields.InlineDataLength, (ulong)inlineDataLength));
}
