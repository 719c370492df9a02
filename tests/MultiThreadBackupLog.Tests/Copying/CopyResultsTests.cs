using System;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>What RECEIVE COPY RESULTS tells, how long, and whom: SPC-4 clauses 6.17 to 6.24.</summary>
public sealed class CopyResultsTests : IDisposable
{
    private static readonly CopyInitiator Host = CopyLab.Host();
    private readonly CopyManagerOptions _options = new();
    private readonly MemoryTape _device = new();
    private CopyLab? _lab;

    private CopyLab Lab
    {
        get
        {
            if (_lab is null)
            {
                _lab = new CopyLab(hasThreads: false, options: _options);
                _lab.AddDisk(256);
                _lab.AddTape(_device);
            }

            return _lab;
        }
    }

    public void Dispose() => _lab?.Dispose();

    [Fact]
    public void CopyStatus_WhileRunning_IsInProgressAndStays()
    {
        Task<CopyCommandResult> running = Lab.Start(Host, CopyLab.Backup(0, CopyLab.FirstTape, 192));
        Assert.Equal(CopyManagerStatus.InProgress, Status().Status);
        Lab.StepUntil(() => Status().SegmentsProcessed == 2);
        CopyStatusData status = Status();
        Assert.Equal(CopyManagerStatus.InProgress, status.Status);
        Assert.InRange(status.TransferCount, 0u, 64u * 512);
        Assert.True(Lab.Finish(running).IsGood);
        status = Status();
        Assert.Equal((CopyManagerStatus.Completed, (ushort)3, 192u * 512), (status.Status, status.SegmentsProcessed, status.TransferCount));
    }

    [Fact]
    public void CopyStatus_OfAFailedCopy_SaysSegmentAndBytesOnce()
    {
        var list = new ListBuilder();
        list.Add(0, CscdDevice.Disk(512));
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        list.Then(new BlockToStreamSegment(0, 1, 4096, 16, 0)).Then(new BlockToStreamSegment(7, 1, 4096, 16, 0));
        Assert.False(Lab.Run(Host, list).IsGood);
        CopyStatusData status = Status();
        Assert.Equal((CopyManagerStatus.CompletedWithErrors, (ushort)2, 8192u), (status.Status, status.SegmentsProcessed, status.TransferCount));
        CopyExpect.Refused(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 1), 0x24, 0x00, 2, isInCdb: true);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(11u)]
    public void CopyStatus_ThatDidNotComeOverWhole_IsThereAgain(uint allocationLength)
    {
        Assert.True(Lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 8)).IsGood);
        CopyCommandResult cut = Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 1, allocationLength);
        Assert.True(cut.IsGood);
        Assert.Equal((int)allocationLength, cut.DataIn.Length);
        Assert.Equal(CopyManagerStatus.Completed, Status().Status);
        CopyExpect.Refused(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 1), 0x24, 0x00, 2, isInCdb: true);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, false)]
    public void HeldData_StayUntilTheIdentifierIsUsedAgain_UnlessListIdUsageLetsThemGo(byte usage, bool isHeld)
    {
        Assert.True(Lab.Run(Host, Holding(3, 16, usage)).IsGood);
        for (int time = 0; time < 2; time++)
        {
            HeldCopyData held = Held(3);
            Assert.Equal(isHeld ? Lab.Contents[0].Take(16 * 512) : [], held.HeldData.ToArray());
            Assert.Equal(isHeld ? 16u * 512 : 0, held.AvailableDataBytes);
        }

        Assert.Equal(!isHeld, CopyStatusData.Parse(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 3).DataIn.Span).IsHeldDataDiscarded);
        Assert.True(Lab.Run(Host, new ListBuilder(3)).IsGood);
        Assert.Equal(0u, Held(3).AvailableDataBytes);
    }

    [Fact]
    public void HeldData_CutByTheAllocationLength_SayHowManyThereAre()
    {
        Assert.True(Lab.Run(Host, Holding(3, 16, 0)).IsGood);
        CopyCommandResult cut = Lab.Receive(Host, ReceiveCopyResultsAction.ReceiveData, 3, 20);
        Assert.Equal(20, cut.DataIn.Length);
        HeldCopyData held = HeldCopyData.Parse(cut.DataIn.Span);
        Assert.Equal(16u * 512, held.AvailableDataBytes);
        Assert.Equal(Lab.Contents[0].Take(16), held.HeldData.ToArray());
    }

    [Fact]
    public void HeldData_BeyondTheLimit_LoseTheOldestAndSaySo()
    {
        _options.OperatingParameters.HeldDataLimitBytes = 1000;
        Assert.True(Lab.Run(Host, Holding(3, 16, 0)).IsGood);
        Assert.Equal(Lab.Contents[0].Take(16 * 512).Skip((16 * 512) - 1000), Held(3).HeldData.ToArray());
        Assert.True(CopyStatusData.Parse(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 3).DataIn.Span).IsHeldDataDiscarded);
    }

    [Fact]
    public void FailedSegmentDetails_AreTheSenseOfTheFailure_AndForgottenWhenReadWhole()
    {
        CopyCommandResult failed = Lab.Run(Host, Failing(4));
        CopyCommandResult cut = Lab.Receive(Host, ReceiveCopyResultsAction.FailedSegmentDetails, 4, 61);
        Assert.Equal(61, cut.DataIn.Length);
        FailedSegmentDetailsData details = Details(4);
        Assert.Equal(ScsiStatus.CheckCondition, details.Status);
        Assert.Equal(failed.Sense.Bytes.ToArray(), details.SenseBytes.ToArray());
        Assert.False(Details(4).HasDetails);
    }

    [Fact]
    public void FailedSegmentDetails_WithAllocationLengthZero_AreForgotten()
    {
        Lab.Run(Host, Failing(4));
        Assert.True(Lab.Receive(Host, ReceiveCopyResultsAction.FailedSegmentDetails, 4, 0).IsGood);
        Assert.False(Details(4).HasDetails);
    }

    [Fact]
    public void FailedSegmentDetails_OfAGoodCopy_AreNone()
    {
        Assert.True(Lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 8, 4)).IsGood);
        CopyCommandResult none = Lab.Receive(Host, ReceiveCopyResultsAction.FailedSegmentDetails, 4);
        Assert.Equal([0, 0, 0, 0], none.DataIn.ToArray().Take(4));
        Assert.False(FailedSegmentDetailsData.Parse(none.DataIn.Span).HasDetails);
    }

    [Fact]
    public void FailedSegmentDetails_AfterTheIdentifierWasUsedAgain_AreNone()
    {
        Lab.Run(Host, Failing(4));
        Assert.True(Lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 8, 4)).IsGood);
        Assert.False(Details(4).HasDetails);
    }

    [Fact]
    public void Results_AfterAReset_AreGone()
    {
        Lab.Run(Host, Failing(4));
        Task<CopyCommandResult> running = Lab.Start(Host, CopyLab.Backup(0, CopyLab.FirstTape, 128, 5));
        Lab.Manager.Reset();
        Lab.Finish(running);
        Lab.Receive(Host, ReceiveCopyResultsAction.OperatingParameters, 0); // Takes the unit attention.
        CopyExpect.Refused(Lab.Receive(Host, ReceiveCopyResultsAction.FailedSegmentDetails, 4), 0x24, 0x00, 2, isInCdb: true);
        CopyExpect.Refused(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 5), 0x24, 0x00, 2, isInCdb: true);
    }

    [Fact]
    public void Immed_IsAnsweredBeforeTheFirstSegment_AndAFailureIsToldByStatusOnly()
    {
        var list = new ListBuilder(70000, ListIdentifierFormat.Lid4, immed: true);
        list.Add(0, CscdDevice.Disk(512));
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        list.Then(new BlockToStreamSegment(0, 1, 4096, 64, 0)).Then(new LocateSegment(1, 4_000_000));
        Task<CopyCommandResult> answer = Lab.Start(Host, list);
        Assert.True(answer.IsCompleted && answer.Now().IsGood);
        Assert.Equal(0, _device.CountRecordedObjects());
        CopyResultsData running = Results(70000);
        Assert.Equal((CopyOperationStatus.InBackground, 0), (running.Status, running.SenseBytes.Length));
        Assert.Equal((CopyResultsData.HeadLength, null), (running.EncodedLength, running.HeldData));
        Lab.StepUntil(() => Lab.Manager.RunningCount == 0);
        CopyResultsData ended = Results(70000);
        Assert.Equal(CopyOperationStatus.CompletedWithErrors, ended.Status);
        Assert.Equal(ScsiStatus.CheckCondition, ended.CompletionStatus);
        Assert.Equal((2, 64ul * 512), (ended.SegmentsProcessed, ended.TransferCount));
        Assert.Equal(1, SenseData.Parse(ended.SenseBytes.Span).SegmentNumber);
        Assert.Equal(0xFFFFFFFEu, ended.EstimatedUpdateDelayMilliseconds);
        Assert.True(Lab.Run(Host, new ListBuilder(9)).IsGood);
        CopyExpect.Refused(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatusLid4, 70000), 0x24, 0x00, 2, isInCdb: true);
    }

    [Fact]
    public void Lid4_StatusInForegroundAndData_AreGiven()
    {
        var list = new ListBuilder(200, ListIdentifierFormat.Lid4);
        list.Add(0, CscdDevice.Disk(512));
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        list.Then(new BlockToStreamSegment(0, 1, 4096, 16, 0, isHeldForClient: true));
        Task<CopyCommandResult> running = Lab.Start(Host, list);
        Assert.Equal(CopyOperationStatus.InForeground, Results(200).Status);
        Assert.Equal(CopyResultsData.HeadLength, Now(ReceiveCopyResultsAction.CopyStatusLid4, 200).DataIn.Length);
        Assert.Equal(CopyResultsData.HeadLength + 4, Now(ReceiveCopyResultsAction.ReceiveDataLid4, 200).DataIn.Length);
        Assert.Equal(0, CopyResultsData.Parse(Now(ReceiveCopyResultsAction.ReceiveDataLid4, 200).DataIn.Span).HeldData?.Length);
        Assert.True(Lab.Finish(running).IsGood);
        for (int time = 0; time < 2; time++)
        {
            CopyResultsData data = CopyResultsData.Parse(Lab.Receive(Host, ReceiveCopyResultsAction.ReceiveDataLid4, 200).DataIn.Span);
            Assert.Equal(Lab.Contents[0].Take(8192), data.HeldData!.Value.ToArray());
            Assert.Equal((CopyOperationStatus.Completed, ScsiStatus.Good), (data.Status, data.CompletionStatus));
        }

        Assert.Equal(CopyOperationStatus.Completed, Results(200).Status);
        CopyExpect.Refused(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 200), 0x24, 0x00, 2, isInCdb: true);
    }

    [Fact]
    public void GSense_WithGood_SaysHowManySegmentsWereProcessed()
    {
        CopyCommandResult result = Lab.Run(Host, new ListBuilder(1, ListIdentifierFormat.Lid4, gSense: true).Then(new byte[] { 7, 0, 0, 8, 0, 9, 0, 0, 0, 0, 0, 0 }));
        Assert.Equal(SenseKey.CopyAborted, result.Sense.Key);
        var list = new ListBuilder(2, ListIdentifierFormat.Lid4, gSense: true);
        list.Add(0, CscdDevice.Disk(512));
        result = Lab.Run(Host, list.Then(new VerifySegment(0)).Then(new VerifySegment(0, tur: true)));
        Assert.Equal((ScsiStatus.Good, SenseKey.Completed, new SenseCode(0x00, 0x20), 2ul), (result.Status, result.Sense.Key, result.Sense.Code, result.Sense.CommandSpecificInformation));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(4u)]
    [InlineData(43u)]
    [InlineData(5000u)]
    public void OperatingParameters_AreCutToTheAllocationLength_AndKeepTheirLength(uint allocationLength)
    {
        byte[] whole = Lab.Receive(Host, ReceiveCopyResultsAction.OperatingParameters, 0).DataIn.ToArray();
        byte[] cut = Lab.Receive(Host, ReceiveCopyResultsAction.OperatingParameters, 0, allocationLength).DataIn.ToArray();
        Assert.Equal(whole.Take((int)allocationLength), cut);
        Assert.Equal(whole.Length - 4, (whole[2] << 8) | whole[3]);
        Assert.Equal(whole.Length - 44, whole[43]);
    }

    [Fact]
    public void ListIdentifiers_AreUniqueToEachNexus_AlsoThroughAnotherTargetPort()
    {
        CopyInitiator[] nexuses = [new("a", "port 1"), new("a", "port 2"), new("b", "port 1")];
        Task<CopyCommandResult>[] copies = nexuses.Select((nexus, i) => Lab.Start(nexus, CopyLab.Backup(0, CopyLab.FirstTape, 8 * (i + 1), 5))).ToArray();
        foreach (Task<CopyCommandResult> copy in copies)
        {
            Assert.True(Lab.Finish(copy).IsGood);
        }

        for (int i = 0; i < nexuses.Length; i++)
        {
            Assert.Equal((uint)(i + 1) * 4096, CopyStatusData.Parse(Lab.Receive(nexuses[i], ReceiveCopyResultsAction.CopyStatus, 5).DataIn.Span).TransferCount);
        }

        CopyExpect.Refused(Lab.Receive(new CopyInitiator("b", "port 2"), ReceiveCopyResultsAction.CopyStatus, 5), 0x24, 0x00, 2, isInCdb: true);
    }

    [Fact]
    public void Results_MoreThanAreKept_LoseTheOldest()
    {
        _options.MaximumKeptResults = 2;
        for (uint i = 1; i <= 3; i++)
        {
            Assert.True(Lab.Run(Host, new ListBuilder(i)).IsGood);
        }

        CopyExpect.Refused(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 1), 0x24, 0x00, 2, isInCdb: true);
        Assert.True(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 2).IsGood);
        Assert.True(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 3).IsGood);
    }

    [Fact]
    public void CopyWithoutAnIdentifier_LeavesNothing()
    {
        Assert.True(Lab.Run(Host, CopyLab.Backup(0, CopyLab.FirstTape, 8, 0, usage: 3)).IsGood);
        CopyExpect.Refused(Lab.Receive(Host, ReceiveCopyResultsAction.CopyStatus, 0), 0x24, 0x00, 2, isInCdb: true);
    }

    private static ListBuilder Holding(uint identifier, ushort blocks, byte usage)
    {
        var list = new ListBuilder(identifier, usage: usage);
        list.Add(0, CscdDevice.Disk(512));
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        return list.Then(new BlockToStreamSegment(0, 1, 4096, blocks, 0, isHeldForClient: true));
    }

    private static ListBuilder Failing(uint identifier) => new ListBuilder(identifier).Then(new VerifySegment(3));

    private CopyCommandResult Now(ReceiveCopyResultsAction action, uint identifier)
    {
        var cdb = new byte[ReceiveCopyResultsCommand.EncodedLength];
        new ReceiveCopyResultsCommand(action, identifier, 100_000).Write(cdb);
        return Lab.Manager.ExecuteAsync(Host, cdb).Result; // Answered at once, without a step of what runs.
    }

    private CopyStatusData Status() => CopyStatusData.Parse(Now(ReceiveCopyResultsAction.CopyStatus, 1).DataIn.Span);

    private CopyResultsData Results(uint identifier) => CopyResultsData.Parse(Now(ReceiveCopyResultsAction.CopyStatusLid4, identifier).DataIn.Span);

    private HeldCopyData Held(uint identifier) => HeldCopyData.Parse(Now(ReceiveCopyResultsAction.ReceiveData, identifier).DataIn.Span);

    private FailedSegmentDetailsData Details(uint identifier) =>
        FailedSegmentDetailsData.Parse(Now(ReceiveCopyResultsAction.FailedSegmentDetails, identifier).DataIn.Span);
}
