namespace MultiThreadBackupLog.Copying;

/// <summary>The names under which a <see cref="CopyManager"/> tells what it does: meters, activities, tags and the numbers of log events.</summary>
/// <remarks>
/// <para>The names are kept once released. Counters count from the copy manager's beginning and never go back: what an error of a tape takes away again stays
/// counted, and the error is counted beside it.</para>
/// <para>Where nobody listens nothing is measured and nothing is made. Listeners are called on the threads of copies and tapes: they must neither wait for the
/// copy manager nor take long.</para>
/// </remarks>
public static class CopyTelemetry
{
    /// <summary>The name of the meter; a copy manager with a name carries it as the meter's tag <see cref="ManagerTag"/>.</summary>
    public const string MeterName = "MultiThreadBackupLog.Copying";

    /// <summary>The name of the source of activities: one for each command, from its arrival to its end, also where IMMED let the answer come before.</summary>
    public const string ActivitySourceName = "MultiThreadBackupLog.Copying";

    /// <summary>Counter, unit {block}: tape blocks that commands wrote and a tape accepted. Tag <see cref="TapeTag"/>.</summary>
    public const string Blocks = "mtbl.copy.blocks";

    /// <summary>Counter, unit By: the bytes of these blocks, as they stand on the tape. Tag <see cref="TapeTag"/>.</summary>
    public const string Bytes = "mtbl.copy.io";

    /// <summary>Counter, unit {run}: runs that were begun; a run is consecutive blocks on the tape of one stream and one block length. Tag <see cref="TapeTag"/>.</summary>
    public const string Runs = "mtbl.copy.runs";

    /// <summary>Histogram, unit {block}: the lengths of runs, each recorded when something else follows it on the tape or its log ends. Tag <see cref="TapeTag"/>.</summary>
    public const string RunLength = "mtbl.copy.run.length";

    /// <summary>Gauge, unit {buffer}: buffers of 16 KiB that the running commands have, see <see cref="CopyManagerOptions.BufferCount"/>.</summary>
    public const string BuffersInUse = "mtbl.copy.buffers";

    /// <summary>Gauge, unit {command}: commands that wait for buffers, a tape or a place among those that run.</summary>
    public const string QueueLength = "mtbl.copy.queue";

    /// <summary>Gauge, unit {command}: commands that run.</summary>
    public const string RunningCommands = "mtbl.copy.running";

    /// <summary>Gauge, unit {block}: tape blocks that commands have or handed over and that the tape has not written yet. Tag <see cref="TapeTag"/>.</summary>
    public const string TapeQueueLength = "mtbl.copy.tape.queue";

    /// <summary>Counter, unit {stall}: how often one side had to wait for the other. Tags <see cref="TapeTag"/> and <see cref="SideTag"/>.</summary>
    /// <remarks>Side <c>command</c>: a command found no free tape block, so the tape is the slower side. Side <c>tape</c>: the tape had nothing to write while a
    /// command that writes to it ran, and a block came later, so disks or commands are the slower side.</remarks>
    public const string Stalls = "mtbl.copy.stalls";

    /// <summary>Counter, unit {error}: errors of a tape, deferred ones included, whether they took anything away or not. Tag <see cref="TapeTag"/>.</summary>
    public const string TapeErrors = "mtbl.copy.tape.errors";

    /// <summary>Counter, unit {error}: errors of a tape by the stream that lost something. Tags <see cref="TapeTag"/>, <see cref="StreamTag"/>, <see cref="InitiatorTag"/>.</summary>
    public const string StreamErrors = "mtbl.copy.stream.errors";

    /// <summary>Histogram, unit s: how long commands took from their arrival to their end. Tags <see cref="CommandTag"/> and <see cref="OutcomeTag"/>.</summary>
    public const string CommandDuration = "mtbl.copy.command.duration";

    /// <summary>Tag of the meter: <see cref="CopyManagerOptions.Name"/>.</summary>
    public const string ManagerTag = "mtbl.copy.manager";

    /// <summary>Tag: the number of the tape, from 1 in the order of registration, as the vendor specific commands number it.</summary>
    public const string TapeTag = "mtbl.tape";

    /// <summary>Tag: the stream's ordinal in the current log of its tape.</summary>
    public const string StreamTag = "mtbl.stream";

    /// <summary>Tag: the name of the initiator port.</summary>
    public const string InitiatorTag = "mtbl.initiator";

    /// <summary>Tag: who waited, <c>command</c> or <c>tape</c>.</summary>
    public const string SideTag = "mtbl.side";

    /// <summary>Tag: <c>EXTENDED COPY</c>, <c>COPY OPERATION ABORT</c>, <c>RECEIVE COPY RESULTS</c>, <c>WRITE LOG</c>, or <c>unknown</c>. The activity's name, too.</summary>
    public const string CommandTag = "mtbl.command";

    /// <summary>Tag: <c>good</c>, <c>refused</c> before the first segment, <c>failed</c> at a segment.</summary>
    public const string OutcomeTag = "mtbl.outcome";

    /// <summary>Tag of the activity: the list identifier, where the list has one.</summary>
    public const string ListIdentifierTag = "mtbl.list_identifier";

    /// <summary>Tag of the activity: how many segments the list has.</summary>
    public const string SegmentsTag = "mtbl.segments";

    /// <summary>Tag of the activity: how many bytes the destinations took.</summary>
    public const string BytesTag = "mtbl.bytes";

    /// <summary>Event 1, Debug: a list was taken and waits for what it needs.</summary>
    public const int CommandQueuedEvent = 1;

    /// <summary>Event 2, Debug: a list got what it needs and begins.</summary>
    public const int CommandBeganEvent = 2;

    /// <summary>Event 3, Information: a list ended well.</summary>
    public const int CommandEndedEvent = 3;

    /// <summary>Event 4, Warning: a list failed at a segment.</summary>
    public const int CommandFailedEvent = 4;

    /// <summary>Event 5, Information: a command was refused before anything was done.</summary>
    public const int CommandRefusedEvent = 5;

    /// <summary>Event 6, Warning: a command that was answered GOOD has lost something to an error of the tape.</summary>
    public const int LaterLossEvent = 6;

    /// <summary>Event 7, Warning: a tape failed.</summary>
    public const int TapeErrorEvent = 7;

    /// <summary>Event 8, Information: a write log began.</summary>
    public const int LogBeganEvent = 8;

    /// <summary>Event 9, Information, or Warning where an error ended it: a write log ended.</summary>
    public const int LogEndedEvent = 9;

    /// <summary>Event 10, Error: a mistake in this library ended a list; please report it.</summary>
    public const int InternalErrorEvent = 10;
}
