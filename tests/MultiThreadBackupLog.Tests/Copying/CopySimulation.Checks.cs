using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Commands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>What must be so when everything has ended: status, details and deferred sense agree with the tape and with each other.</content>
internal sealed partial class CopySimulation
{
    private readonly Dictionary<CopyInitiator, List<SenseData>> _deferred = [];

    private bool IsToldOfOther(CopyInitiator host, CopyCommandResult result)
    {
        if (result.Sense.IsDeferred)
        {
            lock (_deferred)
            {
                if (!_deferred.TryGetValue(host, out List<SenseData>? told))
                {
                    _deferred.Add(host, told = []);
                }

                told.Add(result.Sense);
            }
        }

        return result.Sense.IsDeferred || result.Sense.Key == SenseKey.UnitAttention;
    }

    private void Check()
    {
        for (int tape = 0; tape < _media.Count; tape++)
        {
            CheckTape(tape); // Its last synchronisation may bring losses of its own.
        }

        Demand(Task.WaitAll([.. _others, .. _restores.Select(restore => restore.Task)], Hang), "a command has no answer");
        LookAtRestores();
        foreach (SimulatedCopy copy in _copies)
        {
            CheckEnd(copy);
        }

        foreach (CopyInitiator host in _copies.Select(copy => copy.Host).Distinct())
        {
            DrainDeferred(host);
        }

        foreach (SimulatedCopy copy in _copies.Where(copy => copy.Kind.HasIdentifier && !copy.IsForgotten && !_lostHosts.Contains(copy.Host)))
        {
            CheckResults(copy);
        }

        foreach (CopyInitiator host in _copies.Select(copy => copy.Host).Distinct().Where(host => !_lostHosts.Contains(host)))
        {
            // What was to be told to a nexus that is gone is told to nobody.
            int lost = _copies.Count(copy => copy.Host == host && IsLostLater(copy) && !copy.Kind.IsImmediate);
            int told = _deferred.TryGetValue(host, out List<SenseData>? senses) ? senses.Count : 0;
            Demand(lost == told + (_matched.TryGetValue(host, out int matched) ? matched : 0), host + " lost " + lost + " copies after GOOD and was told of " + told);
        }
    }

    private readonly Dictionary<CopyInitiator, int> _matched = [];

    private static CopyCommandResult AnswerOf(SimulatedCopy copy) => copy.Answer ?? copy.Task!.Result;

    private static bool IsLostLater(SimulatedCopy copy) => AnswerOf(copy).IsGood && !copy.IsWhole && !IsSilent(copy);

    // One with IMMED that was aborted before it began: its initiator was answered GOOD, and nothing ever ran.
    private static bool IsSilent(SimulatedCopy copy) => copy.Kind.IsImmediate && copy.IsWithdrawn;

    private void CheckEnd(SimulatedCopy copy)
    {
        Demand(copy.Task!.Wait(Hang), copy + ": no answer");
        CopyCommandResult answer = AnswerOf(copy);
        if (_hasThreads)
        {
            CheckThreaded(copy, answer);
            return;
        }

        if (copy.Answer is null)
        {
            Demand(copy.AbortCode is { } code && copy.IsWithdrawn && (IsSilent(copy) || answer.Sense.Code == code) && copy.ObjectsOnTape.All(count => count == 0), copy + ": it never ran, and nobody aborted it");
            Count("aborted while it waited");
            return;
        }

        Demand(copy.Kind.IsImmediate ? copy.Task.Result.IsGood : copy.Task.Result.Sense == answer.Sense, copy + ": its initiator was answered something else");
        Demand(copy.ObjectsOnTape.Zip(copy.ObjectsAtAnswer).All(counts => counts.First <= counts.Second), copy + ": more is there than when it was answered");
        bool isSafe = answer.IsGood && (copy.EndsOnMedium || _goodMeansOnMedium);
        Demand(!isSafe || copy.IsWhole || copy.Parts.Exists(part => part.Place is { } place && _gone.Contains(place.Session)), copy + ": GOOD meant on the medium, and some is lost");
        if (IsLostLater(copy))
        {
            Count("lost after GOOD");
            Count("lost after GOOD, the last objects: " + Math.Min(8, copy.ObjectCount - copy.FirstMissingObject(copy.ObjectsOnTape)));
        }
    }

    // Nobody looked when it was answered: what it has now is all that can be compared.
    private void CheckThreaded(SimulatedCopy copy, CopyCommandResult answer)
    {
        if (answer.IsGood)
        {
            return;
        }

        Demand(answer.Sense.Key == SenseKey.CopyAborted && !answer.Sense.IsDeferred, copy + ": it is no aborted copy");
        bool isOfTape = answer.Sense.GetForwardedSense().Any(forwarded => forwarded.Source == ForwardedSenseSource.CopyDestination);
        Demand(isOfTape || _hasDiskFaults || copy.AbortCode is not null, copy + ": nobody did anything to it, and it was answered " + answer);
        bool isLogEnded = !_lab.Manager.Drives[copy.Tape].IsLogOpen || _sessions.Count(noted => noted.Tape == copy.Tape) > 1;
        Demand(!isOfTape || !copy.IsWhole || isLogEnded, copy + ": the tape is said to have failed it, and has all of it");
        Demand(copy.FirstMissingObject(copy.ObjectsOnTape) <= copy.LastObjectOf(answer.Sense.SegmentNumber!.Value), copy + ": more is there than the segment that failed could write");
    }

    private void CheckResults(SimulatedCopy copy)
    {
        bool isWithdrawn = IsSilent(copy);
        CopyCommandResult answer = AnswerOf(copy);
        bool isGood = answer.IsGood && copy.IsWhole;
        int segments = isWithdrawn ? 1 : answer.IsGood ? copy.SegmentCount : answer.Sense.SegmentNumber!.Value + 1;
        (SenseData Details, byte[] Held) results = copy.Kind.Format == ListIdentifierFormat.Lid1
            ? ResultsOfLid1(copy, isGood, segments)
            : ResultsOfLid4(copy, isGood, segments);
        Demand(isGood == (results.Details.EncodedLength == 0), copy + ": details " + results.Details);
        CheckHeld(copy, results.Held, isWhole: answer.IsGood && !isWithdrawn);
        if (IsLostLater(copy))
        {
            CheckLoss(copy, results.Details);
        }
        else if (isWithdrawn)
        {
            Demand(results.Details.Code == copy.AbortCode, copy + ": details " + results.Details);
        }
        else if (!answer.IsGood)
        {
            Demand(results.Details == answer.Sense, copy + ": details " + results.Details + ", and it was answered " + answer.Sense);
        }
    }

    private (SenseData Details, byte[] Held) ResultsOfLid1(SimulatedCopy copy, bool isGood, int segments)
    {
        byte[] held = copy.Kind.HoldsData
            ? HeldCopyData.Parse(_lab.Receive(copy.Host, ReceiveCopyResultsAction.ReceiveData, copy.ListIdentifier).DataIn.Span).HeldData.ToArray()
            : [];
        CopyCommandResult details = _lab.Receive(copy.Host, ReceiveCopyResultsAction.FailedSegmentDetails, copy.ListIdentifier);
        FailedSegmentDetailsData failed = FailedSegmentDetailsData.Parse(details.DataIn.Span);
        CopyStatusData status = CopyStatusData.Parse(_lab.Receive(copy.Host, ReceiveCopyResultsAction.CopyStatus, copy.ListIdentifier).DataIn.Span);
        Demand(status.Status == (isGood ? CopyManagerStatus.Completed : CopyManagerStatus.CompletedWithErrors), copy + ": the status is " + status.Status);
        Demand(status.TransferCountUnit == TransferCountUnit.Bytes && status.TransferCount == copy.BytesOf(copy.ObjectsOnTape), copy + ": the transfer count is " + status.TransferCount);
        Demand(status.SegmentsProcessed == segments, copy + ": " + status.SegmentsProcessed + " segments are said to be processed");
        Demand(!AnswerOf(copy).IsGood || status.IsHeldDataDiscarded == (copy.HeldData.Length > 0 && !copy.Kind.HoldsData), copy + ": held data discarded is " + status.IsHeldDataDiscarded);
        return (failed.HasDetails ? SenseData.Parse(failed.SenseBytes.Span) : default, held);
    }

    private (SenseData Details, byte[] Held) ResultsOfLid4(SimulatedCopy copy, bool isGood, int segments)
    {
        CopyCommandResult data = _lab.Receive(copy.Host, ReceiveCopyResultsAction.ReceiveDataLid4, copy.ListIdentifier);
        CopyResultsData status = CopyResultsData.Parse(_lab.Receive(copy.Host, ReceiveCopyResultsAction.CopyStatusLid4, copy.ListIdentifier).DataIn.Span);
        Demand(status.Status == (isGood ? CopyOperationStatus.Completed : CopyOperationStatus.CompletedWithErrors), copy + ": the status is " + status.Status);
        Demand(status.CompletionStatus == (isGood ? ScsiStatus.Good : ScsiStatus.CheckCondition), copy + ": the completion status is " + status.CompletionStatus);
        Demand(status.TransferCountUnit == TransferCountUnit.Bytes && status.TransferCount == (ulong)copy.BytesOf(copy.ObjectsOnTape), copy + ": the transfer count is " + status.TransferCount);
        Demand(status.SegmentsProcessed == segments, copy + ": " + status.SegmentsProcessed + " segments are said to be processed");
        return (status.SenseBytes.Length > 0 ? SenseData.Parse(status.SenseBytes.Span) : default, [.. CopyResultsData.Parse(data.DataIn.Span).HeldData?.ToArray() ?? []]);
    }

    private void CheckHeld(SimulatedCopy copy, byte[] held, bool isWhole)
    {
        byte[] expected = copy.Kind.HoldsData ? copy.HeldData : [];
        Demand(
            held.Length <= expected.Length && held.AsSpan().SequenceEqual(expected.AsSpan(0, held.Length)) && (!isWhole || held.Length == expected.Length),
            copy + ": " + held.Length + " bytes are held of " + expected.Length);
    }

    // The first loss is the one that is told: by its segment, by what took it, and by the same sense data to its nexus.
    private void CheckLoss(SimulatedCopy copy, SenseData details)
    {
        Demand(details.IsDeferred && details.Key == SenseKey.CopyAborted && details.Code == SenseCode.ThirdPartyDeviceFailure, copy + ": lost later, and details are " + details);
        ForwardedSense device = details.GetForwardedSense().Single();
        string reason = SimulatedCopy.ReasonOf(device);
        Demand(device.Source == ForwardedSenseSource.CopyDestination, copy + ": the loss is of no tape");
        if (!_hasThreads)
        {
            Demand(_causes[copy.Tape].Contains(reason), copy + ": lost by " + reason + ", which did not happen");
            Demand(details.SegmentNumber == copy.FirstMissing(FirstLoss(copy)), copy + ": the loss is said to begin in segment " + details.SegmentNumber);
            Count("lost after GOOD: " + reason);
        }

        if (!copy.Kind.IsImmediate)
        {
            int at = _deferred.TryGetValue(copy.Host, out List<SenseData>? told) ? told.IndexOf(details) : -1;
            Demand(at >= 0, copy + ": its nexus was told something else than its details " + details);
            told!.RemoveAt(at);
            _matched[copy.Host] = (_matched.TryGetValue(copy.Host, out int before) ? before : 0) + 1;
        }
    }

    // How many objects were left when the tape took something of a copy for the first time.
    private int FirstLoss(SimulatedCopy copy)
    {
        foreach (BackupSession session in copy.Parts.Where(part => part.Place is not null).Select(part => part.Place!.Session).Distinct())
        {
            foreach (WriteLogRetraction retraction in _indexes[session].Retractions)
            {
                int left = copy.FirstMissingObject(Demanded(copy.Beginning([.. copy.Parts.Select(part => LeftOf(part, retraction))]), copy + ": what was left is no beginning"));
                if (left < copy.ObjectCount)
                {
                    return left;
                }
            }
        }

        return copy.FirstMissingObject(copy.ObjectsOnTape);
    }

    private static (long Blocks, long Filemarks) LeftOf(SimulatedPart part, WriteLogRetraction retraction)
    {
        SimulatedPlace? place = part.Place;
        (long blocks, long filemarks) = part.AtAnswer;
        foreach (WriteLogRetractedStream left in retraction.Streams.Where(left => left.Stream == place?.Stream))
        {
            blocks = Math.Clamp(left.BlockCount - place!.BlocksBefore, 0, blocks);
            filemarks = Math.Clamp(left.FilemarkCount - place.FilemarksBefore, 0, filemarks);
        }

        return (blocks, filemarks);
    }

    private void DrainDeferred(CopyInitiator host)
    {
        while (IsToldOfOther(host, _lab.Receive(host, ReceiveCopyResultsAction.OperatingParameters, 0)))
        {
        }
    }
}
