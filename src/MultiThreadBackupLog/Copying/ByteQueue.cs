using System;

namespace MultiThreadBackupLog.Copying;

/// <summary>Bytes that were read and not yet moved on, in order and in one piece of memory: a disk reads into it, a block is filled from it.</summary>
/// <remarks>One thread at a time. The memory grows to what is needed at once and is kept.</remarks>
internal sealed class ByteQueue
{
    private byte[] _buffer = [];
    private int _begin;
    private int _end;

    public int Count => _end - _begin;

    /// <summary>Gets the bytes, the oldest first.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_begin, Count);

    /// <summary>Gives room behind the bytes, to be filled and then counted by <see cref="Grow"/>.</summary>
    public Span<byte> Room(int lengthBytes)
    {
        if (_buffer.Length - _end < lengthBytes)
        {
            MakeRoom(lengthBytes);
        }

        return _buffer.AsSpan(_end, lengthBytes);
    }

    /// <summary>Gives the same room to a device that asks for memory which outlives the call.</summary>
    public Memory<byte> RoomMemory(int lengthBytes)
    {
        Room(lengthBytes);
        return _buffer.AsMemory(_end, lengthBytes);
    }

    /// <summary>Says how many bytes of the room were filled.</summary>
    public void Grow(int lengthBytes) => _end += lengthBytes;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _end += bytes.Length;
    }

    /// <summary>Forgets the oldest bytes.</summary>
    public void Remove(int lengthBytes)
    {
        _begin += lengthBytes;
        if (_begin == _end)
        {
            _begin = 0;
            _end = 0;
        }
    }

    public void Clear() => Remove(Count);

    private void MakeRoom(int lengthBytes)
    {
        int needed = checked(Count + lengthBytes);
        byte[] target = needed <= _buffer.Length ? _buffer : new byte[Math.Max(needed, 4096)];
        Bytes.CopyTo(target);
        _end = Count;
        _begin = 0;
        _buffer = target;
    }
}
