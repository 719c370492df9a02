using System;
using System.Buffers.Binary;
using System.Text;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Reads the content of one record. After the first thing that does not fit, all results are defaults and <see cref="IsGood"/> is false.</summary>
internal ref struct RecordContentReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _source;
    private int _position;

    public RecordContentReader(ReadOnlySpan<byte> source)
    {
        _source = source;
        _position = 0;
        IsGood = true;
    }

    public bool IsGood { get; private set; }

    public int Remaining => _source.Length - _position;

    public byte Byte()
    {
        ReadOnlySpan<byte> bytes = Take(1);
        return IsGood ? bytes[0] : (byte)0;
    }

    /// <summary>Reads a number not greater than a bound.</summary>
    public long Number(long maximum = long.MaxValue)
    {
        if (IsGood && VarInt.TryRead(_source, ref _position, out long value) && value <= maximum)
            return value;

        IsGood = false;
        return 0;
    }

    public int Int32() => (int)Number(int.MaxValue);

    public uint UInt32()
    {
        ReadOnlySpan<byte> bytes = Take(4);
        return IsGood ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
    }

    public Guid Guid()
    {
        ReadOnlySpan<byte> bytes = Take(GuidBytes.Length);
        return IsGood ? GuidBytes.Read(bytes) : default;
    }

    public byte[] Bytes(int maximumLength)
    {
        int length = (int)Number(maximumLength);
        return Take(length).ToArray();
    }

    public string Text(int maximumLength)
    {
        byte[] bytes = Bytes(maximumLength);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            IsGood = false;
            return string.Empty;
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (!IsGood || Remaining < length)
        {
            IsGood = false;
            return default;
        }

        ReadOnlySpan<byte> taken = _source.Slice(_position, length);
        _position += length;
        return taken;
    }
}
