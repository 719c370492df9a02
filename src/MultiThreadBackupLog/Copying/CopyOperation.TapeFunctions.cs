using System;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Copying;

/// <content>Segments that move no data, or a whole tape.</content>
internal sealed partial class CopyOperation
{
    private ImmediateRun? Verify(VerifySegment segment, out CopyFault? fault)
    {
        if (Find(segment.SourceIndex, out fault) is not { } target)
        {
            return null;
        }

        // That it was found is what TUR 0 asks; a device of the wrong kind would be found out by INQUIRY.
        if (target.Descriptor.IsBlockDevice ? target.Disk is null : target.Drive is null)
        {
            fault = CopyFault.InList(SenseCode.IncorrectCopyTargetDeviceType, "CSCD " + segment.SourceIndex + " is another kind of device", target.ByteOffset);
            return null;
        }

        if (!segment.Tur)
        {
            return new ImmediateRun(null);
        }

        if (target.Disk is { } disk)
        {
            StorageResult result = disk.Storage.CheckReady();
            return new ImmediateRun(result.IsSuccess ? null : CopyFault.OfDisk("asking whether it is ready", result, ForwardedSenseSource.CopySource, isWrite: false, target.ByteOffset));
        }

        return new ImmediateRun(target.Drive!.CheckReady() is not { IsSuccess: false } answer
            ? null
            : CopyFault.OfTape("asking whether it is ready", answer, ForwardedSenseSource.CopySource, isWrite: false, target.ByteOffset));
    }

    private SegmentRun? TapeFunction(ReadOnlySpan<byte> segment, out CopyFault? fault)
    {
        ushort index = Index(segment, 6);
        if (Tape(index, out fault) is not { } tape)
        {
            return null;
        }

        CopyAppender appender = Appender(tape.Drive!);
        switch (segment[0])
        {
            case WriteFilemarksSegment.TypeCode:
                WriteFilemarksSegment marks = WriteFilemarksSegment.Parse(segment);
                if (marks.Wsmk)
                {
                    fault = CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "setmarks are obsolete", 8);
                    return null;
                }

                return new FilemarksRun(appender, _segmentIndex, marks.FilemarkCount, marks.Immed);
            case SpaceSegment.TypeCode:
                return Space(SpaceSegment.Parse(segment), tape, appender, out fault);
            case LocateSegment.TypeCode:
                long object_ = LocateSegment.Parse(segment).LogicalObjectIdentifier;
                return new TapeOperationRun(tape, "locating to object " + object_, ForwardedSenseSource.CopyDestination, device => Locate(device, object_), appender);
            default:
                TapeImageSegment image = TapeImageSegment.Parse(segment);
                return Tape(image.SourceIndex, out fault) is not { } source ? null : Image(image, source, tape, appender, out fault);
        }
    }

    private TapeImageRun? Image(TapeImageSegment segment, CopyTarget source, CopyTarget destination, CopyAppender appender, out CopyFault? fault)
    {
        fault = ReferenceEquals(source.Drive, destination.Drive)
            ? CopyFault.InSegment(SenseCode.InvalidOperationForCopySourceOrDestination, "a tape is not copied to itself", 4)
            : null;
        return fault is not null
            ? null
            : new TapeImageRun(source, appender, _segmentIndex, segment.FilemarkCount, destination.Drive!.Options.MaximumBlockLength);
    }

    private static TapeOperationRun? Space(SpaceSegment segment, CopyTarget tape, CopyAppender appender, out CopyFault? fault)
    {
        fault = null;
        SpaceUnit unit;
        switch ((int)segment.Unit)
        {
            case 0:
                unit = SpaceUnit.Blocks;
                break;
            case 1:
                unit = SpaceUnit.Filemarks;
                break;
            case 3:
                unit = SpaceUnit.EndOfData;
                break;
            default:
                fault = CopyFault.InSegment(SenseCode.InvalidFieldInParameterList, "the tape does not space over what CODE names", 8);
                return null;
        }

        return new TapeOperationRun(
            tape, "spacing over " + segment.Count + " " + unit, ForwardedSenseSource.CopyDestination, device => device.Space(unit, segment.Count), appender);
    }

    // LOCATE(10) stays in the partition (SPC-4 table 162).
    private static TapeResult Locate(SequentialDevice device, long logicalObjectIdentifier)
    {
        TapeResult asked = device.ReadPosition(out TapePositionReport report);
        if (asked.Condition == TapeCondition.PositionError)
        {
            // After a reset a drive may know its place only once it has moved to one; a rewind stays in the partition, too.
            asked = device.Rewind();
            asked = asked.IsSuccess ? device.ReadPosition(out report) : asked;
        }

        return asked.IsSuccess ? device.Locate(new TapePosition(report.Position.Partition, logicalObjectIdentifier)) : asked;
    }
}
