using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Up to 32 bytes of a wire structure by value: what every fixed-length structure is made of.</summary>
/// <remarks>
/// A structure keeps the bytes that it was decoded from and looks its fields up in them. So bits that the standard reserves, and
/// fields that we give no meaning to, come out again as they went in, without a field of their own anywhere.
/// Bits are numbered from 0, the most significant bit of byte 0.
/// </remarks>
internal readonly record struct WireImage
{
    public const int Capacity = 32;

    private readonly ulong _word0;
    private readonly ulong _word1;
    private readonly ulong _word2;
    private readonly ulong _word3;

    private WireImage(ulong word0, ulong word1, ulong word2, ulong word3)
    {
        _word0 = word0;
        _word1 = word1;
        _word2 = word2;
        _word3 = word3;
    }

    public bool IsZero => (_word0 | _word1 | _word2 | _word3) == 0;

    public static WireImage operator &(in WireImage left, in WireImage right) => new(
        left._word0 & right._word0, left._word1 & right._word1, left._word2 & right._word2, left._word3 & right._word3);

    public static WireImage operator |(in WireImage left, in WireImage right) => new(
        left._word0 | right._word0, left._word1 | right._word1, left._word2 | right._word2, left._word3 | right._word3);

    public static WireImage operator ~(in WireImage value) => new(~value._word0, ~value._word1, ~value._word2, ~value._word3);

    /// <summary>Takes the first bytes of a span; the rest of the image is zero.</summary>
    public static WireImage Read(ReadOnlySpan<byte> source)
    {
        Span<byte> bytes = stackalloc byte[Capacity];
        bytes.Clear();
        source.Slice(0, Math.Min(source.Length, Capacity)).CopyTo(bytes);
        return new WireImage(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(8)),
            BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(16)),
            BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(24)));
    }

    /// <summary>Writes the first bytes of the image, as many as the destination holds and at most all.</summary>
    public void CopyTo(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Capacity];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _word0);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.Slice(8), _word1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.Slice(16), _word2);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.Slice(24), _word3);
        bytes.Slice(0, Math.Min(destination.Length, Capacity)).CopyTo(destination);
    }

    /// <summary>Gets 1 to 64 bits as a number.</summary>
    public ulong Get(int startBit, int bitCount)
    {
        int word = startBit >> 6;
        int offset = startBit & 63;
        ulong left = Word(word) << offset;
        if (offset + bitCount > 64)
        {
            left |= Word(word + 1) >> (64 - offset);
        }

        return left >> (64 - bitCount);
    }

    /// <summary>The image with 1 to 64 bits replaced; higher bits of the value are dropped.</summary>
    public WireImage Set(int startBit, int bitCount, ulong value)
    {
        int word = startBit >> 6;
        int offset = startBit & 63;
        ulong left = value << (64 - bitCount);
        ulong mask = ulong.MaxValue << (64 - bitCount);
        WireImage image = SetWord(word, mask >> offset, left >> offset);
        return offset + bitCount > 64 ? image.SetWord(word + 1, mask << (64 - offset), left << (64 - offset)) : image;
    }

    private ulong Word(int index) => index switch
    {
        0 => _word0,
        1 => _word1,
        2 => _word2,
        _ => _word3,
    };

    private WireImage SetWord(int index, ulong mask, ulong bits)
    {
        Guard.Invariant(index is >= 0 and <= 3, "a field lies inside the image");
        ulong word = (Word(index) & ~mask) | bits;
        return index switch
        {
            0 => new WireImage(word, _word1, _word2, _word3),
            1 => new WireImage(_word0, word, _word2, _word3),
            2 => new WireImage(_word0, _word1, word, _word3),
            _ => new WireImage(_word0, _word1, _word2, word),
        };
    }
}
