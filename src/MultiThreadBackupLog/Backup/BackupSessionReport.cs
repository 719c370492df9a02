using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Backup;

/// <summary>What became of a backup session, by its log. Immutable; safe to share between threads.</summary>
public sealed class BackupSessionReport
{
    private BackupSessionReport(BackupOutcome outcome, Exception? failure, WriteLogHeader header, WriteLogStatistics statistics, BackupDrainTarget target)
    {
        Outcome = outcome;
        Failure = failure;
        Header = header;
        Statistics = statistics;
        CheckpointCount = target.CheckpointCount;
        HasClosingCopy = target.HasClosingCopy;
        ClosingCopyFailure = target.ClosingCopyFailure;
    }

    /// <summary>Gets how the session ended.</summary>
    public BackupOutcome Outcome { get; }

    /// <summary>Gets what ended the session early; null when it was completed.</summary>
    public Exception? Failure { get; }

    /// <summary>Gets what the log says about itself.</summary>
    public WriteLogHeader Header { get; }

    /// <summary>Gets blocks, bytes, runs, run lengths and rate, for each stream and all together; only what is on the medium counts.</summary>
    public WriteLogStatistics Statistics { get; }

    /// <summary>Gets how many checkpoints were made.</summary>
    public long CheckpointCount { get; }

    /// <summary>Gets whether the whole log is on the tape too. If not, its file is the only whole one.</summary>
    public bool HasClosingCopy { get; }

    /// <summary>Gets why there is no closing copy on the tape although one was wanted; null when all is well.</summary>
    public Exception? ClosingCopyFailure { get; }

    /// <summary>Gets the streams that did not end well: their producer gave them up, or the tape lost blocks of theirs.</summary>
    public IReadOnlyList<WriteLogStream> FailedStreams => Statistics.Streams
        .Select(stream => stream.Stream)
        .Where(stream => stream is not null && stream.EndType != StreamEndType.Completed)
        .Select(stream => stream!)
        .ToArray();

    /// <summary>Gets whether the session was completed, every stream ended well, and a wanted closing copy is on the tape.</summary>
    public bool IsSuccess => Outcome == BackupOutcome.Completed && ClosingCopyFailure is null && FailedStreams.Count == 0;

    internal static BackupSessionReport Create(WriteLog log, BackupDrainTarget target, Exception? failure)
    {
        using WriteLogSnapshot snapshot = log.Snapshot();
        WriteLogIndex index = WriteLogIndex.Build(snapshot);
        Exception? cause = target.Failure ?? failure;
        return new BackupSessionReport(target.Outcome ?? BackupOutcome.Failed, cause, index.Header, WriteLogStatistics.Compute(index), target);
    }
}
