using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>User data segments in the order in which they are wanted, or in which a drive recommends to read them: the parameter list of GENERATE and the data of RECEIVE RECOMMENDED ACCESS ORDER (LTO-9 and later).</summary>
/// <remarks>
/// <para>A segment of one object is a binding point: as the first it says where the tape stands, as the last where it is to end.</para>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct AccessOrderList
{
    private static readonly WireField ProcessField = WireField.CodeBits("RAO PROCESS", 0, 2, 3);
    private static readonly WireField StatusField = WireField.CodeBits("STATUS", 1, 2, 3);

    private static readonly WireShape<AccessOrderList> Shape = new(
        "a recommended access order list", 8, WireField.Number("UDS DESCRIPTORS LENGTH", 4, 4), 2, AccessOrderSegment.DescriptorLengthField,
        bytes => new AccessOrderList(bytes));

    private readonly WireBytes _bytes;

    /// <summary>Makes the parameter list of GENERATE RECOMMENDED ACCESS ORDER.</summary>
    /// <param name="segments">The segments.</param>
    /// <exception cref="ArgumentNullException"><paramref name="segments"/> is null.</exception>
    public AccessOrderList(IEnumerable<AccessOrderSegment> segments) =>
        _bytes = Shape.Build(Guard.NotNull(segments).Select(segment => segment.ToMemory()), nameof(segments));

    private AccessOrderList(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets what the drive did with the list; only a drive's answer says it.</summary>
    public Commands.AccessOrderProcess Process => (Commands.AccessOrderProcess)ProcessField.Get(_bytes.Span);

    /// <summary>Gets the state of the list, of a drive's answer; no source tells what the values mean.</summary>
    public byte Status => (byte)StatusField.Get(_bytes.Span);

    /// <summary>Gets the segments that are there as a whole.</summary>
    public IReadOnlyList<AccessOrderSegment> Segments => Shape.Items(_bytes)
        .Where(item => item.Length >= AccessOrderSegment.MinimumLength)
        .Select(item => new AccessOrderSegment(WireBytes.Copy(item.Span)))
        .ToArray();

    /// <summary>Gets whether the data end before the length that they state, as a small allocation length makes them.</summary>
    public bool IsTruncated => Shape.IsTruncated(_bytes);

    /// <summary>Decodes the list; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <param name="list">The decoded data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out AccessOrderList list, out ParseFault fault) =>
        Shape.TryParse(source, out list, out fault);

    /// <summary>Decodes the list; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <returns>The decoded data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static AccessOrderList Parse(ReadOnlySpan<byte> source) => Shape.Parse(source);

    /// <summary>Encodes the data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);
}
