using System;
using System.Collections.Generic;
using System.Threading;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Multiplexing;

/// <summary>A target that keeps what it is given, per stream and in the order of the tape, and does to it what a test says.</summary>
internal sealed class ModelTarget : DrainTarget
{
    private int _nextOrdinal;

    public override TapeBlockLimits BlockLimits { get; } = new(1, 1 << 20);

    public override int TrailerLength => Trailer;

    public int Trailer { get; init; }

    /// <summary>Gets what went onto the tape, in order.</summary>
    public List<Written> Tape { get; } = [];

    /// <summary>Gets what happened to each stream, in the order of their opening.</summary>
    public Dictionary<int, StreamRecord> Records { get; } = [];

    /// <summary>Gets or sets whether block contents are kept; stress tests look at them through <see cref="OnBlock"/> instead.</summary>
    public bool KeepsTape { get; set; } = true;

    /// <summary>Gets or sets how many objects fit onto the tape.</summary>
    public long CapacityObjects { get; set; } = long.MaxValue;

    /// <summary>Gets or sets what is called with each accepted block.</summary>
    public Action<StreamRing, long, ReadOnlyMemory<byte>>? OnBlock { get; set; }

    /// <summary>Gets or sets what may change a write: given the stream and the offered count, how many to take and what to say.</summary>
    public Func<StreamRing, int, (int Accepted, DrainVerdict Verdict)>? OnWrite { get; set; }

    /// <summary>Gets or sets whether a stream's completion is told at its end; else when everything ends.</summary>
    public bool TellsCompletion { get; set; } = true;

    /// <summary>Gets or sets what is called when the loop polls.</summary>
    public Func<bool, TimeSpan>? OnPoll { get; set; }

    public List<int> GatherSizes { get; } = [];

    public long Objects { get; private set; }

    public DrainStopReason StopReason { get; private set; }

    public int StopCount { get; private set; }

    public override StreamId ReserveStream() => new(Interlocked.Increment(ref _nextOrdinal) - 1);

    public override void OpenStream(StreamRing stream) => Records.Add(stream.Id.Ordinal, new StreamRecord(stream));

    public override void SealBlock(StreamRing stream, Span<byte> block, long blockNumber, uint payloadChecksum) =>
        block.Slice(block.Length - Trailer).Fill(unchecked((byte)blockNumber));

    public override DrainVerdict WriteBlocks(
        StreamRing stream, ReadOnlySpan<ReadOnlyMemory<byte>> blocks, ReadOnlySpan<uint> payloadChecksums, out int acceptedBlocks)
    {
        (int limit, DrainVerdict verdict) = OnWrite?.Invoke(stream, blocks.Length) ?? (blocks.Length, DrainVerdict.Continue);
        if (limit > CapacityObjects - Objects)
        {
            limit = (int)(CapacityObjects - Objects);
            verdict = DrainVerdict.EndOfMedium;
        }

        StreamRecord record = Records[stream.Id.Ordinal];
        Assert.False(record.IsEnded);
        for (int i = 0; i < limit; i++)
        {
            OnBlock?.Invoke(stream, record.Blocks + i, blocks[i]);
            if (KeepsTape)
            {
                Tape.Add(new Written(stream.Id.Ordinal, record.Blocks + i, blocks[i].ToArray(), payloadChecksums[i], 0));
            }
        }

        if (KeepsTape)
        {
            GatherSizes.Add(blocks.Length);
        }

        record.Blocks += limit;
        Objects += limit;
        acceptedBlocks = limit;
        return verdict;
    }

    public override DrainVerdict WriteFilemarks(StreamRing stream, int count, bool isImmediate, out int acceptedFilemarks)
    {
        acceptedFilemarks = (int)Math.Min(count, CapacityObjects - Objects);
        Objects += acceptedFilemarks;
        if (KeepsTape)
        {
            Tape.Add(new Written(stream.Id.Ordinal, -1, [], 0, acceptedFilemarks));
        }

        if (acceptedFilemarks < count)
        {
            return DrainVerdict.EndOfMedium;
        }

        if (!isImmediate)
        {
            Loop!.AdvanceOnMedium();
        }

        return DrainVerdict.Continue;
    }

    public override bool EndStream(StreamRing stream, Exception? failure)
    {
        StreamRecord record = Records[stream.Id.Ordinal];
        Assert.False(record.IsEnded);
        record.IsEnded = true;
        record.Failure = failure;
        return TellsCompletion;
    }

    public override DrainVerdict Poll(bool isIdle, out TimeSpan wakeAfter)
    {
        wakeAfter = OnPoll?.Invoke(isIdle) ?? Timeout.InfiniteTimeSpan;
        return DrainVerdict.Continue;
    }

    public override void Stop(DrainStopReason reason, Exception? cause)
    {
        StopReason = reason;
        StopCount++;
        foreach (StreamRing stream in Loop!.Streams)
        {
            stream.TellCompletion();
        }
    }

    /// <summary>A block or filemarks on the tape.</summary>
    internal sealed record Written(int Stream, long Block, byte[] Bytes, uint Checksum, int Filemarks);

    /// <summary>What became of a stream.</summary>
    internal sealed class StreamRecord(StreamRing ring)
    {
        public StreamRing Ring { get; } = ring;

        public long Blocks { get; set; }

        public bool IsEnded { get; set; }

        public Exception? Failure { get; set; }
    }
}
