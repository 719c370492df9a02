using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>What a copy manager declares that it can do: the answer of RECEIVE COPY RESULTS / OPERATING PARAMETERS (SPC-4 table 244), and
/// the measure of a list.</summary>
/// <remarks>A list within the limits is refused for no limit's sake. Copied by who uses it. Not safe to change from several
/// threads.</remarks>
public sealed partial class OperatingParameters
{
    /// <summary>Encoded length in bytes without the descriptor type codes that follow.</summary>
    public const int HeadLength = 44;

    private const int MaximumTypeCodes = 255;

    private static readonly WireField AvailableDataField = WireField.Number("AVAILABLE DATA", 0, 4);
    private static readonly WireField SnlidField = WireField.Flag("SNLID", 4, 0);
    private static readonly WireField MaximumCscdDescriptorCountField = WireField.Number("MAXIMUM CSCD DESCRIPTOR COUNT", 8, 2);
    private static readonly WireField MaximumSegmentDescriptorCountField = WireField.Number("MAXIMUM SEGMENT DESCRIPTOR COUNT", 10, 2);
    private static readonly WireField MaximumDescriptorListLengthBytesField = WireField.Number("MAXIMUM DESCRIPTOR LIST LENGTH", 12, 4);
    private static readonly WireField MaximumSegmentLengthBytesField = WireField.Number("MAXIMUM SEGMENT LENGTH", 16, 4);
    private static readonly WireField MaximumInlineDataLengthBytesField = WireField.Number("MAXIMUM INLINE DATA LENGTH", 20, 4);
    private static readonly WireField HeldDataLimitBytesField = WireField.Number("HELD DATA LIMIT", 24, 4);
    private static readonly WireField MaximumStreamDeviceTransferSizeBytesField = WireField.Number("MAXIMUM STREAM DEVICE TRANSFER SIZE", 28, 4);
    private static readonly WireField TotalConcurrentCopiesField = WireField.Number("TOTAL CONCURRENT COPIES", 34, 2);
    private static readonly WireField MaximumConcurrentCopiesField = WireField.Number("MAXIMUM CONCURRENT COPIES", 36, 1);
    private static readonly WireField DataSegmentGranularityExponentField = WireField.Number("DATA SEGMENT GRANULARITY", 37, 1);
    private static readonly WireField InlineDataGranularityExponentField = WireField.Number("INLINE DATA GRANULARITY", 38, 1);
    private static readonly WireField HeldDataGranularityExponentField = WireField.Number("HELD DATA GRANULARITY", 39, 1);
    private static readonly WireField ImplementedDescriptorListLengthField = WireField.Number("IMPLEMENTED DESCRIPTOR LIST LENGTH", 43, 1);

    private byte[] _implementedTypeCodes = SegmentCatalog.KnownTypeCodes.Concat(CscdCatalog.KnownTypeCodes).OrderBy(code => code).ToArray();
    private bool[] _isImplemented = [];

    /// <summary>Declares the defaults: 64 CSCD descriptors, 8,448 segments of up to 32 MiB each, and every descriptor type that this
    /// library knows.</summary>
    public OperatingParameters() => ImplementedTypeCodes = _implementedTypeCodes;

    /// <summary>Gets or sets SNLID: whether a list may have no list identifier (LIST ID USAGE 11b). Default: true.</summary>
    public bool SupportsNoListIdentifier { get; set; } = true;

    /// <summary>Gets or sets MAXIMUM CSCD DESCRIPTOR COUNT: the most CSCD descriptors in one list. Default: 64.</summary>
    public ushort MaximumCscdDescriptorCount { get; set; } = 64;

    /// <summary>Gets or sets MAXIMUM SEGMENT DESCRIPTOR COUNT: the most segment descriptors in one list. Default: 8,448.</summary>
    public ushort MaximumSegmentDescriptorCount { get; set; } = 8448;

    /// <summary>Gets or sets MAXIMUM DESCRIPTOR LIST LENGTH: the most bytes of both descriptor lists together, header and inline data
    /// aside. Default: 524,288.</summary>
    public uint MaximumDescriptorListLengthBytes { get; set; } = 524_288;

    /// <summary>Gets or sets MAXIMUM SEGMENT LENGTH: the most bytes that one segment writes; 0 is no limit. Default: 33,554,432.</summary>
    public uint MaximumSegmentLengthBytes { get; set; } = 33_554_432;

    /// <summary>Gets or sets MAXIMUM INLINE DATA LENGTH: the most bytes of inline data. Default: 1,048,576.</summary>
    public uint MaximumInlineDataLengthBytes { get; set; } = 1_048_576;

    /// <summary>Gets or sets HELD DATA LIMIT: the most bytes held for the application client of one copy. Default: 16,777,216.</summary>
    public uint HeldDataLimitBytes { get; set; } = 16_777_216;

    /// <summary>Gets or sets MAXIMUM STREAM DEVICE TRANSFER SIZE: the most bytes of one tape block, or of one transfer of fixed blocks; 0
    /// is no limit. Default: 16,777,215.</summary>
    public uint MaximumStreamDeviceTransferSizeBytes { get; set; } = 16_777_215;

    /// <summary>Gets or sets TOTAL CONCURRENT COPIES: the most copies at once, those without a list identifier included. Default:
    /// 1,024.</summary>
    public ushort TotalConcurrentCopies { get; set; } = 1_024;

    /// <summary>Gets or sets MAXIMUM CONCURRENT COPIES: the most copies at once that have a list identifier. Default: 255.</summary>
    public byte MaximumConcurrentCopies { get; set; } = 255;

    /// <summary>Gets or sets DATA SEGMENT GRANULARITY: the least unit of what a segment moves, as a power of two of bytes. Default: 0,
    /// one byte.</summary>
    public byte DataSegmentGranularityExponent { get; set; }

    /// <summary>Gets or sets INLINE DATA GRANULARITY: the least unit of inline and embedded data, as a power of two of bytes. Default: 0,
    /// one byte.</summary>
    public byte InlineDataGranularityExponent { get; set; }

    /// <summary>Gets or sets HELD DATA GRANULARITY: the least unit of held data, as a power of two of bytes. Default: 0, one
    /// byte.</summary>
    public byte HeldDataGranularityExponent { get; set; }

    /// <summary>Gets or sets the descriptor types that the copy manager takes, segment and CSCD types together; kept in ascending order.
    /// Default: all known ones.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">There are more than 255 codes.</exception>
    public IReadOnlyList<byte> ImplementedTypeCodes
    {
        get => _implementedTypeCodes;
        set
        {
            byte[] codes = Guard.NotNull(value).Distinct().OrderBy(code => code).ToArray();
            _implementedTypeCodes = codes.Length <= MaximumTypeCodes
                ? codes
                : throw new ArgumentException("The list of descriptor types has room for 255.", nameof(ImplementedTypeCodes));
            _isImplemented = new bool[256];
            foreach (byte code in codes)
            {
                _isImplemented[code] = true;
            }
        }
    }

    /// <summary>Gets the encoded length in bytes.</summary>
    public int EncodedLength => HeadLength + _implementedTypeCodes.Length;

    /// <summary>Decodes the answer of a copy manager.</summary>
    /// <param name="source">The data-in of the command; type codes that its allocation length cut off are taken as not implemented.</param>
    /// <param name="parameters">The parameters, or null on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out OperatingParameters? parameters, out ParseFault fault)
    {
        parameters = null;
        fault = default;
        if (source.Length < HeadLength)
        {
            fault = ParseFault.TooShort("OPERATING PARAMETERS", HeadLength, source.Length);
            return false;
        }

        int count = Math.Min((int)ImplementedDescriptorListLengthField.Get(source), source.Length - HeadLength);
        parameters = new OperatingParameters
        {
            SupportsNoListIdentifier = SnlidField.GetFlag(source),
            MaximumCscdDescriptorCount = (ushort)MaximumCscdDescriptorCountField.Get(source),
            MaximumSegmentDescriptorCount = (ushort)MaximumSegmentDescriptorCountField.Get(source),
            MaximumDescriptorListLengthBytes = (uint)MaximumDescriptorListLengthBytesField.Get(source),
            MaximumSegmentLengthBytes = (uint)MaximumSegmentLengthBytesField.Get(source),
            MaximumInlineDataLengthBytes = (uint)MaximumInlineDataLengthBytesField.Get(source),
            HeldDataLimitBytes = (uint)HeldDataLimitBytesField.Get(source),
            MaximumStreamDeviceTransferSizeBytes = (uint)MaximumStreamDeviceTransferSizeBytesField.Get(source),
            TotalConcurrentCopies = (ushort)TotalConcurrentCopiesField.Get(source),
            MaximumConcurrentCopies = (byte)MaximumConcurrentCopiesField.Get(source),
            DataSegmentGranularityExponent = (byte)DataSegmentGranularityExponentField.Get(source),
            InlineDataGranularityExponent = (byte)InlineDataGranularityExponentField.Get(source),
            HeldDataGranularityExponent = (byte)HeldDataGranularityExponentField.Get(source),
            ImplementedTypeCodes = source.Slice(HeadLength, count).ToArray(),
        };
        return true;
    }

    /// <summary>Decodes the answer of a copy manager; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The data-in of the command.</param>
    /// <returns>The parameters.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static OperatingParameters Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out OperatingParameters? parameters, out ParseFault fault) ? parameters! : throw fault.ToException();

    /// <summary>Makes a copy that later changes of this one do not touch.</summary>
    /// <returns>The copy.</returns>
    public OperatingParameters Clone() => (OperatingParameters)MemberwiseClone();

    /// <summary>Encodes the answer; a copy manager then cuts it to the allocation length.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination)
    {
        if (destination.Length < EncodedLength)
        {
            throw new ArgumentException(
                "The parameters need " + EncodedLength.ToString(System.Globalization.CultureInfo.InvariantCulture) + " bytes.",
                nameof(destination));
        }

        destination = destination.Slice(0, EncodedLength);
        destination.Clear();
        AvailableDataField.Set(destination, (ulong)(EncodedLength - 4));
        SnlidField.Set(destination, SupportsNoListIdentifier ? 1UL : 0);
        MaximumCscdDescriptorCountField.Set(destination, MaximumCscdDescriptorCount);
        MaximumSegmentDescriptorCountField.Set(destination, MaximumSegmentDescriptorCount);
        MaximumDescriptorListLengthBytesField.Set(destination, MaximumDescriptorListLengthBytes);
        MaximumSegmentLengthBytesField.Set(destination, MaximumSegmentLengthBytes);
        MaximumInlineDataLengthBytesField.Set(destination, MaximumInlineDataLengthBytes);
        HeldDataLimitBytesField.Set(destination, HeldDataLimitBytes);
        MaximumStreamDeviceTransferSizeBytesField.Set(destination, MaximumStreamDeviceTransferSizeBytes);
        TotalConcurrentCopiesField.Set(destination, TotalConcurrentCopies);
        MaximumConcurrentCopiesField.Set(destination, MaximumConcurrentCopies);
        DataSegmentGranularityExponentField.Set(destination, DataSegmentGranularityExponent);
        InlineDataGranularityExponentField.Set(destination, InlineDataGranularityExponent);
        HeldDataGranularityExponentField.Set(destination, HeldDataGranularityExponent);
        ImplementedDescriptorListLengthField.Set(destination, (ulong)_implementedTypeCodes.Length);
        _implementedTypeCodes.CopyTo(destination.Slice(HeadLength));
        return EncodedLength;
    }
}
