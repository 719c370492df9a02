using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>Restores by the vendor specific segment, between the copies and after them.</content>
internal sealed partial class CopySimulation
{
    private readonly int[] _targets = new int[2];
    private readonly List<(Task<CopyCommandResult> Task, int Target, byte[] Expected, int Tape)> _restores = [];

    private bool SubmitRestore(CopyInitiator host, int tape, StreamId? only = null)
    {
        LookAtRestores();
        int target = _targets.FirstOrDefault(candidate => _restores.All(restore => restore.Target != candidate), -1);
        if (target < 0 || _lab.Manager.Drives[tape].Session is not { } session)
        {
            return false;
        }

        WriteLogIndex index = WriteLogIndex.Build(session.Log.Snapshot());
        WriteLogStream[] streams = [.. index.Streams.Where(stream => stream.BlockCount > 0 && (only is null || stream.Id == only))];
        if (streams.Length == 0)
        {
            return false;
        }

        WriteLogStream stream = streams[_random.Next(streams.Length)];
        byte[] expected = [.. CopyOf(index, stream.Id, tape).Blocks.Take((int)stream.BlockCount).SelectMany(block => block)];
        Demand(_lab.Disks[target].Write(0, new byte[_lab.Contents[target].Length]).IsSuccess, "the clean disk is not clean");
        var list = new ListBuilder(0, usage: 3);
        ushort from = list.Add(CopyLab.FirstTape + tape, CscdDevice.Tape());
        ushort to = list.Add(target, CscdDevice.Disk(DiskBlock, pad: true));
        list.Then(new PlannedRestoreSegment(from, to, index.Header.LogIdentifier, (uint)index.Retractions.Count, stream.Id, BlockRange.FromBounds(0, stream.BlockCount), 0));
        Task<CopyCommandResult> task = _lab.Start(host, list);
        if (task.IsCompleted && IsToldOfOther(host, task.Result))
        {
            return false;
        }

        _restores.Add((task, target, expected, tape));
        return true;
    }

    /// <summary>Looks at the restores that have ended. Gives how many were good.</summary>
    private int LookAtRestores()
    {
        int good = 0;
        for (int i = _restores.Count - 1; i >= 0; i--)
        {
            (Task<CopyCommandResult> task, int target, byte[] expected, int tape) = _restores[i];
            if (!task.IsCompleted)
            {
                continue;
            }

            _restores.RemoveAt(i);
            if (task.Result.IsGood)
            {
                good++;

                // While it waited another log may have begun, whose streams have the same numbers: the segment was refused then.
                Demand(_lab.DiskBytes(target).AsSpan(0, expected.Length).SequenceEqual(expected), "a restore said to be good put back something else");
            }
        }

        return good;
    }

    // With no fault any more, what the logs say to be there comes back.
    private void RestoreAll()
    {
        _areFaultsOff = true;
        for (int tape = 0; tape < _media.Count; tape++)
        {
            CopyDrive drive = _lab.Manager.Drives[tape];
            if (drive.Session is not { } session || _gone.Contains(session))
            {
                continue;
            }

            StreamId[] streams = [.. WriteLogIndex.Build(session.Log.Snapshot()).Streams.Where(stream => stream.BlockCount > 0).Select(stream => stream.Id)];
            if (streams.Length == 0)
            {
                continue;
            }

            StreamId chosen = streams[_random.Next(streams.Length)];
            int good = 0;
            string answers = string.Empty;
            for (int attempt = 0; good == 0; attempt++)
            {
                Demand(attempt < 6, "stream " + chosen + " of tape " + tape + " does not come back: " + answers);
                if (SubmitRestore(CopyLab.Host(2), tape, chosen))
                {
                    Task<CopyCommandResult> task = _restores[^1].Task;
                    answers += _lab.Finish(task) + "; ";
                    good = LookAtRestores();
                }
            }
        }
    }
}
