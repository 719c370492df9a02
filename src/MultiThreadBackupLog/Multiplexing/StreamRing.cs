using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>One stream between its producer and the drain thread: a ring of entries one way, freed blocks the other way.</summary>
/// <remarks>
/// <para>One producer writes entries and counts them as published; the drain thread reads them, and counts them as released when
/// nothing reads their blocks any more. Each counter has one writer, so the path of a block has no compare-exchange and no lock.</para>
/// <para>The mailbox carries blocks that the drain thread grants to a waiting producer. The cache holds blocks that the producer
/// took and has not opened yet. The steps of each side are methods of their own (the other parts of this type), so that a
/// simulation can put any two of them one after the other.</para>
/// </remarks>
internal sealed partial class StreamRing
{
    private const int FilemarkRoom = 64;

    private readonly MultiplexerState _state;
    private readonly RingEntry[] _entries;
    private readonly int _entryMask;
    private readonly int[] _cache;
    private readonly int[] _mailbox;
    private readonly int _mailMask;
    private RingCursors _cursors;

    public StreamRing(MultiplexerState state, int slot, StreamId id, StreamDescription description)
    {
        _state = state;
        Slot = slot;
        Id = id;
        Description = description;

        // Every block that the stream may hold, the reserve, some filemarks, and always the end.
        _entries = new RingEntry[BitIndex.RoundUpToPowerOfTwo(state.CapBlocks + 1 + Math.Min(FilemarkRoom, state.CapBlocks + 1) + 1)];
        _entryMask = _entries.Length - 1;
        _cache = new int[state.BatchLimit];
        _mailbox = new int[BitIndex.RoundUpToPowerOfTwo(state.BatchLimit)];
        _mailMask = _mailbox.Length - 1;
    }

    public int Slot { get; }

    public StreamId Id { get; }

    public StreamDescription Description { get; }

    /// <summary>Gets or sets whatever the target keeps per stream. The drain thread alone.</summary>
    public object? TargetState { get; set; }

    /// <summary>Gets where the producer sleeps.</summary>
    public Parking ProducerParking { get; } = new();

    public int EntryCapacity => _entries.Length;

    /// <summary>Gets the reserve block: the stream's own, outside the free ring, known by its slot.</summary>
    private int ReserveBlock => _state.Slab.SharedCount + Slot;

    private ref RingEntry Entry(long index) => ref _entries[unchecked((int)index) & _entryMask];

    /// <summary>Gives what waits in a ring of the drain thread's own making wrong: entries published before released.</summary>
    private void CheckReleased(long released) =>
        Guard.Invariant(released <= _cursors.ReadPublished(), "no entry is released before it is published");
}
