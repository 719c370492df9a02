using System;
using Microsoft.Extensions.Logging;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>The log events of a copy manager. Each looks first whether anybody wants it.</summary>
internal static class CopyEvents
{
    private static readonly Action<ILogger, CopyInitiator, uint, int, Exception?> Queued = LoggerMessage.Define<CopyInitiator, uint, int>(
        LogLevel.Debug, new EventId(CopyTelemetry.CommandQueuedEvent, "CommandQueued"), "List of {Initiator}, identifier {ListIdentifier}, waits with {Segments} segments");

    private static readonly Action<ILogger, CopyInitiator, uint, Exception?> Began = LoggerMessage.Define<CopyInitiator, uint>(
        LogLevel.Debug, new EventId(CopyTelemetry.CommandBeganEvent, "CommandBegan"), "List of {Initiator}, identifier {ListIdentifier}, begins");

    private static readonly Action<ILogger, CopyInitiator, uint, int, long, double, Exception?> Ended = LoggerMessage.Define<CopyInitiator, uint, int, long, double>(
        LogLevel.Information,
        new EventId(CopyTelemetry.CommandEndedEvent, "CommandEnded"),
        "List of {Initiator}, identifier {ListIdentifier}, ended well: {Segments} segments, {Bytes} bytes in {Seconds} s");

    private static readonly Action<ILogger, CopyInitiator, uint, int, long, string, Exception?> Failed = LoggerMessage.Define<CopyInitiator, uint, int, long, string>(
        LogLevel.Warning,
        new EventId(CopyTelemetry.CommandFailedEvent, "CommandFailed"),
        "List of {Initiator}, identifier {ListIdentifier}, failed at segment {Segment} after {Bytes} bytes: {Reason}");

    private static readonly Action<ILogger, CopyInitiator, string, string, Exception?> Refused = LoggerMessage.Define<CopyInitiator, string, string>(
        LogLevel.Information, new EventId(CopyTelemetry.CommandRefusedEvent, "CommandRefused"), "{Initiator}: {Command} was refused: {Answer}");

    private static readonly Action<ILogger, int, CopyInitiator, uint, long, string, Exception?> LaterLoss = LoggerMessage.Define<int, CopyInitiator, uint, long, string>(
        LogLevel.Warning,
        new EventId(CopyTelemetry.LaterLossEvent, "LaterLoss"),
        "Tape {Tape}: list of {Initiator}, identifier {ListIdentifier}, which was answered GOOD, has lost {Bytes} bytes: {Reason}");

    private static readonly Action<ILogger, int, string, Exception?> TapeFailed = LoggerMessage.Define<int, string>(
        LogLevel.Warning, new EventId(CopyTelemetry.TapeErrorEvent, "TapeError"), "Tape {Tape} failed: {Reason}");

    private static readonly Action<ILogger, int, Guid, long, Exception?> LogBegan = LoggerMessage.Define<int, Guid, long>(
        LogLevel.Information, new EventId(CopyTelemetry.LogBeganEvent, "LogBegan"), "Tape {Tape}: write log {LogIdentifier} begins at object {LogicalObjectIdentifier}");

    private static readonly Action<ILogger, int, Guid, BackupOutcome?, bool, long, Exception?> LogEnded = LogEndedAt(LogLevel.Information);
    private static readonly Action<ILogger, int, Guid, BackupOutcome?, bool, long, Exception?> LogBroke = LogEndedAt(LogLevel.Warning);

    private static readonly Action<ILogger, CopyInitiator, uint, Exception?> Broke = LoggerMessage.Define<CopyInitiator, uint>(
        LogLevel.Error, new EventId(CopyTelemetry.InternalErrorEvent, "InternalError"), "List of {Initiator}, identifier {ListIdentifier}, was ended by a mistake in this library");

    public static void CommandQueued(this ILogger logger, CopyRecord record, int segments) => Queued(logger, record.Initiator, record.ListIdentifier, segments, null);

    public static void CommandBegan(this ILogger logger, CopyRecord record) => Began(logger, record.Initiator, record.ListIdentifier, null);

    public static void CommandEnded(this ILogger logger, CopyRecord record, int segments, long bytes, TimeSpan time) =>
        Ended(logger, record.Initiator, record.ListIdentifier, segments, bytes, time.TotalSeconds, null);

    public static void CommandFailed(this ILogger logger, CopyRecord record, int segment, long bytes, CopyFault fault) =>
        Failed(logger, record.Initiator, record.ListIdentifier, segment, bytes, fault.ToString(), null);

    public static void CommandRefused(this ILogger logger, CopyInitiator initiator, string command, CopyCommandResult result)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            Refused(logger, initiator, command, result.ToString(), null);
        }
    }

    public static void LostLater(this ILogger logger, CopyDrive drive, CopyRecord record, long bytes, CopyFault fault) =>
        LaterLoss(logger, drive.Number, record.Initiator, record.ListIdentifier, bytes, fault.Reason, null);

    public static void TapeError(this ILogger logger, CopyDrive drive, TapeException error) => TapeFailed(logger, drive.Number, error.Message, error);

    public static void LogBegins(this ILogger logger, CopyDrive drive, Guid logIdentifier, long logicalObjectIdentifier) =>
        LogBegan(logger, drive.Number, logIdentifier, logicalObjectIdentifier, null);

    public static void LogEnds(this ILogger logger, CopyDrive drive, Guid logIdentifier, BackupOutcome? outcome, bool hasCopy, long objects, Exception? failure) =>
        (outcome == BackupOutcome.Failed ? LogBroke : LogEnded)(logger, drive.Number, logIdentifier, outcome, hasCopy, objects, failure);

    public static void InternalError(this ILogger logger, CopyRecord record, Exception exception) => Broke(logger, record.Initiator, record.ListIdentifier, exception);

    private static Action<ILogger, int, Guid, BackupOutcome?, bool, long, Exception?> LogEndedAt(LogLevel level) => LoggerMessage.Define<int, Guid, BackupOutcome?, bool, long>(
        level,
        new EventId(CopyTelemetry.LogEndedEvent, "LogEnded"),
        "Tape {Tape}: write log {LogIdentifier} ended ({Outcome}), copied to the medium: {HasCopy}; next object {LogicalObjectIdentifier}");
}
