using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Tape;

/// <summary>The objects of a tape in memory: bytes in an arena of equal chunks, 8 bytes of bookkeeping an object.</summary>
/// <remarks>
/// An object's address is its place on the medium: blocks take their length, filemarks a fixed one, and the arena is addressed the
/// same way. So the capacity used up to an object is the end of the object before it.
/// </remarks>
internal sealed class TapeRecording : ObjectMap
{
    private const int ChunkBytes = 32 * 1024;   // Below the large object heap; thousands of small tapes are made in tests.

    private readonly int _filemarkBytes;
    private readonly List<byte[]?> _chunks = [];   // Null where nothing was written, as inside a long filemark.
    private readonly List<long> _ends = [];        // For each object the address behind it.
    private readonly List<long> _filemarks = [];   // Object numbers, ascending.

    public TapeRecording(int filemarkBytes) => _filemarkBytes = filemarkBytes;

    public override long ObjectCount => _ends.Count;

    public override long FilemarkCount => _filemarks.Count;

    public override long CountFilemarksBefore(long logicalObjectIdentifier)
    {
        int index = _filemarks.BinarySearch(logicalObjectIdentifier);
        return index < 0 ? ~index : index;
    }

    public override long FindFilemark(long ordinal) => _filemarks[checked((int)ordinal)];

    public bool IsFilemark(long logicalObjectIdentifier) => _filemarks.BinarySearch(logicalObjectIdentifier) >= 0;

    /// <summary>Gives the medium used by all objects before one.</summary>
    public long AddressOf(long logicalObjectIdentifier) =>
        logicalObjectIdentifier == 0 ? 0 : _ends[checked((int)(logicalObjectIdentifier - 1))];

    public int BlockLength(long logicalObjectIdentifier) =>
        checked((int)(AddressOf(logicalObjectIdentifier + 1) - AddressOf(logicalObjectIdentifier)));

    /// <summary>Counts the bytes of the blocks from one object up to another.</summary>
    public long BlockBytes(long from, long to) =>
        AddressOf(to) - AddressOf(from) - ((CountFilemarksBefore(to) - CountFilemarksBefore(from)) * _filemarkBytes);

    public void AppendBlock(ReadOnlySpan<byte> block)
    {
        long address = AddressOf(ObjectCount);
        _ends.Add(address + block.Length);
        while (!block.IsEmpty)
        {
            int offset = (int)(address % ChunkBytes);
            int length = Math.Min(block.Length, ChunkBytes - offset);
            block.Slice(0, length).CopyTo(Chunk(address).AsSpan(offset));
            block = block.Slice(length);
            address += length;
        }
    }

    public void AppendFilemark()
    {
        _filemarks.Add(ObjectCount);
        _ends.Add(AddressOf(ObjectCount) + _filemarkBytes);
    }

    /// <summary>Copies the beginning of a block; the destination may be shorter than the block.</summary>
    public void CopyBlock(long logicalObjectIdentifier, Span<byte> destination)
    {
        long address = AddressOf(logicalObjectIdentifier);
        while (!destination.IsEmpty)
        {
            int offset = (int)(address % ChunkBytes);
            int length = Math.Min(destination.Length, ChunkBytes - offset);
            Chunk(address).AsSpan(offset, length).CopyTo(destination);
            destination = destination.Slice(length);
            address += length;
        }
    }

    /// <summary>Takes away every object from a number on.</summary>
    public void Truncate(long objectCount)
    {
        int count = checked((int)objectCount);
        int marks = (int)CountFilemarksBefore(objectCount);
        _ends.RemoveRange(count, _ends.Count - count);
        _filemarks.RemoveRange(marks, _filemarks.Count - marks);
        int chunks = (int)((AddressOf(count) + ChunkBytes - 1) / ChunkBytes);
        if (chunks < _chunks.Count)
        {
            _chunks.RemoveRange(chunks, _chunks.Count - chunks);
        }
    }

    /// <summary>Takes away every object from a number on, and keeps them so that they can be put back.</summary>
    public Tail Detach(long objectCount)
    {
        int count = checked((int)objectCount);
        int marks = (int)CountFilemarksBefore(objectCount);
        long address = AddressOf(count);
        int chunk = Math.Min(_chunks.Count, (int)(address / ChunkBytes));
        var tail = new Tail(
            objectCount,
            chunk,
            _chunks.GetRange(chunk, _chunks.Count - chunk),
            _ends.GetRange(count, _ends.Count - count),
            _filemarks.GetRange(marks, _filemarks.Count - marks));
        Truncate(objectCount);
        if (chunk < _chunks.Count)
        {
            // What is written next goes into this chunk, which the tail still needs as it is.
            _chunks[chunk] = (byte[]?)_chunks[chunk]?.Clone();
        }

        return tail;
    }

    /// <summary>Puts back what <see cref="Detach"/> took away; what was appended in between is gone.</summary>
    public void Attach(Tail tail)
    {
        Guard.Invariant(ObjectCount >= tail.FirstObject, "A tail is put back where it was cut off.");
        Truncate(tail.FirstObject);
        while (_chunks.Count < tail.FirstChunk)
        {
            _chunks.Add(null);
        }

        _chunks.RemoveRange(tail.FirstChunk, _chunks.Count - tail.FirstChunk);
        _chunks.AddRange(tail.Chunks);
        _ends.AddRange(tail.Ends);
        _filemarks.AddRange(tail.Filemarks);
    }

    private byte[] Chunk(long address)
    {
        int index = checked((int)(address / ChunkBytes));
        while (_chunks.Count <= index)
        {
            _chunks.Add(null);
        }

#if NET
        return _chunks[index] ??= GC.AllocateUninitializedArray<byte>(ChunkBytes);
#else
        return _chunks[index] ??= new byte[ChunkBytes];
#endif
    }

    /// <summary>Objects that were cut off a recording.</summary>
    internal sealed class Tail(long firstObject, int firstChunk, List<byte[]?> chunks, List<long> ends, List<long> filemarks)
    {
        public long FirstObject { get; } = firstObject;

        public int FirstChunk { get; } = firstChunk;

        public List<byte[]?> Chunks { get; } = chunks;

        public List<long> Ends { get; } = ends;

        public List<long> Filemarks { get; } = filemarks;
    }
}
