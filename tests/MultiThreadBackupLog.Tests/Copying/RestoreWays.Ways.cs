using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>The three ways: lists of the builder, the plan walked, the copy manager's own segment.</content>
internal sealed partial class RestoreWays
{
    private const uint RestoreIdentifier = 77;

    // Limits that the other copy manager holds its lists to: it refuses what the builder should not have written.
    private CopyManagerOptions DrawManager()
    {
        byte[] droppable = [0x01, 0x06, 0x09, 0x0F, 0x11, 0x12];
        byte[] dropped = _random.Next(2) == 0 ? [] : [droppable[_random.Next(6)], droppable[_random.Next(6)]];
        var limits = new OperatingParameters
        {
            MaximumSegmentDescriptorCount = (ushort)(_random.Next(3) == 0 ? _random.Next(3, 6) : _random.Next(3, 60)),
            MaximumCscdDescriptorCount = (ushort)_random.Next(2, 5),
            MaximumDescriptorListLengthBytes = (uint)(_random.Next(3) == 0 ? _random.Next(120, 400) : 20_000),
            MaximumSegmentLengthBytes = (uint)(_random.Next(3) == 0 ? 0 : _random.Next(512, 5_000)),
            HeldDataLimitBytes = (uint)_random.Next(1, 2_000),
        };
        limits.ImplementedTypeCodes = [.. limits.ImplementedTypeCodes.Except(dropped)];
        return new CopyManagerOptions { OperatingParameters = limits, ReadLength = 100 + _random.Next(2_000), LowWaterLength = 50 };
    }

    private void RestoreByLists(CopyLab other, RestorePlan plan, RestoreMap map)
    {
        bool isRelative = _random.Next(2) == 0;
        var options = new CopyListBuilderOptions
        {
            Header = _random.Next(3) == 0
                ? new CopyParameterListHeader(ListIdentifierFormat.Lid4, RestoreIdentifier)
                : new CopyParameterListHeader(ListIdentifierFormat.Lid1, RestoreIdentifier),
            Start = isRelative ? CopyListStart.Relative : CopyListStart.Locate,
        };
        if (isRelative)
        {
            options.StartPosition = new TapePosition(0, _random.NextInt64(plan.Index.BeginLogicalObjectIdentifier, plan.Index.EndLogicalObjectIdentifier + 1));
            Assert.True(_device.Locate(options.StartPosition.Value).IsSuccess);
        }

        CopyCommandResult declared = other.Receive(CopyLab.Host(), ReceiveCopyResultsAction.OperatingParameters, 0);
        var tape = CopyListDevice.Tape(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, ListBuilder.Designator(_tape)));
        CopyList[] lists;
        try
        {
            lists = [.. new CopyListBuilder(plan, map, tape, OperatingParameters.Parse(declared.DataIn.Span), options).Lists];
        }
        catch (CopyListException)
        {
            Count("list refused");
            return; // A segment type is missing without which it cannot be done; nothing has moved.
        }

        Count(lists.Length > 1 ? "several lists" : "one list");
        var held = new List<byte>();
        foreach (CopyList list in lists)
        {
            CountSegments(list);
            Assert.True(_device.ReadPosition(out TapePositionReport here).IsSuccess && (list.Begin is null || list.Begin == here.Position), "The list does not begin where it says.");
            CopyCommandResult result = other.Finish(other.Manager.ExecuteAsync(CopyLab.Host(), ListBuilder.Cdb(list.Format, list.ParameterList.Length), list.ParameterList));
            Assert.True(result.IsGood, CopyListText.Of(list) + ": " + result);
            Assert.True(_device.ReadPosition(out here).IsSuccess && list.End == here.Position, "The list does not end where it says.");
            held.AddRange(Held(other, list.Format));
        }

        AssertDisks("lists, " + CopyListText.Of(lists), other.DiskBytes);
        Assert.Equal(_expectedHeld, held);
    }

    private static byte[] Held(CopyLab other, ListIdentifierFormat format) => format == ListIdentifierFormat.Lid1
        ? HeldCopyData.Parse(other.Receive(CopyLab.Host(), ReceiveCopyResultsAction.ReceiveData, RestoreIdentifier).DataIn.Span).HeldData.ToArray()
        : CopyResultsData.Parse(other.Receive(CopyLab.Host(), ReceiveCopyResultsAction.ReceiveDataLid4, RestoreIdentifier).DataIn.Span).HeldData!.Value.ToArray();

    private void CountSegments(CopyList list)
    {
        foreach (SegmentDescriptor segment in CopyParameterListReader.Parse(list.ParameterList.Span, list.Format).SegmentDescriptors)
        {
            Count("segment " + segment.TypeCode.ToString("X2") + (segment.TypeCode == 0x11 ? " over " + SpaceSegment.Parse(segment.Bytes).Unit : string.Empty));
        }
    }

    private void RestoreByWalking(RestorePlan plan, RestoreMap map)
    {
        byte[][] disks = [.. _patterns.Select(pattern => (byte[])pattern.Clone())];
        var held = new List<byte>();
        var session = new RestoreSession(_device, plan);
        Dictionary<StreamId, RestoreMapRange[]> ranges = map.Take(plan.Streams);
        foreach (StreamId stream in plan.Streams)
        {
            session.AddSink(stream, new PlacingSink(this, stream, ranges[stream], disks, held));
        }

        RestoreReport report = session.Run();
        Assert.True(report.IsSuccess, report.ToString());
        AssertDisks("plan walked", target => disks[target]);
        Assert.Equal(_expectedHeld, held);
        Count("plan walked");
    }

    // The blocks come one behind the other onto a disk of their own; where they belong the map says.
    private void RestoreBySegment(RestorePlan plan, RestoreMap map)
    {
        byte[][] disks = [.. _patterns.Select(pattern => (byte[])pattern.Clone())];
        Dictionary<StreamId, RestoreMapRange[]> ranges = map.Take(plan.Streams);
        foreach (StreamId id in plan.Streams)
        {
            WrittenStream stream = _written[id];
            BlockRange[] blocks = [.. plan.RangesOf(id).Select(range => range.Intersect(new BlockRange(0, stream.Blocks.Count))).Where(range => !range.IsEmpty)];
            var list = new ListBuilder(RestoreIdentifier);
            ushort from = list.Add(_tape, CscdDevice.Tape());
            ushort to = list.Add(_scratch, CscdDevice.Disk(DiskBlock, pad: true));
            int lba = _random.Next(50);
            int length = 0;
            for (int i = 0; i < blocks.Length; i++)
            {
                // What one range leaves over begins the next one's first disk block.
                bool isWhole = blocks[i].EndBlock == stream.Blocks.Count && _random.Next(2) == 0;
                BlockRange asked = isWhole ? BlockRange.FromBounds(blocks[i].FirstBlock, long.MaxValue) : blocks[i];
                list.Then(new PlannedRestoreSegment(from, to, plan.Index.Header.LogIdentifier, (uint)plan.Index.Retractions.Count, id, asked, (ulong)(lba + (length / DiskBlock)), cat: i < blocks.Length - 1));
                length += stream.EndByte(blocks[i].EndBlock) - stream.FirstBytes[(int)blocks[i].FirstBlock];
            }

            byte[] before = _lab.Contents[_scratch];
            Assert.True(_lab.Disks[_scratch].Write(0, before).IsSuccess);
            CopyCommandResult result = _lab.Run(CopyLab.Host(), list);
            Assert.True(result.IsGood, result.ToString());
            byte[] after = _lab.DiskBytes(_scratch);
            int first = lba * DiskBlock;
            int end = first + ((length + DiskBlock - 1) / DiskBlock * DiskBlock);
            Assert.True(after.AsSpan(0, first).SequenceEqual(before.AsSpan(0, first)) && after.AsSpan(end).SequenceEqual(before.AsSpan(end)), "Bytes beside the restored ones were written.");
            Assert.True(after.AsSpan(first + length, end - first - length).IndexOfAnyExcept((byte)0) < 0, "The last block is not padded with zeros.");
            var sink = new PlacingSink(this, id, ranges[id], disks, null);
            foreach (long block in blocks.SelectMany(range => Enumerable.Range((int)range.FirstBlock, (int)range.BlockCount)))
            {
                sink.WriteBlock(block, after.AsSpan(first, stream.Blocks[(int)block].Length));
                first += stream.Blocks[(int)block].Length;
            }
        }

        AssertDisks("segment C5h", target => disks[target]);
        Count("segment C5");
    }

    /// <summary>Puts the bytes of blocks where the map says.</summary>
    private sealed class PlacingSink(RestoreWays ways, StreamId stream, RestoreMapRange[] ranges, byte[][] disks, List<byte>? held) : BlockSink
    {
        public override void WriteBlock(long blockNumber, ReadOnlySpan<byte> payload)
        {
            long first = ways._written[stream].FirstBytes[(int)blockNumber];
            foreach (RestoreMapRange range in ranges)
            {
                long begin = Math.Max(range.FirstStreamByte, first);
                long end = Math.Min(range.EndStreamByte, first + payload.Length);
                if (begin >= end)
                {
                    continue;
                }

                ReadOnlySpan<byte> piece = payload.Slice((int)(begin - first), (int)(end - begin));
                if (range.Destination.Type == RestoreDestinationType.ApplicationClient)
                {
                    held?.AddRange(piece.ToArray());
                }
                else if (range.Destination.Disk is { } disk)
                {
                    piece.CopyTo(disks[ways._targets.IndexOf(disk)].AsSpan((int)(range.Destination.FirstDiskByte + begin - range.FirstStreamByte)));
                }
            }
        }
    }
}
