using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>One stretch of a tape that is wanted: a user data segment descriptor of recommended access order (LTO-9 and later).</summary>
/// <remarks>
/// <para>The descriptor without geometry has 32 bytes. One with geometry is longer; its layout is not known here, and its bytes are kept.</para>
/// <para>An all-zero segment at the end of a list stands for the place where the cartridge is unloaded.</para>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct AccessOrderSegment
{
    /// <summary>The length in bytes of a descriptor without geometry.</summary>
    public const int MinimumLength = 32;

    internal static readonly WireField DescriptorLengthField = WireField.Number("DESCRIPTOR LENGTH", 0, 2);

    private const int LengthBytes = 2;

    private static readonly WireField NameField = WireField.Text("UDS NAME", 5, 10);
    private static readonly WireField PartitionField = WireField.Number("PARTITION NUMBER", 15, 1);
    private static readonly WireField FirstField = WireField.Number("BEGINNING LOGICAL OBJECT IDENTIFIER", 16, 8);
    private static readonly WireField LastField = WireField.Number("ENDING LOGICAL OBJECT IDENTIFIER", 24, 8);

    private readonly WireBytes _bytes;

    /// <summary>Describes a stretch.</summary>
    /// <param name="name">A name of the host's choice, at most 10 graphic characters of ASCII.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="firstLogicalObjectIdentifier">The first object.</param>
    /// <param name="lastLogicalObjectIdentifier">The last object, included.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is too long or is not ASCII.</exception>
    public AccessOrderSegment(string name, byte partition, ulong firstLogicalObjectIdentifier, ulong lastLogicalObjectIdentifier)
    {
        var bytes = new byte[MinimumLength];
        DescriptorLengthField.Set(bytes, MinimumLength - LengthBytes);
        WireText.Write(name, bytes.AsSpan(NameField.ByteOffset, 10), 0, nameof(name));
        PartitionField.Set(bytes, partition);
        FirstField.Set(bytes, firstLogicalObjectIdentifier);
        LastField.Set(bytes, lastLogicalObjectIdentifier);
        _bytes = new WireBytes(bytes);
    }

    internal AccessOrderSegment(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets the name without its padding.</summary>
    public string Name => WireText.Read(NameField.GetBytes(_bytes.Span));

    /// <summary>Gets the partition.</summary>
    public byte Partition => (byte)PartitionField.Get(_bytes.Span);

    /// <summary>Gets the first object.</summary>
    public ulong FirstLogicalObjectIdentifier => FirstField.Get(_bytes.Span);

    /// <summary>Gets the last object, included.</summary>
    public ulong LastLogicalObjectIdentifier => LastField.Get(_bytes.Span);

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="segment">The segment, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for a descriptor that is cut or too short; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out AccessOrderSegment segment, out ParseFault fault)
    {
        segment = default;
        int length = source.Length < LengthBytes ? MinimumLength : LengthBytes + (int)DescriptorLengthField.Get(source);
        if (source.Length < length)
        {
            fault = ParseFault.TooShort("a user data segment descriptor", length, source.Length);
            return false;
        }

        if (length < MinimumLength)
        {
            fault = ParseFault.InData("a user data segment descriptor has at least 32 bytes", 0);
            return false;
        }

        segment = new AccessOrderSegment(WireBytes.Copy(source.Slice(0, length)));
        fault = default;
        return true;
    }

    /// <summary>Decodes the descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <returns>The segment.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static AccessOrderSegment Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out AccessOrderSegment segment, out ParseFault fault) ? segment : throw fault.ToException();

    /// <summary>Encodes the descriptor.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);

    internal ReadOnlyMemory<byte> ToMemory() => _bytes.Memory;
}
