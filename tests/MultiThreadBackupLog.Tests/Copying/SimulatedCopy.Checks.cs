using System;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>What an answer must say, given what the tape had at that moment.</content>
internal sealed partial class SimulatedCopy
{
    /// <summary>Gets the answer as the copy manager worked it out, also where IMMED let the initiator's come before; null where it never ran.</summary>
    public CopyCommandResult? Answer { get; private set; }

    /// <summary>Gets how many objects of each part the tape had when the command was answered.</summary>
    public int[] ObjectsAtAnswer { get; private set; } = [];

    /// <summary>Gets or sets how many objects of each part the tape has in the end.</summary>
    public int[] ObjectsOnTape { get; set; } = [];

    public bool IsWhole => FirstMissingObject(ObjectsOnTape) == ObjectCount;

    /// <summary>Gets whether GOOD says that everything is on the medium: the last segment that wrote to the tape was filemarks with IMMED 0.</summary>
    public bool EndsOnMedium => _segments[^1].Bytes is [0x10, ..] last && (last[8] & 1) == 0;

    /// <summary>Gets the first segment of which objects are missing; the last one where none are.</summary>
    public int FirstMissing(int objects)
    {
        int segment = _model.ObjectsAfter.FindIndex(after => after > objects);
        return segment < 0 ? SegmentCount - 1 : segment;
    }

    /// <summary>Holds the answer against what the tape has of the command at this moment.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="counts">How many of its objects the log has, part by part.</param>
    /// <param name="isLogOver">Whether the log takes nothing more.</param>
    /// <param name="isCut">Whether the log took back something of its streams.</param>
    /// <param name="isCause">Says whether that happened to the tape.</param>
    /// <returns>What it failed with, for the count of what was met; null where it did not.</returns>
    public string? CheckAnswer(CopyCommandResult answer, int[] counts, bool isLogOver, bool isCut, Func<string, bool> isCause)
    {
        Answer = answer;
        ObjectsAtAnswer = counts;
        int onTape = FirstMissingObject(counts);
        if (answer.IsGood)
        {
            Demand(onTape == ObjectCount, "GOOD, and the tape has " + onTape + " of " + ObjectCount);
            Demand(DiskFault is null, "GOOD, and its disk failed");
            return null;
        }

        SenseData sense = answer.Sense;
        Demand(sense.Key == SenseKey.CopyAborted && !sense.IsDeferred, "it is no aborted copy");
        int segment = sense.SegmentNumber!.Value;
        ForwardedSense? forwarded = sense.GetForwardedSense().Cast<ForwardedSense?>().FirstOrDefault();
        string reason = CheckReason(sense, forwarded, onTape, isLogOver, isCut, isCause);

        // What was handed over already when an earlier part lost something may stand behind it.
        int cutPart = onTape < ObjectCount ? _partOf[onTape] : counts.Length - 1;
        Demand(isCut || counts.Skip(cutPart + 1).All(count => count == 0), "a part was written although one before is not whole");
        bool isOfTape = forwarded?.Source == ForwardedSenseSource.CopyDestination;
        Demand(
            onTape >= Before(segment) && onTape <= After(segment),
            "segment " + segment + " goes from object " + Before(segment) + " to " + After(segment) + ", and " + onTape + " are there");
        Demand(!isOfTape || onTape < After(segment) || isLogOver, "the tape is said to have failed segment " + segment + ", and has all of it");
        bool hasResidual = _segments[segment].Transfer > 0 && onTape > Before(segment);
        long? residual = hasResidual ? (After(segment) - onTape) * _segments[segment].Transfer : null;
        Demand(sense.Information == residual, "the residual is " + sense.Information + ", and " + residual + " bytes are missing");
        return reason;
    }

    private string CheckReason(SenseData sense, ForwardedSense? forwarded, int onTape, bool isLogOver, bool isCut, Func<string, bool> isCause)
    {
        if (forwarded is not { } device)
        {
            Demand(AbortCode is { } code && code == sense.Code, "nobody aborted it with that");
            return "aborted";
        }

        string reason = ReasonOf(device);
        Demand(sense.Code == SenseCode.ThirdPartyDeviceFailure, "a device failed, and the code is another");
        if (device.Source == ForwardedSenseSource.CopySource)
        {
            Demand(DiskFault is { } fault && reason == Name(fault.Condition), "its disk did not fail with " + reason);
            SimulatedSegment read = _segments[sense.SegmentNumber!.Value];
            long before = Math.Max(0, (DiskFault!.Value.Block * DiskBlock) - read.FirstDiskByte);
            Demand(before < read.DiskBytes, "its segment does not read the block that failed");

            // As much as could be read stands on the tape, unless that lost it.
            int segment = sense.SegmentNumber.Value;
            int residue = segment == 0 ? 0 : _model.ResidueAfter[segment - 1];
            int possible = Before(segment) + (int)((residue + before) / read.Transfer);
            Demand(onTape == possible || (onTape < possible && (isCut || isLogOver)), onTape + " objects are there, and " + possible + " could be read");
            return "disk " + reason;
        }

        Demand(onTape < ObjectCount || isLogOver, "the tape is said to have failed it, and has all of it");
        Demand(isCut || isLogOver, "an error of the tape reached it, and touched nothing of it: " + reason);
        Demand(isCause(reason), "nothing of the kind happened to the tape: " + reason);
        return "tape " + reason;
    }

    /// <summary>Names what a device answered.</summary>
    public static string ReasonOf(ForwardedSense device)
    {
        if (device.Status == ScsiStatus.ReservationConflict)
        {
            return "reservation conflict";
        }

        SenseData sense = SenseData.Parse(device.SenseBytes.Span);
        return (sense.Key, sense.Code.AdditionalSenseCode, sense.Code.AdditionalSenseCodeQualifier) switch
        {
            (SenseKey.MediumError, 0x0C, 0x00) or (SenseKey.MediumError, 0x11, 0x00) => "medium error",
            (SenseKey.MediumError, 0x3B, 0x00) => "position error",
            (SenseKey.NotReady, 0x3A, 0x00) or (SenseKey.NotReady, 0x04, 0x00) => "not ready",
            (SenseKey.UnitAttention, 0x28, 0x00) => "medium changed",
            (SenseKey.UnitAttention, 0x29, 0x00) => "reset",
            (SenseKey.AbortedCommand, 0x4B, 0x00) => "answer lost",
            (SenseKey.DataProtect, 0x27, 0x00) => "write protected",
            (SenseKey.BlankCheck, 0x00, 0x05) => "end of data",
            (SenseKey.VolumeOverflow, 0x00, 0x02) when sense.IsEndOfMedium => "end of medium",
            _ => sense.ToString(),
        };
    }

    private static string Name(StorageCondition condition) => condition switch
    {
        StorageCondition.MediumError => "medium error",
        StorageCondition.NotReady => "not ready",
        _ => "reservation conflict",
    };

    private void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(this + ": " + what);
        }
    }

    public override string ToString() => Host + " copy " + ListIdentifier + " of tape " + Tape + " (" + string.Join("+", ObjectsAtAnswer) + ", then " + string.Join("+", ObjectsOnTape) + " of " + ObjectCount + " objects): " + Answer;
}
