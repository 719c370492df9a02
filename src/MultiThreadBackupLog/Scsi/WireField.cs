using System;
using System.Globalization;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Where a field of a wire structure lies, what it is called and how it is read: the one description that decoding, encoding,
/// printing and the tests share.</summary>
internal sealed class WireField
{
    private readonly Func<ulong, string?>? _meaningOf;

    private WireField(string name, ScsiFieldType type, int byteOffset, int topBit, int bitCount, bool isSigned, Func<ulong, string?>? meaningOf)
    {
        Name = name;
        Type = type;
        ByteOffset = byteOffset;
        StartBit = (byteOffset * 8) + (7 - topBit);
        BitCount = bitCount;
        IsSigned = isSigned;
        _meaningOf = meaningOf;
    }

    public string Name { get; }

    public ScsiFieldType Type { get; }

    public int ByteOffset { get; }

    /// <summary>Gets the place of the most significant bit, counted from the most significant bit of byte 0.</summary>
    public int StartBit { get; }

    public int BitCount { get; }

    public bool IsSigned { get; }

    /// <summary>Gets the value that the field must have, where it tells structures apart (operation code, service action, type code).</summary>
    public ulong? Constant { get; private set; }

    /// <summary>Gets what a device server reports for another value than <see cref="Constant"/>.</summary>
    public SenseCode? MismatchCode { get; private set; }

    /// <summary>Gets the most significant bit for a field pointer: none where the field is whole bytes.</summary>
    public int? Bit => BitCount % 8 == 0 && StartBit % 8 == 0 ? null : 7 - (StartBit % 8);

    private ulong MaximumValue => BitCount >= 64 ? ulong.MaxValue : (1UL << BitCount) - 1;

    public static WireField Flag(string name, int byteOffset, int bit) =>
        new(name, ScsiFieldType.Flag, byteOffset, bit, 1, false, null);

    public static WireField Bits(string name, int byteOffset, int topBit, int bitCount) =>
        new(name, ScsiFieldType.Number, byteOffset, topBit, bitCount, false, null);

    public static WireField CodeBits(string name, int byteOffset, int topBit, int bitCount, Func<ulong, string?>? meaningOf = null) =>
        new(name, ScsiFieldType.Code, byteOffset, topBit, bitCount, false, meaningOf);

    public static WireField Number(string name, int byteOffset, int byteCount) => Bits(name, byteOffset, 7, byteCount * 8);

    public static WireField Signed(string name, int byteOffset, int byteCount) =>
        new(name, ScsiFieldType.Number, byteOffset, 7, byteCount * 8, true, null);

    public static WireField Code(string name, int byteOffset, int byteCount, Func<ulong, string?>? meaningOf = null) =>
        CodeBits(name, byteOffset, 7, byteCount * 8, meaningOf);

    public static WireField Bytes(string name, int byteOffset, int byteCount) =>
        new(name, ScsiFieldType.Bytes, byteOffset, 7, byteCount * 8, false, null);

    public static WireField Text(string name, int byteOffset, int byteCount) =>
        new(name, ScsiFieldType.Text, byteOffset, 7, byteCount * 8, false, null);

    /// <summary>Names for the values of a field, in the order of the values; null where a value has no name.</summary>
    public static Func<ulong, string?> Names(params string?[] names) =>
        value => value < (ulong)names.Length ? names[(int)value] : null;

    /// <summary>Makes the field one that must have a value.</summary>
    public WireField MustBe(ulong value, SenseCode? mismatchCode = null)
    {
        Constant = value;
        MismatchCode = mismatchCode;
        return this;
    }

    public ulong Get(in WireImage image) => image.Get(StartBit, BitCount);

    public bool GetFlag(in WireImage image) => image.Get(StartBit, 1) != 0;

    public long GetSigned(in WireImage image) => SignExtend(Get(image));

    /// <summary>Reads the field of bytes that may end early; what is missing counts as zero.</summary>
    public ulong Get(ReadOnlySpan<byte> source)
    {
        ulong value = 0;
        int endBit = StartBit + BitCount;
        for (int index = ByteOffset; index * 8 < endBit; index++)
        {
            byte part = index < source.Length ? source[index] : (byte)0;
            int spare = Math.Max(0, ((index + 1) * 8) - endBit);
            value = (value << (8 - spare)) | (uint)(part >> spare);
        }

        return value & MaximumValue;
    }

    public bool GetFlag(ReadOnlySpan<byte> source) => Get(source) != 0;

    /// <summary>The bytes of a field of whole bytes, as far as they are there.</summary>
    public ReadOnlySpan<byte> GetBytes(ReadOnlySpan<byte> source) => ByteOffset >= source.Length
        ? default
        : source.Slice(ByteOffset, Math.Min(BitCount / 8, source.Length - ByteOffset));

    public void Set(Span<byte> destination, ulong value)
    {
        for (int index = (StartBit + BitCount - 1) / 8, rest = BitCount; index >= ByteOffset; index--)
        {
            int spare = Math.Max(0, ((index + 1) * 8) - (StartBit + BitCount));
            int bits = Math.Min(rest, 8 - spare);
            int mask = ((1 << bits) - 1) << spare;
            destination[index] = (byte)((destination[index] & ~mask) | (((int)(value & 0xFF) << spare) & mask));
            value >>= bits;
            rest -= bits;
        }
    }

    public void Set(Span<byte> destination, bool value) => Set(destination, value ? 1UL : 0);

    /// <summary>The mask of the field's bits.</summary>
    public WireImage AddTo(WireImage mask)
    {
        for (int done = 0; done < BitCount; done += 64)
        {
            mask = mask.Set(StartBit + done, Math.Min(64, BitCount - done), ulong.MaxValue);
        }

        return mask;
    }

    /// <summary>Checks a caller's value against the bits that it has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value needs more bits.</exception>
    public ulong Check(ulong value, string parameter) => value <= MaximumValue
        ? value
        : throw OutOfRange(parameter, value, 0, MaximumValue);

    /// <summary>Checks a caller's signed value against the bits that it has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value needs more bits.</exception>
    public ulong Check(long value, string parameter)
    {
        if (!IsSigned)
        {
            return value >= 0 ? Check((ulong)value, parameter) : throw OutOfRange(parameter, value, 0, MaximumValue);
        }

        long maximum = (long)(MaximumValue >> 1);
        return value >= -maximum - 1 && value <= maximum
            ? unchecked((ulong)value) & MaximumValue
            : throw OutOfRange(parameter, value, -maximum - 1, maximum);
    }

    public ScsiField Describe(ReadOnlySpan<byte> source)
    {
        if (Type == ScsiFieldType.Bytes)
        {
            return ScsiField.OfBytes(Name, GetBytes(source), ByteOffset);
        }

        if (Type == ScsiFieldType.Text)
        {
            return ScsiField.OfText(Name, WireText.Read(GetBytes(source)), ByteOffset, BitCount / 8);
        }

        ulong value = Get(source);
        string text = Type switch
        {
            ScsiFieldType.Flag => value != 0 ? "true" : "false",
            ScsiFieldType.Code => Internal.HexText.Code(value, BitCount),
            _ when IsSigned => SignExtend(value).ToString(CultureInfo.InvariantCulture),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
        return new ScsiField(Name, Type, text, _meaningOf?.Invoke(value), ByteOffset, Bit, BitCount);
    }

    private static ArgumentOutOfRangeException OutOfRange<T>(string parameter, T value, object minimum, object maximum) => new(
        parameter, value, string.Format(CultureInfo.InvariantCulture, "The field takes {0} to {1}.", minimum, maximum));

    private long SignExtend(ulong value) => unchecked((long)(value << (64 - BitCount)) >> (64 - BitCount));
}
