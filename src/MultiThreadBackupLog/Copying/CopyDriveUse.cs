using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Copying;

/// <summary>Who uses a drive: any number that only append, or one that moves or reads it. Under the scheduler's lock.</summary>
internal sealed class CopyDriveUse
{
    private readonly HashSet<string> _streams = new(StringComparer.Ordinal);

    public int Appenders { get; private set; }

    public bool IsHeldAlone { get; private set; }

    public bool IsFree => Appenders == 0 && !IsHeldAlone;

    /// <summary>Says whether a command may begin now.</summary>
    /// <param name="access">How it uses the drive.</param>
    /// <param name="streams">The application identifiers whose streams it continues: each has one writer at a time, so that its blocks stay in order.</param>
    public bool Allows(CopyDriveAccess access, IReadOnlyCollection<string> streams) => access switch
    {
        CopyDriveAccess.None => true,
        CopyDriveAccess.Alone => IsFree,
        _ => !IsHeldAlone && !_streams.Overlaps(streams),
    };

    public void Take(CopyDriveAccess access, IReadOnlyCollection<string> streams)
    {
        Appenders += access == CopyDriveAccess.Append ? 1 : 0;
        IsHeldAlone |= access == CopyDriveAccess.Alone;
        _streams.UnionWith(streams);
    }

    public void Give(CopyDriveAccess access, IReadOnlyCollection<string> streams)
    {
        Appenders -= access == CopyDriveAccess.Append ? 1 : 0;
        IsHeldAlone &= access != CopyDriveAccess.Alone;
        _streams.ExceptWith(streams);
    }
}

/// <summary>How a command uses a drive.</summary>
internal enum CopyDriveAccess
{
    None,

    /// <summary>It only writes, at the log's end, beside others.</summary>
    Append,

    /// <summary>It moves or reads the drive, or begins or ends its log.</summary>
    Alone,
}
