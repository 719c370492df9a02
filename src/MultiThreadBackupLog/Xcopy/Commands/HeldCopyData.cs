using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>What a copy held for its application client: the data-in of RECEIVE COPY RESULTS / RECEIVE DATA (SPC-4 table 242).</summary>
/// <remarks>The default value holds nothing. Immutable; safe to share between threads.</remarks>
public readonly record struct HeldCopyData
{
    /// <summary>Length in bytes of what stands before the held data.</summary>
    public const int HeadLength = 4;

    private static readonly WireField AvailableDataField = WireField.Number("AVAILABLE DATA", 0, 4);

    private readonly WireBytes _bytes;

    /// <summary>Describes held data; they are copied.</summary>
    /// <param name="heldData">The data, the oldest byte first.</param>
    public HeldCopyData(ReadOnlySpan<byte> heldData)
    {
        var bytes = new byte[HeadLength + heldData.Length];
        AvailableDataField.Set(bytes, (ulong)heldData.Length);
        heldData.CopyTo(bytes.AsSpan(HeadLength));
        _bytes = new WireBytes(bytes);
    }

    private HeldCopyData(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets AVAILABLE DATA (bytes 0 to 3): how many bytes are held, even where fewer came over.</summary>
    public uint AvailableDataBytes => (uint)AvailableDataField.Get(_bytes.Span);

    /// <summary>Gets the held data as far as they came over, the oldest byte first.</summary>
    public ReadOnlyMemory<byte> HeldData => Bytes.Memory.Slice(HeadLength);

    /// <summary>Gets the encoded length in bytes.</summary>
    public int EncodedLength => Bytes.Length;

    private WireBytes Bytes => _bytes.Length != 0 ? _bytes : new WireBytes(new byte[HeadLength]);

    /// <summary>Decodes the data.</summary>
    /// <param name="source">The data-in; what its allocation length cut off is missing here too.</param>
    /// <param name="data">The data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out HeldCopyData data, out ParseFault fault)
    {
        data = default;
        fault = default;
        if (source.Length < HeadLength)
        {
            fault = ParseFault.TooShort("RECEIVE DATA", HeadLength, source.Length);
            return false;
        }

        long length = Math.Min(source.Length, HeadLength + (long)AvailableDataField.Get(source));
        data = new HeldCopyData(WireBytes.Copy(source.Slice(0, (int)length)));
        return true;
    }

    /// <summary>Decodes the data; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The data-in.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static HeldCopyData Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out HeldCopyData data, out ParseFault fault) ? data : throw fault.ToException();

    /// <summary>Encodes the data; a copy manager then cuts them to the allocation length.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Bytes.Write(destination);
}
