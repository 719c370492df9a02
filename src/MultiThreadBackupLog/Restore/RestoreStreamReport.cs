using System.Collections.Generic;

namespace MultiThreadBackupLog.Restore;

/// <summary>How the restore of one stream ended. Immutable; safe to share between threads.</summary>
public sealed class RestoreStreamReport
{
    internal RestoreStreamReport(
        StreamId stream,
        string name,
        long restoredBlocks,
        long restoredBytes,
        IReadOnlyList<RestoreLoss> losses,
        RestoreVerification verification,
        bool isWholeStream,
        bool isStreamComplete)
    {
        Stream = stream;
        Name = name;
        RestoredBlocks = restoredBlocks;
        RestoredBytes = restoredBytes;
        Losses = losses;
        Verification = verification;
        IsWholeStream = isWholeStream;
        IsStreamComplete = isStreamComplete;
    }

    /// <summary>Gets the stream.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets the stream's name in the log.</summary>
    public string Name { get; }

    /// <summary>Gets the blocks delivered to the sink.</summary>
    public long RestoredBlocks { get; }

    /// <summary>Gets the bytes delivered to the sink, without trailers.</summary>
    public long RestoredBytes { get; }

    /// <summary>Gets the wanted blocks that could not be had, ascending; empty when all is well.</summary>
    public IReadOnlyList<RestoreLoss> Losses { get; }

    /// <summary>Gets what is known about the content of what was delivered.</summary>
    public RestoreVerification Verification { get; }

    /// <summary>Gets whether every block that the log has of the stream was asked for.</summary>
    public bool IsWholeStream { get; }

    /// <summary>Gets whether the log says that the backup of the stream came to its end; if not, the log's blocks are a beginning of it.</summary>
    public bool IsStreamComplete { get; }

    /// <summary>Gets whether everything asked for was delivered and nothing speaks against its content.</summary>
    public bool IsSuccess => Losses.Count == 0 && Verification != RestoreVerification.Mismatch;
}
