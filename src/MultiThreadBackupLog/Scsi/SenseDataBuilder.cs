using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Builds sense data in either format from the same values.</summary>
/// <remarks>Not safe for use by several threads at once. What a format cannot carry is said at each property.</remarks>
public sealed class SenseDataBuilder
{
    private const int FixedLength = 18;

    // A descriptor counts what follows its length byte in one byte; header bytes of a forwarded one: type, length, source, status.
    private const int ForwardedHeaderLength = 4;

    /// <summary>Makes a builder.</summary>
    /// <param name="key">The sense key.</param>
    /// <param name="code">The additional sense code and qualifier.</param>
    public SenseDataBuilder(SenseKey key, SenseCode code)
    {
        if (key is < SenseKey.NoSense or > SenseKey.Completed)
        {
            throw new ArgumentOutOfRangeException(nameof(key), key, "A sense key has four bits.");
        }

        Key = key;
        Code = code;
    }

    /// <summary>Gets the sense key.</summary>
    public SenseKey Key { get; }

    /// <summary>Gets the additional sense code and qualifier.</summary>
    public SenseCode Code { get; }

    /// <summary>Gets or sets whether the error belongs to an earlier command.</summary>
    public bool IsDeferred { get; set; }

    /// <summary>Gets or sets whether a filemark was met.</summary>
    public bool IsFilemark { get; set; }

    /// <summary>Gets or sets whether early warning, or the beginning or the end of the partition, was met.</summary>
    public bool IsEndOfMedium { get; set; }

    /// <summary>Gets or sets whether a block had another length than was asked for.</summary>
    public bool IsIncorrectLength { get; set; }

    /// <summary>Gets or sets INFORMATION; null for not valid. The fixed format carries 32 signed bits, and a larger value as not valid.</summary>
    public long? Information { get; set; }

    /// <summary>Gets or sets COMMAND-SPECIFIC INFORMATION; the fixed format carries the low 32 bits. Not together with <see cref="SegmentNumber"/>.</summary>
    public ulong CommandSpecificInformation { get; set; }

    /// <summary>Gets or sets the FIELD REPLACEABLE UNIT CODE.</summary>
    public byte FieldReplaceableUnit { get; set; }

    /// <summary>Gets or sets the field in error, for ILLEGAL REQUEST and COPY ABORTED.</summary>
    public SenseFieldPointer? FieldPointer { get; set; }

    /// <summary>Gets or sets how often the device tried, for RECOVERED, MEDIUM and HARDWARE ERROR.</summary>
    public ushort? ActualRetryCount { get; set; }

    /// <summary>Gets or sets the progress in parts of 65,536, for NO SENSE and NOT READY.</summary>
    public ushort? Progress { get; set; }

    /// <summary>Gets or sets the segment that failed, for COPY ABORTED.</summary>
    public ushort? SegmentNumber { get; set; }

    /// <summary>Gets the sense data to forward, for COPY ABORTED. The fixed format takes one of the source and one of the destination.</summary>
    public IList<ForwardedSense> ForwardedSense { get; } = new List<ForwardedSense>();

    // Three bytes with SKSV on top, or 0.
    private ulong SenseKeySpecific => Key switch
    {
        SenseKey.IllegalRequest or SenseKey.CopyAborted when FieldPointer is { } pointer => 0x800000UL | (ulong)pointer.Encode(),
        SenseKey.RecoveredError or SenseKey.MediumError or SenseKey.HardwareError when ActualRetryCount is { } count => 0x800000UL | count,
        SenseKey.NoSense or SenseKey.NotReady when Progress is { } progress => 0x800000UL | progress,
        _ => 0,
    };

    /// <summary>Builds the sense data. Forwarded sense data are cut where all would exceed <see cref="SenseData.MaximumLength"/>.</summary>
    /// <param name="format">The format.</param>
    /// <returns>The sense data.</returns>
    public SenseData Build(SenseFormat format) => format == SenseFormat.Fixed ? BuildFixed() : BuildDescriptors();

    private SenseData BuildFixed()
    {
        var record = new List<byte>(new byte[FixedLength]);
        byte source = AppendArea(record, ForwardedSenseSource.CopySource);
        byte destination = AppendArea(record, ForwardedSenseSource.CopyDestination);
        byte[] bytes = record.ToArray();
        SenseFields.ResponseCode.Set(bytes, IsDeferred ? 0x71UL : 0x70UL);
        SenseFields.FixedFilemark.Set(bytes, IsFilemark);
        SenseFields.FixedEndOfMedium.Set(bytes, IsEndOfMedium);
        SenseFields.FixedIncorrectLength.Set(bytes, IsIncorrectLength);
        SenseFields.FixedKey.Set(bytes, (ulong)Key);
        if (Information is { } information && information is >= int.MinValue and <= int.MaxValue)
        {
            SenseFields.FixedValid.Set(bytes, true);
            SenseFields.FixedInformation.Set(bytes, unchecked((ulong)information));
        }

        SenseFields.AdditionalLength.Set(bytes, (ulong)(bytes.Length - 8));
        SenseFields.FixedCommandSpecific.Set(bytes, CommandSpecific(SenseFormat.Fixed));
        if (Key == SenseKey.CopyAborted && (source | destination) != 0)
        {
            CopySense.SourceOffset.Set(bytes, source);
            CopySense.DestinationOffset.Set(bytes, destination);
        }

        SenseFields.FixedCode.Set(bytes, Code.AdditionalSenseCode);
        SenseFields.FixedQualifier.Set(bytes, Code.AdditionalSenseCodeQualifier);
        SenseFields.FixedReplaceableUnit.Set(bytes, FieldReplaceableUnit);
        SenseFields.FixedKeySpecific.Set(bytes, SenseKeySpecific);
        return SenseData.Own(bytes);
    }

    private SenseData BuildDescriptors()
    {
        var record = new List<byte>(new byte[8]);
        if (Information is { } information)
        {
            byte[] descriptor = NewDescriptor(SenseDescriptorType.Information, 12);
            SenseFields.InformationValid.Set(descriptor, true);
            SenseFields.LongValue.Set(descriptor, unchecked((ulong)information));
            record.AddRange(descriptor);
        }

        if (CommandSpecific(SenseFormat.Descriptor) is var specific && (specific != 0 || SegmentNumber is not null))
        {
            byte[] descriptor = NewDescriptor(SenseDescriptorType.CommandSpecific, 12);
            SenseFields.LongValue.Set(descriptor, specific);
            record.AddRange(descriptor);
        }

        if (SenseKeySpecific != 0)
        {
            byte[] descriptor = NewDescriptor(SenseDescriptorType.SenseKeySpecific, 8);
            SenseFields.KeySpecific.Set(descriptor, SenseKeySpecific);
            record.AddRange(descriptor);
        }

        if (FieldReplaceableUnit != 0)
        {
            byte[] descriptor = NewDescriptor(SenseDescriptorType.FieldReplaceableUnit, 4);
            SenseFields.ReplaceableUnit.Set(descriptor, FieldReplaceableUnit);
            record.AddRange(descriptor);
        }

        if (IsFilemark || IsEndOfMedium || IsIncorrectLength)
        {
            byte[] descriptor = NewDescriptor(SenseDescriptorType.Stream, 4);
            SenseFields.StreamFilemark.Set(descriptor, IsFilemark);
            SenseFields.StreamEndOfMedium.Set(descriptor, IsEndOfMedium);
            SenseFields.StreamIncorrectLength.Set(descriptor, IsIncorrectLength);
            record.AddRange(descriptor);
        }

        foreach (ForwardedSense forwarded in ForwardedSense)
        {
            AppendForwarded(record, forwarded);
        }

        byte[] bytes = record.ToArray();
        SenseFields.ResponseCode.Set(bytes, IsDeferred ? 0x73UL : 0x72UL);
        SenseFields.DescriptorKey.Set(bytes, (ulong)Key);
        SenseFields.DescriptorCode.Set(bytes, Code.AdditionalSenseCode);
        SenseFields.DescriptorQualifier.Set(bytes, Code.AdditionalSenseCodeQualifier);
        SenseFields.AdditionalLength.Set(bytes, (ulong)(bytes.Length - 8));
        return SenseData.Own(bytes);
    }

    private static byte[] NewDescriptor(SenseDescriptorType type, int length)
    {
        var descriptor = new byte[length];
        descriptor[0] = (byte)type;
        descriptor[1] = (byte)(length - 2);
        return descriptor;
    }

    private static void AppendForwarded(List<byte> record, ForwardedSense forwarded)
    {
        int room = SenseData.MaximumLength - record.Count - ForwardedHeaderLength;
        if (room < 0)
        {
            return;
        }

        ReadOnlySpan<byte> sense = forwarded.SenseBytes.Span;
        int length = Math.Min(room, sense.Length);
        byte[] descriptor = NewDescriptor(SenseDescriptorType.Forwarded, ForwardedHeaderLength + length);
        SenseFields.ForwardedTruncated.Set(descriptor, forwarded.IsTruncated || length < sense.Length);
        SenseFields.ForwardedSource.Set(descriptor, (ulong)forwarded.Source & 0xF);
        SenseFields.ForwardedStatus.Set(descriptor, (ulong)forwarded.Status & 0xFF);
        sense.Slice(0, length).CopyTo(descriptor.AsSpan(ForwardedHeaderLength));
        record.AddRange(descriptor);
    }

    private ulong CommandSpecific(SenseFormat format) =>
        SegmentNumber is { } segment ? CopySense.EncodeSegmentNumber(segment, format) : CommandSpecificInformation;

    // Appends status and sense of a device and gives their offset in the record; 0 when there are none or no room is left.
    private byte AppendArea(List<byte> record, ForwardedSenseSource source)
    {
        foreach (ForwardedSense forwarded in ForwardedSense)
        {
            if (forwarded.Source != source || Key != SenseKey.CopyAborted || record.Count >= SenseData.MaximumLength)
            {
                continue;
            }

            int offset = record.Count;
            record.Add((byte)((int)forwarded.Status & 0xFF));
            ReadOnlySpan<byte> sense = forwarded.SenseBytes.Span;
            record.AddRange(sense.Slice(0, Math.Min(sense.Length, SenseData.MaximumLength - record.Count)).ToArray());
            return (byte)offset;
        }

        return 0;
    }
}
