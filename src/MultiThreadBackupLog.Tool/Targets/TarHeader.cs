using System;
using System.Buffers.Binary;
using System.Text;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>The 512 bytes before an entry of a ustar, pax or GNU archive (POSIX.1, "ustar Interchange Format").</summary>
internal readonly ref struct TarHeader
{
    public const int EncodedLength = 512;

    /// <summary>The greatest length of a content that is believed, in bytes.</summary>
    public const long MaximumLength = 1L << 60;

    private readonly ReadOnlySpan<byte> _bytes;

    public TarHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes[..EncodedLength];

    public bool IsZero => !_bytes.ContainsAnyExcept((byte)0);

    public char Type => (char)_bytes[156];

    public ReadOnlySpan<byte> LinkName => Text(157, 100);

    /// <summary>Says whether the sum fits the bytes. Both ways of summing are in use; ours is unsigned.</summary>
    public bool IsIntact()
    {
        if (!TryNumber(148, 8, out long expected))
        {
            return false;
        }

        long unsignedSum = 8 * ' ';
        long signedSum = 8 * ' ';
        for (int index = 0; index < EncodedLength; index++)
        {
            if (index is < 148 or >= 156)
            {
                unsignedSum += _bytes[index];
                signedSum += unchecked((sbyte)_bytes[index]);
            }
        }

        return expected == unsignedSum || expected == signedSum;
    }

    public byte[] Name()
    {
        ReadOnlySpan<byte> name = Text(0, 100);
        ReadOnlySpan<byte> prefix = _bytes.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(345, 155) : default;
        return prefix.IsEmpty ? name.ToArray() : [.. prefix, (byte)'/', .. name];
    }

    public bool TryLength(out long bytes) => TryNumber(124, 12, out bytes) && bytes is >= 0 and <= MaximumLength;

    public int Mode => TryNumber(100, 8, out long mode) ? unchecked((int)mode) & 0xFFF : 0;

    public long User => TryNumber(108, 8, out long id) ? id : -1;

    public long Group => TryNumber(116, 8, out long id) ? id : -1;

    public long ModificationSeconds => TryNumber(136, 12, out long seconds) ? seconds : 0;

    private ReadOnlySpan<byte> Text(int offset, int length)
    {
        ReadOnlySpan<byte> field = _bytes.Slice(offset, length);
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    // Octal digits, or the high bit and then a big-endian number where digits have no room.
    private bool TryNumber(int offset, int length, out long value)
    {
        ReadOnlySpan<byte> field = _bytes.Slice(offset, length);
        value = 0;
        if ((field[0] & 0x80) != 0)
        {
            Span<byte> wide = stackalloc byte[16];
            wide.Fill((field[0] & 0x40) != 0 ? (byte)0xFF : (byte)0);
            field.CopyTo(wide[^length..]);
            wide[^length] = unchecked((byte)((field[0] & 0x40) != 0 ? field[0] : field[0] & 0x7F));
            Int128 number = BinaryPrimitives.ReadInt128BigEndian(wide);
            bool fits = number >= long.MinValue && number <= long.MaxValue;
            value = fits ? (long)number : 0;
            return fits;
        }

        string digits = Encoding.Latin1.GetString(field).Trim('\0', ' ');
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7')
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0'); // At most 12 digits: 36 bits.
        }

        return true;
    }
}
