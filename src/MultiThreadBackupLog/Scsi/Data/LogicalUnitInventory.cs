using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>The logical units of a target: REPORT LUNS data (SPC-4, REPORT LUNS command).</summary>
/// <remarks>
/// <para>A LUN is the 8 bytes of SAM as a big-endian number: LUN 1 of a simple target is 0001000000000000h.</para>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct LogicalUnitInventory
{

    private static readonly WireShape<LogicalUnitInventory> Shape = new(
        "REPORT LUNS data", 8, WireField.Number("LUN LIST LENGTH", 0, 4), 8, null, bytes => new LogicalUnitInventory(bytes));

    private readonly WireBytes _bytes;

    /// <summary>Lists logical units.</summary>
    /// <param name="logicalUnitNumbers">The LUNs.</param>
    /// <exception cref="ArgumentException">They are more than the data can hold.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="logicalUnitNumbers"/> is null.</exception>
    public LogicalUnitInventory(IEnumerable<ulong> logicalUnitNumbers) =>
        _bytes = Shape.Build(Guard.NotNull(logicalUnitNumbers).Select(Encode), nameof(logicalUnitNumbers));

    private LogicalUnitInventory(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets the LUNs.</summary>
    public IReadOnlyList<ulong> LogicalUnitNumbers =>
        Shape.Items(_bytes).Select(item => BinaryPrimitives.ReadUInt64BigEndian(item.Span)).ToArray();

    /// <summary>Gets whether the data end before the length that they state, as a small allocation length makes them.</summary>
    public bool IsTruncated => Shape.IsTruncated(_bytes);

    /// <summary>Decodes REPORT LUNS data; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <param name="inventory">The decoded data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out LogicalUnitInventory inventory, out ParseFault fault) =>
        Shape.TryParse(source, out inventory, out fault);

    /// <summary>Decodes REPORT LUNS data; what follows the stated length is not looked at.</summary>
    /// <param name="source">The data as they were transferred.</param>
    /// <returns>The decoded data.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static LogicalUnitInventory Parse(ReadOnlySpan<byte> source) => Shape.Parse(source);

    private static ReadOnlyMemory<byte> Encode(ulong number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>Encodes the data.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);
}
