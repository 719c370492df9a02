using System;

namespace MultiThreadBackupLog.Restore;

/// <summary>Settings of a <see cref="RestoreSession"/>; copied when used.</summary>
public sealed class RestoreSessionOptions
{
    private int _maximumRetries = 3;

    /// <summary>Gets or sets how often an unreadable block is read again, each time after moving to it anew. Default: 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaximumRetries
    {
        get => _maximumRetries;
        set => _maximumRetries = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaximumRetries), value, "A number of retries is not negative.");
    }

    /// <summary>Gets or sets whether the label of the tape must name the log before anything is read, where the tape has one. Default: true.</summary>
    public bool CheckTapeIdentity { get; set; } = true;

    /// <summary>Gets or sets whether a thread of the session's own reads ahead of the sinks. Default: true. Without it all is done in turn, with the same outcome.</summary>
    internal bool ReadsAhead { get; set; } = true;

    internal RestoreSessionOptions Clone() => (RestoreSessionOptions)MemberwiseClone();
}
