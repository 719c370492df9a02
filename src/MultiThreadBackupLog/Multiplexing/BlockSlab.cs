using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>The memory of all tape blocks of a multiplexer, and the ring of those that are free and shared.</summary>
/// <remarks>
/// <para>A credit IS a block index. Blocks 0 to <see cref="SharedCount"/> - 1 are shared and travel through the free ring; block
/// <see cref="SharedCount"/> + slot is the reserve of a stream's slot and never enters it, so a stream can go on when others hold all the rest.</para>
/// <para>Free ring: the drain thread alone writes a slot and then counts it as freed. A producer reads slots h to h+k-1 and then
/// compare-exchanges the taken count from h to h+k. A slot is overwritten only after its position was taken, because only
/// <see cref="SharedCount"/> indices exist: then the taken count has passed h, it never comes back, and the exchange fails.</para>
/// <para>Memory lies in one array per group of blocks, so that a slab may pass the length limit of an array.</para>
/// </remarks>
internal sealed class BlockSlab
{
    private const int GroupTargetBytes = 16 * 1024 * 1024;

    private readonly byte[][] _groups;
    private readonly int _groupShift; // Blocks per group are a power of two: no division on the path of a block.
    private readonly int _groupMask;
    private readonly int[] _freeSlots;
    private readonly int _freeMask;
    private SlabCursors _cursors;

    public BlockSlab(int blockLength, int sharedCount, int reserveCount)
    {
        Guard.Invariant(blockLength > 0 && sharedCount > 0 && reserveCount > 0, "a slab has blocks");
        BlockLength = blockLength;
        SharedCount = sharedCount;
        int blockCount = sharedCount + reserveCount;
        while (2L * blockLength << _groupShift <= GroupTargetBytes)
        {
            _groupShift++;
        }

        int blocksPerGroup = 1 << _groupShift;
        _groupMask = blocksPerGroup - 1;
        _groups = new byte[(blockCount + blocksPerGroup - 1) / blocksPerGroup][];
        for (int group = 0; group < _groups.Length; group++)
        {
            int blocks = Math.Min(blocksPerGroup, blockCount - (group * blocksPerGroup));
            _groups[group] = new byte[blocks * blockLength];
        }

        _freeSlots = new int[BitIndex.RoundUpToPowerOfTwo(sharedCount)];
        _freeMask = _freeSlots.Length - 1;
        for (int block = 0; block < sharedCount; block++)
        {
            _freeSlots[block] = block;
        }

        _cursors.PublishFreed(sharedCount);
    }

    /// <summary>Gets the length of a tape block's memory in bytes, a trailer included.</summary>
    public int BlockLength { get; }

    /// <summary>Gets how many blocks all streams share.</summary>
    public int SharedCount { get; }

    /// <summary>Gets how many shared blocks lie in the free ring. Exact on a quiet slab; else a moment's view.</summary>
    public int FreeCount => (int)Math.Max(0, _cursors.ReadFreed() - _cursors.ReadTaken());

    /// <summary>Gets or sets whether freed blocks go to waiting streams, so that others keep off the ring. The drain thread sets it.</summary>
    public bool IsGranting
    {
        get => _cursors.ReadIsGranting();
        set => _cursors.WriteIsGranting(value);
    }

    public bool IsShared(int block) => block < SharedCount;

    public Memory<byte> Memory(int block, int lengthBytes) =>
        new(_groups[block >> _groupShift], (block & _groupMask) * BlockLength, lengthBytes);

    /// <summary>Takes up to <c>destination.Length</c> free blocks. Any thread.</summary>
    /// <returns>How many were taken; 0 when none was free.</returns>
    public int Take(Span<int> destination)
    {
        while (true)
        {
            long taken = _cursors.ReadTaken();
            long count = Math.Min(destination.Length, _cursors.ReadFreed() - taken);
            if (count <= 0)
            {
                return 0; // A taken count that is older than the freed one makes the difference too large, never too small.
            }

            for (int i = 0; i < (int)count; i++)
            {
                destination[i] = _freeSlots[unchecked((int)(taken + i)) & _freeMask];
            }

            if (_cursors.TryTake(taken, taken + count))
            {
                return (int)count;
            }
        }
    }

    /// <summary>Puts shared blocks back into the ring. The drain thread alone. Ends with a full fence.</summary>
    public void Free(ReadOnlySpan<int> blocks)
    {
        long freed = _cursors.ReadFreed();
        Guard.Invariant(freed + blocks.Length - _cursors.ReadTaken() <= SharedCount, "no block is freed twice");
        for (int i = 0; i < blocks.Length; i++)
        {
            _freeSlots[unchecked((int)(freed + i)) & _freeMask] = blocks[i];
        }

        _cursors.PublishFreed(freed + blocks.Length);
    }
}
