using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>Restores by the vendor specific segment, between the copies.</content>
internal sealed partial class CopySimulation
{
    private const int TargetBlocks = 4096;

    private readonly int[] _targets = new int[2];
    private readonly List<SubmittedRestore> _restores = [];
    private int _restoreCount;

    private void SubmitRestore(CopyInitiator host, int tape)
    {
        LookAtRestores();
        int target = _targets.FirstOrDefault(candidate => _restores.All(restore => restore.Target != candidate), -1);
        if (target < 0 || _lab.Manager.Drives[tape].Session is not { } session)
        {
            return;
        }

        // On real threads nobody can look at the medium meanwhile: only what one command alone wrote is known then.
        WriteLogIndex index = WriteLogIndex.Build(session.Log.Snapshot());
        WriteLogStream[] streams = [.. index.Streams.Where(stream => stream.BlockCount > 0 && (!_hasThreads || stream.Description.ApplicationIdentifier.Length == 0))];
        if (streams.Length == 0)
        {
            return;
        }

        WriteLogStream stream = streams[_random.Next(streams.Length)];
        byte[]? expected = !_hasThreads ? null : OwnBytes(
            _plans.Single(copy => copy.Tape == tape && copy.ListIdentifier == stream.Description.ListIdentifier && copy.Host.PortName == stream.Description.HostIdentifier), stream.BlockCount);
        Clean(target);
        var list = new ListBuilder(0, usage: 3);
        ushort from = list.Add(CopyLab.FirstTape + tape, CscdDevice.Tape());
        ushort to = list.Add(target, CscdDevice.Disk(DiskBlock, pad: true));
        int firstBlock = _restoreCount++ % 100; // By it the command is known among others.
        var segment = new byte[PlannedRestoreSegment.EncodedLength];
        new PlannedRestoreSegment(from, to, index.Header.LogIdentifier, (uint)index.Retractions.Count, stream.Id, BlockRange.FromBounds(0, stream.BlockCount), (ulong)firstBlock).Write(segment);
        Task<CopyCommandResult> task = _lab.Start(host, list.Then(segment));
        if (!task.IsCompleted || !IsToldOfOther(host, task.Result))
        {
            _restores.Add(new SubmittedRestore(task, segment, host, target, firstBlock, tape, session, ObjectsOf(index, stream), expected) { HasEnded = task.IsCompleted });
        }
    }

    private void LookAtRestores()
    {
        for (int i = _restores.Count - 1; i >= 0; i--)
        {
            SubmittedRestore restore = _restores[i];
            if (_hasThreads ? !restore.Task.IsCompleted : !restore.HasEnded)
            {
                continue; // A task's end is told by other threads, and must not decide what a simulation does next.
            }

            // While it waited another log may have begun, whose streams have the same numbers.
            _restores.RemoveAt(i);
            if (restore.Task.Result.IsGood && ReferenceEquals(_lab.Manager.Drives[restore.Tape].Session, restore.Session) && !_gone.Contains(restore.Session))
            {
                byte[] expected = restore.Expected ?? OnMedium(restore);
                byte[] actual = _lab.DiskBytes(restore.Target);
                int first = restore.FirstBlock * DiskBlock;
                int end = first + ((expected.Length + DiskBlock - 1) / DiskBlock * DiskBlock);
                Demand(actual.AsSpan(first, expected.Length).SequenceEqual(expected), "a restore said to be good put back something else");
                Demand(actual.AsSpan(0, first).IndexOfAnyExcept(Untouched) < 0 && actual.AsSpan(end).IndexOfAnyExcept(Untouched) < 0, "a restore wrote beside what it restored");
                Count("restored meanwhile");
            }
        }
    }

    private void Clean(int target) => Demand(_lab.Disks[target].Write(0, CleanBytes()).IsSuccess, "the clean disk is not clean");

    private static byte[] CleanBytes()
    {
        var clean = new byte[TargetBlocks * DiskBlock];
        clean.AsSpan().Fill(Untouched);
        return clean;
    }

    private const byte Untouched = 0xEE;

    // By the places where the blocks stood when it was asked for: what an error took back from the log meanwhile may still stand there, and be read.
    private byte[] OnMedium(SubmittedRestore restore) => [.. restore.Objects.SelectMany(number => _media[restore.Tape].PeekRecordedObject(number)!)];

    private static long[] ObjectsOf(WriteLogIndex index, WriteLogStream stream) => [.. index.Runs(stream.Id, BlockRange.All)
        .SelectMany(run => Enumerable.Range(0, (int)run.BlockCount).Select(block => run.FirstLogicalObjectIdentifier + block))];

    private static byte[] OwnBytes(SimulatedCopy copy, long blocks) => [.. Enumerable.Range(0, copy.ObjectCount)
        .Where(number => copy.PartOf(number) == 0)
        .Select(copy.Object)
        .OfType<byte[]>()
        .Take((int)blocks)
        .SelectMany(block => block)];

    private sealed record SubmittedRestore(
        Task<CopyCommandResult> Task, byte[] Segment, CopyInitiator Host, int Target, int FirstBlock, int Tape, BackupSession Session, long[] Objects, byte[]? Expected)
    {
        public bool HasBegun { get; set; }

        public bool HasEnded { get; set; }
    }
}
