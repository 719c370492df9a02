using System;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>The error table of EXTENDED COPY, what ends a copy while a segment runs: SPC-4 clause 5.17.7.4.</summary>
public sealed class CopyAbortTableTests : IDisposable
{
    private const int FirstDescriptor = 16;
    private readonly CopyInitiator _host = CopyLab.Host();
    private readonly CopyManagerOptions _options = new();
    private readonly MemoryTape _device = new(new MemoryTapeOptions { IsBuffered = false }); // So that each fault strikes at its own block.
    private CopyLab? _lab;

    private CopyLab Lab => _lab ??= new CopyLab(hasThreads: false, options: _options);

    public void Dispose() => _lab?.Dispose();

    [Theory]
    [InlineData(9, 1, 4)]
    [InlineData(0, 9, 6)]
    [InlineData(0xC000, 1, 4)]
    [InlineData(0xFFFF, 1, 4)]
    public void Index_OutsideTheList_IsAnUnreachableTargetAtTheIndex(int source, int destination, int field)
    {
        ListBuilder list = Devices();
        list.Then(new VerifySegment(0)).Then(new BlockToStreamSegment((ushort)source, (ushort)destination, CopyLab.TapeBlock, 8, 0));
        CopyExpect.Aborted(Lab.Run(_host, list), 0x08, 0x04, 1, inSegment: field);
    }

    [Fact]
    public void Device_ThatIsNotRegistered_IsAnUnreachableTargetAtItsDescriptor()
    {
        ListBuilder list = Devices();
        list.Add(55, CscdDevice.Tape());
        list.Then(new BlockToStreamSegment(0, 2, CopyLab.TapeBlock, 8, 0));
        CopyExpect.Aborted(Lab.Run(_host, list), 0x08, 0x04, 0, inList: FirstDescriptor + 64);
    }

    [Fact]
    public void Device_ThatIsNull_IsAnUnreachableTargetAtItsDescriptor()
    {
        byte[] bytes = Devices().Then(new VerifySegment(0)).Build();
        bytes[FirstDescriptor + 1] |= 0x20;
        CopyExpect.Aborted(Run(bytes), 0x08, 0x04, 0, inList: FirstDescriptor);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StreamToStream_OfATapeToItself_IsAnInvalidOperation_AlsoUnderTwoDescriptors(bool isHeld)
    {
        ListBuilder list = Devices();
        list.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: true));
        list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 32, 0)).Then(new LocateSegment(1, 0));
        list.Then(new StreamToStreamSegment(1, 2, CopyLab.TapeBlock, CopyLab.TapeBlock, 2 * CopyLab.TapeBlock, isHeldForClient: isHeld));
        CopyExpect.Aborted(Lab.Run(_host, list), 0x26, 0x0C, 2, inSegment: 4);
        Assert.Equal(4, _device.CountRecordedObjects());
    }

    [Fact]
    public void Tape_ThatWasRegisteredAfterTheCommandCame_IsAnUnreachableTarget()
    {
        // The command was not given the drive, and another one may have it.
        _options.MaximumRunningCopies = 1;
        Devices();
        Task<CopyCommandResult> running = Lab.Start(_host, CopyLab.Backup(0, CopyLab.FirstTape, 64, 2));
        var list = new ListBuilder(3);
        list.Add(CopyLab.FirstTape + 1, CscdDevice.Tape());
        Task<CopyCommandResult> early = Lab.Start(_host, list.Then(new VerifySegment(0)).Then(new LocateSegment(0, 0)));
        Lab.AddTape(new MemoryTape());
        Assert.True(Lab.Finish(running).IsGood);
        CopyExpect.Aborted(Lab.Finish(early), 0x08, 0x04, 1, inList: FirstDescriptor);
        Assert.True(Lab.Run(_host, list).IsGood);
    }

    [Fact]
    public void Index_OfAnExtension_IsAnInvalidField()
    {
        var list = new ListBuilder();
        _ = Lab;
        list.Add(new IPv6CscdDescriptor(CscdDevice.Disk(512), 0, 3260, 6, new byte[16]));
        list.Then(new VerifySegment(1));
        CopyExpect.Aborted(Lab.Run(_host, list), 0x26, 0x00, 0, inList: FirstDescriptor + 32);
    }

    [Fact]
    public void Device_OfAnotherTypeThanItsDescriptor_IsAnIncorrectDeviceType()
    {
        Devices();
        var list = new ListBuilder();
        list.Add(0, CscdDevice.Tape());
        list.Add(CopyLab.FirstTape, CscdDevice.Disk(512));
        list.Then(new EmbeddedToStreamSegment(0, 8, new byte[8]));
        CopyExpect.Aborted(Lab.Run(_host, list), 0x0D, 0x03, 0, inList: FirstDescriptor);
        var verify = new ListBuilder(2);
        verify.Add(CopyLab.FirstTape, CscdDevice.Disk(512));
        CopyExpect.Aborted(Lab.Run(_host, verify.Then(new VerifySegment(0))), 0x0D, 0x03, 0, inList: FirstDescriptor);
    }

    [Fact]
    public void BlockImage_OfDisksWithOtherBlockLengths_IsAnIncorrectDeviceType()
    {
        Devices();
        int other = Lab.AddDisk(16, blockLength: 4096);
        var list = new ListBuilder();
        list.Add(0, CscdDevice.Disk(512));
        list.Add(other, CscdDevice.Disk(4096));
        CopyExpect.Aborted(Lab.Run(_host, list.Then(new BlockImageSegment(0, 1, 0, 0, 4))), 0x0D, 0x03, 0, inList: FirstDescriptor + 32);
    }

    [Theory]
    [InlineData(0x10)]
    [InlineData(0x11)]
    [InlineData(0x12)]
    [InlineData(0x13)]
    public void TapeFunction_OnADisk_IsAnInvalidOperationAtTheIndex(byte type)
    {
        ListBuilder list = Devices();
        list.Then([type, 0, 0, 8, 0, 1, 0, 0, 0, 0, 0, 1]);
        CopyExpect.Aborted(Lab.Run(_host, list), 0x26, 0x0C, 0, inSegment: 6);
    }

    [Fact]
    public void InlineData_BeyondTheirEnd_AreAnInlineLengthExceeded()
    {
        ListBuilder list = Devices().Inline(new byte[100]);
        list.Then(new InlineToStreamSegment(1, 50, 0, 100)).Then(new InlineToStreamSegment(1, 50, 4, 97));
        CopyExpect.Aborted(Lab.Run(_host, list), 0x26, 0x0B, 1, inSegment: 12);
    }

    [Theory]
    [InlineData(false, false, false, true)]
    [InlineData(false, false, true, false)]
    [InlineData(true, true, false, false)]
    [InlineData(false, true, false, false)]
    [InlineData(true, false, false, false)]
    public void BlockToStream_ThatLeavesDestinationDataOver_IsInexactOnlyWithoutPadAndCat(bool sourcePad, bool destinationPad, bool cat, bool isInexact)
    {
        ListBuilder list = Devices(sourcePad, destinationPad);
        list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 9, 0, cat));
        CopyCommandResult result = Lab.Run(_host, list);
        if (!isInexact)
        {
            Assert.True(result.IsGood, result.ToString());
            Assert.Equal(destinationPad && !cat ? 2 : 1, _device.CountRecordedObjects());
            return;
        }

        CopyExpect.Aborted(result, 0x26, 0x0A, 0, residual: 0);
        Assert.Equal(1, _device.CountRecordedObjects());
    }

    [Theory]
    [InlineData(false, false, false, true)]
    [InlineData(false, true, false, false)]
    [InlineData(false, false, true, false)]
    [InlineData(true, false, false, false)]
    [InlineData(true, true, false, false)]
    public void StreamToBlock_ThatLeavesSourceDataOver_IsInexactOnlyWithoutPadAndCat(bool sourcePad, bool destinationPad, bool cat, bool isInexact)
    {
        Devices();
        Assert.True(Lab.Run(_host, CopyLab.Backup(0, CopyLab.FirstTape, 16)).IsGood);
        int target = Lab.AddDisk(64);
        var list = new ListBuilder(2);
        list.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: sourcePad));
        list.Add(target, CscdDevice.Disk(512, destinationPad));
        list.Then(new LocateSegment(0, 0)).Then(new StreamToBlockSegment(0, 1, CopyLab.TapeBlock, 9, 0, cat));
        CopyCommandResult result = Lab.Run(_host, list);
        if (isInexact)
        {
            CopyExpect.Aborted(result, 0x26, 0x0A, 1, residual: 0);
        }
        else
        {
            Assert.True(result.IsGood, result.ToString());
        }
    }

    [Fact]
    public void StreamToBlock_PaddedDestinationWithDataBehindItsCount_IsInexactByNoteA()
    {
        Devices();
        Assert.True(Lab.Run(_host, CopyLab.Backup(0, CopyLab.FirstTape, 16)).IsGood);
        int target = Lab.AddDisk(64);
        var list = new ListBuilder(2);
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        list.Add(target, CscdDevice.Disk(512, pad: true));
        list.Add(0, CscdDevice.Disk(512));
        list.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: true));
        list.Then(new BlockToStreamSegment(2, 3, CopyLab.TapeBlock, 4, 0, cat: true)) // Leaves 2,048 bytes of destination data.
            .Then(new StreamToBlockSegment(0, 1, CopyLab.TapeBlock, 2, 0));
        CopyExpect.Aborted(Lab.Run(_host, list), 0x26, 0x0A, 1, residual: 0);
    }

    [Theory]
    [InlineData(10, 9, false)] // 9 blocks of 512 are no multiple of 1,024.
    [InlineData(9, 9, true)]
    [InlineData(10, 8, true)]
    public void Segment_NoMultipleOfTheDataSegmentGranularity_IsAViolation(byte exponent, ushort blocks, bool isGood)
    {
        _options.OperatingParameters.DataSegmentGranularityExponent = exponent;
        ListBuilder list = Devices(false, true);
        list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 8, 0)).Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, blocks, 0));
        CopyCommandResult result = Lab.Run(_host, list);
        if (isGood)
        {
            Assert.True(result.IsGood, result.ToString());
        }
        else
        {
            CopyExpect.Aborted(result, 0x26, 0x0D, 1, inSegment: 14);
            Assert.Equal(1, _device.CountRecordedObjects());
        }
    }

    [Fact]
    public void InlineAndEmbeddedData_NoMultipleOfTheInlineGranularity_AreAViolation()
    {
        _options.OperatingParameters.InlineDataGranularityExponent = 3;
        ListBuilder inline = Devices(false, true).Inline(new byte[100]);
        inline.Then(new InlineToStreamSegment(1, 64, 0, 16)).Then(new InlineToStreamSegment(1, 64, 0, 20));
        CopyExpect.Aborted(Lab.Run(_host, inline), 0x26, 0x0D, 1, inSegment: 16);
        var embedded = new ListBuilder(2);
        embedded.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: true));
        CopyExpect.Aborted(Lab.Run(_host, embedded.Then(new EmbeddedToStreamSegment(0, 64, new byte[12]))), 0x26, 0x0D, 0, inSegment: 12);
    }

    [Fact]
    public void Disk_ThatCannotBeRead_IsAThirdPartyFailureWithItsSense()
    {
        ListBuilder list = Devices(wrap: disk => FaultyStorage.WithBadBlocks(disk, 20));
        list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 8, 0)).Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 32, 8));
        CopyCommandResult result = Lab.Run(_host, list);
        CopyExpect.Aborted(result, 0x0D, 0x01, 1, residual: 3 * CopyLab.TapeBlock, inList: FirstDescriptor);
        CopyExpect.Forwarded(result, ForwardedSenseSource.CopySource, SenseKey.MediumError, 0x11, 0x00);
        Assert.Equal(2, _device.CountRecordedObjects());
    }

    [Fact]
    public void Disk_ThatCannotBeReadAtOnce_HasNoResidual()
    {
        ListBuilder list = Devices(wrap: disk => FaultyStorage.WithBadBlocks(disk, 0));
        list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 8, 0));
        CopyExpect.Aborted(Lab.Run(_host, list), 0x0D, 0x01, 0, residual: null, inList: FirstDescriptor);
    }

    [Theory]
    [InlineData(StorageCondition.ReservationConflict, ScsiStatus.ReservationConflict)]
    [InlineData(StorageCondition.Busy, ScsiStatus.Busy)]
    public void Disk_ThatAnswersNoSense_IsAThirdPartyFailureWithItsStatus(StorageCondition condition, ScsiStatus status)
    {
        ListBuilder list = Devices(wrap: disk => new FaultyStorage(disk, (_, _) => new StorageFault(condition)));
        list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 8, 0));
        CopyCommandResult result = Lab.Run(_host, list);
        CopyExpect.Aborted(result, 0x0D, 0x01, 0, inList: FirstDescriptor);
        Assert.Equal(0, CopyExpect.Forwarded(result, ForwardedSenseSource.CopySource, status).EncodedLength);
    }

    [Fact]
    public void Disk_ThatEndsBeforeTheSegment_IsAThirdPartyFailureWithItsSense()
    {
        ListBuilder list = Devices();
        list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 16, 248));
        CopyCommandResult result = Lab.Run(_host, list);
        CopyExpect.Aborted(result, 0x0D, 0x01, 0, residual: CopyLab.TapeBlock, inList: FirstDescriptor);
        CopyExpect.Forwarded(result, ForwardedSenseSource.CopySource, SenseKey.IllegalRequest, 0x21, 0x00);
    }

    [Fact]
    public void Disk_ThatCannotBeWritten_CountsItsResidualInBlocks()
    {
        Devices();
        int target = Lab.AddDisk(64, disk => FaultyStorage.WithBadBlocks(disk, 5));
        var list = new ListBuilder(2);
        list.Add(0, CscdDevice.Disk(512));
        list.Add(target, CscdDevice.Disk(512));
        CopyCommandResult result = Lab.Run(_host, list.Then(new BlockToBlockSegment(0, 1, 12, 0, 0)));
        CopyExpect.Aborted(result, 0x0D, 0x01, 0, residual: 7, inList: FirstDescriptor + 32);
        CopyExpect.Forwarded(result, ForwardedSenseSource.CopyDestination, SenseKey.MediumError, 0x0C, 0x00);
    }

    [Fact]
    public void Disk_ThatCannotBeWrittenAtTheEndOfAByteRange_HasAResidualThatIsNotZero()
    {
        Devices();
        int target = Lab.AddDisk(64, disk => FaultyStorage.WithBadBlocks(disk, 2));
        var list = new ListBuilder(2);
        list.Add(0, CscdDevice.Disk(512));
        list.Add(target, CscdDevice.Disk(512));
        list.Then(new BlockOffsetToBlockOffsetSegment(0, 1, 1100, 0, 0, 0, 0)); // 76 bytes are for block 2.
        CopyExpect.Aborted(Lab.Run(_host, list), 0x0D, 0x01, 0, residual: 1, inList: FirstDescriptor + 32);
    }

    [Fact]
    public void Tape_ThatCannotBeRead_IsAThirdPartyFailureWithItsSense()
    {
        Devices();
        Assert.True(Lab.Run(_host, CopyLab.Backup(0, CopyLab.FirstTape, 32)).IsGood);
        _device.FailRead(2);
        int target = Lab.AddDisk(64);
        var list = new ListBuilder(2);
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        list.Add(target, CscdDevice.Disk(512));
        list.Then(new LocateSegment(0, 0)).Then(new StreamToBlockSegment(0, 1, CopyLab.TapeBlock, 32, 0));
        CopyCommandResult result = Lab.Run(_host, list);
        CopyExpect.Aborted(result, 0x0D, 0x01, 1, residual: 16, inList: FirstDescriptor);
        CopyExpect.Forwarded(result, ForwardedSenseSource.CopySource, SenseKey.MediumError, 0x11, 0x00);
    }

    [Fact]
    public void Tape_ThatIsWriteProtected_IsAThirdPartyFailureAtItsDescriptor()
    {
        _device.SetWriteProtection(true);
        ListBuilder list = Devices();
        CopyCommandResult result = Lab.Run(_host, list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 8, 0)));
        CopyExpect.Aborted(result, 0x0D, 0x01, 0, inList: FirstDescriptor + 32);
        CopyExpect.Forwarded(result, ForwardedSenseSource.CopyDestination, SenseKey.DataProtect, 0x27, 0x00);
    }

    [Fact]
    public void Tape_ThatIsReserved_IsAThirdPartyFailureWithReservationConflict()
    {
        ListBuilder list = Devices();
        _device.FailWrite(1, int.MaxValue, TapeCondition.ReservationConflict);
        CopyCommandResult result = Lab.Run(_host, list.Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 32, 0)));
        CopyExpect.Aborted(result, 0x0D, 0x01, 0, residual: 3 * CopyLab.TapeBlock, inList: FirstDescriptor + 32);
        Assert.Equal(0, CopyExpect.Forwarded(result, ForwardedSenseSource.CopyDestination, ScsiStatus.ReservationConflict).EncodedLength);
    }

    [Fact]
    public void Tape_WithFixedBlocks_CountsItsResidualInBlocks()
    {
        Devices();
        _device.FailWrite(5, int.MaxValue, TapeCondition.MediumError);
        var list = new ListBuilder();
        list.Add(0, CscdDevice.Disk(512));
        list.Add(CopyLab.FirstTape, CscdDevice.Tape(1024));
        CopyCommandResult result = Lab.Run(_host, list.Then(new BlockToStreamSegment(0, 1, 4, 32, 0)));
        CopyExpect.Aborted(result, 0x0D, 0x01, 0, residual: 11, inList: FirstDescriptor + 32);
        CopyExpect.Forwarded(result, ForwardedSenseSource.CopyDestination, SenseKey.MediumError, 0x0C, 0x00);
    }

    [Fact]
    public void Copy_AbortedByItsInitiator_SaysCommandsClearedAndItsResidual()
    {
        ListBuilder list = Devices();
        Task<CopyCommandResult> running = Lab.Start(_host, list.Then(new VerifySegment(0)).Then(new BlockToStreamSegment(0, 1, CopyLab.TapeBlock, 128, 0)));
        Lab.StepUntil(() => _device.CountRecordedObjects() >= 3);
        var cdb = new byte[CopyOperationAbortCommand.EncodedLength];
        new CopyOperationAbortCommand(1).Write(cdb);
        Assert.True(Lab.Manager.ExecuteAsync(_host, cdb).Now().IsGood);
        CopyCommandResult result = Lab.Finish(running);
        CopyExpect.Aborted(result, 0x2F, 0x02, 1, residual: 65536 - (_device.CountRecordedObjects() * CopyLab.TapeBlock));
        Assert.InRange(_device.CountRecordedObjects(), 3, 15);
    }

    private ListBuilder Devices(bool diskPad = false, bool tapePad = false, Func<BlockStorage, BlockStorage>? wrap = null)
    {
        if (Lab.Disks.Count == 0)
        {
            Lab.AddDisk(256, wrap);
            Lab.AddTape(_device);
        }

        var list = new ListBuilder();
        list.Add(0, CscdDevice.Disk(CopyLab.DiskBlock, diskPad));
        list.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: tapePad));
        return list;
    }

    private CopyCommandResult Run(byte[] bytes) => Lab.Finish(Lab.Manager.ExecuteAsync(_host, ListBuilder.Cdb(ListIdentifierFormat.Lid1, bytes.Length), bytes));
}
