using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>Which vital product data pages a logical unit has: VPD page 00h (SPC-4, supported VPD pages VPD page).</summary>
/// <remarks>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct SupportedVpdPagesPage
{

    private static readonly WireShape<SupportedVpdPagesPage> Shape = new(
        "VPD page 00h", VpdHeader.Length, VpdHeader.PageLength, 1, null, bytes => new SupportedVpdPagesPage(bytes), VpdHeader.PageCode(0x00));

    private readonly WireBytes _bytes;

    /// <summary>Makes the page.</summary>
    /// <param name="deviceType">What the logical unit is.</param>
    /// <param name="pageCodes">The page codes, in ascending order.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pageCodes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviceType"/> needs more than 5 bits.</exception>
    public SupportedVpdPagesPage(PeripheralDeviceType deviceType, IEnumerable<byte> pageCodes) => _bytes = VpdHeader.SetDeviceType(
        Shape.Build([Guard.NotNull(pageCodes).ToArray()], nameof(pageCodes)), deviceType, nameof(deviceType));

    private SupportedVpdPagesPage(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets what the logical unit is.</summary>
    public PeripheralDeviceType DeviceType => VpdHeader.GetDeviceType(_bytes);

    /// <summary>Gets the page codes.</summary>
    public IReadOnlyList<byte> PageCodes => Shape.Items(_bytes).Select(item => item.Span[0]).ToArray();

    /// <summary>Gets whether the data end before the length that they state, as a small allocation length makes them.</summary>
    public bool IsTruncated => Shape.IsTruncated(_bytes);

    /// <summary>Decodes the page; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <param name="page">The decoded data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out SupportedVpdPagesPage page, out ParseFault fault) =>
        Shape.TryParse(source, out page, out fault);

    /// <summary>Decodes the page; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <returns>The decoded data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static SupportedVpdPagesPage Parse(ReadOnlySpan<byte> source) => Shape.Parse(source);

    /// <summary>Encodes the data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);
}
