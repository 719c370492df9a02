using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>The tapes in the end: each object of a log against the medium, and by its content whose it is.</content>
internal sealed partial class CopySimulation
{
    private readonly Dictionary<BackupSession, WriteLogIndex> _indexes = [];
    private readonly Dictionary<(BackupSession Session, StreamId Stream), List<byte[]>> _contents = [];
    private Dictionary<string, (SimulatedCopy Copy, int Part)> _tags = [];

    private void CheckTape(int tape)
    {
        NoteSessions();
        if (_lab.Manager.Drives[tape] is { IsLogOpen: true, Session: { } open })
        {
            Task flushed = open.CheckpointAsync();
            Task shown = open.Multiplexer.RunOnDrainThreadAsync(() =>
            {
                open.Log.Publish();
                return DrainVerdict.Continue;
            });
            while (!_hasThreads && !(flushed.IsCompleted && shown.IsCompleted))
            {
                open.Loop.Step();
            }

            Task.WhenAny(Task.WhenAll(flushed, shown)).Wait(Hang);
        }

        if (_tags.Count == 0)
        {
            _tags = _plans.SelectMany(copy => Enumerable.Range(0, copy.Parts.Count).Select(part => (copy, part)))
                .ToDictionary(part => Text(part.copy.Object(part.copy.FirstObjectOf(part.part))!), part => (part.copy, part.part));
        }

        foreach ((_, BackupSession session) in _sessions.Where(noted => noted.Tape == tape))
        {
            _indexes[session] = WriteLogIndex.Build(session.Log.Snapshot());
            NoteCauses(tape, _indexes[session]);
            CheckLog(tape, session, _indexes[session]);
        }

        CountEnds(tape);
        foreach (SimulatedCopy copy in _copies.Where(copy => copy.Tape == tape))
        {
            CountObjects(copy);
        }
    }

    private void CountEnds(int tape)
    {
        if (_lab.Manager.Drives[tape].Target is { Outcome: BackupOutcome.EndOfMedium })
        {
            Count(_causes[tape].Contains("end of medium") ? "medium ended sooner than the drive said" : _hasWarning[tape] ? "medium ended at its warning" : "medium ended without a warning");
        }

        if (tape > 0 && _sessions.Exists(noted => noted.Tape == tape) && _sessions.Exists(noted => noted.Tape == 0))
        {
            Count("several tapes");
        }
    }

    private void CountObjects(SimulatedCopy copy)
    {
        var found = copy.Parts.Select(part => part.Found).ToArray();
        if (_hasThreads || copy.Answer is null)
        {
            copy.ObjectsOnTape = Demanded(copy.Beginning(found), copy + ": what is on the tape is no beginning of the list");
            return;
        }

        // What the log says to be left is what its content says, where the medium is still there to be looked at.
        var left = copy.Parts.Select(part =>
        {
            (long blocks, long filemarks) = Left(part, _indexes);
            return (Blocks: Math.Min(blocks, part.AtAnswer.Blocks), Filemarks: Math.Min(filemarks, part.AtAnswer.Filemarks)); // Others wrote behind it.
        }).ToArray();
        for (int part = 0; part < left.Length; part++)
        {
            bool isGone = copy.Parts[part].Place is { } place && _gone.Contains(place.Session);
            Demand(isGone || left[part] == found[part], copy + ": of part " + part + " there is " + found[part] + ", and the log has " + left[part]);
        }

        copy.ObjectsOnTape = Demanded(copy.Beginning(left), copy + ": what is on the tape is no beginning of the list");
    }

    // A log, object by object, against what the medium holds.
    private void CheckLog(int tape, BackupSession session, WriteLogIndex index)
    {
        foreach (WriteLogRetraction retraction in index.Retractions)
        {
            Count("objects lost at once: " + Math.Min(8, retraction.EndLogicalObjectIdentifier - retraction.LogicalObjectIdentifier));
        }

        if (_gone.Contains(session))
        {
            return;
        }

        var walks = new Dictionary<StreamId, (SimulatedCopy Copy, int Part, int Next)>();
        foreach (TapeExtent extent in index.Extents(index.BeginLogicalObjectIdentifier, index.OnMediumLogicalObjectIdentifier))
        {
            for (long i = 0; i < extent.ObjectCount; i++)
            {
                long number = extent.FirstLogicalObjectIdentifier + i;
                byte[]? onTape = _media[tape].PeekRecordedObject(number);
                Demand(extent.Type is TapeExtentType.Run != onTape is null || extent.Type is not (TapeExtentType.Run or TapeExtentType.Filemarks), "object " + number + " is of another kind");
                if (extent.Type is TapeExtentType.Run or TapeExtentType.Filemarks && extent.Stream is { } stream)
                {
                    Walk(tape, session, index, walks, stream, number, onTape);
                }
            }
        }

        CheckOrigins(index, session);
    }

    private void Walk(
        int tape, BackupSession session, WriteLogIndex index, Dictionary<StreamId, (SimulatedCopy Copy, int Part, int Next)> walks, StreamId stream, long number, byte[]? onTape)
    {
        bool isKnown = walks.TryGetValue(stream, out (SimulatedCopy Copy, int Part, int Next) walk);
        if (!isKnown || walk.Next == walk.Copy.ObjectCount || walk.Copy.PartOf(walk.Next) != walk.Part || !IsSame(walk.Copy.Object(walk.Next), onTape))
        {
            StreamDescription description = index.Streams[stream.Ordinal].Description;
            Demand(onTape is not null && _tags.TryGetValue(Text(onTape), out _), "object " + number + " of tape " + tape + " is nobody's");
            (SimulatedCopy copy, int part) = _tags[Text(onTape!)];
            Demand(copy.Tape == tape && copy.Parts[part] is { Found: (0, 0) } && copy.Parts[part].Application == description.ApplicationIdentifier, copy + ": part " + part + " is where it does not belong");
            Demand(
                isKnown ? copy.Parts[part].Attaches && (_hasThreads || copy.BeginOrder > walk.Copy.BeginOrder) : description.HostIdentifier == copy.Host.PortName && description.ListIdentifier == copy.ListIdentifier,
                copy + ": part " + part + " is in a stream of others");
            walk = (copy, part, copy.FirstObjectOf(part));
        }

        (long blocks, long filemarks) = walk.Copy.Parts[walk.Part].Found;
        walk.Copy.Parts[walk.Part].Found = onTape is null ? (blocks, filemarks + 1) : (blocks + 1, filemarks);
        walks[stream] = (walk.Copy, walk.Part, walk.Next + 1);
        if (onTape is not null)
        {
            if (!_contents.TryGetValue((session, stream), out List<byte[]>? content))
            {
                _contents.Add((session, stream), content = []);
            }

            content.Add(walk.Copy.Object(walk.Next)!);
        }
    }

    // Where a byte of a stream is said to come from, that byte stands.
    private void CheckOrigins(WriteLogIndex index, BackupSession session)
    {
        byte[][] designators = [.. Enumerable.Range(0, _diskCount).Select(ListBuilder.Designator)];
        var contents = index.Streams.ToDictionary(stream => stream.Id, stream => ContentOf(session, stream.Id));
        foreach (WriteLogOrigin origin in index.Origins.Where(origin => origin.SourceDesignator.Length > 0))
        {
            int disk = Array.FindIndex(designators, designator => origin.SourceDesignator.Span.SequenceEqual(designator));
            byte[] bytes = contents[origin.Stream];
            Demand(origin.FirstStreamByte + origin.ByteCount <= bytes.Length, "an origin names bytes that the stream never gets");
            int place = (int)(origin.LogicalBlockAddress * DiskBlock) + origin.ByteOffset;
            Demand(
                bytes.AsSpan((int)origin.FirstStreamByte, (int)origin.ByteCount).SequenceEqual(_lab.Contents[disk].AsSpan(place, (int)origin.ByteCount)),
                "an origin names other bytes than those that stand there");
        }
    }

    private byte[] ContentOf(BackupSession session, StreamId stream) => _contents.TryGetValue((session, stream), out List<byte[]>? blocks) ? [.. blocks.SelectMany(block => block)] : [];

    private static bool IsSame(byte[]? left, byte[]? right) => left is null || right is null ? left is null && right is null : left.AsSpan().SequenceEqual(right);

    private static string Text(byte[] block) => Convert.ToHexString(block);
}
