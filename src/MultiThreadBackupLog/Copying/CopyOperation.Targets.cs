using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Copying;

/// <content>The devices that the list names, looked for when a segment needs them (SPC-4 clause 6.4.6.1).</content>
internal sealed partial class CopyOperation
{
    // Byte 29 of a CSCD descriptor is where its block length begins.
    private const int BlockLengthOffset = 29;

    /// <summary>Gets or sets the tape that a command without a list is about; null where the list names devices.</summary>
    public CopyTarget? DirectTarget { get; set; }

    /// <summary>Finds a disk that can be addressed from a block on.</summary>
    private CopyTarget? Disk(ushort index, ulong firstBlock, ForwardedSenseSource side, out CopyFault? fault)
    {
        if (Find(index, out fault) is not { } target)
        {
            return null;
        }

        if (!target.Descriptor.IsBlockDevice)
        {
            fault = CopyFault.InSegment(SenseCode.InvalidOperationForCopySourceOrDestination, "CSCD " + index + " is no block device", PlaceOf(index));
            return null;
        }

        if (target.Disk is null)
        {
            fault = CopyFault.InList(SenseCode.IncorrectCopyTargetDeviceType, "CSCD " + index + " is another device than its descriptor says", target.ByteOffset);
            return null;
        }

        int blockLength = target.Disk.Storage.BlockLength;
        if (target.Descriptor.BlockLengthBytes != 0 && target.Descriptor.BlockLengthBytes != blockLength)
        {
            // Every count of the list would mean something else.
            fault = CopyFault.InList(
                SenseCode.InvalidFieldInParameterList,
                "CSCD " + index + " has blocks of " + blockLength + " bytes, not of " + target.Descriptor.BlockLengthBytes,
                target.ByteOffset + BlockLengthOffset);
            return null;
        }

        // The device says itself where it ends; here only what could not be counted in bytes is refused.
        if (firstBlock > (ulong)(long.MaxValue / 2 / blockLength))
        {
            fault = CopyFault.OfDisk(
                "block " + firstBlock,
                MultiThreadBackupLog.Disk.StorageResult.Failure(MultiThreadBackupLog.Disk.StorageCondition.OutOfRange, "the disk ends before"),
                side,
                isWrite: side == ForwardedSenseSource.CopyDestination,
                target.ByteOffset);
            return null;
        }

        return target;
    }

    private CopyTarget? Tape(ushort index, out CopyFault? fault)
    {
        if (Find(index, out fault) is not { } target)
        {
            return null;
        }

        if (target.Descriptor.PeripheralDeviceType != PeripheralDeviceType.SequentialAccess)
        {
            fault = CopyFault.InSegment(SenseCode.InvalidOperationForCopySourceOrDestination, "CSCD " + index + " is no tape", PlaceOf(index));
            return null;
        }

        if (target.Drive is null)
        {
            fault = CopyFault.InList(SenseCode.IncorrectCopyTargetDeviceType, "CSCD " + index + " is another device than its descriptor says", target.ByteOffset);
            return null;
        }

        return target;
    }

    /// <summary>Finds a device of any kind.</summary>
    private CopyTarget? Find(ushort index, out CopyFault? fault)
    {
        fault = null;
        if (DirectTarget is not null)
        {
            return DirectTarget;
        }

        if (_targets.TryGetValue(index, out CopyTarget? known))
        {
            return Given(known, index, out fault);
        }

        if (!List.Reader.TryFindCscdDescriptor(index, out CscdDescriptor descriptor))
        {
            fault = List.Reader.NamesExtension(index, out int offset)
                ? CopyFault.InList(SenseCode.InvalidFieldInParameterList, "CSCD " + index + " is the second half of a descriptor", offset)
                : CopyFault.InSegment(SenseCode.UnreachableCopyTarget, "CSCD " + index + " is not in the list", PlaceOf(index));
            return null;
        }

        CscdDevice device = descriptor.Device;
        CopyDisk? disk = null;
        CopyDrive? drive = null;
        if (device.IsNull || !_devices.TryFind(CopyDeviceName.FromCscdDescriptor(descriptor.Bytes), out disk, out drive))
        {
            fault = CopyFault.InList(SenseCode.UnreachableCopyTarget, "CSCD " + index + " is not reached from here", descriptor.ByteOffset);
            return null;
        }

        var target = new CopyTarget(device, descriptor.ByteOffset, disk, drive);
        _targets.Add(index, target);
        return Given(target, index, out fault);
    }

    // A tape that was registered after the command came is not among what it was given: others may be using it now.
    private CopyTarget? Given(CopyTarget target, ushort index, out CopyFault? fault)
    {
        ReadOnlySpan<byte> segment = List.Segment(_segmentIndex);
        bool isNeeded = (SegmentUse.OfSource(segment) != CopyDriveAccess.None && Index(segment, 4) == index)
            || (SegmentUse.OfDestination(segment) != CopyDriveAccess.None && Index(segment, 6) == index);
        bool isGiven = target.Drive is null || !isNeeded || Needs.Drives.ContainsKey(target.Drive);
        fault = isGiven ? null : CopyFault.InList(SenseCode.UnreachableCopyTarget, "CSCD " + index + " was not there when the command came", target.ByteOffset);
        return isGiven ? target : null;
    }

    // Where the segment that is looked at names a device: bytes 4 and 5 its source, 6 and 7 its destination.
    private int PlaceOf(ushort index)
    {
        ReadOnlySpan<byte> segment = List.Segment(_segmentIndex);
        return SegmentUse.HasSource(segment[0]) && Index(segment, 4) == index ? 4 : 6;
    }
}
