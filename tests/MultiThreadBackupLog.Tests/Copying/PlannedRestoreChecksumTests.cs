using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>Segment C5h of a tape whose blocks are not what was written, though the drive reads them without an error.</summary>
public sealed class PlannedRestoreChecksumTests : IDisposable
{
    private const int Blocks = 8;
    private const int DiskBlocks = Blocks * CopyLab.TapeBlock / CopyLab.DiskBlock;

    private static readonly CopyInitiator Host = CopyLab.Host();
    private readonly SwapTape _drive = new(new MemoryTape());
    private readonly CopyLab _lab = new(hasThreads: false);
    private readonly int _target;

    public PlannedRestoreChecksumTests()
    {
        _lab.AddDisk(256);
        _lab.AddTape(_drive);
        _target = _lab.AddDisk(256);
    }

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(Blocks - 1)]
    public void WholeStream_OfWhichABlockIsAnother_Fails_AndItsLastBlockReachesNoDisk(int damaged)
    {
        ListBuilder restore = Damaged(damaged, BlockRange.All);
        CopyExpect.Forwarded(_lab.Run(Host, restore), ForwardedSenseSource.CopySource, SenseKey.MediumError, 0x11, 0x00);
        Assert.Equal(_lab.Contents[_target].Skip((Blocks - 1) * CopyLab.TapeBlock), _lab.DiskBytes(_target).Skip((Blocks - 1) * CopyLab.TapeBlock));
    }

    [Fact]
    public void WholeStream_AsItWasWritten_ComesBack()
    {
        Assert.True(_lab.Run(Host, Damaged(null, BlockRange.All)).IsGood);
        Assert.Equal(_lab.Contents[0].Take(Blocks * CopyLab.TapeBlock), _lab.DiskBytes(_target).Take(Blocks * CopyLab.TapeBlock));
    }

    [Theory]
    [InlineData(0, Blocks - 1)] // No checksum of the log covers a part: nobody could know.
    [InlineData(1, Blocks)]
    public void PartOfAStream_OfWhichABlockIsAnother_ComesBackAsTheTapeGivesIt(int first, int end)
    {
        Assert.True(_lab.Run(Host, Damaged(3, BlockRange.FromBounds(first, end))).IsGood);
        byte[] expected = _lab.Contents[0].Skip(first * CopyLab.TapeBlock).Take((end - first) * CopyLab.TapeBlock).ToArray();
        expected[((3 - first) * CopyLab.TapeBlock) + 7] ^= 1;
        Assert.Equal(expected, _lab.DiskBytes(_target).Take(expected.Length));
    }

    /// <summary>Backs a disk up, has a bit of a block changed on the tape, and gives the list that restores blocks.</summary>
    private ListBuilder Damaged(int? block, BlockRange blocks)
    {
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, DiskBlocks)).IsGood);
        Assert.True(_lab.Command(Host, WriteLogCommand.CopyToMedium(close: true)).IsGood);
        WriteLogIndex index = _lab.Index(Host);
        Assert.Equal(Blocks, Assert.Single(index.Streams).ChecksumBlockCount);
        Assert.False(index.Header.HasBlockTrailers);
        List<byte[]?> objects = TapeCopy.Objects((MemoryTape)_drive.Inner);
        if (block is { } damaged)
        {
            index.TryFindBlock(index.Streams[0].Id, damaged, out WriteRun run);
            objects[(int)(run.FirstLogicalObjectIdentifier + damaged - run.FirstBlock)]![7] ^= 1;
        }

        _drive.Inner = TapeCopy.Of(objects, new MemoryTapeOptions());
        var list = new ListBuilder(50);
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        list.Add(_target, CscdDevice.Disk(CopyLab.DiskBlock));
        return list.Then(new PlannedRestoreSegment(0, 1, index.Header.LogIdentifier, 0, index.Streams[0].Id, blocks, 0));
    }
}
