using System;
using System.Threading;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>What the producers, whoever opens streams and the drain thread of one multiplexer share.</summary>
internal sealed class MultiplexerState
{
    /// <summary>The most blocks that change hands at once; what caches and mailboxes are made for.</summary>
    public const int MaximumBatch = 512;

    private readonly int _leastPayload;
    private readonly int _granularityMask;
    private int _openCount;
    private StreamFault? _stop;

    public MultiplexerState(BlockMultiplexerOptions options, TapeBlockLimits limits, int trailerLength)
    {
        int sharedCount = options.BlockCount - options.MaximumStreams;
        TimeProvider = options.TimeProvider;
        Slab = new BlockSlab(options.BlockLength, sharedCount, options.MaximumStreams);
        Rings = new StreamRing?[options.MaximumStreams];
        Ready = new ReadySet(options.MaximumStreams);
        Waiting = new ReadySet(options.MaximumStreams);
        FreeSlots = new ReadySet(options.MaximumStreams);
        for (int slot = 0; slot < options.MaximumStreams; slot++)
        {
            FreeSlots.TrySet(slot);
        }

        CapBlocks = options.EffectiveMaximumBlocksPerStream;
        BatchLimit = Math.Max(1, Math.Min(MaximumBatch, sharedCount / 2));
        TrailerLength = trailerLength;
        HasChecksums = options.HasChecksums || trailerLength > 0;
        Limits = limits;
        _leastPayload = Math.Max(1, limits.MinimumBlockLength - trailerLength);
        _granularityMask = (1 << limits.GranularityExponent) - 1;
        MaximumPayloadLength = options.BlockLength - trailerLength;
    }

    public BlockSlab Slab { get; }

    /// <summary>Gets the ring of each slot. Whoever opens a stream writes its slot before the first ready bit; the drain thread clears it before the slot is free.</summary>
    public StreamRing?[] Rings { get; }

    /// <summary>Gets who may have entries. Producers set; the drain thread takes.</summary>
    public ReadySet Ready { get; }

    /// <summary>Gets who waits for a block or for room. A producer sets and clears its own; the drain thread clears when it serves.</summary>
    public ReadySet Waiting { get; }

    /// <summary>Gets the slots that no stream has. Openers claim; the drain thread gives back.</summary>
    public ReadySet FreeSlots { get; }

    /// <summary>Gets where the drain thread sleeps.</summary>
    public Parking DrainParking { get; } = new();

    /// <summary>Gets or sets what a simulation does between two accesses of the drain thread to what is shared: steps of producers. Null otherwise.</summary>
    public Action? Between { get; set; }

    public TimeProvider TimeProvider { get; }

    /// <summary>Gets the most shared blocks that a stream may hold.</summary>
    public int CapBlocks { get; }

    /// <summary>Gets the most blocks of one batch, of any stream of this multiplexer.</summary>
    public int BatchLimit { get; }

    public int TrailerLength { get; }

    public bool HasChecksums { get; }

    public TapeBlockLimits Limits { get; }

    public int MaximumPayloadLength { get; }

    public int OpenCount => Volatile.Read(ref _openCount);

    /// <summary>Gets how many blocks a stream takes at once. A share of a quarter of the slab: many streams must not empty it by hoarding.</summary>
    public int BatchBlocks => Math.Max(1, Math.Min(BatchLimit, Slab.SharedCount / (4 * Math.Max(1, OpenCount))));

    /// <summary>Gets why no stream goes on, or null while the multiplexer runs.</summary>
    public StreamFault? StopFault => Volatile.Read(ref _stop);

    /// <summary>Says whether a block may have such a payload: the same as the limits say of the tape block, without a division.</summary>
    public bool AcceptsPayload(int lengthBytes) =>
        lengthBytes >= _leastPayload
        && lengthBytes <= MaximumPayloadLength
        && ((lengthBytes + TrailerLength - Limits.MinimumBlockLength) & _granularityMask) == 0;

    /// <summary>Counts a stream as open, or no longer. Full fence.</summary>
    public int AddOpen(int change) => Interlocked.Add(ref _openCount, change);

    /// <summary>Says that no stream goes on. Full fence: the rings are read next, and an opener that wrote one reads this next.</summary>
    public void SetStop(StreamFault fault) => Interlocked.CompareExchange(ref _stop, fault, null);
}
