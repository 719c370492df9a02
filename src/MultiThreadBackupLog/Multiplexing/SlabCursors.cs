using System.Runtime.InteropServices;
using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>The two counters of the ring of free blocks, on lines of their own. They count up for ever, so no value ever recurs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4 * Apart)]
internal struct SlabCursors
{
    public const int Apart = 128;

    [FieldOffset(1 * Apart)]
    private long _taken; // Any producer, by compare-exchange: blocks that left the ring.

    [FieldOffset(2 * Apart)]
    private long _freed; // The drain thread alone writes: blocks that came into the ring.

    [FieldOffset((2 * Apart) + 8)]
    private int _isGranting; // The drain thread alone writes: freed blocks go to those who wait, so keep off the ring.

    public long ReadTaken() => Volatile.Read(ref _taken);

    /// <summary>Pairs with <see cref="PublishFreed"/>: the slots below the value are readable.</summary>
    public long ReadFreed() => Volatile.Read(ref _freed);

    /// <summary>Takes the blocks [from, to). The slots were read before, and the fence keeps them before.</summary>
    public bool TryTake(long from, long to) => Interlocked.CompareExchange(ref _taken, to, from) == from;

    /// <summary>Hands over the slots below the count. Full fence: the waiting bits are read next.</summary>
    public void PublishFreed(long count) => Interlocked.Exchange(ref _freed, count);

    public bool ReadIsGranting() => Volatile.Read(ref _isGranting) != 0;

    /// <summary>A hint for fairness; nothing's safety hangs on it.</summary>
    public void WriteIsGranting(bool value) => Volatile.Write(ref _isGranting, value ? 1 : 0);
}
