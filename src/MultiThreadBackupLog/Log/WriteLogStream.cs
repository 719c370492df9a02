using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>What a log holds of one stream in the end, retracted blocks not counted.</summary>
/// <remarks>Immutable, the description apart, which is the index's own copy. Safe to share between threads.</remarks>
public sealed class WriteLogStream
{
    internal WriteLogStream(IndexedStream stream)
    {
        Id = stream.Id;
        Description = stream.Description;
        BlockCount = stream.Runs.BlockCount;
        ByteCount = stream.Runs.ByteCount;
        FilemarkCount = stream.FilemarkCount;
        RunCount = stream.Runs.Count;
        End = stream.End;
        Checksums = stream.Checksums.ToArray();
        FirstTime = stream.FirstTime;
        LastTime = stream.AwaitsTime ? null : stream.LastTime;
    }

    /// <summary>Gets the stream's key in its log.</summary>
    public StreamId Id { get; }

    /// <summary>Gets whose blocks they are.</summary>
    public StreamDescription Description { get; }

    /// <summary>Gets how many blocks the stream has on tape.</summary>
    public long BlockCount { get; }

    /// <summary>Gets how many bytes the stream's blocks have on tape; where the log has block trailers, 16 of each block are the trailer's.</summary>
    public long ByteCount { get; }

    /// <summary>Gets how many filemarks the stream has on tape.</summary>
    public long FilemarkCount { get; }

    /// <summary>Gets in how many runs the stream's blocks lie.</summary>
    public long RunCount { get; }

    /// <summary>Gets whether the stream ended, in whatever way, and lost nothing since.</summary>
    public bool IsEnded => End is not null;

    /// <summary>Gets how the stream ended; null when it did not, or lost blocks or filemarks since.</summary>
    public StreamEndType? EndType => End?.Type;

    /// <summary>Gets how and why the stream ended, and with what; null as for <see cref="EndType"/>.</summary>
    public WriteLogStreamEnd? End { get; }

    /// <summary>Gets the checksums that still hold, by ascending block count. Each covers the first so many blocks of the stream.</summary>
    public IReadOnlyList<WriteLogStreamChecksum> Checksums { get; }

    /// <summary>Gets the checksum that covers the most; null when there is none.</summary>
    public uint? Checksum => Checksums.Count == 0 ? null : Checksums[Checksums.Count - 1].Checksum;

    /// <summary>Gets how many blocks from the stream's beginning <see cref="Checksum"/> covers; 0 when there is none.</summary>
    public long ChecksumBlockCount => Checksums.Count == 0 ? 0 : Checksums[Checksums.Count - 1].BlockCount;

    /// <summary>Gets a time before which no block of the stream was accepted; null without blocks or time stamps.</summary>
    public DateTimeOffset? FirstTime { get; }

    /// <summary>Gets a time by which all blocks of the stream were accepted; null without blocks or a later time stamp.</summary>
    public DateTimeOffset? LastTime { get; }
}
