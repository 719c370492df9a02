using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Catalog;
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

/// <summary>The vendor specific commands for the write log, and the tape's settings that do the same by themselves.</summary>
public sealed class CopyLogCommandTests : IDisposable
{
    private static readonly CopyInitiator Host = CopyLab.Host();
    private readonly CopyManagerOptions _options = new();
    private readonly CopyTapeOptions _tapeOptions = CopyLab.SmallTape();
    private readonly MemoryTape _device = new();
    private CopyLab? _lab;

    private CopyLab Lab
    {
        get
        {
            if (_lab is null)
            {
                _lab = new CopyLab(hasThreads: false, options: _options);
                _lab.AddDisk(512);
                _lab.AddTape(_device, _tapeOptions);
            }

            return _lab;
        }
    }

    public void Dispose() => _lab?.Dispose();

    [Fact]
    public void Initiate_WithItsParameters_BeginsThatLog_AndASecondOneIsRefused()
    {
        var identifier = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        var volume = new Guid("10112233-4455-6677-8899-aabbccddeeff");
        var parameters = new WriteLogInitiateParameters
        {
            ApplicationLogIdentifier = "nightly äöü", LogIdentifier = identifier, VolumeIdentifier = volume, RecordsEveryBlock = true, RecordsChecksums = true, VolumeNumber = 3,
        };
        Assert.True(Initiate(parameters).IsGood);
        CopyExpect.Refused(Initiate(new WriteLogInitiateParameters()), 0x2C, 0x00);
        WriteLogStatusData status = Status();
        Assert.Equal((WriteLogState.Open, identifier, "nightly äöü", (ushort)1, 0u), (status.State, status.LogIdentifier, status.ApplicationLogIdentifier, status.SessionNumber, status.StreamCount));
        Assert.Equal((0ul, 0ul, 0u, null, null), (status.NextLogicalObjectIdentifier, status.OnMediumLogicalObjectIdentifier, status.ErrorCount, status.FirstDoubtfulLogicalObjectIdentifier, status.CopyLogicalObjectIdentifier));
        Assert.True(Backup(64).IsGood);
        WriteLogIndex index = Lab.Index(Host);
        Assert.Equal((volume, 3, identifier), (index.Header.VolumeIdentifier, index.Header.VolumeNumber, index.Header.LogIdentifier));
        status = Status();
        Assert.Equal((8ul, 1u), (status.NextLogicalObjectIdentifier, status.StreamCount));
    }

    [Fact]
    public void Initiate_WithAnotherFormat_IsRefusedAtTheField()
    {
        var bytes = new byte[WriteLogInitiateParameters.HeadLength];
        bytes[0] = 2;
        CopyExpect.Refused(Lab.Command(Host, WriteLogCommand.Initiate((uint)bytes.Length), bytes), 0x26, 0x00, 0);
    }

    [Fact]
    public void ReportStatus_WithoutALog_SaysNone()
    {
        Assert.Equal(WriteLogState.None, Status().State);
        Assert.Equal([0, 0, 0, 92], Lab.Command(Host, WriteLogCommand.ReportStatus(4)).DataIn.ToArray());
        CopyExpect.Refused(Lab.Command(Host, WriteLogCommand.CopyToMedium(close: true)), 0x2C, 0x00);
        Assert.True(Lab.Clear(Host).IsGood);
    }

    [Fact]
    public void Command_OfAnUnknownServiceAction_IsAnInvalidFieldAtIt()
    {
        byte[] cdb = [0xD4, 5, .. new byte[14]];
        CopyExpect.Refused(Lab.Finish(Lab.Manager.ExecuteAsync(Host, cdb)), 0x24, 0x00, 1, 4, isInCdb: true);
    }

    [Fact]
    public void Retrieve_InPiecesWhileABackupRuns_GivesAPrefixOfTheFinalLog()
    {
        Task<CopyCommandResult> running = Lab.Start(Host, CopyLab.Backup(0, CopyLab.FirstTape, 512));
        var pieces = new List<byte>();
        for (int piece = 0; !running.IsCompleted; piece++)
        {
            CopyCommandResult result = Now(WriteLogCommand.Retrieve((ulong)pieces.Count, (uint)(40 + (piece % 40))));
            WriteLogRetrieveHeader header = WriteLogRetrieveHeader.Parse(result.DataIn.Span);
            Assert.Equal((ulong)pieces.Count, header.OffsetBytes);
            Assert.Equal(result.DataIn.Length - 40, (int)header.DataLengthBytes);
            Assert.False(header.IsEnd);
            pieces.AddRange(result.DataIn.Slice(40).ToArray());
            Lab.StepAll();
        }

        Assert.True(Lab.Command(Host, WriteLogCommand.CopyToMedium(close: true)).IsGood);
        byte[] whole = Lab.RetrieveLog(Host);
        Assert.NotEmpty(pieces);
        Assert.Equal(whole.Take(pieces.Count), pieces);
        Assert.True(WriteLogRetrieveHeader.Parse(Now(WriteLogCommand.Retrieve((ulong)whole.Length - 1, 100)).DataIn.Span).IsEnd);
        Assert.False(WriteLogRetrieveHeader.Parse(Now(WriteLogCommand.Retrieve(0, 100)).DataIn.Span).IsEnd);
        WriteLogRetrieveHeader beyond = WriteLogRetrieveHeader.Parse(Now(WriteLogCommand.Retrieve(ulong.MaxValue, 1000)).DataIn.Span);
        Assert.Equal((ulong.MaxValue, (ulong)whole.Length, 0u), (beyond.OffsetBytes, beyond.LogLengthBytes, beyond.DataLengthBytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CopyToMedium_WithClose_PutsTheLogThatRetrieveGivesOntoTheTape(bool immed)
    {
        Assert.True(Backup(64).IsGood);
        Assert.True(Lab.Command(Host, WriteLogCommand.CopyToMedium(close: true, immed)).IsGood);
        Lab.StepUntil(() => Lab.Manager.RunningCount == 0);
        WriteLogStatusData status = Status();
        Assert.Equal((WriteLogState.Closed, true), (status.State, status.IsCopiedToMedium));
        Assert.NotNull(status.CopyLogicalObjectIdentifier);
        byte[] log = Lab.RetrieveLog(Host);
        TapeCatalog catalog = TapeCatalog.Read(_device);
        using TapeSessionLog read = TapeCatalog.ReadLog(_device, catalog.Sessions.Single());
        Assert.True(read.IsWhole);
        var bytes = new byte[read.Recovery.ValidLengthBytes];
        read.Recovery.Log!.ReadBytes(0, bytes);
        Assert.Equal(log, bytes);
    }

    [Fact]
    public void CopyToMedium_WithoutClose_WritesAnIncrementAndGoesOn()
    {
        Assert.True(Backup(64).IsGood);
        Assert.True(Lab.Command(Host, WriteLogCommand.CopyToMedium(close: false)).IsGood);
        Assert.Equal(WriteLogState.Open, Status().State);
        Assert.True(Backup(64, 2).IsGood);
        Assert.True(Lab.Command(Host, WriteLogCommand.CopyToMedium(close: true)).IsGood);
        Assert.Equal([8L, 8L], Lab.Index(Host).Streams.Select(s => s.BlockCount));
    }

    [Fact]
    public void CopyToMedium_Immed_ABackupRightBehindItGoesIntoTheNextLog()
    {
        _tapeOptions.ClearsLogAfterCopy = true;
        Assert.True(Backup(64).IsGood);
        CopyCommandResult answer = Now(WriteLogCommand.CopyToMedium(close: true, immed: true));
        Assert.True(answer.IsGood);
        CopyCommandResult next = Backup(64, 2);
        Assert.True(next.IsGood, next.ToString());
        WriteLogIndex index = Lab.Index(Host);
        Assert.Equal(2u, index.Streams.Single().Description.ListIdentifier);
        Assert.True(index.Header.OriginLogicalObjectIdentifier > 8);
    }

    [Fact]
    public void Clear_OfAnOpenLog_NeedsForce()
    {
        Assert.True(Backup(64).IsGood);
        CopyExpect.Refused(Lab.Clear(Host), 0x2C, 0x00);
        Assert.Equal(WriteLogState.Open, Status().State);
        Assert.True(Lab.Clear(Host, force: true).IsGood);
        Assert.Equal(WriteLogState.None, Status().State);
        Assert.Empty(Lab.RetrieveLog(Host));
        Assert.True(Backup(64, 2).IsGood);
        Assert.Equal(8, Lab.Index(Host).Header.OriginLogicalObjectIdentifier);
        Assert.True(Lab.Command(Host, WriteLogCommand.CopyToMedium(close: true)).IsGood);
        Assert.True(Lab.Clear(Host).IsGood);
    }

    [Fact]
    public void Device_WithTwoTapes_MustBeNamed()
    {
        Lab.AddTape(new MemoryTape());
        Assert.True(Lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape + 1, 8)).IsGood);
        CopyExpect.Refused(Lab.Command(Host, WriteLogCommand.ReportStatus(100)), 0x24, 0x00, 14, isInCdb: true);
        CopyExpect.Refused(Lab.Command(Host, WriteLogCommand.ReportStatus(100, 3)), 0x24, 0x00, 14, isInCdb: true);
        Assert.Equal(WriteLogState.None, WriteLogStatusData.Parse(Lab.Command(Host, WriteLogCommand.ReportStatus(1000, 1)).DataIn.Span).State);
        Assert.Equal(WriteLogState.Open, WriteLogStatusData.Parse(Lab.Command(Host, WriteLogCommand.ReportStatus(1000, 2)).DataIn.Span).State);
    }

    [Theory]
    [InlineData(WriteLogOperation.Initiate)]
    [InlineData(WriteLogOperation.ReportStatus)]
    [InlineData(WriteLogOperation.Retrieve)]
    [InlineData(WriteLogOperation.CopyToMedium)]
    [InlineData(WriteLogOperation.Clear)]
    public void AuthorizeLogAccess_ThatRefuses_RefusesTheCommandAndTheSegment(WriteLogOperation operation)
    {
        var asked = new List<CopyLogAccess>();
        _options.AuthorizeLogAccess = access =>
        {
            asked.Add(access);
            return (int)access.Type != (int)operation || access.Initiator == CopyLab.Host(1);
        };
        Assert.True(Backup(64).IsGood);
        Guid current = Lab.Manager.Drives[0].Describe().LogIdentifier;
        var parameters = new byte[80];
        new WriteLogInitiateParameters().Write(parameters);
        parameters = operation == WriteLogOperation.Initiate ? parameters : CopyLab.Identity(current);
        WriteLogCommand command = operation switch
        {
            WriteLogOperation.Initiate => WriteLogCommand.Initiate(80),
            WriteLogOperation.ReportStatus => WriteLogCommand.ReportStatus(100),
            WriteLogOperation.Retrieve => WriteLogCommand.Retrieve(0, 100),
            WriteLogOperation.CopyToMedium => WriteLogCommand.CopyToMedium(close: true),
            _ => WriteLogCommand.Clear(force: true),
        };
        CopyExpect.Refused(Lab.Command(Host, command, parameters), 0x20, 0x02);
        Assert.Equal(("iqn.2026-03.example:host0", 0), (asked.Single().Streams.Single().HostIdentifier, asked.Single().TapeIndex));
        Assert.Equal(WriteLogState.Open, operation == WriteLogOperation.ReportStatus ? WriteLogState.Open : Status().State);
        ListBuilder list = Tape(5);
        _ = operation switch
        {
            WriteLogOperation.Initiate => list.Then(new WriteLogInitiateSegment(0, new WriteLogInitiateParameters())),
            WriteLogOperation.ReportStatus => list.Then(new WriteLogStatusSegment(0, 100)),
            WriteLogOperation.Retrieve => list.Then(new WriteLogRetrieveSegment(0, 0, 100)),
            WriteLogOperation.CopyToMedium => list.Then(new WriteLogCopySegment(0)),
            _ => list.Then(new WriteLogClearSegment(0, current, force: true)),
        };
        CopyExpect.Aborted(Lab.Run(Host, list), 0x20, 0x02, 0);
        Assert.NotEqual(new SenseCode(0x20, 0x02), Lab.Command(CopyLab.Host(1), command, parameters).Sense.Code);
    }

    [Fact]
    public void LogSegments_InsideAList_HoldTheirAnswers()
    {
        ListBuilder list = Tape(5).Then(new WriteLogInitiateSegment(0, new WriteLogInitiateParameters { ApplicationLogIdentifier = "x" }));
        list.Then(new EmbeddedToStreamSegment(0, 64, new byte[64])).Then(new WriteLogCopySegment(0, close: true)).Then(new WriteLogStatusSegment(0, 200)).Then(new WriteLogRetrieveSegment(0, 4, 66));
        Assert.True(Lab.Run(Host, list) is { IsGood: true });
        byte[] held = HeldCopyData.Parse(Lab.Receive(Host, ReceiveCopyResultsAction.ReceiveData, 5).DataIn.Span).HeldData.ToArray();
        WriteLogStatusData status = WriteLogStatusData.Parse(held);
        Assert.Equal((WriteLogState.Closed, "x", 1u), (status.State, status.ApplicationLogIdentifier, status.StreamCount));
        byte[] piece = held.Skip(status.EncodedLength).ToArray();
        Assert.Equal(66, piece.Length);
        Assert.Equal(Lab.RetrieveLog(Host).Skip(4).Take(26), piece.Skip(40));
    }

    [Fact]
    public void NameTheStream_WithAttach_PutsSeveralCommandsIntoOneStreamInOrder()
    {
        Task<CopyCommandResult>[] copies = new Task<CopyCommandResult>[6];
        for (byte i = 0; i < copies.Length; i++)
        {
            // Two backups in turn, the same list identifiers used again and again.
            ListBuilder list = Tape((uint)(1 + (i % 2)));
            list.Then(new WriteLogStreamSegment(0, i % 2 == 0 ? "even" : "odd", attach: true)).Then(new EmbeddedToStreamSegment(0, 32, Enumerable.Repeat((byte)(i + 1), 96).ToArray()));
            copies[i] = Lab.Start(Host, list);
            if (i % 2 == 1)
            {
                Assert.True(Lab.Finish(copies[i - 1]).IsGood && Lab.Finish(copies[i]).IsGood);
            }
        }

        WriteLogIndex index = Lab.Index(Host);
        Assert.Equal(["even", "odd"], index.Streams.Select(s => s.Description.ApplicationIdentifier).Order().ToArray());
        foreach (WriteLogStream stream in index.Streams)
        {
            byte[] expected = stream.Description.ApplicationIdentifier == "even" ? [1, 1, 1, 3, 3, 3, 5, 5, 5] : [2, 2, 2, 4, 4, 4, 6, 6, 6];
            byte[] written = index.Runs(stream.Id, BlockRange.FromBounds(0, stream.BlockCount))
                .SelectMany(run => Enumerable.Range(0, (int)run.BlockCount).Select(b => Peek(run.FirstLogicalObjectIdentifier + b)[0])).ToArray();
            Assert.Equal(expected, written);
        }

        ListBuilder fresh = Tape(9).Then(new WriteLogStreamSegment(0, "even", attach: false)).Then(new EmbeddedToStreamSegment(0, 32, new byte[32]));
        Assert.True(Lab.Run(Host, fresh).IsGood);
        Assert.Equal(3, Lab.Index(Host).Streams.Count);
    }

    [Fact]
    public void BeginsLogByItself_Off_AListThatWritesIsRefusedUntilALogBegins()
    {
        _tapeOptions.BeginsLogByItself = false;
        CopyExpect.Aborted(Backup(8), 0x2C, 0x00, 0);
        Assert.Equal(0, _device.CountRecordedObjects());
        Assert.True(Initiate(new WriteLogInitiateParameters()).IsGood);
        Assert.True(Backup(8).IsGood);
    }

    [Fact]
    public void CopiesLogWhenIdle_LeavesALogAloneThatNothingWasWrittenUnder()
    {
        _tapeOptions.CopiesLogWhenIdle = true;
        Assert.True(Initiate(new WriteLogInitiateParameters { ApplicationLogIdentifier = "mine" }).IsGood);
        Lab.StepUntil(() => Lab.Manager.RunningCount == 0);
        Assert.Equal(WriteLogState.Open, Status().State);
        Task<CopyCommandResult> first = Lab.Start(Host, CopyLab.Backup(0, CopyLab.FirstTape, 64));
        Task<CopyCommandResult> second = Lab.Start(Host, CopyLab.Backup(0, CopyLab.FirstTape, 256, 2));
        Assert.True(Lab.Finish(first).IsGood && Lab.Finish(second).IsGood);
        Lab.StepUntil(() => Lab.Manager.RunningCount == 0);
        WriteLogStatusData status = Status();
        Assert.Equal((WriteLogState.Closed, true, "mine", 2u), (status.State, status.IsCopiedToMedium, status.ApplicationLogIdentifier, status.StreamCount));
    }

    [Fact]
    public void LogPath_KeepsTheLogInAFile()
    {
        using var folder = new TemporaryFolder();
        string path = string.Empty;
        _tapeOptions.LogPath = identifier => path = folder.File(identifier + ".log");
        Assert.True(Backup(64).IsGood);
        Assert.True(Lab.Command(Host, WriteLogCommand.CopyToMedium(close: true)).IsGood);
        byte[] log = Lab.RetrieveLog(Host);
        Lab.Dispose();
        Assert.Equal(log, File.ReadAllBytes(path).Take(log.Length));
    }

    private static ListBuilder Tape(uint identifier)
    {
        var list = new ListBuilder(identifier);
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        return list;
    }

    private byte[] Peek(long place)
    {
        _device.WriteFilemarks(0, isImmediate: false);
        return _device.PeekRecordedObject(place)!;
    }

    private CopyCommandResult Backup(int blocks, uint identifier = 1) => Lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, blocks, identifier));

    private CopyCommandResult Now(WriteLogCommand command)
    {
        var cdb = new byte[WriteLogCommand.EncodedLength];
        command.Write(cdb);
        return Lab.Manager.ExecuteAsync(Host, cdb).Result;
    }

    private CopyCommandResult Initiate(WriteLogInitiateParameters parameters)
    {
        var bytes = new byte[parameters.EncodedLength];
        parameters.Write(bytes);
        return Lab.Command(Host, WriteLogCommand.Initiate((uint)bytes.Length), bytes);
    }

    private WriteLogStatusData Status() => WriteLogStatusData.Parse(Now(WriteLogCommand.ReportStatus(10_000)).DataIn.Span);
}
