using System.Runtime.InteropServices;
using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

// Cursors of one StreamRing. One producer, one drain thread: who writes a field stands beside it, and what each of the two
// writes, for the other or for itself alone, lies on lines of its own. All shared access of the ring goes through these
// methods; the argument for the order is docs/memory-model.md, and StructLayoutTests holds the offsets.
[StructLayout(LayoutKind.Explicit, Size = 6 * Apart)]
internal struct RingCursors
{
    public const int Apart = 128; // Arm64 lines; x64 fetches 64-byte lines in pairs.

    // The producer writes, the drain thread reads.
    [FieldOffset(1 * Apart)]
    private long _published; // Entries handed over.

    [FieldOffset((1 * Apart) + 8)]
    private long _urgent; // Entries up to and with the last filemark or end; written before the entry is published.

    [FieldOffset((1 * Apart) + 16)]
    private long _mailTaken; // Blocks taken out of the mailbox.

    [FieldOffset((1 * Apart) + 24)]
    private long _publishedBlocks; // Blocks among the entries handed over.

    [FieldOffset((1 * Apart) + 32)]
    private int _wanted; // Blocks that a waiting producer may still hold; written before its waiting bit is set.

    // The producer's own; the drain thread reads them only after the last entry.
    [FieldOffset(2 * Apart)]
    public ProducerLocals Producer;

    // The drain thread writes, the producer reads.
    [FieldOffset(3 * Apart)]
    private long _released; // Entries done with: their memory is free again.

    [FieldOffset((3 * Apart) + 8)]
    private long _releasedShared; // Shared blocks among them.

    [FieldOffset((3 * Apart) + 16)]
    private long _releasedReserve; // How often the reserve block came back.

    [FieldOffset((3 * Apart) + 24)]
    private long _granted; // Blocks put into the mailbox.

    [FieldOffset((3 * Apart) + 32)]
    private long _acceptedBlocks;

    [FieldOffset((3 * Apart) + 40)]
    private long _acceptedFilemarks;

    // The drain thread's own.
    [FieldOffset(4 * Apart)]
    public DrainLocals Drain;

    public long ReadPublished() => Volatile.Read(ref _published); // Pairs with Publish: the entries below are readable.

    public void Publish(long count) => Interlocked.Exchange(ref _published, count); // Full fence: the ready bit is read next.

    public long ReadUrgent() => Volatile.Read(ref _urgent);

    public void WriteUrgent(long count) => Volatile.Write(ref _urgent, count);

    public long ReadPublishedBlocks() => Volatile.Read(ref _publishedBlocks);

    public void WritePublishedBlocks(long count) => Volatile.Write(ref _publishedBlocks, count);

    public long ReadMailTaken() => Volatile.Read(ref _mailTaken); // Pairs with PublishMailTaken: the slots below may be reused.

    public void PublishMailTaken(long count) => Volatile.Write(ref _mailTaken, count); // After the last read of the slots.

    public int ReadWanted() => Volatile.Read(ref _wanted);

    public void WriteWanted(int blocks) => Volatile.Write(ref _wanted, blocks); // Before the waiting bit, which is a full fence.

    public long ReadReleased() => Volatile.Read(ref _released); // Pairs with PublishReleased.

    public void PublishReleased(long count) => Interlocked.Exchange(ref _released, count); // Full fence: the waiting bit is read next.

    public long ReadReleasedShared() => Volatile.Read(ref _releasedShared);

    public void WriteReleasedShared(long count) => Volatile.Write(ref _releasedShared, count); // Before PublishReleased.

    public long ReadReleasedReserve() => Volatile.Read(ref _releasedReserve); // The block's last reader was the drain thread.

    public void WriteReleasedReserve(long count) => Volatile.Write(ref _releasedReserve, count); // After the block's last read.

    public long ReadGranted() => Volatile.Read(ref _granted); // Pairs with PublishGranted: the mailbox slots below are readable.

    public void PublishGranted(long count) => Interlocked.Exchange(ref _granted, count); // Full fence: the producer's parking is read next.

    public long ReadAcceptedBlocks() => Volatile.Read(ref _acceptedBlocks);

    public void WriteAcceptedBlocks(long count) => Volatile.Write(ref _acceptedBlocks, count);

    public long ReadAcceptedFilemarks() => Volatile.Read(ref _acceptedFilemarks);

    public void WriteAcceptedFilemarks(long count) => Volatile.Write(ref _acceptedFilemarks, count);

    /// <summary>What only the producer touches while its stream lives.</summary>
    public struct ProducerLocals
    {
        public long SeenReleased;  // An old copy of _released; refreshed when it no longer shows room.
        public long SharedTaken;   // Shared blocks ever taken, from the free ring and from the mailbox.
        public long ReserveTaken;  // How often the reserve block was taken.
        public int CachedCount;    // Blocks taken and not yet opened, in the ring's cache.
        public int OpenBlock;      // Index + 1 of the block being filled; 0 is none.
    }

    /// <summary>What only the drain thread touches.</summary>
    public struct DrainLocals
    {
        public long SeenPublished; // An old copy of _published, from when the ring was last found ready.
        public int PassedOver;     // How often another ring was taken while this one was queued.
        public bool IsQueued;      // The drain order has the ring.
        public bool IsOpened;      // The target knows the stream.
        public bool IsEnded;       // The last entry was taken, or the multiplexer stopped.
        public bool IsTold;        // Its Completion was told.
        public int FilemarksWritten; // Of the filemark entry at the head, when the target took only some.
    }
}
