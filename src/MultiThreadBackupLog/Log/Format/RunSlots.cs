using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>What writer and reader of a page both remember about its runs, so that most runs take one byte.</summary>
/// <remarks>
/// Eight slots, each a stream and a block length, filled in turn by the runs that name a stream; and the block length of the
/// last run. All of it is forgotten at the beginning of a page, so that each page can be decoded alone.
/// </remarks>
internal struct RunSlots
{
    public const int Count = 8;

    private readonly long[] _keys;
    private int _next;

    public RunSlots()
    {
        _keys = new long[Count];
        Reset();
    }

    /// <summary>Gets the block length of the last run of this page; 0 before the first.</summary>
    public int LastLength { get; private set; }

    public static long KeyOf(int ordinal, int blockLength) => ((long)ordinal << 32) | (uint)blockLength;

    public void Reset()
    {
        _keys.AsSpan().Fill(-1);
        _next = 0;
        LastLength = 0;
    }

    /// <summary>Finds the slot of a stream and length; -1 when there is none.</summary>
    public readonly int Find(long key)
    {
        long[] keys = _keys;
        for (int slot = 0; slot < keys.Length; slot++)
        {
            if (keys[slot] == key)
                return slot;
        }

        return -1;
    }

    /// <summary>Says whether a slot holds a stream and length.</summary>
    public readonly bool Holds(int slot, long key) => _keys[slot] == key;

    /// <summary>Gives what a slot holds; false for one that is empty.</summary>
    public readonly bool TryGet(int slot, out int ordinal, out int blockLength)
    {
        long key = _keys[slot];
        ordinal = (int)(key >> 32);
        blockLength = unchecked((int)key);
        return key >= 0;
    }

    /// <summary>A run that used a slot.</summary>
    public void Used(int blockLength) => LastLength = blockLength;

    /// <summary>A run that named its stream: takes the next slot in turn, unless the pair has one already.</summary>
    public void Named(int ordinal, int blockLength)
    {
        LastLength = blockLength;
        long key = KeyOf(ordinal, blockLength);
        if (Find(key) >= 0)
            return;

        _keys[_next] = key;
        _next = (_next + 1) % Count;
    }
}
