using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>The moment in which a command is answered: what the log has of it then, and whether the answer says just that.</content>
internal sealed partial class CopySimulation
{
    private readonly Dictionary<CopyOperation, SimulatedCopy?> _operations = [];
    private readonly Dictionary<SimulatedCopy, (BackupSession? Session, int Retractions)> _begins = [];
    private readonly HashSet<(BackupSession Session, StreamId Stream)> _taken = [];
    private readonly Dictionary<(int Tape, string Application), (BackupSession Session, StreamId Stream, long Blocks, long Filemarks)> _shared = [];
    private readonly List<HashSet<string>> _causes = [];

    // After a reset a host may use an identifier again while the command that had it still ends: both streams are called the same.
    private readonly List<(SimulatedCopy Older, SimulatedCopy Newer, BackupSession Session, int Streams)> _namesakes = [];
    private CopyOperation? _lastBegun;

    private SimulatedCopy? CopyOf(CopyOperation operation) => _operations.TryGetValue(operation, out SimulatedCopy? copy) ? copy : null;

    // Commands begin behind those that run: where the last one is known, all are.
    private void NoteBegun(IReadOnlyList<CopyOperation> running)
    {
        if (running.Count == 0 || ReferenceEquals(running[^1], _lastBegun))
        {
            return;
        }

        _lastBegun = running[^1];
        foreach (CopyOperation operation in running.Where(operation => !_operations.ContainsKey(operation)))
        {
            if (RestoreOf(operation) is { } restore)
            {
                restore.HasBegun = true;
            }

            SimulatedCopy? copy = _copies.FirstOrDefault(candidate => IsOf(operation, candidate));
            _operations.Add(operation, copy);
            if (copy is not null)
            {
                copy.BeginOrder = _begins.Count;
                BackupSession? session = _lab.Manager.Drives[copy.Tape].Session;

                // A stream that others wrote before it may have lost something already: that is none of its business.
                bool isShared = session is not null && copy.Parts.Exists(part => part.Attaches && _shared.ContainsKey((copy.Tape, part.Application)));
                if (isShared && !session!.Log.IsClosed)
                {
                    session.Log.Publish();
                }

                NoteNamesakes(copy, session);
                _begins.Add(copy, (session, isShared ? WriteLogIndex.Build(session!.Log.Snapshot()).Retractions.Count : 0));
                if (_copies.Any(other => other.Age < copy.Age && other.Priority > copy.Priority && !other.HasEnded && !_begins.ContainsKey(other)))
                {
                    Count("overtook by priority");
                }
            }
        }
    }

    private static bool IsOf(CopyOperation operation, SimulatedCopy copy)
    {
        for (int segment = 0; segment < Math.Min(2, operation.List.SegmentCount); segment++)
        {
            if (operation.List.Segment(segment).SequenceEqual(copy.TagSegment))
            {
                return true;
            }
        }

        return false;
    }

    private SubmittedRestore? RestoreOf(CopyOperation operation) => _restores.FirstOrDefault(restore => operation.List.Segment(0).SequenceEqual(restore.Segment));

    /// <summary>Notes that a command is aborted, and whether that ends it at once, because it has not begun.</summary>
    private void NoteAbort(SimulatedCopy copy, SenseCode code)
    {
        copy.AbortCode ??= code;
        copy.IsWithdrawn |= !_begins.ContainsKey(copy);
    }

    private void NoteAnswer(CopyOperation operation)
    {
        if (RestoreOf(operation) is { } restore)
        {
            restore.HasEnded = true;
        }

        if (CopyOf(operation) is not { } copy)
        {
            return;
        }

        CopyCommandResult answer = operation.Result.Result;
        CopyDrive drive = _lab.Manager.Drives[copy.Tape];
        var indexes = new Dictionary<BackupSession, WriteLogIndex>();
        foreach (BackupSession session in SessionsOf(copy))
        {
            if (ReferenceEquals(session, drive.Session) && !session.Log.IsClosed)
            {
                session.Log.Publish(); // The index then has all that was accepted.
            }

            indexes.Add(session, WriteLogIndex.Build(session.Log.Snapshot()));
            NoteCauses(copy.Tape, indexes[session]);
        }

        foreach (SimulatedPart part in copy.Parts)
        {
            FindPlace(copy, part, indexes);
            part.AtAnswer = Left(part, indexes);
        }

        int[] onTape = Demanded(copy.Beginning([.. copy.Parts.Select(part => part.AtAnswer)]), copy + ": what is on the tape is no beginning of the list: " + string.Join(", ", copy.Parts.Select(part => part.AtAnswer + " of " + part)));
        bool isLogOver = indexes.Count == 0 || !drive.IsLogOpen || drive.Target!.Failure is not null || indexes.Keys.Any(session => session.Log.IsClosed);

        // The log that it found was over, and the next one did not begin for it; it may have for another since.
        isLogOver |= onTape.All(count => count == 0) && (_begins[copy].Session is null || _begins[copy].Session!.Log.IsClosed);
        bool isCut = copy.Parts.Any(part => part.Place is { } place && indexes[place.Session].Retractions
            .Skip(ReferenceEquals(place.Session, _begins[copy].Session) ? _begins[copy].Retractions : 0)
            .Any(retraction => retraction.Streams.Any(left => left.Stream == place.Stream)));
        string? reason = copy.CheckAnswer(answer, onTape, isLogOver, isCut, IsCause);
        Count(reason is null ? "good" : "failed: " + reason);
        if (answer.IsGood && (copy.EndsOnMedium || _goodMeansOnMedium))
        {
            CheckOnMedium(copy, indexes);
        }

        // What only kept a log from beginning stands in none.
        bool IsCause(string what) => _causes[copy.Tape].Contains(what) || (isLogOver && IsPossible(copy.Tape, what));
    }

    private void NoteNamesakes(SimulatedCopy copy, BackupSession? session)
    {
        SimulatedCopy[] older = [.. _begins.Keys.Where(other => !other.HasEnded && other.Tape == copy.Tape && other.Host.PortName == copy.Host.PortName && other.ListIdentifier == copy.ListIdentifier)];
        if (session is null || older.Length == 0)
        {
            return;
        }

        if (!session.Log.IsClosed)
        {
            session.Log.Publish();
        }

        int streams = WriteLogIndex.Build(session.Log.Snapshot()).Streams.Count;
        _namesakes.AddRange(older.Select(other => (other, copy, session, streams)));
    }

    // The older one was aborted before the newer one came, and opens no stream any more.
    private bool IsOfNamesake(SimulatedCopy copy, BackupSession session, StreamId stream) => _namesakes.Any(pair => ReferenceEquals(pair.Session, session)
        && (ReferenceEquals(pair.Older, copy) ? stream.Ordinal >= pair.Streams : ReferenceEquals(pair.Newer, copy) && stream.Ordinal < pair.Streams));

    private IEnumerable<BackupSession> SessionsOf(SimulatedCopy copy)
    {
        BackupSession? first = _begins[copy].Session;
        return _sessions.Where(noted => noted.Tape == copy.Tape).Select(noted => noted.Session).SkipWhile(session => first is not null && !ReferenceEquals(session, first));
    }

    // Its stream is one that nobody had before, or under an application identifier the one that others wrote last.
    private void FindPlace(SimulatedCopy copy, SimulatedPart part, Dictionary<BackupSession, WriteLogIndex> indexes)
    {
        foreach ((BackupSession session, WriteLogIndex index) in indexes)
        {
            WriteLogStream? own = index.Streams.LastOrDefault(stream => stream.Description.ApplicationIdentifier == part.Application && !_taken.Contains((session, stream.Id))
                && (part.Attaches || (stream.Description.HostIdentifier == copy.Host.PortName && stream.Description.ListIdentifier == copy.ListIdentifier && !IsOfNamesake(copy, session, stream.Id))));
            if (own is not null)
            {
                part.Place = new SimulatedPlace(session, own.Id, 0, 0);
            }
            else if (part.Attaches && part.Place is null && _shared.TryGetValue((copy.Tape, part.Application), out var shared) && ReferenceEquals(shared.Session, session))
            {
                part.Place = new SimulatedPlace(session, shared.Stream, shared.Blocks, shared.Filemarks);
            }
        }

        if (part.Place is { } taken)
        {
            _taken.Add((taken.Session, taken.Stream));
        }

        if (part.Application.Length > 0 && part.Place is { } place)
        {
            indexes[place.Session].TryGetStream(place.Stream, out WriteLogStream? stream);
            if (stream!.BlockCount + stream.FilemarkCount > place.BlocksBefore + place.FilemarksBefore)
            {
                Count(place.BlocksBefore > 0 ? "stream continued" : "stream named");
            }

            _shared[(copy.Tape, part.Application)] = (place.Session, place.Stream, stream.BlockCount, stream.FilemarkCount);
        }
    }

    /// <summary>Gives what of a part a log has.</summary>
    private static (long Blocks, long Filemarks) Left(SimulatedPart part, Dictionary<BackupSession, WriteLogIndex> indexes)
    {
        if (part.Place is not { } place || !indexes[place.Session].TryGetStream(place.Stream, out WriteLogStream? stream))
        {
            return default;
        }

        return (Math.Max(0, stream!.BlockCount - place.BlocksBefore), Math.Max(0, stream.FilemarkCount - place.FilemarksBefore));
    }

    // What GOOD says to be safe stands on the medium at this moment, and in no buffer.
    private void CheckOnMedium(SimulatedCopy copy, Dictionary<BackupSession, WriteLogIndex> indexes)
    {
        foreach (SimulatedPart part in copy.Parts)
        {
            SimulatedPlace place = part.Place!;
            WriteLogIndex index = indexes[place.Session];
            long last = index.Extents(index.BeginLogicalObjectIdentifier, index.EndLogicalObjectIdentifier)
                .Where(extent => extent.Stream == place.Stream).Select(extent => extent.EndLogicalObjectIdentifier).LastOrDefault();
            Demand(_gone.Contains(place.Session) || last <= _media[copy.Tape].CountRecordedObjects(), copy + ": GOOD, and object " + (last - 1) + " is not on the medium");
        }

        Count("GOOD on the medium");
    }

    // What may be the reason of a failure: what was done to the tape until now, and its log knows of.
    private void NoteCauses(int tape, WriteLogIndex index)
    {
        foreach (WriteLogError error in index.Errors)
        {
            string reason = (TapeCondition)error.ConditionCode switch
            {
                TapeCondition.MediumError => "medium error",
                TapeCondition.PositionError => "position error",
                TapeCondition.NotReady => "not ready",
                TapeCondition.MediumChanged => "medium changed",
                TapeCondition.DeviceReset => "reset",
                TapeCondition.OutcomeUnknown => "answer lost",
                TapeCondition.ReservationConflict => "reservation conflict",
                TapeCondition.WriteProtected => "write protected",
                TapeCondition.EndOfMedium => "end of medium",
                _ => error.ToString()!,
            };
            Demand(IsPossible(tape, reason), "tape " + tape + " is said to have failed with " + reason + ", and nothing of the kind was done to it");
            _causes[tape].Add(reason);
        }
    }

    private static int[] Demanded(int[]? counts, string what)
    {
        Demand(counts is not null, what);
        return counts!;
    }
}
