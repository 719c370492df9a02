using System;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>A log may be replaced between the moment at which somebody looked at it and the moment at which a command is about it.</summary>
public sealed class CopyLogIdentityTests : IDisposable
{
    private static readonly CopyInitiator Host = CopyLab.Host();
    private readonly SwapTape _drive = new(new MemoryTape());
    private readonly CopyLab _lab = new(hasThreads: false);
    private readonly int _target;

    public CopyLogIdentityTests()
    {
        _lab.AddDisk(256);
        _lab.AddTape(_drive);
        _target = _lab.AddDisk(256);
    }

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // The list is there already and waits for the tape while the logs change.
    public void PlannedRestore_OfALogThatWasReplaced_IsRefused_AndNothingReachesTheDisk(bool waits)
    {
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64)).IsGood);
        ListBuilder restore = Restore(_lab.Index(Host), BlockRange.FromBounds(0, 8));
        Task<CopyCommandResult> close = _lab.Start(Host, Tape(2).Then(new WriteLogCopySegment(0, close: true)));
        Task<CopyCommandResult> other = _lab.Start(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64, 3, firstBlock: 128));
        if (!waits)
        {
            Assert.True(_lab.Finish(other).IsGood);
        }

        CopyExpect.Aborted(_lab.Run(Host, restore), 0x26, 0x00, 0, inSegment: 32);
        Assert.True(_lab.Finish(close).IsGood && _lab.Finish(other).IsGood);
        Assert.Equal(_lab.Contents[_target], _lab.DiskBytes(_target));
        Assert.True(_lab.Run(Host, Restore(_lab.Index(Host), BlockRange.FromBounds(0, 8))).IsGood);
        Assert.Equal(_lab.Contents[0].Skip(128 * 512).Take(64 * 512), _lab.DiskBytes(_target).Take(64 * 512));
    }

    [Fact]
    public void PlannedRestore_OfBlocksThatTheTapeLostSince_IsRefused_AndThoseBeforeComeBack()
    {
        Assert.True(_lab.Run(Host, Named(1, 0, 32).Then(new WriteFilemarksSegment(1, 0))).IsGood);
        Assert.True(_lab.Run(Host, Named(2, 32, 64)).IsGood);
        WriteLogIndex before = _lab.Index(Host);
        ((MemoryTape)_drive.Inner).LosePower();
        _lab.Manager.ReportTapeReset(_drive);
        for (int step = 0; step < 100; step++)
        {
            _lab.StepAll();
        }

        while (!_lab.Receive(Host, ReceiveCopyResultsAction.OperatingParameters, 0).IsGood)
        {
        }

        Assert.True(_lab.Run(Host, Named(3, 128, 64)).IsGood);

        WriteLogIndex after = _lab.Index(Host);
        Assert.Equal((1, 2, 4L), (after.Retractions.Count, after.Streams.Count, after.Streams[0].BlockCount));
        CopyExpect.Aborted(_lab.Run(Host, Restore(before, BlockRange.FromBounds(0, 12))), 0x26, 0x00, 0, inSegment: 48);
        CopyExpect.Aborted(_lab.Run(Host, Restore(before, BlockRange.FromBounds(3, 5))), 0x26, 0x00, 0, inSegment: 48);
        CopyExpect.Aborted(_lab.Run(Host, Restore(before, BlockRange.All)), 0x26, 0x00, 0, inSegment: 48); // It would be less than was there, and GOOD.
        Assert.Equal(_lab.Contents[_target], _lab.DiskBytes(_target));
        Assert.True(_lab.Run(Host, Restore(before, BlockRange.FromBounds(0, 4))).IsGood);
        Assert.True(_lab.Run(Host, Restore(after, BlockRange.All)).IsGood);
        Assert.Equal(_lab.Contents[0].Take(32 * 512), _lab.DiskBytes(_target).Take(32 * 512));
    }

    [Fact]
    public void PlannedRestore_ThatKnowsOfMoreRetractionsThanTheLogHas_IsRefused()
    {
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64)).IsGood);
        Guid log = _lab.Index(Host).Header.LogIdentifier;
        ListBuilder list = Restore(new PlannedRestoreSegment(0, 1, log, 1, new StreamId(0), BlockRange.FromBounds(0, 8), 0));
        CopyExpect.Aborted(_lab.Run(Host, list), 0x26, 0x00, 0, inSegment: 48);
    }

    [Theory]
    [InlineData(0)] // The drive says it to the restore itself,
    [InlineData(1)] // to TEST UNIT READY of 07h,
    [InlineData(2)] // or to a move.
    public void PlannedRestore_AfterTheDriveSaidThatItHasAnotherMedium_IsRefused_AndNothingIsWrittenThere(int who)
    {
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64)).IsGood);
        Assert.True(_lab.Command(Host, WriteLogCommand.CopyToMedium(close: true)).IsGood);
        ListBuilder restore = Restore(_lab.Index(Host), BlockRange.FromBounds(0, 8));
        MemoryTape foreign = Foreign(40);
        long objects = foreign.CountRecordedObjects();
        foreign.ChangeMedium(isBlank: false);
        _drive.Inner = foreign;
        CopyCommandResult told = _lab.Run(Host, who == 0 ? restore : who == 1 ? Tape(8).Then(new VerifySegment(0, tur: true)) : Tape(8).Then(new LocateSegment(0, 0)));
        CopyExpect.Forwarded(told, who == 2 ? ForwardedSenseSource.CopyDestination : ForwardedSenseSource.CopySource, SenseKey.UnitAttention, 0x28, 0x00);
        foreign.Rewind();

        CopyExpect.Aborted(_lab.Run(Host, restore), 0x2C, 0x00, 0, inSegment: 4);
        Assert.Equal(_lab.Contents[_target], _lab.DiskBytes(_target));
        CopyCommandResult written = _lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64, 9));
        Assert.Equal(SenseKey.CopyAborted, written.Sense.Key);
        Assert.Equal(objects, foreign.CountRecordedObjects());
        _lab.Manager.ReportMediumChange(_drive);
        Assert.True(foreign.Space(SpaceUnit.EndOfData, 0).IsSuccess);
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64, 10)).IsGood);
        Assert.Equal(objects, _lab.Index(Host).Header.OriginLogicalObjectIdentifier);
    }

    [Fact]
    public void PlannedRestore_OfAnOpenLog_WhoseMediumTheHostSaysIsGone_IsRefused()
    {
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64)).IsGood);
        ListBuilder restore = Restore(_lab.Index(Host), BlockRange.FromBounds(0, 8));
        _drive.Inner = Foreign(40);
        _lab.Manager.ReportMediumChange(_drive);
        CopyExpect.Aborted(_lab.Run(Host, restore), 0x2C, 0x00, 0, inSegment: 4);
        Assert.Equal(_lab.Contents[_target], _lab.DiskBytes(_target));
    }

    [Fact]
    public void Move_ThatIsToldOfAnotherMediumWhileALogIsOpen_StopsTheLog()
    {
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64).Then(new WriteFilemarksSegment(1, 0))).IsGood);
        var foreign = new MemoryTape(); // Its last block is the same, so that comparing it finds nothing.
        for (int block = 0; block < 8; block++)
        {
            foreign.WriteBlock(block < 7 ? new byte[CopyLab.TapeBlock] : ((MemoryTape)_drive.Inner).PeekRecordedObject(7)!);
        }

        foreign.WriteFilemarks(1, isImmediate: false);
        foreign.ChangeMedium(isBlank: false);
        _drive.Inner = foreign;
        Assert.False(_lab.Run(Host, Tape(2).Then(new LocateSegment(0, 0))).IsGood);
        long objects = foreign.CountRecordedObjects();
        foreign.Rewind();
        Assert.False(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64, 3)).IsGood);
        Assert.Equal(objects, foreign.CountRecordedObjects());
    }

    [Fact]
    public void Retrieve_InPiecesOfALogThatIsReplaced_SaysOfWhichEachPieceIs()
    {
        Assert.Equal((Guid.Empty, 0ul, 0u), Piece(0, out _));
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 256)).IsGood);
        (Guid first, ulong _, uint length) = Piece(0, out _);
        Assert.True(_lab.Clear(Host, force: true).IsGood);
        Assert.Equal((Guid.Empty, 0ul, 0u), Piece(length, out _));
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 256, 2)).IsGood);
        (Guid second, ulong _, uint more) = Piece(length, out byte[] bytes);
        Assert.True(more > 0);
        Assert.NotEqual(first, second);
        WriteLogIndex index = _lab.Index(Host);
        Assert.Equal((second, 2u), (index.Header.LogIdentifier, index.Streams.Single().Description.ListIdentifier));
        Assert.Equal(_lab.RetrieveLog(Host).Skip((int)length).Take((int)more), bytes);
    }

    [Fact]
    public void Clear_OfALogThatWasReplaced_LeavesTheOneThatIsThere()
    {
        Guid first = Replace();
        WriteLogIndex second = _lab.Index(Host);
        CopyExpect.Refused(_lab.Command(Host, WriteLogCommand.Clear(force: true), CopyLab.Identity(first)), 0x26, 0x00);
        CopyExpect.Aborted(_lab.Run(Host, Tape(7).Then(new WriteLogClearSegment(0, first, force: true))), 0x26, 0x00, 0, inSegment: 12);
        CopyExpect.Refused(_lab.Command(Host, WriteLogCommand.Clear(force: true), CopyLab.Identity(Guid.Empty)), 0x26, 0x00);
        Assert.Equal(second.Header.LogIdentifier, _lab.Index(Host).Header.LogIdentifier);
        Assert.True(_lab.Command(Host, WriteLogCommand.Clear(force: true), CopyLab.Identity(second.Header.LogIdentifier)).IsGood);
        Assert.Empty(_lab.RetrieveLog(Host));
        Assert.True(_lab.Command(Host, WriteLogCommand.Clear(), CopyLab.Identity(first)).IsGood); // It is gone, as was asked.
    }

    [Fact]
    public void Clear_ThatNamesNoLog_IsRefusedInTheCdb()
    {
        byte[] cdb = [0xD4, 0x84, .. new byte[14]];
        CopyExpect.Refused(_lab.Finish(_lab.Manager.ExecuteAsync(Host, cdb)), 0x24, 0x00, 10, isInCdb: true);
        cdb[13] = 17;
        CopyExpect.Refused(_lab.Finish(_lab.Manager.ExecuteAsync(Host, cdb, new byte[17])), 0x24, 0x00, 10, isInCdb: true);
        cdb[13] = 16;
        CopyExpect.Refused(_lab.Finish(_lab.Manager.ExecuteAsync(Host, cdb, new byte[15])), 0x1A, 0x00, 15);
        cdb[1] = 3;
        cdb[13] = 1;
        CopyExpect.Refused(_lab.Finish(_lab.Manager.ExecuteAsync(Host, cdb, new byte[16])), 0x24, 0x00, 10, isInCdb: true);
    }

    [Fact]
    public void CopyToMedium_OfALogThatWasReplaced_LeavesTheOneThatIsThereOpen()
    {
        Guid first = Replace();
        CopyExpect.Refused(_lab.Command(Host, WriteLogCommand.CopyToMedium(close: true, namesLog: true), CopyLab.Identity(first)), 0x26, 0x00);
        CopyExpect.Aborted(_lab.Run(Host, Tape(7).Then(new WriteLogCopySegment(0, close: true, logIdentifier: first))), 0x26, 0x00, 0, inSegment: 12);
        Assert.True(_lab.Manager.Drives[0].IsLogOpen);
        Guid second = _lab.Index(Host).Header.LogIdentifier;
        Assert.True(_lab.Command(Host, WriteLogCommand.CopyToMedium(close: true, namesLog: true), CopyLab.Identity(second)).IsGood);
        Assert.False(_lab.Manager.Drives[0].IsLogOpen);
    }

    [Fact]
    public void Initiate_WithTheIdentifierOfAnotherLog_IsRefused()
    {
        Guid first = Replace();
        Assert.True(_lab.Clear(Host, force: true).IsGood);
        int other = _lab.AddTape(new MemoryTape());
        var list = new ListBuilder(20);
        list.Add(other, CscdDevice.Tape());
        Assert.True(_lab.Run(Host, list.Then(new WriteLogInitiateSegment(0, new WriteLogInitiateParameters { LogIdentifier = Guid.NewGuid() }))).IsGood);
        foreach (Guid taken in new[] { first, _lab.Manager.Drives[1].Describe().LogIdentifier })
        {
            CopyExpect.Aborted(
                _lab.Run(Host, Tape(7).Then(new WriteLogInitiateSegment(0, new WriteLogInitiateParameters { LogIdentifier = taken }))), 0x26, 0x00, 0, inSegment: 16);
        }
    }

    [Fact]
    public void Initiate_ThatFails_GivesItsIdentifierBack()
    {
        var wanted = Guid.NewGuid();
        ListBuilder list = Tape(7).Then(new WriteLogInitiateSegment(0, new WriteLogInitiateParameters { LogIdentifier = wanted }));
        ((MemoryTape)_drive.Inner).SetWriteProtection(true);
        Assert.False(_lab.Run(Host, list).IsGood);
        ((MemoryTape)_drive.Inner).SetWriteProtection(false);
        CopyCommandResult result = _lab.Run(Host, list);
        Assert.True(result.IsGood, result.ToString());
        Assert.Equal(wanted, _lab.Manager.Drives[0].Describe().LogIdentifier);
    }

    // A log of the application's own name is replaced by another; gives the identifier of the first.
    private Guid Replace()
    {
        var first = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        Assert.True(_lab.Run(Host, Tape(5).Then(new WriteLogInitiateSegment(0, new WriteLogInitiateParameters { LogIdentifier = first }))).IsGood);
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64)).IsGood);
        Assert.True(_lab.Command(Host, WriteLogCommand.CopyToMedium(close: true)).IsGood);
        Assert.True(_lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64, 2)).IsGood);
        return first;
    }

    private (Guid LogIdentifier, ulong OffsetBytes, uint DataLengthBytes) Piece(ulong offset, out byte[] bytes)
    {
        ReadOnlyMemory<byte> data = _lab.Command(Host, WriteLogCommand.Retrieve(offset, 140)).DataIn;
        WriteLogRetrieveHeader header = WriteLogRetrieveHeader.Parse(data.Span);
        bytes = data.Slice(WriteLogRetrieveHeader.EncodedLength).ToArray();
        Assert.Equal(bytes.Length, (int)header.DataLengthBytes);
        return (header.LogIdentifier, header.OffsetBytes - offset, header.DataLengthBytes);
    }

    private static MemoryTape Foreign(int blocks)
    {
        var tape = new MemoryTape();
        for (int i = 0; i < blocks; i++)
        {
            tape.WriteBlock(Enumerable.Repeat((byte)0xF0, CopyLab.TapeBlock).ToArray());
        }

        tape.WriteFilemarks(0, isImmediate: false);
        tape.Rewind();
        return tape;
    }

    private static ListBuilder Tape(uint identifier)
    {
        var list = new ListBuilder(identifier);
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        return list;
    }

    private static ListBuilder Named(uint identifier, int firstBlock, ushort blocks)
    {
        var list = new ListBuilder(identifier);
        list.Add(0, CscdDevice.Disk(512));
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        return list.Then(new WriteLogStreamSegment(1, "job", attach: true)).Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, blocks, (ulong)firstBlock));
    }

    private ListBuilder Restore(WriteLogIndex index, BlockRange blocks) =>
        Restore(new PlannedRestoreSegment(0, 1, index.Header.LogIdentifier, (uint)index.Retractions.Count, index.Streams[0].Id, blocks, 0));

    private ListBuilder Restore(PlannedRestoreSegment segment)
    {
        var list = new ListBuilder(50);
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        list.Add(_target, CscdDevice.Disk(512));
        return list.Then(segment);
    }
}
