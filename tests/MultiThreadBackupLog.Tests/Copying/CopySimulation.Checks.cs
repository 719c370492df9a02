using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>What must be so when everything has ended.</content>
internal sealed partial class CopySimulation
{
    private void Check()
    {
        var told = new Dictionary<CopyInitiator, int>();
        for (int tape = 0; tape < _media.Count; tape++)
        {
            CheckTape(tape); // Its last synchronisation may bring losses of its own.
        }

        Demand(Task.WaitAll([.. _others, .. _restores.Select(restore => restore.Task)], Hang), "a command has no answer");
        LookAtRestores();
        foreach (CopyInitiator host in _copies.Select(copy => copy.Host).Distinct())
        {
            DrainDeferred(host);
        }

        foreach (SimulatedCopy copy in _copies)
        {
            if (_lostHosts.Contains(copy.Host) || copy.IsForgotten)
            {
                if (copy.IsLostLater)
                {
                    told[copy.Host] = told.TryGetValue(copy.Host, out int before) ? before + 1 : 1;
                }

                continue;
            }

            CopyCommandResult answer = _lab.Receive(copy.Host, ReceiveCopyResultsAction.CopyStatus, copy.ListIdentifier);
            CopyStatusData status = CopyStatusData.Parse(answer.DataIn.Span);
            bool isLogEnded = !_lab.Manager.Drives[copy.Tape].IsLogOpen || _sessions.Count(noted => noted.Tape == copy.Tape) > 1;
            copy.Check(status, _hasDiskFaults || _isDisturbed, isLogEnded);
            if (copy.IsLostLater)
            {
                told[copy.Host] = told.TryGetValue(copy.Host, out int count) ? count + 1 : 1;
            }
        }

        foreach (CopyInitiator host in _copies.Select(copy => copy.Host).Distinct())
        {
            if (_lostHosts.Contains(host))
            {
                continue; // What was to be told to a nexus that is gone is told to nobody.
            }

            int expected = told.TryGetValue(host, out int lost) ? lost : 0;
            int actual = _deferred.TryGetValue(host, out int count) ? count : 0;
            Demand(expected == actual, host + " lost " + expected + " copies after GOOD and was told of " + actual);
        }
    }

    private void DrainDeferred(CopyInitiator host)
    {
        while (IsToldOfOther(host, _lab.Receive(host, ReceiveCopyResultsAction.OperatingParameters, 0)))
        {
        }
    }

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

        foreach ((_, BackupSession session) in _sessions.Where(noted => noted.Tape == tape))
        {
            CheckLog(tape, session);
        }
    }

    // A log, object by object, against what the medium holds.
    private void CheckLog(int tape, BackupSession session)
    {
        WriteLogIndex index = WriteLogIndex.Build(session.Log.Snapshot());
        MemoryTape medium = _media[tape];
        var blocks = new Dictionary<StreamId, int>();
        foreach (TapeExtent extent in index.Extents(index.BeginLogicalObjectIdentifier, index.OnMediumLogicalObjectIdentifier))
        {
            for (long i = 0; i < extent.ObjectCount; i++)
            {
                long number = extent.FirstLogicalObjectIdentifier + i;
                byte[]? onTape = _gone.Contains(session) ? null : medium.PeekRecordedObject(number);
                if (extent.Type == TapeExtentType.Filemarks)
                {
                    Demand(onTape is null, "object " + number + " is no filemark");
                }
                else if (extent.Type == TapeExtentType.Run)
                {
                    SimulatedCopy copy = CopyOf(index, extent.Stream!.Value, tape);
                    int block = blocks.TryGetValue(extent.Stream.Value, out int seen) ? seen : 0;
                    blocks[extent.Stream.Value] = block + 1;
                    Demand(
                        block < copy.Blocks.Count && (_gone.Contains(session) || (onTape is not null && onTape.AsSpan().SequenceEqual(copy.Blocks[block]))),
                        "object " + number + " is not block " + block + " of copy " + copy.ListIdentifier);
                }
            }
        }

        CheckOrigins(tape, index);
        foreach (WriteLogStream stream in index.Streams)
        {
            SimulatedCopy copy = CopyOf(index, stream.Id, tape);
            Demand(stream.FilemarkCount <= copy.FilemarkCount, "stream " + stream.Id + " has more filemarks than its copy");
            copy.BlocksOnTape = stream.BlockCount;
            copy.BytesOnTape = stream.ByteCount;
            copy.FilemarksOnTape = stream.FilemarkCount;
        }
    }

    // Where a byte of a stream is said to come from, that byte stands.
    private void CheckOrigins(int tape, WriteLogIndex index)
    {
        foreach (WriteLogOrigin origin in index.Origins.Where(origin => origin.SourceDesignator.Length > 0))
        {
            int disk = Enumerable.Range(0, _diskCount).Single(number => origin.SourceDesignator.Span.SequenceEqual(ListBuilder.Designator(number)));
            byte[] bytes = [.. CopyOf(index, origin.Stream, tape).Blocks.SelectMany(block => block)];
            Demand(origin.FirstStreamByte + origin.ByteCount <= bytes.Length, "an origin names bytes that the stream never gets");
            int place = (int)(origin.LogicalBlockAddress * DiskBlock) + origin.ByteOffset;
            Demand(
                bytes.AsSpan((int)origin.FirstStreamByte, (int)origin.ByteCount).SequenceEqual(_lab.Contents[disk].AsSpan(place, (int)origin.ByteCount)),
                "an origin names other bytes than those that stand there");
        }
    }

    private SimulatedCopy CopyOf(WriteLogIndex index, StreamId stream, int tape)
    {
        StreamDescription description = index.Streams.Single(candidate => candidate.Id == stream).Description;
        return _plans.Single(copy => copy.Tape == tape && copy.ListIdentifier == description.ListIdentifier && copy.Host.PortName == description.HostIdentifier);
    }
}
