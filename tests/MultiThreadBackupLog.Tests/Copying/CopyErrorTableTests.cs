using System;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>The error table of EXTENDED COPY, what is found before the first segment: SPC-4 clauses 5.17.7.3 and 6.4.3.</summary>
public sealed class CopyErrorTableTests : IDisposable
{
    private const int FirstDescriptor = 16;
    private const int FirstSegment = FirstDescriptor + (2 * 32);
    private readonly CopyInitiator _host = CopyLab.Host();
    private readonly CopyLab _lab = new(hasThreads: false, options: Small());
    private readonly int _disk;
    private readonly int _tape;
    private readonly MemoryTape _device = new();

    public CopyErrorTableTests()
    {
        _disk = _lab.AddDisk(256);
        _tape = _lab.AddTape(_device);
    }

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(15)]
    [InlineData(16 + 31)]
    [InlineData(16 + 64 + 23)]
    public void List_CutShort_IsAParameterListLengthError(int length)
    {
        byte[] bytes = Backup(8).Build();
        CopyCommandResult result = _lab.Finish(_lab.Manager.ExecuteAsync(_host, ListBuilder.Cdb(ListIdentifierFormat.Lid1, length), bytes));
        CopyExpect.Refused(result, 0x1A, 0x00, length);
        Assert.Equal(0, _device.CountRecordedObjects());
    }

    [Fact]
    public void List_DataOutShorterThanItsLength_IsAParameterListLengthError()
    {
        byte[] bytes = Backup(8).Build();
        CopyCommandResult result = _lab.Finish(_lab.Manager.ExecuteAsync(_host, ListBuilder.Cdb(ListIdentifierFormat.Lid1, bytes.Length), bytes.AsMemory(0, bytes.Length - 1)));
        CopyExpect.Refused(result, 0x1A, 0x00, bytes.Length - 1);
    }

    [Fact]
    public void List_OfNoLength_IsGood() =>
        Assert.True(_lab.Finish(_lab.Manager.ExecuteAsync(_host, ListBuilder.Cdb(ListIdentifierFormat.Lid1, 0))).IsGood);

    [Fact]
    public void List_LongerThanDeclared_IsAParameterListLengthError()
    {
        ListBuilder list = Backup(8);
        for (int i = 0; i < 17; i++)
        {
            list.Then(new EmbeddedToStreamSegment(1, CopyLab.TapeBlock, new byte[1000]));
        }

        CopyExpect.Refused(_lab.Run(_host, list), 0x1A, 0x00, 8);
    }

    [Fact]
    public void InlineData_LongerThanDeclared_IsAParameterListLengthError() =>
        CopyExpect.Refused(_lab.Run(_host, Backup(8).Inline(new byte[5000])), 0x1A, 0x00, 12);

    [Fact]
    public void CscdDescriptors_MoreThanDeclared_AreTooMany()
    {
        ListBuilder list = Backup(8);
        list.Add(_disk, CscdDevice.Disk(512));
        list.Add(_disk, CscdDevice.Disk(512));
        list.Add(_disk, CscdDevice.Disk(512));
        CopyExpect.Refused(_lab.Run(_host, list), 0x26, 0x06, 2);
    }

    [Fact]
    public void SegmentDescriptors_MoreThanDeclared_AreTooMany()
    {
        ListBuilder list = Backup(8);
        for (int i = 0; i < 40; i++)
        {
            list.Then(new VerifySegment(0));
        }

        CopyExpect.Refused(_lab.Run(_host, list), 0x26, 0x08, 8);
    }

    [Theory]
    [InlineData(0xEC)]
    [InlineData(0xDF)]
    [InlineData(0x00)]
    public void CscdDescriptor_OfAnUnknownType_IsNotSupported(byte type)
    {
        byte[] bytes = Backup(8).Build();
        bytes[FirstDescriptor + 32] = type;
        CopyExpect.Refused(Run(bytes), 0x26, 0x07, FirstDescriptor + 32);
    }

    [Theory]
    [InlineData(0x17)]
    [InlineData(0xC7)]
    [InlineData(0xE0)]
    public void SegmentDescriptor_OfAnUnknownType_IsNotSupported(byte type)
    {
        byte[] bytes = Backup(8).Build();
        bytes[FirstSegment] = type;
        CopyExpect.Refused(Run(bytes), 0x26, 0x09, FirstSegment);
    }

    [Fact]
    public void SegmentDescriptor_OfReservations_IsNotSupported()
    {
        ListBuilder list = Backup(8);
        CopyExpect.Refused(_lab.Run(_host, list.Then(new RegisterKeySegment(0, 1, 2))), 0x26, 0x09, FirstSegment + 24);
    }

    [Fact]
    public void SegmentDescriptor_OfAnotherLengthThanItsType_IsAnInvalidField()
    {
        byte[] bytes = Backup(8).Then(new VerifySegment(0)).Build();
        bytes[FirstSegment + 24 + 3] = 4;
        CopyCommandResult result = Run(bytes);
        Assert.Equal(SenseKey.IllegalRequest, result.Sense.Key);
        Assert.Equal(new SenseCode(0x26, 0x00), result.Sense.Code);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 512)]
    public void Tape_WhoseFixedAndBlockLengthContradict_IsAnInvalidField(bool isFixed, int blockLength)
    {
        byte[] bytes = Backup(8).Build();
        bytes[FirstDescriptor + 32 + 28] = isFixed ? (byte)1 : (byte)0;
        bytes[FirstDescriptor + 32 + 30] = (byte)(blockLength >> 8);
        CopyExpect.Refused(Run(bytes), 0x26, 0x00, FirstDescriptor + 32 + 29);
    }

    [Fact]
    public void CscdDescriptor_WithAnotherLuIdType_IsAnInvalidField()
    {
        var list = new ListBuilder();
        list.Add(new FibreChannelNameCscdDescriptor(CscdDevice.Disk(512), 0, 0x5000_0000_0000_0001));
        byte[] bytes = list.Build();
        bytes[FirstDescriptor + 1] |= 0x40;
        CopyExpect.Refused(Run(bytes), 0x26, 0x00, FirstDescriptor + 1, 7);
    }

    [Fact]
    public void EmbeddedData_MoreThanTheDescriptorHas_AreAnInvalidField()
    {
        var list = new ListBuilder();
        list.Add(_tape, CscdDevice.Tape());
        byte[] bytes = list.Then(new EmbeddedToStreamSegment(0, CopyLab.TapeBlock, new byte[8])).Build();
        bytes[FirstDescriptor + 32 + 13] = 9;
        CopyExpect.Refused(Run(bytes), 0x26, 0x00, FirstDescriptor + 32 + 12);
    }

    [Fact]
    public void ListIdUsage_11bWithAnIdentifier_IsAnInvalidField() =>
        CopyExpect.Refused(_lab.Run(_host, new ListBuilder(3, usage: 3)), 0x26, 0x00, 0);

    [Fact]
    public void ListIdUsage_11bWithHeldData_IsAnInvalidField()
    {
        var list = new ListBuilder(0, usage: 3);
        list.Add(_tape, CscdDevice.Tape());
        list.Then(new StreamToDiscardSegment(0, CopyLab.TapeBlock, 1, isHeldForClient: true));
        CopyExpect.Refused(_lab.Run(_host, list), 0x26, 0x00, FirstDescriptor + 32);
    }

    [Fact]
    public void ListIdUsage_11bWithSnlid0_IsAnInvalidField()
    {
        CopyManagerOptions options = Small();
        options.OperatingParameters.SupportsNoListIdentifier = false;
        using var lab = new CopyLab(hasThreads: false, options: options);
        CopyExpect.Refused(lab.Run(_host, new ListBuilder(0, usage: 3)), 0x26, 0x00, 1, 4);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    public void Immed_WithGSenseOrNoIdentifier_IsAnInvalidFieldInTheCdb(bool gSense, byte usage) => CopyExpect.Refused(
        _lab.Run(_host, new ListBuilder(usage == 3 ? 0u : 1u, ListIdentifierFormat.Lid4, usage: usage, immed: true, gSense: gSense)), 0x24, 0x00, 15, 0);

    [Fact]
    public void Segment_LongerThanMaximumSegmentLength_IsAnInvalidField() =>
        CopyExpect.Refused(_lab.Run(_host, Backup(129)), 0x26, 0x00, FirstSegment + 14);

    [Fact]
    public void Segment_LongerThanMaximumSegmentLengthByTheDisksOwnBlockLength_EndsTheCopyBeforeItMoves()
    {
        var list = new ListBuilder();
        list.Add(_disk, CscdDevice.Disk(0));
        list.Add(_tape, CscdDevice.Tape());
        list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 129, 0));
        CopyExpect.Aborted(_lab.Run(_host, list), 0x26, 0x00, 0, inSegment: 14);
        Assert.Equal(0, _device.CountRecordedObjects());
    }

    [Fact]
    public void ListIdentifier_InUse_IsAnOperationInProgress()
    {
        Task<CopyCommandResult> running = _lab.Start(_host, Backup(64));
        CopyExpect.Refused(_lab.Run(_host, Backup(8)), 0x00, 0x16);
        Assert.True(_lab.Finish(running).IsGood);
    }

    [Fact]
    public void ListIdentifier_KnownInTheOtherForm_IsAnInvalidField()
    {
        Assert.True(_lab.Run(_host, new ListBuilder(5, ListIdentifierFormat.Lid4)).IsGood);
        CopyExpect.Refused(_lab.Run(_host, new ListBuilder(5)), 0x26, 0x00, 0);
        Assert.True(_lab.Run(_host, new ListBuilder(6)).IsGood);
        CopyExpect.Refused(_lab.Run(_host, new ListBuilder(6, ListIdentifierFormat.Lid4)), 0x26, 0x00, 20);
    }

    [Theory]
    [InlineData(ReceiveCopyResultsAction.CopyStatus)]
    [InlineData(ReceiveCopyResultsAction.ReceiveData)]
    [InlineData(ReceiveCopyResultsAction.FailedSegmentDetails)]
    [InlineData(ReceiveCopyResultsAction.CopyStatusLid4)]
    [InlineData(ReceiveCopyResultsAction.ReceiveDataLid4)]
    [InlineData(ReceiveCopyResultsAction.RodTokenInformation)]
    public void Receive_OfAnUnknownIdentifier_IsAnInvalidFieldInTheCdb(ReceiveCopyResultsAction action) =>
        CopyExpect.Refused(_lab.Receive(_host, action, 77), 0x24, 0x00, 2, isInCdb: true);

    [Fact]
    public void Receive_OfAllRodTokens_IsAnUnknownServiceAction() =>
        CopyExpect.Refused(_lab.Receive(_host, ReceiveCopyResultsAction.ReportAllRodTokens, 0), 0x24, 0x00, 1, 4, isInCdb: true);

    [Theory]
    [InlineData(ReceiveCopyResultsAction.ReceiveData)]
    [InlineData(ReceiveCopyResultsAction.FailedSegmentDetails)]
    public void Receive_DataOrDetailsOfARunningCopy_IsAnInvalidFieldInTheCdb(ReceiveCopyResultsAction action)
    {
        Task<CopyCommandResult> running = _lab.Start(_host, Backup(64));
        _lab.StepAll();
        var cdb = new byte[ReceiveCopyResultsCommand.EncodedLength];
        new ReceiveCopyResultsCommand(action, 1, 100).Write(cdb);
        Task<CopyCommandResult> receive = _lab.Manager.ExecuteAsync(_host, cdb);
        CopyExpect.Refused(receive.Now(), 0x24, 0x00, 2, isInCdb: true);
        Assert.False(running.IsCompleted);
        Assert.True(_lab.Finish(running).IsGood);
    }

    [Fact]
    public void Abort_OfAnUnknownIdentifier_IsAnInvalidFieldInTheCdb()
    {
        var cdb = new byte[CopyOperationAbortCommand.EncodedLength];
        new CopyOperationAbortCommand(9).Write(cdb);
        CopyExpect.Refused(_lab.Finish(_lab.Manager.ExecuteAsync(_host, cdb)), 0x24, 0x00, 2, isInCdb: true);
    }

    [Fact]
    public void Command_OfAnUnknownOperationCode_IsRefused() =>
        CopyExpect.Refused(_lab.Finish(_lab.Manager.ExecuteAsync(_host, new byte[6])), 0x20, 0x00, 0, isInCdb: true);

    // Four CSCD descriptors, 40 segments, 16 KiB of lists, 4 KiB of inline data, 64 KiB a segment.
    private static CopyManagerOptions Small()
    {
        var options = new CopyManagerOptions();
        options.OperatingParameters.MaximumCscdDescriptorCount = 4;
        options.OperatingParameters.MaximumSegmentDescriptorCount = 40;
        options.OperatingParameters.MaximumDescriptorListLengthBytes = 16384;
        options.OperatingParameters.MaximumInlineDataLengthBytes = 4096;
        options.OperatingParameters.MaximumSegmentLengthBytes = 65536;
        return options;
    }

    private ListBuilder Backup(ushort blocks)
    {
        var list = new ListBuilder();
        list.Add(_disk, CscdDevice.Disk(CopyLab.DiskBlock));
        list.Add(_tape, CscdDevice.Tape());
        return list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, blocks, 0));
    }

    private CopyCommandResult Run(byte[] bytes) => _lab.Finish(_lab.Manager.ExecuteAsync(_host, ListBuilder.Cdb(ListIdentifierFormat.Lid1, bytes.Length), bytes));
}
