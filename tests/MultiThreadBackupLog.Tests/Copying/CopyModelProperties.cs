using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>Random segment lists, run by the copy manager and by the naive model: the same bytes everywhere, the same residue, the same failure.</summary>
public sealed class CopyModelProperties
{
    [Fact]
    public void A_list_of_any_segments_leaves_what_the_model_of_the_residue_rules_leaves() =>
        PropertyCheck.ForAllSeeds(IsLikeTheModel, 3_000);

    private static bool IsLikeTheModel(int seed)
    {
        var random = new Random(seed);
        var scene = new Scene(random);
        ListBuilder list = scene.RandomList(random);
        byte[] bytes = list.Build();
        NaiveCopyOutcome expected = scene.RunModel(bytes);
        CopyCommandResult actual = scene.Run(list, out CopyStatusData status, out byte[] held);
        string difference = scene.Compare()
            + Differ("status", expected.IsGood, actual.IsGood)
            + Differ("bytes", expected.WrittenBytes, (long)status.TransferCount)
            + (expected.IsGood
                ? Differ("held", Convert.ToHexString(expected.HeldData), Convert.ToHexString(held))
                : Differ("key", expected.SenseKey, actual.Sense.Key)
                    + Differ("code", expected.SenseCode, (actual.Sense.Code.AdditionalSenseCode << 8) | actual.Sense.Code.AdditionalSenseCodeQualifier)
                    + Differ("segment", expected.SegmentIndex, actual.Sense.SegmentNumber)
                    + Differ("residual", expected.IsResidualValid ? expected.Residual : null, actual.Sense.Information));
        return difference.Length == 0
            ? true
            : throw new InvalidOperationException(difference + "\nmodel: " + expected + "\nmanager: " + actual + "\n" + scene.Describe(bytes));
    }

    private static string Differ<T>(string what, T expected, T actual) =>
        Equals(expected, actual) ? string.Empty : what + ": the model says " + expected + ", the manager " + actual + "; ";

    /// <summary>Two disks of different block lengths, a tape that is read and one that is written, each twice.</summary>
    private sealed class Scene
    {
        private const int ReadTape = 100;
        private const int WrittenTape = 101;
        private static readonly int[] BlockLengths = [16, 24];

        private readonly MemoryStorage[][] _disks;
        private readonly MemoryTape[][] _tapes;
        private readonly int[] _lengthsOnTape;

        public Scene(Random random)
        {
            byte[][] contents = BlockLengths.Select(length => Bytes(random, length * 64)).ToArray();
            _disks = [Disks(contents), Disks(contents)];
            _lengthsOnTape = [1 + random.Next(40), 1 + random.Next(40)];
            int seed = random.Next();
            _tapes = [Tapes(seed), Tapes(seed)];
        }

        public NaiveCopyOutcome RunModel(byte[] list)
        {
            var model = new NaiveCopyManager { Parameters = new CopyManagerOptions().OperatingParameters };
            for (int disk = 0; disk < 2; disk++)
            {
                model.Add(new IdentificationCscdDescriptor(CscdDevice.Disk(16), 1, 3, ListBuilder.Designator(disk)), _disks[0][disk]);
            }

            model.Add(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, ListBuilder.Designator(ReadTape)), _tapes[0][0]);
            model.Add(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, ListBuilder.Designator(WrittenTape)), _tapes[0][1]);
            return model.Execute(list);
        }

        public CopyCommandResult Run(ListBuilder list, out CopyStatusData status, out byte[] held)
        {
            using var lab = new CopyLab(hasThreads: false, options: new CopyManagerOptions { ReadLength = 96, LowWaterLength = 40 });
            lab.Manager.RegisterDisk(_disks[1][0], ListBuilder.Name(0));
            lab.Manager.RegisterDisk(_disks[1][1], ListBuilder.Name(1));
            lab.AddTape(_tapes[1][0]);
            lab.AddTape(_tapes[1][1]);
            CopyCommandResult result = lab.Run(CopyLab.Host(), list);
            held = HeldCopyData.Parse(lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.ReceiveData, 1).DataIn.Span).HeldData.ToArray();
            status = CopyStatusData.Parse(lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.CopyStatus, 1).DataIn.Span);
            return result;
        }

        public string Compare()
        {
            string difference = string.Empty;
            for (int disk = 0; disk < 2; disk++)
            {
                difference += Differ("disk " + disk, Content(_disks[0][disk]), Content(_disks[1][disk]));
            }

            return difference + Differ("tape", Content(_tapes[0][1]), Content(_tapes[1][1]));
        }

        public ListBuilder RandomList(Random random)
        {
            var list = new ListBuilder();
            bool isFixed = random.Next(4) == 0;
            ushort[] disks =
            [
                list.Add(0, CscdDevice.Disk(random.Next(2) * 16, random.Next(2) == 0)),
                list.Add(1, CscdDevice.Disk(random.Next(2) * 24, random.Next(2) == 0)),
            ];
            ushort read = list.Add(ReadTape, CscdDevice.Tape(pad: random.Next(2) == 0));
            ushort written = list.Add(WrittenTape, CscdDevice.Tape(isFixed ? 1 + random.Next(40) : 0, random.Next(2) == 0));
            int catChance = random.Next(4);
            int count = 1 + random.Next(8);
            var inline = Bytes(random, random.Next(50));
            list.Inline(inline);
            for (int i = 0; i < count; i++)
            {
                bool cat = random.Next(4) < catChance;
                // Never onto itself: what ranges that overlap leave depends on how far ahead is read, which is the copy manager's affair.
                int which = random.Next(2);
                ushort disk = disks[which];
                ushort other = disks[1 - which];
                int from = _lengthsOnTape[0];
                int to = random.Next(30) == 0 ? 0 : isFixed ? 1 + random.Next(3) : 1 + random.Next(60);
                ulong lba = (ulong)random.Next(random.Next(20) == 0 ? 70 : 40);
                ulong otherLba = (ulong)random.Next(40);
                ushort blocks = (ushort)random.Next(8);
                uint bytes = (uint)random.Next(120);
                bool isHeld = random.Next(3) == 0;
                switch (random.Next(17))
                {
                    case 0 or 1:
                        list.Then(new BlockToStreamSegment(disk, written, to, blocks, lba, cat, isHeld));
                        break;
                    case 2 or 3:
                        list.Then(new StreamToBlockSegment(read, disk, from, blocks, lba, cat, isHeld));
                        break;
                    case 4 or 5:
                        list.Then(new BlockToBlockSegment(disk, other, blocks, lba, otherLba, cat, random.Next(2) == 0, false, isHeld));
                        break;
                    case 6:
                        list.Then(new StreamToStreamSegment(read, written, from, to, bytes, cat, isHeld));
                        break;
                    case 7:
                        int offset = 4 * random.Next(8);
                        list.Then(new InlineToStreamSegment(written, to, (uint)offset, (uint)random.Next(Math.Max(1, inline.Length - offset + 2)), cat));
                        break;
                    case 8:
                        list.Then(new EmbeddedToStreamSegment(written, to, Bytes(random, random.Next(60)), cat));
                        break;
                    case 9 or 10:
                        list.Then(new StreamToDiscardSegment(read, from, bytes, cat, isHeld));
                        break;
                    case 11:
                        list.Then(new BlockOffsetToStreamSegment(disk, written, to, bytes, lba, (ushort)random.Next(30), cat));
                        break;
                    case 12:
                        list.Then(new StreamToBlockOffsetSegment(read, disk, from, bytes, lba, (ushort)random.Next(30), cat));
                        break;
                    case 13:
                        list.Then(new BlockOffsetToBlockOffsetSegment(disk, other, bytes, lba, otherLba, (ushort)random.Next(30), (ushort)random.Next(30), cat));
                        break;
                    case 14:
                        list.Then(new WriteFilemarksSegment(written, random.Next(3), random.Next(2) == 0));
                        break;
                    case 15:
                        list.Then(random.Next(2) == 0 ? new SpaceSegment(read, SpaceUnit.Blocks, random.Next(5) - 2) : new SpaceSegment(read, SpaceUnit.Filemarks, random.Next(2)));
                        break;
                    default:
                        switch (random.Next(4))
                        {
                            case 0:
                                list.Then(new LocateSegment(read, (uint)random.Next(30)));
                                break;
                            case 1:
                                list.Then(new VerifySegment(disk, random.Next(2) == 0));
                                break;
                            case 2:
                                list.Then(new BlockImageSegment(disk, other, lba, otherLba, blocks));
                                break;
                            default:
                                list.Then(new TapeImageSegment(read, written, (uint)random.Next(3)));
                                break;
                        }

                        break;
                }
            }

            return list;
        }

        public string Describe(byte[] list)
        {
            var text = new List<string>();
            CopyParameterListReader reader = CopyParameterListReader.Parse(list, ListIdentifierFormat.Lid1);
            foreach (CscdDescriptor cscd in reader.CscdDescriptors)
            {
                text.Add("CSCD " + cscd.Index + ": PAD " + cscd.Device.Pad + ", FIXED " + cscd.Device.IsFixed + " " + cscd.Device.BlockLengthBytes);
            }

            foreach (SegmentDescriptor segment in reader.SegmentDescriptors)
            {
                text.Add(segment.Index + ": " + segment.Title + " " + string.Join(", ", segment.Describe().Select(field => field.ToString())));
            }

            return string.Join("\n", text);
        }

        private MemoryTape[] Tapes(int seed)
        {
            var random = new Random(seed);
            var read = new MemoryTape();
            for (int block = 0; block < 30; block++)
            {
                if (random.Next(12) == 0)
                {
                    read.WriteFilemarks(1, true);
                }

                read.WriteBlock(Bytes(random, random.Next(25) == 0 ? _lengthsOnTape[1] : _lengthsOnTape[0]));
            }

            read.Rewind();
            return [read, new MemoryTape()];
        }

        private static MemoryStorage[] Disks(byte[][] contents) => contents.Select((content, i) => new MemoryStorage(BlockLengths[i], content)).ToArray();

        private static byte[] Bytes(Random random, int length)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }

        private static string Content(MemoryStorage disk)
        {
            var bytes = new byte[disk.BlockLength * (int)disk.BlockCount];
            disk.Read(0, bytes);
            return Convert.ToHexString(bytes);
        }

        private static string Content(MemoryTape tape)
        {
            tape.WriteFilemarks(0, isImmediate: false);
            return string.Join(" ", Enumerable.Range(0, (int)tape.CountRecordedObjects()).Select(i => tape.PeekRecordedObject(i) is { } block ? Convert.ToHexString(block) : "FM"));
        }
    }
}
