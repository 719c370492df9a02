using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MultiThreadBackupLog.Copying;

/// <summary>Everything by which a copy manager tells what it does: its meter, its activities, its logger.</summary>
/// <remarks>
/// What can be asked for is asked for: most instruments are observed, and read counts that are kept in any case. Recorded are only a run's length when the
/// run ends, a command's duration when the command ends, and errors.
/// </remarks>
internal sealed class CopyInstruments : IDisposable
{
    private static readonly ActivitySource Source = new(CopyTelemetry.ActivitySourceName);
    private static readonly KeyValuePair<string, object?> CommandSide = new(CopyTelemetry.SideTag, "command");
    private static readonly KeyValuePair<string, object?> TapeSide = new(CopyTelemetry.SideTag, "tape");

    private readonly Func<IReadOnlyList<CopyDrive>> _drives;
    private readonly Histogram<long> _runLength;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _streamErrors;
    private readonly TimeProvider _time;

    public CopyInstruments(CopyManagerOptions options, CopyManager manager, Func<IReadOnlyList<CopyDrive>> drives)
    {
        _drives = drives;
        _time = options.TimeProvider;
        Logger = options.Logger ?? NullLogger.Instance;
        Meter = new Meter(new MeterOptions(CopyTelemetry.MeterName)
        {
            Tags = options.Name.Length == 0 ? null : [new KeyValuePair<string, object?>(CopyTelemetry.ManagerTag, options.Name)],
        });
        Meter.CreateObservableCounter(CopyTelemetry.Blocks, () => OfEach(static drive => drive.Counters.Blocks), "{block}", "Tape blocks of commands that a tape accepted.");
        Meter.CreateObservableCounter(CopyTelemetry.Bytes, () => OfEach(static drive => drive.Counters.Bytes), "By", "Bytes of the tape blocks that a tape accepted.");
        Meter.CreateObservableCounter(CopyTelemetry.Runs, () => OfEach(static drive => drive.Counters.Runs), "{run}", "Runs of blocks of one stream that were begun.");
        Meter.CreateObservableCounter(CopyTelemetry.TapeErrors, () => OfEach(static drive => drive.Counters.Errors), "{error}", "Errors of a tape.");
        Meter.CreateObservableCounter(CopyTelemetry.Stalls, Stalls, "{stall}", "How often one side had to wait for the other.");
        Meter.CreateObservableGauge(CopyTelemetry.TapeQueueLength, () => OfEach(static drive => drive.WaitingBlocks), "{block}", "Tape blocks that the tape has not written yet.");
        Meter.CreateObservableGauge(CopyTelemetry.BuffersInUse, () => manager.BuffersInUse, "{buffer}", "Buffers of 16 KiB that the running commands have.");
        Meter.CreateObservableGauge(CopyTelemetry.QueueLength, () => manager.WaitingCount, "{command}", "Commands that wait.");
        Meter.CreateObservableGauge(CopyTelemetry.RunningCommands, () => manager.RunningCount, "{command}", "Commands that run.");
        _runLength = Meter.CreateHistogram<long>(CopyTelemetry.RunLength, "{block}", "Lengths of runs.");
        _duration = Meter.CreateHistogram<double>(CopyTelemetry.CommandDuration, "s", "From a command's arrival to its end.");
        _streamErrors = Meter.CreateCounter<long>(CopyTelemetry.StreamErrors, "{error}", "Errors of a tape by the stream that lost something.");
    }

    public Meter Meter { get; }

    public ILogger Logger { get; }

    /// <summary>Says that a command came. No lock is held.</summary>
    public CopyTrace Begin(CopyInitiator initiator, ReadOnlySpan<byte> cdb)
    {
        string command = CopyTrace.NameOf(cdb);
        return new CopyTrace(this, initiator, command, StartActivity(initiator, command), _time.GetTimestamp());
    }

    /// <summary>Records a command that ended.</summary>
    public TimeSpan RecordDuration(string command, string outcome, long begin)
    {
        TimeSpan time = _time.GetElapsedTime(begin);
        if (_duration.Enabled)
        {
            _duration.Record(
                time.TotalSeconds,
                new KeyValuePair<string, object?>(CopyTelemetry.CommandTag, command),
                new KeyValuePair<string, object?>(CopyTelemetry.OutcomeTag, outcome));
        }

        return time;
    }

    /// <summary>Records the length of a run that ended.</summary>
    public void RecordRun(CopyDrive drive, long blocks)
    {
        if (blocks > 0 && _runLength.Enabled)
        {
            _runLength.Record(blocks, drive.Counters.Tag);
        }
    }

    /// <summary>Records that a stream lost something.</summary>
    public void RecordStreamError(CopyDrive drive, StreamId stream, string initiator)
    {
        if (_streamErrors.Enabled)
        {
            _streamErrors.Add(
                1,
                drive.Counters.Tag,
                new KeyValuePair<string, object?>(CopyTelemetry.StreamTag, stream.Ordinal),
                new KeyValuePair<string, object?>(CopyTelemetry.InitiatorTag, initiator));
        }
    }

    public void Dispose() => Meter.Dispose();

    // The caller's own activity stays current: this one goes on after the caller has gone.
    private static Activity? StartActivity(CopyInitiator initiator, string command)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? callers = Activity.Current;
        Activity? activity = Source.StartActivity(command, ActivityKind.Server);
        Activity.Current = callers;
        return activity?.SetTag(CopyTelemetry.InitiatorTag, initiator.PortName);
    }

    private IEnumerable<Measurement<long>> OfEach(Func<CopyDrive, long> value) =>
        _drives().Select(drive => new Measurement<long>(value(drive), drive.Counters.Tag));

    private IEnumerable<Measurement<long>> Stalls() => _drives().SelectMany(static drive => new[]
    {
        new Measurement<long>(drive.Counters.CommandStalls, drive.Counters.Tag, CommandSide),
        new Measurement<long>(drive.Counters.TapeStalls, drive.Counters.Tag, TapeSide),
    });
}
