using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Copying;

/// <content>What each segment type asks for, brought to the few terms that a run knows.</content>
internal sealed partial class CopyOperation
{
    private const int TransferLengthOffset = 9;

    private SegmentRun? CreateRun(int segmentIndex, out CopyFault? fault)
    {
        ReadOnlySpan<byte> segment = List.Segment(segmentIndex);
        _origin = null;
        switch (segment[0])
        {
            case BlockToStreamSegment.TypeCode or BlockToStreamSegment.HeldTypeCode:
                return BlockToStream(BlockToStreamSegment.Parse(segment), out fault);
            case StreamToBlockSegment.TypeCode or StreamToBlockSegment.HeldTypeCode:
                return StreamToBlock(StreamToBlockSegment.Parse(segment), out fault);
            case BlockToBlockSegment.TypeCode or BlockToBlockSegment.HeldTypeCode:
                return BlockToBlock(BlockToBlockSegment.Parse(segment), out fault);
            case StreamToStreamSegment.TypeCode or StreamToStreamSegment.HeldTypeCode:
                return StreamToStream(StreamToStreamSegment.Parse(segment), out fault);
            case InlineToStreamSegment.TypeCode:
                return InlineToStream(InlineToStreamSegment.Parse(segment), out fault);
            case EmbeddedToStreamSegment.TypeCode:
                return EmbeddedToStream(EmbeddedToStreamSegment.Parse(segment), out fault);
            case StreamToDiscardSegment.TypeCode or StreamToDiscardSegment.HeldTypeCode:
                return StreamToDiscard(StreamToDiscardSegment.Parse(segment), out fault);
            case BlockOffsetToStreamSegment.TypeCode:
                return BlockOffsetToStream(BlockOffsetToStreamSegment.Parse(segment), out fault);
            case StreamToBlockOffsetSegment.TypeCode:
                return StreamToBlockOffset(StreamToBlockOffsetSegment.Parse(segment), out fault);
            case BlockOffsetToBlockOffsetSegment.TypeCode:
                return BlockOffsetToBlockOffset(BlockOffsetToBlockOffsetSegment.Parse(segment), out fault);
            case BlockImageSegment.TypeCode:
                return BlockImage(BlockImageSegment.Parse(segment), out fault);
            case VerifySegment.TypeCode:
                return Verify(VerifySegment.Parse(segment), out fault);
            case WriteFilemarksSegment.TypeCode or SpaceSegment.TypeCode or LocateSegment.TypeCode or TapeImageSegment.TypeCode:
                return TapeFunction(segment, out fault);
            case >= 0xC0 and <= 0xDF:
                return WriteLogFunction(segment, out fault);
            default:
                fault = CopyFault.InSegment(SenseCode.UnsupportedSegmentDescriptorTypeCode, "the segment's type is not executed", 0);
                return null;
        }
    }

    private TransferRun? BlockToStream(BlockToStreamSegment segment, out CopyFault? fault)
    {
        if (Disk(segment.SourceIndex, segment.BlockDeviceLba, ForwardedSenseSource.CopySource, out fault) is not { } disk || Tape(segment.DestinationIndex, out fault) is not { } tape)
        {
            return null;
        }

        long bytes = (long)segment.NumberOfBlocks * disk.Disk!.Storage.BlockLength;
        Expect(disk.Disk, segment.BlockDeviceLba, 0);
        return ToTape(
            new DiskSource(disk, (long)segment.BlockDeviceLba, _options.ReadLength), disk.Descriptor.Pad, tape, segment.StreamDeviceTransferLength,
            bytes, segment.Cat, segment.IsHeldForClient, null, out fault);
    }

    private TransferRun? BlockOffsetToStream(BlockOffsetToStreamSegment segment, out CopyFault? fault)
    {
        if (Disk(segment.SourceIndex, segment.BlockDeviceLba, ForwardedSenseSource.CopySource, out fault) is not { } disk || Tape(segment.DestinationIndex, out fault) is not { } tape)
        {
            return null;
        }

        var source = new DiskRangeSource(disk, (long)segment.BlockDeviceLba, segment.BlockDeviceByteOffset, segment.NumberOfBytes, _options.ReadLength);
        Expect(disk.Disk!, segment.BlockDeviceLba, segment.BlockDeviceByteOffset);
        return ToTape(source, disk.Descriptor.Pad, tape, segment.StreamDeviceTransferLength, segment.NumberOfBytes, segment.Cat, false, null, out fault, readsAll: true);
    }

    private TransferRun? StreamToStream(StreamToStreamSegment segment, out CopyFault? fault)
    {
        if (Source(segment.SourceIndex, segment.SourceStreamDeviceTransferLength, out CopyTarget? tape, out fault) is not { } source
            || Tape(segment.DestinationIndex, out fault) is not { } destination)
        {
            return null;
        }

        // What is written goes behind the log's end, and reading would go on from there.
        if (ReferenceEquals(tape!.Drive, destination.Drive))
        {
            fault = CopyFault.InSegment(SenseCode.InvalidOperationForCopySourceOrDestination, "a tape is not copied to itself", 4);
            return null;
        }

        Expect(null, 0, 0);
        return ToTape(
            source, tape.Descriptor.Pad, destination, segment.DestinationStreamDeviceTransferLength, segment.ByteCount, segment.Cat, segment.IsHeldForClient, null, out fault, 13);
    }

    private TransferRun? InlineToStream(InlineToStreamSegment segment, out CopyFault? fault)
    {
        ReadOnlySpan<byte> inline = List.Reader.InlineData;
        if ((long)segment.InlineDataOffset + segment.InlineDataNumberOfBytes > inline.Length)
        {
            fault = CopyFault.InSegment(SenseCode.InlineDataLengthExceeded, "the inline data end before", 12);
            return null;
        }

        return Tape(segment.DestinationIndex, out fault) is not { } tape
            ? null
            : OwnBytes(inline.Slice((int)segment.InlineDataOffset, (int)segment.InlineDataNumberOfBytes), tape, segment.StreamDeviceTransferLength, segment.Cat, out fault);
    }

    private TransferRun? EmbeddedToStream(EmbeddedToStreamSegment segment, out CopyFault? fault) =>
        Tape(segment.DestinationIndex, out fault) is not { } tape
            ? null
            : OwnBytes(segment.EmbeddedData.Span, tape, segment.StreamDeviceTransferLength, segment.Cat, out fault);

    // No source data is touched: residual source data stay what they are, as if their device had PAD 0.
    private TransferRun? OwnBytes(ReadOnlySpan<byte> bytes, CopyTarget tape, int transferLength, bool cat, out CopyFault? fault)
    {
        var own = new ByteQueue();
        own.Append(bytes);
        Expect(null, 0, 0);
        return ToTape(null, false, tape, transferLength, bytes.Length, cat, false, own, out fault);
    }

    private TransferRun? ToTape(
        TransferSource? source, bool sourcePad, CopyTarget tape, int transferLength, long bytes, bool cat, bool isHeld, ByteQueue? own,
        out CopyFault? fault, int transferLengthOffset = TransferLengthOffset, bool readsAll = false)
    {
        if (!TryTransfer(tape, transferLength, transferLengthOffset, out TapeTransfer transfer, out fault))
        {
            return null;
        }

        CopyAppender appender = Appender(tape.Drive!);
        long all = _data.Destination.Count + bytes;
        long planned = !cat && tape.Descriptor.Pad ? all + Math.Max(0, transfer.BlockBytes - 1) : all;
        BeginOrigin(appender, own is null ? _data.Source.Count : 0);
        return new TransferRun(
            new TransferPlan
            {
                Source = source,
                Sink = new TapeSink(appender, transfer, _segmentIndex, planned),
                OwnSource = own,
                ProcessBytes = bytes,
                ReadsAll = readsAll,
                Cat = cat,
                SourcePad = sourcePad,
                DestinationPad = tape.Descriptor.Pad,
                Held = isHeld ? Record : null,
                LowWaterBytes = _options.LowWaterLength,
            },
            _data);
    }

    private TransferRun? StreamToBlock(StreamToBlockSegment segment, out CopyFault? fault)
    {
        if (Disk(segment.DestinationIndex, segment.BlockDeviceLba, ForwardedSenseSource.CopyDestination, out fault) is not { } disk)
        {
            return null;
        }

        long output = (long)segment.NumberOfBlocks * disk.Disk!.Storage.BlockLength;
        return Source(segment.SourceIndex, segment.StreamDeviceTransferLength, out CopyTarget? tape, out fault) is not { } source
            ? null
            : ToDisk(source, tape!.Descriptor.Pad, disk, new DiskSink(disk, (long)segment.BlockDeviceLba, _options.ReadLength), 0, output, segment.Cat, segment.IsHeldForClient);
    }

    private TransferRun? StreamToBlockOffset(StreamToBlockOffsetSegment segment, out CopyFault? fault)
    {
        if (Disk(segment.DestinationIndex, segment.BlockDeviceLba, ForwardedSenseSource.CopyDestination, out fault) is not { } disk)
        {
            return null;
        }

        return Source(segment.SourceIndex, segment.StreamDeviceTransferLength, out CopyTarget? tape, out fault) is not { } source
            ? null
            : ToDisk(
                source, tape!.Descriptor.Pad, disk, new DiskRangeSink(disk, (long)segment.BlockDeviceLba, segment.BlockDeviceByteOffset, _options.ReadLength),
                0, segment.NumberOfBytes, segment.Cat, false);
    }

    private TransferRun? BlockToBlock(BlockToBlockSegment segment, out CopyFault? fault)
    {
        if (Disk(segment.SourceIndex, segment.SourceLba, ForwardedSenseSource.CopySource, out fault) is not { } from || Disk(segment.DestinationIndex, segment.DestinationLba, ForwardedSenseSource.CopyDestination, out fault) is not { } to)
        {
            return null;
        }

        var source = new DiskSource(from, (long)segment.SourceLba, _options.ReadLength);
        var sink = new DiskSink(to, (long)segment.DestinationLba, _options.ReadLength);
        long process = (long)segment.NumberOfBlocks * from.Disk!.Storage.BlockLength;
        long? output = segment.Dc ? (long)segment.NumberOfBlocks * to.Disk!.Storage.BlockLength : null;
        return ToDisk(source, from.Descriptor.Pad, to, sink, process, output, segment.Cat, segment.IsHeldForClient);
    }

    private TransferRun? BlockOffsetToBlockOffset(BlockOffsetToBlockOffsetSegment segment, out CopyFault? fault)
    {
        if (Disk(segment.SourceIndex, segment.SourceLba, ForwardedSenseSource.CopySource, out fault) is not { } from || Disk(segment.DestinationIndex, segment.DestinationLba, ForwardedSenseSource.CopyDestination, out fault) is not { } to)
        {
            return null;
        }

        var source = new DiskRangeSource(from, (long)segment.SourceLba, segment.SourceByteOffset, segment.NumberOfBytes, _options.ReadLength);
        var sink = new DiskRangeSink(to, (long)segment.DestinationLba, segment.DestinationByteOffset, _options.ReadLength);
        return ToDisk(source, from.Descriptor.Pad, to, sink, segment.NumberOfBytes, segment.NumberOfBytes, segment.Cat, false, readsAll: true);
    }

    // Outside the handling of residue: the copy's own queues are passed by.
    private TransferRun? BlockImage(BlockImageSegment segment, out CopyFault? fault)
    {
        if (Disk(segment.SourceIndex, segment.SourceLba, ForwardedSenseSource.CopySource, out fault) is not { } from || Disk(segment.DestinationIndex, segment.DestinationLba, ForwardedSenseSource.CopyDestination, out fault) is not { } to)
        {
            return null;
        }

        int blockLength = from.Disk!.Storage.BlockLength;
        if (blockLength != to.Disk!.Storage.BlockLength)
        {
            fault = CopyFault.InList(SenseCode.IncorrectCopyTargetDeviceType, "the disks' blocks have different lengths", to.ByteOffset);
            return null;
        }

        if (FindBeyondEnd(from, segment.SourceLba, ForwardedSenseSource.CopySource) is { } beyondSource)
        {
            fault = beyondSource;
            return null;
        }

        if (FindBeyondEnd(to, segment.DestinationLba, ForwardedSenseSource.CopyDestination) is { } beyondDestination)
        {
            fault = beyondDestination;
            return null;
        }

        long toEnd = Math.Max(0, Math.Min(from.Disk.Storage.BlockCount - (long)segment.SourceLba, to.Disk.Storage.BlockCount - (long)segment.DestinationLba));
        long blocks = segment.NumberOfBlocks == 0 ? toEnd : segment.NumberOfBlocks;
        return new TransferRun(
            new TransferPlan
            {
                Source = new DiskSource(from, (long)segment.SourceLba, _options.ReadLength),
                Sink = new DiskSink(to, (long)segment.DestinationLba, _options.ReadLength),
                ProcessBytes = blocks * blockLength,
                Cat = true,
                LowWaterBytes = _options.LowWaterLength,
                IsToDisk = true,
                DiskBlockBytes = blockLength,
            },
            new CopyData());
    }

    // Up to the end from behind the end would be nothing, and GOOD.
    private static CopyFault? FindBeyondEnd(CopyTarget disk, ulong firstBlock, ForwardedSenseSource side) => firstBlock <= (ulong)disk.Disk!.Storage.BlockCount
        ? null
        : CopyFault.OfDisk(
            "block " + firstBlock,
            MultiThreadBackupLog.Disk.StorageResult.Failure(MultiThreadBackupLog.Disk.StorageCondition.OutOfRange, "the disk ends before"),
            side,
            isWrite: side == ForwardedSenseSource.CopyDestination,
            disk.ByteOffset);

    private TransferRun ToDisk(
        TransferSource source, bool sourcePad, CopyTarget disk, TransferSink sink, long process, long? output, bool cat, bool isHeld, bool readsAll = false) => new(
        new TransferPlan
        {
            Source = source,
            Sink = sink,
            ProcessBytes = process,
            OutputBytes = output,
            ReadsAll = readsAll,
            Cat = cat,
            SourcePad = sourcePad,
            DestinationPad = disk.Descriptor.Pad,
            Held = isHeld ? Record : null,
            LowWaterBytes = _options.LowWaterLength,
            IsToDisk = true,
            DiskBlockBytes = disk.Disk!.Storage.BlockLength,
        },
        _data);

    private TransferRun? StreamToDiscard(StreamToDiscardSegment segment, out CopyFault? fault) =>
        Source(segment.SourceIndex, segment.StreamDeviceTransferLength, out CopyTarget? tape, out fault) is not { } source
            ? null
            : new TransferRun(
                new TransferPlan
                {
                    Source = source,
                    ProcessBytes = segment.NumberOfBytes,
                    Cat = segment.Cat,
                    SourcePad = tape!.Descriptor.Pad,
                    Held = segment.IsHeldForClient ? Record : null,
                    LowWaterBytes = 1,
                },
                _data);

    private TapeSource? Source(ushort index, int transferLength, out CopyTarget? tape, out CopyFault? fault)
    {
        tape = Tape(index, out fault);
        return tape is null || !TryTransfer(tape, transferLength, TransferLengthOffset, out TapeTransfer transfer, out fault)
            ? null
            : new TapeSource(tape, transfer, _options.ReadLength);
    }

    private static bool TryTransfer(CopyTarget tape, int transferLength, int fieldOffset, out TapeTransfer transfer, out CopyFault? fault)
    {
        // The list was measured before; the limits of a drive may be others for another medium.
        transfer = tape.Transfer(transferLength);
        fault = tape.FaultOf(transfer) is { } reason ? CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, reason, fieldOffset) : null;
        return fault is null;
    }

    private CopyAppender Appender(CopyDrive drive)
    {
        if (!_appenders.TryGetValue(drive, out CopyAppender? appender))
        {
            _appenders.Add(drive, appender = new CopyAppender(drive, Record));
        }

        return appender;
    }
}
