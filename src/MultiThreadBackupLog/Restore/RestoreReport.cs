using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Planning;

namespace MultiThreadBackupLog.Restore;

/// <summary>How a restore ended. Immutable; safe to share between threads.</summary>
public sealed class RestoreReport
{
    internal RestoreReport(IReadOnlyList<RestoreStreamReport> streams, RestorePlanSummary plan, long readBlocks, long readBytes, long retries)
    {
        Streams = streams;
        Plan = plan;
        ReadBlocks = readBlocks;
        ReadBytes = readBytes;
        Retries = retries;
    }

    /// <summary>Gets one report for each stream of the plan, in the order of their ordinals.</summary>
    public IReadOnlyList<RestoreStreamReport> Streams { get; }

    /// <summary>Gets what the plan meant to do.</summary>
    public RestorePlanSummary Plan { get; }

    /// <summary>Gets how many blocks the device really read, those thrown away and read again included.</summary>
    public long ReadBlocks { get; }

    /// <summary>Gets how many bytes the device really read.</summary>
    public long ReadBytes { get; }

    /// <summary>Gets how many reads were repeated.</summary>
    public long Retries { get; }

    /// <summary>Gets whether every stream was delivered as asked, and nothing speaks against its content.</summary>
    public bool IsSuccess => Streams.All(stream => stream.IsSuccess);
}
