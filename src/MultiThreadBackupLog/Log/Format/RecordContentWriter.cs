using System;
using System.Buffers.Binary;
using System.Text;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Writes the content of one record into a buffer that is large enough for the longest.</summary>
internal ref struct RecordContentWriter
{
    private readonly Span<byte> _buffer;

    public RecordContentWriter(Span<byte> buffer)
    {
        _buffer = buffer;
        Length = 0;
    }

    public int Length { get; private set; }

    public void Byte(byte value) => _buffer[Length++] = value;

    public void Number(long value) => Length += VarInt.Write(_buffer.Slice(Length), value);

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.Slice(Length), value);
        Length += 4;
    }

    public void Guid(Guid value)
    {
        GuidBytes.Write(_buffer.Slice(Length), value);
        Length += GuidBytes.Length;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        value.CopyTo(_buffer.Slice(Length));
        Length += value.Length;
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));
}
