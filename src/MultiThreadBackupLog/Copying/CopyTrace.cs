using System;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <summary>What is told of one command, from its arrival to its end.</summary>
internal sealed class CopyTrace(CopyInstruments instruments, CopyInitiator initiator, string command, Activity? activity, long begin)
{
    private const string GoodOutcome = "good";
    private const string RefusedOutcome = "refused";
    private const string FailedOutcome = "failed";

    /// <summary>Gets the activity, or null where nobody listens.</summary>
    public Activity? Activity { get; } = activity;

    private ILogger Logger => instruments.Logger;

    /// <summary>Names a command.</summary>
    public static string NameOf(ReadOnlySpan<byte> cdb) => cdb.IsEmpty ? "unknown" : cdb[0] switch
    {
        ExtendedCopyCommand.OperationCode when cdb.Length > 1 && (cdb[1] & 0x1F) == CopyManager.AbortServiceAction => "COPY OPERATION ABORT",
        ExtendedCopyCommand.OperationCode => "EXTENDED COPY",
        ReceiveCopyResultsCommand.OperationCode => "RECEIVE COPY RESULTS",
        WriteLogCommand.OperationCode => "WRITE LOG",
        _ => "unknown",
    };

    /// <summary>Says that the command is answered without having waited or run.</summary>
    public void Answer(CopyCommandResult result)
    {
        instruments.RecordDuration(command, result.IsGood ? GoodOutcome : RefusedOutcome, begin);
        if (!result.IsGood)
        {
            Logger.CommandRefused(initiator, command, result);
        }

        Stop(result.IsGood ? GoodOutcome : RefusedOutcome, result.IsGood ? null : result.ToString());
    }

    /// <summary>Says that the command is a list that waits now.</summary>
    public void Queue(CopyOperation operation)
    {
        Activity?.SetTag(CopyTelemetry.SegmentsTag, operation.List.SegmentCount);
        if (operation.Record.HasIdentifier)
        {
            Activity?.SetTag(CopyTelemetry.ListIdentifierTag, operation.Record.ListIdentifier);
        }

        Logger.CommandQueued(operation.Record, operation.List.SegmentCount);
    }

    /// <summary>Says that the list begins. On its own thread, where what devices trace belongs to it.</summary>
    public void Begin(CopyOperation operation)
    {
        if (Activity is not null)
        {
            Activity.AddEvent(new ActivityEvent("begun"));
            Activity.Current = Activity;
        }

        Logger.CommandBegan(operation.Record);
    }

    /// <summary>Says that the list ended; before its answer is given.</summary>
    public void End(CopyOperation operation, CopyFault? fault, int segment, long bytes)
    {
        TimeSpan time = instruments.RecordDuration(command, fault is null ? GoodOutcome : FailedOutcome, begin);
        if (fault is null)
        {
            Logger.CommandEnded(operation.Record, operation.List.SegmentCount, bytes, time);
        }
        else
        {
            Logger.CommandFailed(operation.Record, segment, bytes, fault);
        }

        Activity?.SetTag(CopyTelemetry.BytesTag, bytes);
        Stop(fault is null ? GoodOutcome : FailedOutcome, fault?.ToString());
    }

    private void Stop(string outcome, string? failure)
    {
        if (Activity is not { } activity)
        {
            return;
        }

        Activity? callers = Activity.Current;
        activity.SetTag(CopyTelemetry.OutcomeTag, outcome);
        activity.SetStatus(failure is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, failure);
        activity.Dispose();
        Activity.Current = ReferenceEquals(callers, activity) ? null : callers;
    }
}
