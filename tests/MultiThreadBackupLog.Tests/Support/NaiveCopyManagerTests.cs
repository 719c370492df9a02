using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>The model against numbers worked out by hand from the text, so that it may judge others.</summary>
public sealed class NaiveCopyManagerTests : IDisposable
{
    private readonly MemoryTape _tape = new();
    private readonly MemoryTape _secondTape = new();
    private readonly MemoryStorage _disk = new(4, Pattern(64, 1));
    private readonly MemoryStorage _wideDisk = new(10, new byte[100]);
    private readonly NaiveCopyManager _manager = new();
    private bool _tapePad;
    private bool _diskPad;
    private int _fixedLength;

    public NaiveCopyManagerTests()
    {
        _manager.Add(Named(1, CscdDevice.Tape()), _tape);
        _manager.Add(Named(2, CscdDevice.Disk(4)), _disk);
        _manager.Add(Named(3, CscdDevice.Disk(10)), _wideDisk);
        _manager.Add(Named(4, CscdDevice.Tape()), _secondTape);
    }

    private const ushort Tape = 0;
    private const ushort Disk = 1;
    private const ushort WideDisk = 2;
    private const ushort SecondTape = 3;

    public void Dispose()
    {
        _tape.Dispose();
        _secondTape.Dispose();
        _disk.Dispose();
        _wideDisk.Dispose();
    }

    /// <summary>12 bytes of disk onto tape blocks of 5: two whole ones, and two bytes of destination data.</summary>
    [Theory]
    [InlineData(false, false, true, 0, 2)]
    [InlineData(true, true, true, 0, 2)]
    [InlineData(true, true, false, 0, 0)]
    [InlineData(false, true, false, 0, 0)]
    [InlineData(true, false, false, 0, 0)]
    [InlineData(false, false, false, 0x260A, 2)]
    public void BlockToStream_WithDestinationResidue_FollowsTheTable(bool sourcePad, bool destinationPad, bool cat, int code, int left)
    {
        (_diskPad, _tapePad) = (sourcePad, destinationPad);
        NaiveCopyOutcome outcome = Run(S(new BlockToStreamSegment(Disk, Tape, 5, 3, 2, cat)));
        Assert.Equal(code, outcome.SenseCode);
        Assert.Equal(left, outcome.ResidualDestination.Length);
        byte[] data = Pattern(64, 1)[8..20];
        byte[][] padded = destinationPad && !cat ? [[data[10], data[11], 0, 0, 0]] : [];
        Assert.Equal([data[..5], data[5..10], .. padded], Objects(_tape));
    }

    /// <summary>A tape block of 11 bytes for two disk blocks of 4: three bytes of source data.</summary>
    [Theory]
    [InlineData(false, false, true, 0, 3)]
    [InlineData(true, false, true, 0, 3)]
    [InlineData(true, true, false, 0, 0)]
    [InlineData(false, true, false, 0, 3)]       // Source residue as for CAT=1.
    [InlineData(true, false, false, 0, 0)]
    [InlineData(false, false, false, 0x260A, 3)]
    public void StreamToBlock_WithSourceResidue_FollowsTheTable(bool sourcePad, bool destinationPad, bool cat, int code, int left)
    {
        WriteTape(Pattern(11, 2));
        (_tapePad, _diskPad) = (sourcePad, destinationPad);
        NaiveCopyOutcome outcome = Run(S(new StreamToBlockSegment(Tape, Disk, 11, 2, 5, cat)));
        Assert.Equal(code, outcome.SenseCode);
        Assert.Equal(left, outcome.ResidualSource.Length);
        Assert.Equal(Pattern(11, 2).Take(8), Content(_disk).Skip(20).Take(8));
        Assert.Equal(Pattern(64, 1).Skip(28), Content(_disk).Skip(28));
    }

    [Fact]
    public void Residue_GoesOnToTheNextSegmentAndOtherTargets()
    {
        WriteTape(Pattern(11, 2), Pattern(11, 3));
        byte[] stream = [.. Pattern(11, 2), .. Pattern(11, 3)];
        NaiveCopyOutcome outcome = Run(
            S(new StreamToBlockSegment(Tape, Disk, 11, 2, 0, cat: true)),       // 8 of the first block; 3 left.
            S(new StreamToDiscardSegment(Tape, 11, 2, cat: true, isHeldForClient: true)),   // 2 of them held; 1 left.
            S(new StreamToBlockOffsetSegment(Tape, WideDisk, 11, 12, 3, 5)));   // That one and 11 of the second block.
        Assert.True(outcome.IsGood, outcome.ToString());
        Assert.Equal(stream.Skip(8).Take(2), outcome.HeldData);
        Assert.Equal([.. new byte[35], .. stream.Skip(10), .. new byte[53]], Content(_wideDisk));
        Assert.Equal((20L, 3), (outcome.WrittenBytes, outcome.SegmentsProcessed));
    }

    [Fact]
    public void Destination_CountedAndPadded_MayNotLeaveDestinationData()
    {
        _diskPad = true;
        byte[] keepsEight = S(new BlockToStreamSegment(Disk, Tape, 100, 2, 0, cat: true));
        NaiveCopyOutcome outcome = Run(keepsEight, S(new BlockToBlockSegment(Disk, Disk, 1, 4, 10, dc: true)));   // Writes 4 of them and reads nothing.
        Assert.Equal((0x260A, 1), (outcome.SenseCode, outcome.SegmentIndex));
        Assert.Equal((true, 0L), (outcome.IsResidualValid, outcome.Residual));
        outcome = Run(keepsEight, S(new BlockToBlockSegment(Disk, Disk, 2, 4, 12, dc: true)));                  // Just the 8.
        Assert.True(outcome.IsGood, outcome.ToString());
        Assert.Equal(Pattern(64, 1)[..8], Content(_disk)[48..56]);
    }

    [Fact]
    public void Fixed_ATapeMovesWholeBlocksOfTheDescriptorsLength()
    {
        _fixedLength = 3;
        NaiveCopyOutcome outcome = Run(S(new BlockToStreamSegment(Disk, Tape, 2, 2, 0, cat: true)));
        Assert.True(outcome.IsGood, outcome.ToString());
        Assert.Equal([Pattern(64, 1)[..3], Pattern(64, 1)[3..6]], Objects(_tape));
        Assert.Equal(2, outcome.ResidualDestination.Length);
        _tape.Rewind();
        outcome = Run(S(new StreamToBlockSegment(Tape, Disk, 2, 1, 8, cat: true)));
        Assert.True(outcome.IsGood, outcome.ToString());
        Assert.Equal(Pattern(64, 1)[..4], Content(_disk)[32..36]);
        Assert.Equal(2, outcome.ResidualSource.Length);
    }

    [Fact]
    public void Inline_AndEmbedded_GoBeforeTheSourceDataOfTheNextSegment()
    {
        WriteTape(Pattern(6, 5));
        NaiveCopyOutcome outcome = Run(
            S(new StreamToDiscardSegment(Tape, 6, 2, cat: true)),                         // 4 bytes of source data stay.
            S(new InlineToStreamSegment(SecondTape, 6, 4, 3, cat: true)),                 // 3 bytes of destination data.
            S(new StreamToStreamSegment(Tape, SecondTape, 6, 6, 4, cat: true)));          // And these 4: a block of 6, one left.
        Assert.True(outcome.IsGood, outcome.ToString());
        Assert.Equal([[.. Inline[4..7], .. Pattern(6, 5)[2..5]]], Objects(_secondTape));
        Assert.Equal(Pattern(6, 5)[5..], outcome.ResidualDestination);
        outcome = Run(S(new InlineToStreamSegment(SecondTape, 6, 8, 5, cat: true)));
        Assert.Equal((SenseKey.CopyAborted, 0x260B), (outcome.SenseKey, outcome.SenseCode));
    }

    [Fact]
    public void Zero_CountsMoveNothingButWhatIsLeft()
    {
        NaiveCopyOutcome outcome = Run(
            S(new BlockToStreamSegment(Disk, Tape, 100, 2, 0, cat: true)),
            S(new StreamToBlockSegment(Tape, Disk, 100, 0, 0, cat: true)),
            S(new BlockToStreamSegment(Disk, Tape, 8, 0, 0)));
        Assert.True(outcome.IsGood, outcome.ToString());
        Assert.Equal([Pattern(64, 1)[..8]], Objects(_tape));
    }

    [Fact]
    public void Tape_MovesOnFilemarksAndErrors_AreTheDevices()
    {
        WriteTape(Pattern(6, 5), Pattern(6, 6));
        _tape.Space(SpaceUnit.EndOfData, 0);
        _tape.WriteFilemarks(1, isImmediate: false);
        _tape.WriteBlock(Pattern(6, 7));
        _tape.Rewind();
        NaiveCopyOutcome outcome = Run(
            S(new SpaceSegment(Tape, SpaceUnit.Filemarks, 1)),
            S(new StreamToDiscardSegment(Tape, 6, 6, isHeldForClient: true)),
            S(new SpaceSegment(Tape, SpaceUnit.Blocks, -1)),
            S(new LocateSegment(Tape, 1)),
            S(new StreamToDiscardSegment(Tape, 6, 6, isHeldForClient: true)),
            S(new StreamToBlockSegment(Tape, Disk, 6, 1, 0)));
        Assert.Equal((SenseKey.CopyAborted, 0x0D01, 5), (outcome.SenseKey, outcome.SenseCode, outcome.SegmentIndex));
        Assert.Equal([.. Pattern(6, 7), .. Pattern(6, 6)], outcome.HeldData);
        Assert.Equal(16, outcome.FieldPointer);
        Assert.False(outcome.IsResidualValid);
    }

    [Fact]
    public void Residual_OfAFailure_IsWhatWasNotWritten()
    {
        WriteTape(Pattern(6, 5), Pattern(6, 6));
        NaiveCopyOutcome outcome = Run(S(new StreamToBlockSegment(Tape, Disk, 6, 9, 0)));
        Assert.Equal((true, 6L, 0x0D01), (outcome.IsResidualValid, outcome.Residual, outcome.SenseCode));   // 12 bytes are 3 blocks of 9.
        outcome = Run(S(new BlockToStreamSegment(Disk, SecondTape, 6, 9, 12, cat: true)));
        Assert.Equal((true, 24L, 0x0D01), (outcome.IsResidualValid, outcome.Residual, outcome.SenseCode));   // 16 of 36 bytes: 12 of 36 in blocks of 6.
    }

    [Theory]
    [InlineData(9, 1, 0x0804)]
    [InlineData(0, 2, 0x260C)]
    [InlineData(1, 1, 0x260C)]
    public void Index_OfAWrongDevice_IsCopyAborted(ushort tape, ushort disk, int code)
    {
        NaiveCopyOutcome outcome = Run(S(new StreamToBlockSegment(tape, disk == 2 ? Tape : disk, 6, 9, 0)));
        Assert.Equal((SenseKey.CopyAborted, code, 0), (outcome.SenseKey, outcome.SenseCode, outcome.SegmentIndex));
    }

    [Fact]
    public void Images_AreCopiedBeyondAllResidue()
    {
        WriteTape(Pattern(6, 5), Pattern(3, 6));
        _tape.Space(SpaceUnit.EndOfData, 0);
        _tape.WriteFilemarks(2, isImmediate: false);
        _tape.WriteBlock(Pattern(9, 7));
        _tape.Rewind();
        NaiveCopyOutcome outcome = Run(
            S(new TapeImageSegment(Tape, SecondTape, 2)),
            S(new BlockImageSegment(Disk, Disk, 1, 14, 0)));
        Assert.True(outcome.IsGood, outcome.ToString());
        Assert.Equal([Pattern(6, 5), Pattern(3, 6), [], []], Objects(_secondTape));
        Assert.Equal(Pattern(64, 1)[4..12], Content(_disk)[56..64]);
        Assert.Equal(0x0D03, Run(S(new BlockImageSegment(Disk, WideDisk, 0, 0, 1))).SenseCode);
    }

    [Fact]
    public void Ranges_OfDisksAreCopiedByteByByte()
    {
        NaiveCopyOutcome outcome = Run(
            S(new BlockOffsetToBlockOffsetSegment(Disk, WideDisk, 13, 1, 2, 3, 7)),
            S(new BlockOffsetToStreamSegment(Disk, Tape, 5, 10, 3, 1)));
        Assert.True(outcome.IsGood, outcome.ToString());
        Assert.Equal([.. new byte[27], .. Pattern(64, 1)[7..20], .. new byte[60]], Content(_wideDisk)[..100]);
        Assert.Equal([Pattern(64, 1)[13..18], Pattern(64, 1)[18..23]], Objects(_tape));
    }

    private static byte[] Inline => Pattern(12, 9);

    private static byte[] Pattern(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Content(MemoryStorage disk)
    {
        var content = new byte[disk.BlockLength * (int)disk.BlockCount];
        Assert.True(disk.Read(0, content).IsSuccess);
        return content;
    }

    private static List<byte[]> Objects(MemoryTape tape)
    {
        tape.Rewind();
        var objects = new List<byte[]>();
        var block = new byte[1000];
        for (TapeResult result = tape.ReadBlock(block); result.Condition != TapeCondition.EndOfData; result = tape.ReadBlock(block))
        {
            objects.Add(block.AsSpan(0, result.TransferredBytes).ToArray());
        }

        return objects;
    }

    private static IdentificationCscdDescriptor Named(byte name, CscdDevice device) => new(device, 1, 3, [name, 2, 3, 4, 5, 6, 7, 8]);

    private void WriteTape(params byte[][] blocks)
    {
        foreach (byte[] block in blocks)
        {
            Assert.True(_tape.WriteBlock(block).IsSuccess);
        }

        _tape.Rewind();
    }

    private static byte[] S<T>(T segment)
        where T : struct, ISegmentDescriptor
    {
        var bytes = new byte[segment.EncodedLength];
        segment.Write(bytes);
        return bytes;
    }

    private NaiveCopyOutcome Run(params byte[][] segments)
    {
        var bytes = new byte[4096];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, 7));
        writer.AddCscdDescriptor(Named(1, CscdDevice.Tape(_fixedLength, _tapePad)));
        writer.AddCscdDescriptor(Named(2, CscdDevice.Disk(4, _diskPad)));
        writer.AddCscdDescriptor(Named(3, CscdDevice.Disk(10, _diskPad)));
        writer.AddCscdDescriptor(Named(4, CscdDevice.Tape()));
        foreach (byte[] segment in segments)
        {
            Assert.True(writer.TryAddSegment(segment));
        }

        Assert.True(writer.TryAddInlineData(Inline, out _));
        return _manager.Execute(bytes.AsSpan(0, writer.Complete()));
    }
}
