using System;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>What the copy manager declares of itself, and that lists are measured by that and by the devices that they name.</summary>
public sealed class CopyLimitsTests : IDisposable
{
    private const int FirstSegment = 16 + (3 * 32);
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
                _lab.AddDisk(512);
            }

            return _lab;
        }
    }

    public void Dispose() => _lab?.Dispose();

    [Fact]
    public void Declared_TransferSize_IsWhatEveryRegisteredTapeTakes_AlsoOneThatCameLater()
    {
        Assert.Equal(1u << 20, Declared().MaximumStreamDeviceTransferSizeBytes);
        Lab.AddTape(_device, new CopyTapeOptions { MaximumBlockLength = 1 << 18 });
        Assert.Equal(1u << 18, Declared().MaximumStreamDeviceTransferSizeBytes);
        Lab.AddTape(new MemoryTape(), new CopyTapeOptions());
        Assert.Equal(1u << 16, Declared().MaximumStreamDeviceTransferSizeBytes);
        Lab.AddTape(new MemoryTape(new MemoryTapeOptions { BlockLimits = new TapeBlockLimits(1, 4096) }), new CopyTapeOptions());
        Assert.Equal(4096u, Declared().MaximumStreamDeviceTransferSizeBytes);
        Lab.AddTape(new MemoryTape(), new CopyTapeOptions { MaximumBlockLength = 1 << 21 });
        Assert.Equal(4096u, Declared().MaximumStreamDeviceTransferSizeBytes);
    }

    [Theory]
    [InlineData(0u, 1u << 18)]
    [InlineData(1000u, 1000u)]
    public void Declared_TransferSize_IsNeverMoreThanTheHostSet_AndZeroIsNoLimit(uint set, uint declared)
    {
        _options.OperatingParameters.MaximumStreamDeviceTransferSizeBytes = set;
        Assert.Equal(set, Declared().MaximumStreamDeviceTransferSizeBytes);
        Lab.AddTape(_device, new CopyTapeOptions { MaximumBlockLength = 1 << 18 });
        Assert.Equal(declared, Declared().MaximumStreamDeviceTransferSizeBytes);
    }

    [Fact]
    public void TransferLength_BeyondTheTapeThatIsNamed_IsRefusedBeforeTheFirstSegment()
    {
        Lab.AddTape(_device, new CopyTapeOptions { MaximumBlockLength = 8192 });
        int large = Lab.AddTape(new MemoryTape(), new CopyTapeOptions { MaximumBlockLength = 1 << 18 });
        ListBuilder Devices()
        {
            var list = new ListBuilder();
            list.Add(0, CscdDevice.Disk(512));
            list.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: true));
            list.Add(large, CscdDevice.Tape(pad: true));
            return list.Then(new BlockToStreamSegment(0, 1, 8192, 32, 0)); // 24 bytes, and good.
        }

        void Refused<T>(T segment, int field)
            where T : ISegmentDescriptor
        {
            CopyExpect.Refused(Lab.Run(Host, Devices().Then(segment)), 0x26, 0x00, FirstSegment + 24 + field);
            Assert.Equal(0, _device.CountRecordedObjects());
        }

        Refused(new BlockToStreamSegment(0, 1, 8193, 32, 0), 9);
        Refused(new BlockToStreamSegment(0, 1, 8704, 32, 0, isHeldForClient: true), 9);
        Refused(new BlockOffsetToStreamSegment(0, 1, 8193, 32, 0, 0), 9);
        Refused(new EmbeddedToStreamSegment(1, 8193, new byte[8]), 9);
        Refused(new StreamToBlockSegment(1, 0, 8193, 32, 0), 9);
        Refused(new StreamToDiscardSegment(1, 8193, 32), 9);
        Refused(new StreamToStreamSegment(1, 2, 8193, 65536, 65536), 9);
        Refused(new StreamToStreamSegment(2, 1, 65536, 65536, 65536), 13);
        Assert.True(Lab.Run(Host, Devices().Then(new BlockToStreamSegment(0, 2, 1 << 18, 512, 0))).IsGood); // More than is declared, and not more than this tape takes.
        Assert.Equal(2, Count());
    }

    [Fact]
    public void FixedBlocks_LongerThanTheTapeTakes_AreRefusedBeforeTheFirstSegment_AndManyShortOnesAreNot()
    {
        Lab.AddTape(_device, new CopyTapeOptions { MaximumBlockLength = 8192 });
        var longer = new ListBuilder();
        longer.Add(0, CscdDevice.Disk(512));
        longer.Add(CopyLab.FirstTape, CscdDevice.Tape(8704));
        CopyExpect.Refused(Lab.Run(Host, longer.Then(new BlockToStreamSegment(0, 1, 1, 17, 0))), 0x26, 0x00, 16 + 64 + 9);
        var shorter = new ListBuilder();
        shorter.Add(0, CscdDevice.Disk(512));
        shorter.Add(CopyLab.FirstTape, CscdDevice.Tape(1024));
        Assert.True(Lab.Run(Host, shorter.Then(new BlockToStreamSegment(0, 1, 64, 128, 0))).IsGood);
        Assert.Equal(64, Count());
    }

    [Theory]
    [InlineData(0xC0)]
    [InlineData(0xC5)]
    [InlineData(0xC6)]
    public void CscdDescriptor_OfACodeThatIsASegments_IsNotSupported(byte type)
    {
        Lab.AddTape(_device);
        Assert.Contains(type, Declared().ImplementedTypeCodes);
        byte[] bytes = CopyLab.Backup(0, CopyLab.FirstTape, 8).Build();
        bytes[16 + 32] = type;
        CopyExpect.Refused(Run(bytes), 0x26, 0x07, 16 + 32);
    }

    [Fact]
    public void CscdDescriptor_OfAVendorTypeThatTheHostDeclares_IsTaken_AndNoSegmentOfThatCode()
    {
        _options.OperatingParameters.ImplementedTypeCodes = [.. _options.OperatingParameters.ImplementedTypeCodes, 0xD0];
        byte[] name = [0xD0, 0, 0, 0, 1, 2, 3, 4, .. new byte[24]];
        Lab.Manager.RegisterTape(_device, CopyLab.SmallTape(), CopyDeviceName.FromCscdDescriptor(name));
        byte[] bytes = CopyLab.Backup(0, CopyLab.FirstTape, 8).Build();
        name.CopyTo(bytes, 16 + 32);
        bytes[16 + 32 + 1] = 1;
        bytes[16 + 32 + 28] = 4; // PAD
        CopyCommandResult result = Run(bytes);
        Assert.True(result.IsGood, result.ToString());
        bytes[16 + 64] = 0xD0;
        CopyExpect.Refused(Run(bytes), 0x26, 0x09, 16 + 64);
    }

    [Fact]
    public void Types_ThatAreNotExecuted_AreNeitherDeclaredNorTaken_WhateverTheHostSets()
    {
        _options.OperatingParameters = new OperatingParameters();
        Lab.AddTape(_device);
        byte[] declared = [.. Declared().ImplementedTypeCodes];
        Assert.Empty(declared.Intersect(new byte[] { 0x14, 0x15, 0xBE, 0xBF, 0xFE }));
        Assert.Subset(declared.ToHashSet(), new byte[] { 0x00, 0x0F, 0x10, 0x13, 0x16, 0xC0, 0xC6, 0xE4 }.ToHashSet());
        ListBuilder list = CopyLab.Backup(0, CopyLab.FirstTape, 8);
        CopyExpect.Refused(Lab.Run(Host, list.Then(new RegisterKeySegment(0, 1, 2))), 0x26, 0x09, 16 + 64 + 24);
    }

    [Theory]
    [InlineData(512, 0u, true)] // To the end: 256 KiB.
    [InlineData(513, 0u, false)]
    [InlineData(513, 512u, true)]
    [InlineData(513, 513u, false)]
    public void BlockImage_ToTheEnd_IsMeasuredAgainstTheMaximumSegmentLength(int diskBlocks, uint count, bool isGood)
    {
        _options.OperatingParameters.MaximumSegmentLengthBytes = 512 * 512;
        int source = Lab.AddDisk(diskBlocks);
        int target = Lab.AddDisk(diskBlocks);
        var list = new ListBuilder();
        list.Add(source, CscdDevice.Disk(0)); // So that only the device tells how much it is.
        list.Add(target, CscdDevice.Disk(0));
        CopyCommandResult result = Lab.Run(Host, list.Then(new BlockImageSegment(0, 1, 0, 0, count)));
        if (isGood)
        {
            Assert.True(result.IsGood, result.ToString());
            Assert.Equal(Lab.Contents[source].Take(512 * 512), Lab.DiskBytes(target).Take(512 * 512));
            return;
        }

        CopyExpect.Aborted(result, 0x26, 0x00, 0, inSegment: 24);
        Assert.Equal(Lab.Contents[target], Lab.DiskBytes(target));
    }

    [Theory]
    [InlineData(513ul, 0ul, 16)]
    [InlineData(0ul, 65ul, 48)]
    public void BlockImage_ToTheEndFromBehindTheEnd_IsOutOfRange(ulong sourceLba, ulong destinationLba, int field)
    {
        int target = Lab.AddDisk(64);
        var list = new ListBuilder();
        list.Add(0, CscdDevice.Disk(512));
        list.Add(target, CscdDevice.Disk(512));
        CopyCommandResult result = Lab.Run(Host, list.Then(new BlockImageSegment(0, 1, sourceLba, destinationLba, 0)));
        CopyExpect.Aborted(result, 0x0D, 0x01, 0, inList: field);
        CopyExpect.Forwarded(
            result, field == 16 ? ForwardedSenseSource.CopySource : ForwardedSenseSource.CopyDestination, SenseKey.IllegalRequest, 0x21, 0x00);
    }

    [Fact]
    public void RegisterDisk_WhoseNameHasTheBytesOfAnothersInAnotherKind_IsRefused()
    {
        using var manager = new CopyManager();
        byte[] bytes = ListBuilder.Designator(7);
        CopyDeviceName identified = CopyDeviceName.FromDesignator(1, 3, bytes);
        CopyDeviceName specific = CopyDeviceName.FromDesignator(1, 0, bytes);
        manager.RegisterDisk(new MemoryStorage(512, new byte[512]), identified);
        Assert.Throws<ArgumentException>(() => manager.RegisterDisk(new MemoryStorage(512, new byte[512]), specific));
        Assert.Throws<ArgumentException>(() => manager.RegisterDisk(new MemoryStorage(512, new byte[512]), identified));
        manager.RegisterDisk(new MemoryStorage(512, new byte[512]), ListBuilder.Name(8), specific); // The log calls it by the first one.
    }

    private long Count()
    {
        _device.WriteFilemarks(0, isImmediate: false);
        return _device.CountRecordedObjects();
    }

    private OperatingParameters Declared() =>
        OperatingParameters.Parse(Lab.Receive(Host, ReceiveCopyResultsAction.OperatingParameters, 0).DataIn.Span);

    private CopyCommandResult Run(byte[] bytes) => Lab.Finish(Lab.Manager.ExecuteAsync(Host, ListBuilder.Cdb(ListIdentifierFormat.Lid1, bytes.Length), bytes));
}
