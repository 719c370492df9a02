using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>With no fault any more, all that the logs say to be there comes back: by the vendor specific segment, or by lists made from the log.</content>
internal sealed partial class CopySimulation
{
    private const int Attempts = 6;

    private void RestoreAll()
    {
        _areFaultsOff = true;
        for (int tape = 0; tape < _media.Count; tape++)
        {
            if (_lab.Manager.Drives[tape].Session is not { } session || _gone.Contains(session) || !_indexes.ContainsKey(session))
            {
                continue;
            }

            WriteLogStream[] streams = [.. WriteLogIndex.Build(session.Log.Snapshot()).Streams.Where(stream => stream.BlockCount > 0)];
            if (streams.Length == 0)
            {
                continue;
            }

            if (_random.Next(2) == 0)
            {
                RestoreBySegments(tape, session, streams);
            }
            else
            {
                RestoreByLists(tape, session, streams);
            }
        }
    }

    // Each stream from a disk block on; between them nothing is touched.
    private void RestoreBySegments(int tape, BackupSession session, WriteLogStream[] streams)
    {
        byte[] expected = CleanBytes();
        var list = new ListBuilder(0, usage: 3);
        ushort from = list.Add(CopyLab.FirstTape + tape, CscdDevice.Tape());
        ushort to = list.Add(_targets[0], CscdDevice.Disk(DiskBlock, pad: true));
        int block = 1;
        var lists = new List<(ListBuilder List, int Count)> { (list, 0) };
        foreach (WriteLogStream stream in streams)
        {
            if (lists[^1].Count == 14)
            {
                list = new ListBuilder(0, usage: 3);
                list.Add(CopyLab.FirstTape + tape, CscdDevice.Tape());
                list.Add(_targets[0], CscdDevice.Disk(DiskBlock, pad: true));
                lists.Add((list, 0));
            }

            byte[] content = ContentOf(session, stream.Id);
            list.Then(new PlannedRestoreSegment(from, to, _indexes[session].Header.LogIdentifier, (uint)_indexes[session].Retractions.Count, stream.Id, BlockRange.FromBounds(0, stream.BlockCount), (ulong)block));
            lists[^1] = (list, lists[^1].Count + 1);
            content.CopyTo(expected, block * DiskBlock);
            int blocks = (content.Length + DiskBlock - 1) / DiskBlock;
            expected.AsSpan((block * DiskBlock) + content.Length, (blocks * DiskBlock) - content.Length).Clear();
            block += blocks + _random.Next(3);
        }

        Clean(_targets[0]);
        Finish("C5h", () => lists.Select(part => (part.List.Cdb(), part.List.Build())));
        Demand(_lab.DiskBytes(_targets[0]).AsSpan().SequenceEqual(expected), "segment C5h put back something else");
        Count("restored by C5h");
    }

    // Either all bytes of each stream, or those that came from disks, by their origins; on the same disk one behind the other, off its blocks' edges.
    private void RestoreByLists(int tape, BackupSession session, WriteLogStream[] streams)
    {
        byte[] expected = CleanBytes();
        WriteLogIndex index = WriteLogIndex.Build(session.Log.Snapshot());
        CopyListDevice target = CopyListDevice.Disk(new IdentificationCscdDescriptor(CscdDevice.Disk(DiskBlock), 1, 3, ListBuilder.Designator(_targets[1])), TargetBlocks);
        int free = _random.Next(50);
        RestoreDestination Put(StreamId stream, long first, long count)
        {
            int at = free;
            ContentOf(session, stream).AsSpan((int)first, (int)count).CopyTo(expected.AsSpan(at));
            free += (int)count + (_random.Next(2) == 0 ? 0 : _random.Next(40));
            return RestoreDestination.ToDisk(target, at / DiskBlock, at % DiskBlock);
        }

        var map = new RestoreMap();
        if (_random.Next(2) == 0)
        {
            map = RestoreMap.FromOrigins(
                index,
                streams.Select(stream => stream.Id),
                origin => origin.SourceDesignator.Length == 0 ? RestoreDestination.Discard : Put(origin.Stream, origin.FirstStreamByte, origin.ByteCount));
        }
        else
        {
            foreach (WriteLogStream stream in streams)
            {
                map.Add(stream.Id, 0, stream.ByteCount, Put(stream.Id, 0, stream.ByteCount));
            }
        }

        RestoreSelection selection = map.SelectBlocks(index);
        if (selection.IsEmpty)
        {
            return;
        }

        TapeDriveModel model = _random.Next(3) == 0 ? TapeDriveModel.Lto8 : new TapeDriveModel("random", 100 + _random.Next(2000), _random.NextDouble(), 500, _random.NextDouble(), 300, 10, 0);
        RestorePlan plan = RestorePlanner.Plan(index, selection, model);
        DrainDeferred(CopyLab.Host(2)); // It may have sent nothing since a reset.
        OperatingParameters limits = OperatingParameters.Parse(_lab.Receive(CopyLab.Host(2), ReceiveCopyResultsAction.OperatingParameters, 0).DataIn.Span);
        var options = new CopyListBuilderOptions { Header = new CopyParameterListHeader(ListIdentifierFormat.Lid1, 200) };
        var builder = new CopyListBuilder(
            plan, map, CopyListDevice.Tape(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, ListBuilder.Designator(CopyLab.FirstTape + tape))), limits, options);
        Clean(_targets[1]);
        Finish("lists", () => builder.Lists.Select(list => (ListBuilder.Cdb(list.Format, list.ParameterList.Length), list.ParameterList.ToArray())));
        Demand(_lab.DiskBytes(_targets[1]).AsSpan().SequenceEqual(expected), "lists made from the log put back something else");
        Count("restored by lists");
    }

    // What the drive has to tell still makes an attempt or two fail.
    private void Finish(string way, Func<IEnumerable<(byte[] Cdb, byte[] List)>> lists)
    {
        string answers = string.Empty;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            bool isGood = true;
            foreach ((byte[] cdb, byte[] list) in lists())
            {
                CopyCommandResult result = _lab.Finish(_lab.Manager.ExecuteAsync(CopyLab.Host(2), cdb, list));
                answers += result + "; ";
                isGood = result.IsGood;
                if (!isGood)
                {
                    break;
                }
            }

            if (isGood)
            {
                return;
            }
        }

        Demand(false, "what the log says to be there does not come back by " + way + ": " + answers);
    }
}
