using System;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Bytes that are being put together, in an array that grows.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public byte[] Array => _bytes;

    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        EnsureRoom(1);
        _bytes[Length++] = value;
    }

    public void Number(long value)
    {
        EnsureRoom(VarInt.MaximumLength);
        Length += VarInt.Write(_bytes.AsSpan(Length), value);
    }

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Lengthens the content; gives the new part, whatever stands in it.</summary>
    public Span<byte> Take(int count)
    {
        EnsureRoom(count);
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    private void EnsureRoom(int count)
    {
        if (_bytes.Length - Length < count)
            System.Array.Resize(ref _bytes, Math.Max(Length + count, 2 * _bytes.Length));
    }
}
