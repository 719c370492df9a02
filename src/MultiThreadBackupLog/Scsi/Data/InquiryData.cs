using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>What a logical unit is: standard INQUIRY data (SPC-4, INQUIRY command).</summary>
/// <remarks>
/// <para>Data that a small allocation length cut are taken; what is missing reads as zero or empty.</para>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct InquiryData
{
    private const int StandardLength = 96;

    private static readonly WireField QualifierField = WireField.CodeBits("PERIPHERAL QUALIFIER", 0, 7, 3);
    private static readonly WireField DeviceTypeField = WireField.CodeBits("PERIPHERAL DEVICE TYPE", 0, 4, 5);
    private static readonly WireField IsRemovableField = WireField.Flag("RMB", 1, 7);
    private static readonly WireField VersionField = WireField.Code("VERSION", 2, 1);
    private static readonly WireField ResponseDataFormatField = WireField.Bits("RESPONSE DATA FORMAT", 3, 3, 4);
    private static readonly WireField AdditionalLengthField = WireField.Number("ADDITIONAL LENGTH", 4, 1);
    private static readonly WireField ThirdPartyCopyField = WireField.Flag("3PC", 5, 3);
    private static readonly WireField CommandQueuingField = WireField.Flag("CMDQUE", 7, 1);
    private static readonly WireField VendorField = WireField.Text("T10 VENDOR IDENTIFICATION", 8, 8);
    private static readonly WireField ProductField = WireField.Text("PRODUCT IDENTIFICATION", 16, 16);
    private static readonly WireField RevisionField = WireField.Text("PRODUCT REVISION LEVEL", 32, 4);

    private static readonly WireShape<InquiryData> Shape = new(
        "standard INQUIRY data", 5, AdditionalLengthField, 1, null, bytes => new InquiryData(bytes));

    private readonly WireBytes _bytes;

    /// <summary>Describes a logical unit, in 96 bytes.</summary>
    /// <param name="deviceType">What it is.</param>
    /// <param name="vendor">T10 vendor identification, at most 8 graphic characters of ASCII.</param>
    /// <param name="product">Product identification, at most 16.</param>
    /// <param name="revision">Product revision, at most 4.</param>
    /// <param name="supportsThirdPartyCopy">Whether it takes EXTENDED COPY (3PC).</param>
    /// <param name="isRemovable">Whether its medium can be taken out (RMB).</param>
    /// <param name="supportsCommandQueuing">Whether it takes several commands at a time (CMDQUE).</param>
    /// <param name="version">The version of SPC that it keeps; 6 is SPC-4.</param>
    /// <exception cref="ArgumentException">A text is too long or is not ASCII.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviceType"/> needs more than 5 bits.</exception>
    public InquiryData(
        PeripheralDeviceType deviceType,
        string vendor,
        string product,
        string revision,
        bool supportsThirdPartyCopy = false,
        bool isRemovable = false,
        bool supportsCommandQueuing = false,
        byte version = 6)
    {
        var bytes = new byte[StandardLength];
        DeviceTypeField.Set(bytes, DeviceTypeField.Check((long)deviceType, nameof(deviceType)));
        IsRemovableField.Set(bytes, isRemovable);
        VersionField.Set(bytes, version);
        ResponseDataFormatField.Set(bytes, 2);
        AdditionalLengthField.Set(bytes, StandardLength - 5);
        ThirdPartyCopyField.Set(bytes, supportsThirdPartyCopy);
        CommandQueuingField.Set(bytes, supportsCommandQueuing);
        WireText.Write(vendor, bytes.AsSpan(8, 8), (byte)' ', nameof(vendor));
        WireText.Write(product, bytes.AsSpan(16, 16), (byte)' ', nameof(product));
        WireText.Write(revision, bytes.AsSpan(32, 4), (byte)' ', nameof(revision));
        _bytes = new WireBytes(bytes);
    }

    private InquiryData(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets the PERIPHERAL QUALIFIER; 0 when the device is there, 3 when no device can be.</summary>
    public byte PeripheralQualifier => (byte)QualifierField.Get(_bytes.Span);

    /// <summary>Gets what the logical unit is; values beyond the enumeration are given as they are.</summary>
    public PeripheralDeviceType DeviceType => (PeripheralDeviceType)DeviceTypeField.Get(_bytes.Span);

    /// <summary>Gets whether the medium can be taken out (RMB).</summary>
    public bool IsRemovable => IsRemovableField.GetFlag(_bytes.Span);

    /// <summary>Gets the version of SPC: 4 is SPC-2, 5 SPC-3, 6 SPC-4.</summary>
    public byte Version => (byte)VersionField.Get(_bytes.Span);

    /// <summary>Gets whether the logical unit takes EXTENDED COPY (3PC).</summary>
    public bool SupportsThirdPartyCopy => ThirdPartyCopyField.GetFlag(_bytes.Span);

    /// <summary>Gets whether the logical unit takes several commands at a time (CMDQUE).</summary>
    public bool SupportsCommandQueuing => CommandQueuingField.GetFlag(_bytes.Span);

    /// <summary>Gets the T10 vendor identification without its padding.</summary>
    public string Vendor => WireText.Read(VendorField.GetBytes(_bytes.Span));

    /// <summary>Gets the product identification without its padding.</summary>
    public string Product => WireText.Read(ProductField.GetBytes(_bytes.Span));

    /// <summary>Gets the product revision without its padding.</summary>
    public string Revision => WireText.Read(RevisionField.GetBytes(_bytes.Span));

    /// <summary>Gets whether the data end before the length that they state.</summary>
    public bool IsTruncated => Shape.IsTruncated(_bytes);

    /// <summary>Decodes standard INQUIRY data.</summary>
    /// <param name="source">The data; at least the 5 bytes up to ADDITIONAL LENGTH, and what follows the stated length is not looked at.</param>
    /// <param name="data">The data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for short input; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out InquiryData data, out ParseFault fault) =>
        Shape.TryParse(source, out data, out fault);

    /// <summary>Decodes standard INQUIRY data.</summary>
    /// <param name="source">As <see cref="TryParse"/> takes it.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static InquiryData Parse(ReadOnlySpan<byte> source) => Shape.Parse(source);

    /// <summary>Encodes the data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);
}
