using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>What a copy manager can do: VPD page 8Fh (SPC-4, third-party copy VPD page).</summary>
/// <remarks>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct ThirdPartyCopyPage
{

    private static readonly WireShape<ThirdPartyCopyPage> Shape = new(
        "VPD page 8Fh", VpdHeader.Length, VpdHeader.PageLength, ThirdPartyCopyDescriptor.HeaderLength, ThirdPartyCopyDescriptor.LengthField,
        bytes => new ThirdPartyCopyPage(bytes), VpdHeader.PageCode(0x8F));

    private readonly WireBytes _bytes;

    /// <summary>Makes the page.</summary>
    /// <param name="deviceType">What the logical unit is.</param>
    /// <param name="descriptors">The descriptors, by ascending type.</param>
    /// <exception cref="ArgumentException">The descriptors are more than a page holds.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="descriptors"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviceType"/> needs more than 5 bits.</exception>
    public ThirdPartyCopyPage(PeripheralDeviceType deviceType, IEnumerable<ThirdPartyCopyDescriptor> descriptors) => _bytes = VpdHeader.SetDeviceType(
        Shape.Build(Guard.NotNull(descriptors).Select(descriptor => descriptor.ToMemory()), nameof(descriptors)), deviceType, nameof(deviceType));

    private ThirdPartyCopyPage(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets what the logical unit is.</summary>
    public PeripheralDeviceType DeviceType => VpdHeader.GetDeviceType(_bytes);

    /// <summary>Gets the descriptors, in the order of the page.</summary>
    public IReadOnlyList<ThirdPartyCopyDescriptor> Descriptors =>
        Shape.Items(_bytes).Select(item => new ThirdPartyCopyDescriptor(WireBytes.Copy(item.Span))).ToArray();

    /// <summary>Gets the type codes of segment and target descriptors that the copy manager takes (descriptor 0008h); empty when it does not say.</summary>
    public IReadOnlyList<byte> SupportedDescriptorTypes => TryFind(ThirdPartyCopyDescriptorType.SupportedDescriptors, out ThirdPartyCopyDescriptor found)
        ? found.CountedBytes()
        : Array.Empty<byte>();

    /// <summary>Gets whether the data end before the length that they state, as a small allocation length makes them.</summary>
    public bool IsTruncated => Shape.IsTruncated(_bytes);

    /// <summary>Decodes the page; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <param name="page">The decoded data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ThirdPartyCopyPage page, out ParseFault fault) =>
        Shape.TryParse(source, out page, out fault);

    /// <summary>Decodes the page; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <returns>The decoded data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ThirdPartyCopyPage Parse(ReadOnlySpan<byte> source) => Shape.Parse(source);

    /// <summary>Finds the first descriptor of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="descriptor">The descriptor, or the default value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryFind(ThirdPartyCopyDescriptorType type, out ThirdPartyCopyDescriptor descriptor)
    {
        foreach (ThirdPartyCopyDescriptor candidate in Descriptors)
        {
            if (candidate.Type == type)
            {
                descriptor = candidate;
                return true;
            }
        }

        descriptor = default;
        return false;
    }

    /// <summary>Encodes the data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);
}
