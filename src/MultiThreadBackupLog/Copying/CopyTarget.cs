using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Copying;

/// <summary>A device that a list names: its CSCD descriptor, and what was registered under it.</summary>
internal sealed class CopyTarget(CscdDevice descriptor, int byteOffset, CopyDisk? disk, CopyDrive? drive)
{
    /// <summary>Gets how data go to and from it, as the list says.</summary>
    public CscdDevice Descriptor { get; } = descriptor;

    /// <summary>Gets where its descriptor begins in the list, for field pointers.</summary>
    public int ByteOffset { get; } = byteOffset;

    public CopyDisk? Disk { get; } = disk;

    public CopyDrive? Drive { get; } = drive;

    /// <summary>Says how a tape's blocks are read and written with a STREAM DEVICE TRANSFER LENGTH (SPC-4 table 138).</summary>
    public TapeTransfer Transfer(int streamDeviceTransferLength) => Descriptor.IsFixed
        ? new TapeTransfer(Descriptor.BlockLengthBytes, streamDeviceTransferLength)
        : new TapeTransfer(streamDeviceTransferLength, 1);

    /// <summary>Says why a tape does not take blocks of a length, or null where it does, or where nothing would move.</summary>
    public string? FaultOf(TapeTransfer transfer)
    {
        int most = Drive!.MaximumBlockLength;
        return transfer.CommandBytes == 0 || (transfer.CommandBytes <= int.MaxValue && transfer.BlockBytes <= most && Drive.Device.BlockLimits.Accepts(transfer.BlockBytes))
            ? null
            : "blocks of " + transfer.BlockBytes + " bytes are not what the tape takes, at most " + most + " and in its granularity";
    }
}
