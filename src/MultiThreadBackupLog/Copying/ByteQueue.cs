using System;

namespace MultiThreadBackupLog.Copying;

/// <summary>Bytes that were read and not yet moved on, in order and in one piece of memory: a disk reads into it, a block is filled from it.</summary>
/// <remarks>One thread at a time. The memory is kept. It doubles, and its content is moved only after as much was taken out, so that a byte is moved a few times at most
/// however small the pieces are in which bytes come: held data are up to 16 MiB, by tape blocks of any length.</remarks>
internal sealed class ByteQueue
{
    private byte[] _buffer = [];
    private int _begin;
    private int _end;

    private const int MaximumLength = 0x7FFF_FFC7; // Array.MaxLength, which netstandard2.0 does not say.

    public int Count => _end - _begin;

    /// <summary>Gets how many bytes were moved to make room, for tests.</summary>
    public long MovedBytes { get; private set; }

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
        bool fits = needed <= _buffer.Length && Count <= _begin;
        byte[] target = fits ? _buffer : new byte[Math.Max(Math.Max(needed, 4096), (int)Math.Min(2L * _buffer.Length, MaximumLength))];
        MovedBytes += Count;
        Bytes.CopyTo(target);
        _end = Count;
        _begin = 0;
        _buffer = target;
    }
}
