using System;
using System.Collections.Generic;
using System.Text;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Sense data in fixed or descriptor format, current or deferred (SPC-4 clause 4.5).</summary>
/// <remarks>
/// <para>The bytes are kept as they came, so vendor-specific parts are written again unchanged. What a shortened record lacks reads as zero.</para>
/// <para>The default value has no bytes: NO SENSE, 00h/00h. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly partial record struct SenseData
{
    /// <summary>The most bytes that sense data have.</summary>
    public const int MaximumLength = 252;

    // The response code, the flags or the key, and the additional length: less says nothing in either format.
    private const int MinimumLength = 8;

    private readonly WireBytes _bytes;

    private SenseData(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets the bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.Memory;

    /// <summary>Gets the format.</summary>
    public SenseFormat Format => (SenseFields.ResponseCode.Get(_bytes.Span) & 2) != 0 ? SenseFormat.Descriptor : SenseFormat.Fixed;

    /// <summary>Gets whether the error belongs to an earlier command that was answered with good status; the command at hand did not run (71h, 73h).</summary>
    public bool IsDeferred => EncodedLength > 0 && (SenseFields.ResponseCode.Get(_bytes.Span) & 1) != 0;

    /// <summary>Gets the sense key.</summary>
    public SenseKey Key => (SenseKey)(IsFixed ? SenseFields.FixedKey : SenseFields.DescriptorKey).Get(_bytes.Span);

    /// <summary>Gets the additional sense code and qualifier.</summary>
    public SenseCode Code => IsFixed
        ? new SenseCode((byte)SenseFields.FixedCode.Get(_bytes.Span), (byte)SenseFields.FixedQualifier.Get(_bytes.Span))
        : new SenseCode((byte)SenseFields.DescriptorCode.Get(_bytes.Span), (byte)SenseFields.DescriptorQualifier.Get(_bytes.Span));

    /// <summary>Gets the code with the vendor oddity of one family of copy managers put right.</summary>
    /// <remarks>
    /// A table of the Spectra S50 gives 2Eh/01h to 05h with COPY ABORTED for what T10 and everyone else call 0Dh/01h to 05h. With
    /// that sense key T10 gives 2Eh no other meaning that a copy could have.
    /// </remarks>
    public SenseCode StandardCode
    {
        get
        {
            SenseCode code = Code;
            bool isOdd = Key == SenseKey.CopyAborted && code.AdditionalSenseCode == 0x2E && code.AdditionalSenseCodeQualifier is >= 1 and <= 5;
            return isOdd ? new SenseCode(SenseCode.ThirdPartyDeviceFailure.AdditionalSenseCode, code.AdditionalSenseCodeQualifier) : code;
        }
    }

    /// <summary>Gets whether a filemark was met (FILEMARK).</summary>
    public bool IsFilemark => GetStreamFlag(SenseFields.FixedFilemark, SenseFields.StreamFilemark);

    /// <summary>Gets whether early warning, or the beginning or the end of the partition, was met (EOM).</summary>
    public bool IsEndOfMedium => GetStreamFlag(SenseFields.FixedEndOfMedium, SenseFields.StreamEndOfMedium);

    /// <summary>Gets whether a block had another length than was asked for (ILI).</summary>
    public bool IsIncorrectLength => IsFixed
        ? SenseFields.FixedIncorrectLength.GetFlag(_bytes.Span)
        : SenseFields.StreamIncorrectLength.GetFlag(FindDescriptor(SenseDescriptorType.Stream))
            || SenseFields.StreamIncorrectLength.GetFlag(FindDescriptor(SenseDescriptorType.Block));

    /// <summary>Gets whether the device had more sense data than it could send (SDAT_OVFL; reserved before SPC-4).</summary>
    public bool IsOverflow => (IsFixed ? SenseFields.FixedOverflow : SenseFields.DescriptorOverflow).GetFlag(_bytes.Span);

    /// <summary>Gets INFORMATION as a signed number, null when it is not valid. For a tape it is a residue: requested less done.</summary>
    /// <remarks>Where it is a block address, the fixed format carries 32 unsigned bits of it: cast to <see cref="uint"/>.</remarks>
    public long? Information
    {
        get
        {
            if (IsFixed)
            {
                return SenseFields.FixedValid.GetFlag(_bytes.Span) ? unchecked((int)SenseFields.FixedInformation.Get(_bytes.Span)) : null;
            }

            ReadOnlySpan<byte> descriptor = FindDescriptor(SenseDescriptorType.Information);
            // Of a descriptor that was cut off, a part of the number would be another number.
            return descriptor.Length >= SenseFields.LongDescriptorLength && SenseFields.InformationValid.GetFlag(descriptor)
                ? unchecked((long)SenseFields.LongValue.Get(descriptor))
                : null;
        }
    }

    /// <summary>Gets COMMAND-SPECIFIC INFORMATION: 4 bytes in the fixed, 8 in the descriptor format; 0 when there is none.</summary>
    public ulong CommandSpecificInformation => IsFixed
        ? SenseFields.FixedCommandSpecific.Get(_bytes.Span)
        : SenseFields.LongValue.Get(FindDescriptor(SenseDescriptorType.CommandSpecific));

    /// <summary>Gets the FIELD REPLACEABLE UNIT CODE; 0 when there is none.</summary>
    public byte FieldReplaceableUnit => (byte)(IsFixed
        ? SenseFields.FixedReplaceableUnit.Get(_bytes.Span)
        : SenseFields.ReplaceableUnit.Get(FindDescriptor(SenseDescriptorType.FieldReplaceableUnit)));

    /// <summary>Gets the field in error, with ILLEGAL REQUEST and COPY ABORTED; null when none is named.</summary>
    public SenseFieldPointer? FieldPointer => Key is SenseKey.IllegalRequest or SenseKey.CopyAborted && SenseKeySpecific is { } specific
        ? SenseFieldPointer.Decode(specific, Key)
        : null;

    /// <summary>Gets how often the device tried, with RECOVERED, MEDIUM and HARDWARE ERROR; null when it does not say.</summary>
    public int? ActualRetryCount => Key is SenseKey.RecoveredError or SenseKey.MediumError or SenseKey.HardwareError
        ? SenseKeySpecific & 0xFFFF
        : null;

    /// <summary>Gets the progress of a running operation in parts of 65,536, with NO SENSE and NOT READY; null when the device does not say.</summary>
    public int? Progress => Key is SenseKey.NoSense or SenseKey.NotReady ? SenseKeySpecific & 0xFFFF : null;

    /// <summary>Gets the segment, counted from 0, that failed, with COPY ABORTED; null otherwise, and where the record ends before it.</summary>
    public int? SegmentNumber => Key == SenseKey.CopyAborted && HasCommandSpecificInformation
        ? CopySense.SegmentNumber(CommandSpecificInformation, Format)
        : null;

    private bool HasCommandSpecificInformation => IsFixed
        ? EncodedLength >= SenseFields.FixedCommandSpecific.ByteOffset + 4
        : FindDescriptor(SenseDescriptorType.CommandSpecific).Length >= SenseFields.LongDescriptorLength;

    private bool IsFixed => Format == SenseFormat.Fixed;

    // The three bytes without SKSV, or null where they are not valid.
    private int? SenseKeySpecific
    {
        get
        {
            ReadOnlySpan<byte> source = IsFixed ? _bytes.Span : FindDescriptor(SenseDescriptorType.SenseKeySpecific);
            ulong value = (IsFixed ? SenseFields.FixedKeySpecific : SenseFields.KeySpecific).Get(source);
            return (value & 0x800000) != 0 ? (int)(value & 0x7FFFFF) : null;
        }
    }

    /// <summary>Decodes sense data; what follows their own length is not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="sense">The sense data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns>False for fewer than 8 bytes and for a response code other than 70h to 73h; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out SenseData sense, out ParseFault fault)
    {
        sense = default;
        if (source.Length < MinimumLength)
        {
            fault = ParseFault.TooShort("sense data", MinimumLength, source.Length);
            return false;
        }

        if (SenseFields.ResponseCode.Get(source) is < 0x70 or > 0x73)
        {
            fault = ParseFault.InData("the response code of sense data is 70h to 73h", 0, 6);
            return false;
        }

        int length = Math.Min(source.Length, MinimumLength + (int)SenseFields.AdditionalLength.Get(source));
        sense = new SenseData(WireBytes.Copy(source.Slice(0, length)));
        fault = default;
        return true;
    }

    /// <summary>Decodes sense data; what follows their own length is not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <returns>The sense data.</returns>
    /// <exception cref="ParseException">They cannot be read; the fault is in the exception.</exception>
    public static SenseData Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out SenseData sense, out ParseFault fault) ? sense : throw fault.ToException();

    /// <summary>Makes the sense data that a device server reports for bytes that are not acceptable.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="format">The format.</param>
    /// <returns>Sense key, code and, where the offset fits its 16 bits, a field pointer.</returns>
    public static SenseData FromFault(ParseFault fault, SenseFormat format = SenseFormat.Fixed) => new SenseDataBuilder(fault.SenseKey, fault.SenseCode)
    {
        FieldPointer = fault.ByteOffset <= ushort.MaxValue
            ? new SenseFieldPointer((ushort)fault.ByteOffset, fault.Bit, fault.IsInCdb && fault.SenseKey != SenseKey.CopyAborted)
            : null,
    }.Build(format);

    /// <summary>Writes the bytes.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);

    /// <summary>Gives the sense data in one line.</summary>
    /// <returns>For example <c>NO SENSE 00h/01h FILEMARK DETECTED, FILEMARK, INFORMATION 65536</c>.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(IsDeferred ? "deferred " : string.Empty).Append(SenseFields.KeyName((ulong)Key)).Append(' ').Append(Code);
        text.Append(IsFilemark ? ", FILEMARK" : string.Empty);
        text.Append(IsEndOfMedium ? ", EOM" : string.Empty);
        text.Append(IsIncorrectLength ? ", ILI" : string.Empty);
        if (Information is { } information)
        {
            text.Append(", INFORMATION ").Append(information.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    internal static SenseData Own(byte[] bytes) => new(new WireBytes(bytes));

    private bool GetStreamFlag(WireField inFixed, WireField inDescriptor) =>
        IsFixed ? inFixed.GetFlag(_bytes.Span) : inDescriptor.GetFlag(FindDescriptor(SenseDescriptorType.Stream));

    private ReadOnlySpan<byte> FindDescriptor(SenseDescriptorType type)
    {
        foreach (SenseDescriptor descriptor in Descriptors())
        {
            if (descriptor.Type == type)
            {
                return descriptor.Content.Span;
            }
        }

        return default;
    }

    // The descriptors that are there, the last one perhaps cut; empty in the fixed format.
    private IEnumerable<SenseDescriptor> Descriptors()
    {
        ReadOnlyMemory<byte> rest = IsFixed ? default : _bytes.Memory.Slice(Math.Min(MinimumLength, _bytes.Length));
        while (rest.Length >= 2)
        {
            int length = Math.Min(rest.Length, 2 + rest.Span[1]);
            yield return new SenseDescriptor((SenseDescriptorType)rest.Span[0], rest.Slice(0, length), _bytes.Length - rest.Length);
            rest = rest.Slice(length);
        }
    }
}
