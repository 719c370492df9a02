using System;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <content>The vendor specific segments C0h to C6h; the commands of operation code D4h come here as a list of one segment.</content>
internal sealed partial class CopyOperation
{
    private const int InitiateParametersOffset = 8;
    private const int StreamIdentifierOffset = 16;

    // Of C3h and C4h.
    private const int LogIdentifierOffset = 12;

    private SegmentRun? WriteLogFunction(ReadOnlySpan<byte> segment, out CopyFault? fault)
    {
        byte type = segment[0];
        ushort index = Index(segment, type == PlannedRestoreSegment.TypeCode ? 4 : 6);
        if (Tape(index, out fault) is not { } tape)
        {
            return null;
        }

        if (AccessOf(type) is { } access && !CopyLogDesk.IsAllowed(_options, Record.Initiator, access, tape.Drive!))
        {
            fault = Denied();
            return null;
        }

        switch (type)
        {
            case WriteLogInitiateSegment.TypeCode:
                ReadOnlySpan<byte> parameters = segment.Slice(InitiateParametersOffset);
                if (!WriteLogInitiateParameters.TryParse(parameters, out WriteLogInitiateParameters? wishes, out ParseFault refusal))
                {
                    fault = CopyFault.InSegment(refusal.SenseCode, refusal.Reason, InitiateParametersOffset + refusal.ByteOffset);
                    return null;
                }

                bool isPlaced = _appenders.TryGetValue(tape.Drive!, out CopyAppender? mover) && mover.HasMoved;
                fault = tape.Drive!.Initiate(wishes!, isPlaced);
                return new ImmediateRun(null);
            case WriteLogStatusSegment.TypeCode:
                Give(CopyLogDesk.Status(tape.Drive!, WriteLogStatusSegment.Parse(segment).AllocationLength));
                return new ImmediateRun(null);
            case WriteLogRetrieveSegment.TypeCode:
                WriteLogRetrieveSegment retrieve = WriteLogRetrieveSegment.Parse(segment);
                Give(CopyLogDesk.Retrieve(tape.Drive!, retrieve.Offset, retrieve.AllocationLength, _options.OperatingParameters.HeldDataLimitBytes));
                return new ImmediateRun(null);
            case WriteLogCopySegment.TypeCode:
                return CopyLog(WriteLogCopySegment.Parse(segment), tape, out fault);
            case WriteLogClearSegment.TypeCode:
                return ClearLog(WriteLogClearSegment.Parse(segment), tape.Drive!, out fault);
            case WriteLogStreamSegment.TypeCode:
                fault = NameStream(WriteLogStreamSegment.Parse(segment), tape.Drive!);
                return new ImmediateRun(null);
            case PlannedRestoreSegment.TypeCode:
                return PlannedRestore(PlannedRestoreSegment.Parse(segment), tape, out fault);
            default:
                fault = CopyFault.InSegment(SenseCode.UnsupportedSegmentDescriptorTypeCode, "the segment's type is not executed", 0);
                return null;
        }
    }

    private static CopyLogAccessType? AccessOf(byte segmentType) => segmentType switch
    {
        WriteLogInitiateSegment.TypeCode => CopyLogAccessType.Initiate,
        WriteLogStatusSegment.TypeCode => CopyLogAccessType.ReportStatus,
        WriteLogRetrieveSegment.TypeCode => CopyLogAccessType.Retrieve,
        WriteLogCopySegment.TypeCode => CopyLogAccessType.CopyToMedium,
        WriteLogClearSegment.TypeCode => CopyLogAccessType.Clear,
        _ => null, // C5h and C6h are asked for with the stream that they are about.
    };

    private static CopyFault Denied() => CopyFault.InSegment(SenseCode.AccessDeniedNoAccessRights, "the host does not let the initiator do that with this log");

    // The log may have been replaced since the list was built: what was meant for the one before is done to no other.
    private static CopyFault? CheckIdentity(CopyDrive drive, Guid meant, int byteInSegment) =>
        drive.View() is { } log && log.LogIdentifier != meant
            ? CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "the current log is " + log.LogIdentifier + ", and " + meant + " is meant", byteInSegment)
            : null;

    // A name belongs to no initiator; the stream behind it does.
    private CopyFault? NameStream(WriteLogStreamSegment name, CopyDrive drive)
    {
        if (!name.HasIdentifier)
        {
            return CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "APPLICATION IDENTIFIER is not UTF-8", StreamIdentifierOffset);
        }

        CopyStream? others = drive.FindStream(name.ApplicationIdentifier) is { } open && !open.IsOf(Record.Initiator) ? open : null;
        if (others is not null && !CopyLogDesk.IsAllowed(_options, Record.Initiator, CopyLogAccessType.AttachStream, drive, others.Description))
        {
            return Denied();
        }

        Appender(drive).NameStream(name.ApplicationIdentifier, name.Attach, others);
        return null;
    }

    // A list holds its answers for RECEIVE COPY RESULTS; a command gives them back.
    private void Give(byte[] data)
    {
        if (DirectTarget is null)
        {
            Record.Hold(data);
        }
        else
        {
            DataIn = data;
        }
    }

    private LogEndRun? CopyLog(WriteLogCopySegment segment, CopyTarget tape, out CopyFault? fault)
    {
        CopyDrive drive = tape.Drive!;
        fault = segment.LogIdentifier == Guid.Empty ? null : CheckIdentity(drive, segment.LogIdentifier, LogIdentifierOffset);
        if (fault is not null)
        {
            return null;
        }

        if (!drive.IsLogOpen)
        {
            return new LogEndRun(
                () => Task.CompletedTask,
                () => CopyFault.InSegment(SenseCode.CommandSequenceError, "no write log is open"));
        }

        if (!segment.Close)
        {
            return new LogEndRun(drive.CopyIncrement, () => FaultOfLog(drive, wantsCopy: false));
        }

        CloseStream(drive);
        return new LogEndRun(
            () => drive.EndLog(withCopy: true),
            () =>
            {
                drive.NoteLogEnd();
                return FaultOfLog(drive, wantsCopy: true) ?? ClearAfterCopy(drive);
            });
    }

    private LogEndRun? ClearLog(WriteLogClearSegment segment, CopyDrive drive, out CopyFault? fault)
    {
        fault = CheckIdentity(drive, segment.LogIdentifier, LogIdentifierOffset)
            ?? (drive.IsLogOpen && !segment.Force ? CopyFault.InSegment(SenseCode.CommandSequenceError, "the log is open, and FORCE is 0", 8) : null);
        if (fault is not null)
        {
            return null;
        }

        CloseStream(drive);
        return new LogEndRun(
            () => drive.EndLog(withCopy: false),
            () =>
            {
                drive.Clear();
                return null;
            });
    }

    // The command's own stream would keep the log open for ever.
    private void CloseStream(CopyDrive drive)
    {
        if (_appenders.TryGetValue(drive, out CopyAppender? own))
        {
            own.CloseStream();
        }
    }

    private static CopyFault? ClearAfterCopy(CopyDrive drive)
    {
        if (drive.Options.ClearsLogAfterCopy)
        {
            drive.Clear();
        }

        return null;
    }

    private static CopyFault? FaultOfLog(CopyDrive drive, bool wantsCopy)
    {
        if (drive.Target is not { } target || (drive.IsLogOpen && target.Failure is null))
        {
            return null;
        }

        Exception? failure = target.Failure ?? (wantsCopy ? target.ClosingCopyFailure : null);
        return failure is null || (!wantsCopy && target.Failure is null)
            ? null
            : CopyFault.OfTape("copying the log to the medium", CopyDrive.ResultOf(failure), ForwardedSenseSource.CopyDestination, isWrite: true, -1);
    }

    // Every number of the segment means something in one log alone, as that was when the numbers were looked up.
    private CopyFault? CheckPlan(PlannedRestoreSegment segment, CopyDrive drive, WriteLogIndex index, out WriteLogStream? stream)
    {
        stream = null;
        if (index.Header.LogIdentifier != segment.LogIdentifier)
        {
            return CopyFault.InSegment(
                SenseCode.InvalidFieldInParameterList,
                "the current log is " + index.Header.LogIdentifier + ", and the blocks are of " + segment.LogIdentifier,
                PlannedRestoreSegment.LogIdentifierOffset);
        }

        if (!drive.HasMediumOfLog)
        {
            return CopyFault.InSegment(SenseCode.CommandSequenceError, "the medium that the log is of is not in the drive", 4);
        }

        stream = segment.Stream <= int.MaxValue ? index.Streams.FirstOrDefault(candidate => candidate.Id.Ordinal == (int)segment.Stream) : null;
        if (stream is null)
        {
            return CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "the log has no stream " + segment.Stream, PlannedRestoreSegment.StreamOffset);
        }

        // What was looked at is there no more: up to the stream's end would be less than was meant, and GOOD.
        StreamId id = stream.Id;
        if (segment.RetractionCount > index.Retractions.Count
            || index.Retractions.Skip((int)segment.RetractionCount).Any(later => later.Streams.Any(left => left.Stream == id && left.BlockCount < segment.EndBlock)))
        {
            return CopyFault.InSegment(
                SenseCode.InvalidFieldInParameterList,
                "the tape lost blocks of the stream since they were looked up",
                PlannedRestoreSegment.RetractionCountOffset);
        }

        if (segment.EndBlock != long.MaxValue && segment.EndBlock > stream.BlockCount)
        {
            return CopyFault.InSegment(
                SenseCode.InvalidFieldInParameterList, "the stream has " + stream.BlockCount + " blocks", PlannedRestoreSegment.EndBlockOffset);
        }

        return CopyLogDesk.IsAllowed(_options, Record.Initiator, CopyLogAccessType.Restore, drive, stream.Description) ? null : Denied();
    }

    private TransferRun? PlannedRestore(PlannedRestoreSegment segment, CopyTarget tape, out CopyFault? fault)
    {
        if (Disk(segment.DestinationIndex, segment.DestinationLba, ForwardedSenseSource.CopyDestination, out fault) is not { } disk)
        {
            return null;
        }

        if (tape.Drive!.Snapshot() is not { } log || !WriteLogIndex.TryBuild(log, out WriteLogIndex? index, out _))
        {
            fault = CopyFault.InSegment(SenseCode.CommandSequenceError, "there is no write log to find the blocks by", 4);
            return null;
        }

        if (CheckPlan(segment, tape.Drive, index!, out WriteLogStream? stream) is { } wrong)
        {
            fault = wrong;
            return null;
        }

        long end = Math.Min(segment.EndBlock, stream!.BlockCount);
        int trailerLength = index!.Header.HasBlockTrailers ? BlockTrailer.EncodedLength : 0;
        BlockRange blocks = segment.FirstBlock < end ? BlockRange.FromBounds(segment.FirstBlock, end) : default;
        long bytes = index.Runs(stream.Id, blocks).Sum(run => run.BlockCount * (run.BlockLengthBytes - trailerLength));
        RestorePlan plan = RestorePlanner.Plan(index, new RestoreSelection().Add(stream.Id, blocks), tape.Drive.Options.DriveModel);
        return new TransferRun(
            new TransferPlan
            {
                Source = new PlanSource(tape, plan, new StreamChain(stream.Checksums, segment.FirstBlock), _options.ReadLength),
                Sink = new DiskSink(disk, (long)segment.DestinationLba, _options.ReadLength),
                ProcessBytes = bytes,
                Cat = segment.Cat,
                SourcePad = tape.Descriptor.Pad,
                DestinationPad = disk.Descriptor.Pad,
                LowWaterBytes = _options.LowWaterLength,
                IsToDisk = true,
                DiskBlockBytes = disk.Disk!.Storage.BlockLength,
            },
            _data);
    }
}

/// <summary>Something that is done to the log elsewhere, and what is to be looked at afterwards.</summary>
/// <remarks>
/// IMMED lets the answer come before, not the end: as long as the log is being ended the command holds the drive, or another would begin to write
/// to a log that takes nothing more, and lose its own to the clearing afterwards.
/// </remarks>
internal sealed class LogEndRun(Func<Task> begin, Func<CopyFault?> look) : SegmentRun
{
    private Task? _pending;

    public override CopyStep Step()
    {
        _pending ??= begin();
        if (!_pending.IsCompleted)
        {
            return CopyStep.WaitFor(_pending);
        }

        return look() is { } fault ? CopyStep.Failed(fault) : CopyStep.Done;
    }
}
