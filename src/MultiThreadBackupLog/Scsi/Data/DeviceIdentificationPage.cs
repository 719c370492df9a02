using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>The names of a logical unit: VPD page 83h (SPC-4, device identification VPD page).</summary>
/// <remarks>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct DeviceIdentificationPage
{

    private static readonly WireShape<DeviceIdentificationPage> Shape = new(
        "VPD page 83h", VpdHeader.Length, VpdHeader.PageLength, DesignationDescriptor.HeaderLength, DesignationDescriptor.DesignatorLengthField,
        bytes => new DeviceIdentificationPage(bytes), VpdHeader.PageCode(0x83));

    private readonly WireBytes _bytes;

    /// <summary>Makes the page.</summary>
    /// <param name="deviceType">What the logical unit is.</param>
    /// <param name="descriptors">The names.</param>
    /// <exception cref="ArgumentException">The names are more than a page holds.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="descriptors"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviceType"/> needs more than 5 bits.</exception>
    public DeviceIdentificationPage(PeripheralDeviceType deviceType, IEnumerable<DesignationDescriptor> descriptors) => _bytes = VpdHeader.SetDeviceType(
        Shape.Build(Guard.NotNull(descriptors).Select(descriptor => descriptor.ToMemory()), nameof(descriptors)), deviceType, nameof(deviceType));

    private DeviceIdentificationPage(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets what the logical unit is.</summary>
    public PeripheralDeviceType DeviceType => VpdHeader.GetDeviceType(_bytes);

    /// <summary>Gets the names, in the order of the page.</summary>
    public IReadOnlyList<DesignationDescriptor> Descriptors =>
        Shape.Items(_bytes).Select(item => new DesignationDescriptor(WireBytes.Copy(item.Span))).ToArray();

    /// <summary>Gets whether the data end before the length that they state, as a small allocation length makes them.</summary>
    public bool IsTruncated => Shape.IsTruncated(_bytes);

    /// <summary>Decodes the page; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <param name="page">The decoded data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out DeviceIdentificationPage page, out ParseFault fault) =>
        Shape.TryParse(source, out page, out fault);

    /// <summary>Decodes the page; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <returns>The decoded data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static DeviceIdentificationPage Parse(ReadOnlySpan<byte> source) => Shape.Parse(source);

    /// <summary>Encodes the data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);
}
