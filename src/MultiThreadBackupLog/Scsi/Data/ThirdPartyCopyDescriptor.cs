using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>One statement of a copy manager about itself: a third-party copy descriptor (SPC-4, third-party copy VPD page).</summary>
/// <remarks>
/// <para>The fields of the known types are in <see cref="Describe"/> by name; a type that is not known keeps its bytes.</para>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct ThirdPartyCopyDescriptor
{
    /// <summary>The length in bytes of type and length.</summary>
    public const int HeaderLength = 4;

    internal static readonly WireField LengthField = WireField.Number("DESCRIPTOR LENGTH", 2, 2);

    private static readonly WireField TypeField = WireField.Code("DESCRIPTOR TYPE", 0, 2);

    // The fields of the types that hold numbers. sg3_utils reads the inline limit of 0004h at offset 17; FreeBSD's structure and
    // the arithmetic of its 32 bytes put it at 16.
    private static readonly Dictionary<ThirdPartyCopyDescriptorType, WireField[]> NumberFields = new()
    {
        [ThirdPartyCopyDescriptorType.ParameterData] =
        [
            WireField.Number("MAXIMUM CSCD DESCRIPTOR COUNT", 8, 2), WireField.Number("MAXIMUM SEGMENT DESCRIPTOR COUNT", 10, 2),
            WireField.Number("MAXIMUM DESCRIPTOR LIST LENGTH", 12, 4), WireField.Number("MAXIMUM INLINE DATA LENGTH", 16, 4),
        ],
        [ThirdPartyCopyDescriptorType.GeneralCopyOperations] =
        [
            WireField.Number("TOTAL CONCURRENT COPIES", 4, 4), WireField.Number("MAXIMUM IDENTIFIED CONCURRENT COPIES", 8, 4),
            WireField.Number("MAXIMUM SEGMENT LENGTH", 12, 4), WireField.Number("DATA SEGMENT GRANULARITY", 16, 1),
            WireField.Number("INLINE DATA GRANULARITY", 17, 1),
        ],
        [ThirdPartyCopyDescriptorType.StreamCopyOperations] = [WireField.Number("MAXIMUM STREAM DEVICE TRANSFER SIZE", 4, 4)],
        [ThirdPartyCopyDescriptorType.HeldData] = [WireField.Number("HELD DATA LIMIT", 4, 4), WireField.Number("HELD DATA GRANULARITY", 8, 1)],
    };

    private static readonly WireShape<ThirdPartyCopyDescriptor> Shape = new(
        "a third-party copy descriptor", HeaderLength, LengthField, 1, null, bytes => new ThirdPartyCopyDescriptor(bytes), TypeField);

    private readonly WireBytes _bytes;

    /// <summary>Makes a descriptor of any type.</summary>
    /// <param name="type">The type, 16 bits.</param>
    /// <param name="content">What follows type and length; a multiple of 4 bytes by the standard.</param>
    /// <exception cref="ArgumentException"><paramref name="content"/> has more than 65,535 bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> needs more than 16 bits.</exception>
    public ThirdPartyCopyDescriptor(ThirdPartyCopyDescriptorType type, ReadOnlySpan<byte> content)
    {
        byte[] bytes = Shape.Build([content.ToArray()], nameof(content)).Span.ToArray();
        TypeField.Set(bytes, TypeField.Check((long)type, nameof(type)));
        _bytes = new WireBytes(bytes);
    }

    internal ThirdPartyCopyDescriptor(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets the type; values beyond the enumeration are given as they are.</summary>
    public ThirdPartyCopyDescriptorType Type => (ThirdPartyCopyDescriptorType)TypeField.Get(_bytes.Span);

    /// <summary>Gets what follows type and length.</summary>
    public ReadOnlyMemory<byte> Content => _bytes.Memory.Slice(Math.Min(HeaderLength, _bytes.Length));

    /// <summary>States the limits of a parameter list (0004h).</summary>
    /// <param name="maximumCscdDescriptorCount">The most target descriptors.</param>
    /// <param name="maximumSegmentDescriptorCount">The most segment descriptors.</param>
    /// <param name="maximumDescriptorListBytes">The most bytes of both lists together.</param>
    /// <param name="maximumInlineDataBytes">The most bytes of inline data.</param>
    /// <returns>The descriptor.</returns>
    public static ThirdPartyCopyDescriptor ParameterData(
        ushort maximumCscdDescriptorCount, ushort maximumSegmentDescriptorCount, uint maximumDescriptorListBytes, uint maximumInlineDataBytes) => OfNumbers(
        ThirdPartyCopyDescriptorType.ParameterData, 32, maximumCscdDescriptorCount, maximumSegmentDescriptorCount, maximumDescriptorListBytes, maximumInlineDataBytes);

    /// <summary>States the limits of copies (8001h).</summary>
    /// <param name="totalConcurrentCopies">The most copies at a time.</param>
    /// <param name="maximumIdentifiedConcurrentCopies">The most of them with a list identifier.</param>
    /// <param name="maximumSegmentBytes">The most bytes that one segment writes; 0 for no limit.</param>
    /// <param name="dataSegmentGranularityExponent">The power of two of which the bytes of a segment are multiples.</param>
    /// <param name="inlineDataGranularityExponent">The power of two of which the bytes of inline data are multiples.</param>
    /// <returns>The descriptor.</returns>
    public static ThirdPartyCopyDescriptor GeneralCopyOperations(
        uint totalConcurrentCopies,
        uint maximumIdentifiedConcurrentCopies,
        uint maximumSegmentBytes,
        byte dataSegmentGranularityExponent,
        byte inlineDataGranularityExponent) => OfNumbers(
        ThirdPartyCopyDescriptorType.GeneralCopyOperations,
        36,
        totalConcurrentCopies,
        maximumIdentifiedConcurrentCopies,
        maximumSegmentBytes,
        dataSegmentGranularityExponent,
        inlineDataGranularityExponent);

    /// <summary>States the limit of copies with tapes (9101h).</summary>
    /// <param name="maximumTransferBytes">The most bytes that one command to a tape transfers.</param>
    /// <returns>The descriptor.</returns>
    public static ThirdPartyCopyDescriptor StreamCopyOperations(uint maximumTransferBytes) =>
        OfNumbers(ThirdPartyCopyDescriptorType.StreamCopyOperations, 16, maximumTransferBytes);

    /// <summary>States the limits of held data (C001h).</summary>
    /// <param name="limitBytes">The most bytes that are held.</param>
    /// <param name="granularityExponent">The power of two of which held bytes are multiples.</param>
    /// <returns>The descriptor.</returns>
    public static ThirdPartyCopyDescriptor HeldData(uint limitBytes, byte granularityExponent) =>
        OfNumbers(ThirdPartyCopyDescriptorType.HeldData, 32, limitBytes, granularityExponent);

    /// <summary>States which segment and target descriptors are taken (0008h).</summary>
    /// <param name="typeCodes">The type codes, at most 255.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ArgumentException">There are more than 255.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="typeCodes"/> is null.</exception>
    public static ThirdPartyCopyDescriptor SupportedDescriptors(IEnumerable<byte> typeCodes)
    {
        byte[] codes = Guard.NotNull(typeCodes).ToArray();
        return codes.Length <= byte.MaxValue
            ? new ThirdPartyCopyDescriptor(ThirdPartyCopyDescriptorType.SupportedDescriptors, Padded([(byte)codes.Length, .. codes]))
            : throw new ArgumentException("A descriptor lists at most 255 type codes.", nameof(typeCodes));
    }

    /// <summary>States which service actions of the two operation codes of third-party copies are taken (0001h).</summary>
    /// <param name="copyOutServiceActions">Service actions of EXTENDED COPY and its kin (83h).</param>
    /// <param name="copyInServiceActions">Service actions of RECEIVE COPY RESULTS and its kin (84h).</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ArgumentException">There are more than the 32 that an operation code can have.</exception>
    public static ThirdPartyCopyDescriptor SupportedCommands(ReadOnlySpan<byte> copyOutServiceActions, ReadOnlySpan<byte> copyInServiceActions)
    {
        const int MaximumServiceActions = 32;
        if (copyOutServiceActions.Length > MaximumServiceActions || copyInServiceActions.Length > MaximumServiceActions)
        {
            throw new ArgumentException("An operation code has at most 32 service actions.", nameof(copyOutServiceActions));
        }

        byte[] list =
        [
            0x83, (byte)copyOutServiceActions.Length, .. copyOutServiceActions,
            0x84, (byte)copyInServiceActions.Length, .. copyInServiceActions,
        ];
        return new ThirdPartyCopyDescriptor(ThirdPartyCopyDescriptorType.SupportedCommands, Padded([(byte)list.Length, .. list]));
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for input shorter than the descriptor says; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ThirdPartyCopyDescriptor descriptor, out ParseFault fault) =>
        Shape.TryParseWhole(source, candidate => candidate._bytes, out descriptor, out fault);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ThirdPartyCopyDescriptor Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out ThirdPartyCopyDescriptor descriptor, out ParseFault fault) ? descriptor : throw fault.ToException();

    /// <summary>Encodes the descriptor.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);

    /// <summary>Describes every field by name.</summary>
    /// <returns>Type and length, then the fields of the type; the content as bytes where the type has none.</returns>
    public IReadOnlyList<ScsiField> Describe()
    {
        WireBytes bytes = _bytes;
        var fields = new List<ScsiField> { TypeField.Describe(bytes.Span), LengthField.Describe(bytes.Span) };
        if (NumberFields.TryGetValue(Type, out WireField[]? numbers))
        {
            fields.AddRange(numbers.Select(field => field.Describe(bytes.Span)));
        }
        else
        {
            fields.Add(ScsiField.OfBytes("CONTENT", Content.Span, HeaderLength));
        }

        return fields;
    }

    // The bytes of a list that a length in its first byte counts, as far as they are there.
    internal IReadOnlyList<byte> CountedBytes()
    {
        ReadOnlySpan<byte> content = Content.Span;
        return content.IsEmpty ? [] : content.Slice(1, Math.Min(content[0], content.Length - 1)).ToArray();
    }

    internal ReadOnlyMemory<byte> ToMemory() => _bytes.Memory;

    private static ThirdPartyCopyDescriptor OfNumbers(ThirdPartyCopyDescriptorType type, int length, params ulong[] values)
    {
        var bytes = new byte[length];
        WireField[] fields = NumberFields[type];
        for (int index = 0; index < values.Length; index++)
        {
            fields[index].Set(bytes, values[index]);
        }

        return new ThirdPartyCopyDescriptor(type, bytes.AsSpan(HeaderLength));
    }

    private static byte[] Padded(byte[] content)
    {
        Array.Resize(ref content, (content.Length + 3) / 4 * 4);
        return content;
    }
}
