using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>The copy manager writes the tape and its log; lists made from that log alone put everything back, run by the copy manager and by the model.</summary>
public class CopyListRoundTripProperties
{
    private const int DiskBlocks = 300;

    [Fact]
    public void What_the_copy_manager_backed_up_is_put_back_by_lists_made_from_its_origins() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var trip = new RoundTrip(seed);
                trip.BackUp();
                trip.Restore();
                return true;
            },
            cases: 60);

    private sealed class RoundTrip : IDisposable
    {
        private readonly Random _random;
        private readonly CopyLab _lab;
        private readonly MemoryTape _device = new();
        private readonly int _tape;

        // Of each of the two disks: which bytes were backed up, and what was put beside them.
        private readonly HashSet<int>[] _copied = [[], []];
        private readonly List<byte>[] _metadata = [[], []];

        public RoundTrip(int seed)
        {
            _random = new Random(seed);
            _lab = new CopyLab(hasThreads: false, seed);
            _tape = _lab.AddTape(_device);
            for (int disk = 0; disk < 4; disk++)
            {
                _lab.AddDisk(DiskBlocks); // Two sources, and two to restore to.
            }
        }

        public void Dispose()
        {
            _lab.Dispose();
            _device.Dispose();
        }

        public void BackUp()
        {
            Task<CopyCommandResult>[] copies = [.. Enumerable.Range(0, 2).Select(disk => _lab.Start(CopyLab.Host(disk), Backup(disk)))];
            foreach (Task<CopyCommandResult> copy in copies)
            {
                CopyCommandResult result = _lab.Finish(copy);
                Assert.True(result.IsGood, result.ToString());
            }
        }

        public void Restore()
        {
            WriteLogIndex index = _lab.Index(CopyLab.Host());
            Assert.Equal(2, index.Streams.Count);
            foreach (WriteLogStream stream in index.Streams)
            {
                int disk = (int)stream.Description.ListIdentifier - 1;
                AssertOrigins(disk, [.. index.Origins.Where(o => o.Stream == stream.Id)]);
                var target = CopyListDevice.Disk(new IdentificationCscdDescriptor(CscdDevice.Disk(CopyLab.DiskBlock), 1, 3, ListBuilder.Designator(disk + 2)), DiskBlocks);
                RestoreMap map = RestoreMap.FromOrigins(
                    index,
                    [stream.Id],
                    o => o.SourceDesignator.Span.SequenceEqual(ListBuilder.Designator(disk))
                        ? RestoreDestination.ToDisk(target, o.LogicalBlockAddress, o.ByteOffset)
                        : RestoreDestination.ApplicationClient);
                RestoreSelection selection = map.SelectBlocks(index);
                if (!selection.IsEmpty)
                {
                    Compare(disk, Lists(RestorePlanner.Plan(index, selection, TapeDriveModel.NoSeekCost), map));
                }
            }
        }

        private void AssertOrigins(int disk, WriteLogOrigin[] origins)
        {
            IEnumerable<int> named = origins
                .Where(o => o.SourceDesignator.Length > 0)
                .SelectMany(o => Enumerable.Range((int)(o.LogicalBlockAddress * CopyLab.DiskBlock) + o.ByteOffset, (int)o.ByteCount));
            string text = string.Join(", ", origins.Select(o => $"{o.SegmentTypeCode:X2} {o.ByteCount} at {o.FirstStreamByte} from {o.LogicalBlockAddress}.{o.ByteOffset}"));
            Assert.True(_copied[disk].SetEquals(named), "The origins " + text + " do not name what was copied.");
        }

        private CopyList[] Lists(RestorePlan plan, RestoreMap map)
        {
            var limits = new OperatingParameters { MaximumSegmentDescriptorCount = (ushort)_random.Next(3, 30) };
            var options = new CopyListBuilderOptions { Header = new CopyParameterListHeader(ListIdentifierFormat.Lid1, 9) };
            var tape = CopyListDevice.Tape(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, ListBuilder.Designator(_tape)));
            return [.. new CopyListBuilder(plan, map, tape, limits, options).Lists];
        }

        private void Compare(int disk, CopyList[] lists)
        {
            int target = disk + 2;
            byte[] expected = [.. _lab.Contents[target]];
            foreach (int at in _copied[disk])
            {
                expected[at] = _lab.Contents[disk][at];
            }

            var held = new List<byte>();
            foreach (CopyList list in lists)
            {
                CopyCommandResult result = _lab.Finish(_lab.Manager.ExecuteAsync(CopyLab.Host(), ListBuilder.Cdb(list.Format, list.ParameterList.Length), list.ParameterList));
                Assert.True(result.IsGood, list + ": " + result);
                held.AddRange(HeldCopyData.Parse(_lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.ReceiveData, 9).DataIn.Span).HeldData.ToArray());
            }

            int same = expected.AsSpan().CommonPrefixLength(_lab.DiskBytes(target));
            Assert.True(same == expected.Length, "The disk differs at byte " + same + ": " + CopyListText.Of(lists));
            Assert.Equal(_metadata[disk], held);

            // The model does the same from the same bytes.
            var naive = new NaiveCopyManager();
            naive.Add(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, ListBuilder.Designator(_tape)), _device);
            naive.Add(new IdentificationCscdDescriptor(CscdDevice.Disk(CopyLab.DiskBlock), 1, 3, ListBuilder.Designator(target)), _lab.Disks[target]);
            Assert.True(_lab.Disks[target].Write(0, _lab.Contents[target]).IsSuccess);
            Assert.Equal(_metadata[disk], lists.SelectMany(l => Model(naive, l)));
            Assert.True(expected.AsSpan().SequenceEqual(_lab.DiskBytes(target)), "The model's disk differs.");
        }

        private static byte[] Model(NaiveCopyManager naive, CopyList list)
        {
            NaiveCopyOutcome outcome = naive.Execute(list.ParameterList.Span, list.Format);
            Assert.True(outcome.IsGood, outcome.ToString());
            return outcome.HeldData;
        }

        // Whole blocks, ranges of bytes and metadata in turn, on tape blocks that fit none of them.
        private ListBuilder Backup(int disk)
        {
            var list = new ListBuilder((uint)disk + 1);
            ushort source = list.Add(disk, CscdDevice.Disk(CopyLab.DiskBlock));
            ushort destination = list.Add(_tape, CscdDevice.Tape(pad: true));
            int transfer = _random.Next(3) switch { 0 => 512, 1 => _random.Next(100, 3_000), _ => CopyLab.TapeBlock };
            int block = 0;
            for (int segments = _random.Next(1, 16); segments > 0 && block < DiskBlocks - 40; segments--)
            {
                bool cat = segments > 1 && _random.Next(4) != 0;
                block += _random.Next(3) == 0 ? _random.Next(5) : 0;
                if (_random.Next(4) == 0)
                {
                    list.Then(new WriteFilemarksSegment(destination, _random.Next(3), immed: true)); // What is left over goes on behind it.
                }

                switch (_random.Next(5))
                {
                    case 0:
                        var metadata = new byte[_random.Next(1, 200)];
                        _random.NextBytes(metadata);
                        _metadata[disk].AddRange(metadata);
                        list.Then(new EmbeddedToStreamSegment(destination, transfer, metadata, cat));
                        break;
                    case 1:
                        int offset = _random.Next(CopyLab.DiskBlock);
                        int count = _random.Next(1, 3_000);
                        Copied(disk, (block * CopyLab.DiskBlock) + offset, count);
                        list.Then(new BlockOffsetToStreamSegment(source, destination, transfer, (uint)count, (ulong)block, (ushort)offset, cat));
                        block += 1 + ((offset + count) / CopyLab.DiskBlock);
                        break;
                    default:
                        int blocks = _random.Next(1, 20);
                        Copied(disk, block * CopyLab.DiskBlock, blocks * CopyLab.DiskBlock);
                        list.Then(new BlockToStreamSegment(source, destination, transfer, (ushort)blocks, (ulong)block, cat));
                        block += blocks;
                        break;
                }
            }

            return list;
        }

        private void Copied(int disk, int first, int count) => _copied[disk].UnionWith(Enumerable.Range(first, count));
    }
}
