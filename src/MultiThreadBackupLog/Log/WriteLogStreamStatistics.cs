using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log;

/// <summary>How one stream, or all of them, lie on a tape.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class WriteLogStreamStatistics
{
    internal WriteLogStreamStatistics(WriteLogStream? stream, RunCounter runs, long totalBytes, TimeSpan? duration)
    {
        Stream = stream;
        BlockCount = runs.BlockCount;
        ByteCount = runs.ByteCount;
        RunCount = runs.RunCount;
        LongestRunBlocks = runs.LongestRunBlocks;
        RunLengthHistogram = runs.Histogram.ToArray();
        Share = totalBytes == 0 ? 0 : (double)ByteCount / totalBytes;
        Duration = duration;
        if (duration is { } time && time > TimeSpan.Zero)
            BytesPerSecond = ByteCount / time.TotalSeconds;
    }

    /// <summary>Gets the stream; null in the sum of all.</summary>
    public WriteLogStream? Stream { get; }

    /// <summary>Gets how many blocks there are.</summary>
    public long BlockCount { get; }

    /// <summary>Gets how many bytes the blocks have on tape.</summary>
    public long ByteCount { get; }

    /// <summary>Gets in how many runs they lie.</summary>
    public long RunCount { get; }

    /// <summary>Gets how many blocks a run has on average; 0 without runs.</summary>
    public double MeanRunBlocks => RunCount == 0 ? 0 : (double)BlockCount / RunCount;

    /// <summary>Gets how many blocks the longest run has.</summary>
    public long LongestRunBlocks { get; }

    /// <summary>Gets how many runs have a length of 2^k to 2^(k+1) - 1 blocks, for each k from 0 to that of the longest.</summary>
    public IReadOnlyList<long> RunLengthHistogram { get; }

    /// <summary>Gets the share of the bytes of all streams, from 0 to 1.</summary>
    public double Share { get; }

    /// <summary>Gets the time from before the first block to after the last, as the time stamps tell; null without them.</summary>
    public TimeSpan? Duration { get; }

    /// <summary>Gets the bytes on tape for each second of <see cref="Duration"/>; null without that, or when it is nothing.</summary>
    public double? BytesPerSecond { get; }
}
