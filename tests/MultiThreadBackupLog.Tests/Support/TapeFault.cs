namespace MultiThreadBackupLog.Tests.Support;

/// <summary>What <see cref="FaultyTape"/> does to one operation.</summary>
internal enum TapeFault
{
    /// <summary>A current error; the operation did not run.</summary>
    ErrorBefore,

    /// <summary>A current error, though the operation ran: a write it is reported for stands on the tape.</summary>
    ErrorAfter,

    /// <summary>The answer is lost, and so was the command: nothing happened.</summary>
    CommandLost,

    /// <summary>The answer is lost; the operation ran.</summary>
    AnswerLost,

    /// <summary>A deferred error: accepted objects are lost, and the operation that reports it did not run.</summary>
    Deferred,

    /// <summary>Early warning on a write that succeeded, wherever the tape stands.</summary>
    EarlyWarning,
}
