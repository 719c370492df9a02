using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <content>What the copy manager declares, and what it finds wrong with a list by knowing its devices, before the first segment runs.</content>
public sealed partial class CopyManager
{
    // What every tape takes that is registered now. One that is registered later may take less: lists are measured by the tape that they name.
    private OperatingParameters Declare()
    {
        OperatingParameters declared = _options.OperatingParameters.Clone();
        foreach (CopyDrive drive in _drives)
        {
            uint most = (uint)drive.MaximumBlockLength;
            uint limit = declared.MaximumStreamDeviceTransferSizeBytes;
            declared.MaximumStreamDeviceTransferSizeBytes = limit == 0 ? most : Math.Min(limit, most);
        }

        return declared;
    }

    private ParseFault? FindUnusable(OwnedList list)
    {
        foreach (CscdDescriptor descriptor in list.Reader.CscdDescriptors)
        {
            // The list of implemented types has segments and CSCDs mixed; what a code of a vendor stands for only the copy manager knows.
            if (CopyLimits.IsVendorSegment(descriptor.TypeCode))
            {
                return ParseFault.InData("the type is a segment's", descriptor.ByteOffset, null, SenseCode.UnsupportedTargetDescriptorTypeCode);
            }
        }

        for (int index = 0; index < list.SegmentCount; index++)
        {
            ReadOnlySpan<byte> segment = list.Segment(index);
            if (!CopyLimits.IsExecuted(segment[0]))
            {
                // A code of C7h to DFh stands in the list of implemented types for a CSCD type of the host's.
                return ParseFault.InData("segments of the type are not executed", list.SegmentOffset(index), null, SenseCode.UnsupportedSegmentDescriptorTypeCode);
            }

            if (FindUnusableTransfer(list, index, SegmentUse.TransferOfSource(segment)) is { } ofSource)
            {
                return ofSource;
            }

            if (FindUnusableTransfer(list, index, SegmentUse.TransferOfDestination(segment)) is { } ofDestination)
            {
                return ofDestination;
            }
        }

        return null;
    }

    // What is not there, or no tape, is told when the segment runs.
    private ParseFault? FindUnusableTransfer(OwnedList list, int segmentIndex, SegmentTransfer transfer)
    {
        if (!transfer.Exists
            || FindDrive(list, transfer.CscdIndex) is not { } drive
            || !list.Reader.TryFindCscdDescriptor(transfer.CscdIndex, out CscdDescriptor descriptor)
            || descriptor.Device.PeripheralDeviceType != PeripheralDeviceType.SequentialAccess)
        {
            return null;
        }

        var target = new CopyTarget(descriptor.Device, descriptor.ByteOffset, null, drive);
        return target.FaultOf(target.Transfer(transfer.Length)) is { } reason
            ? ParseFault.InData("segment " + segmentIndex + ": " + reason, list.SegmentOffset(segmentIndex) + transfer.FieldOffset)
            : null;
    }
}
