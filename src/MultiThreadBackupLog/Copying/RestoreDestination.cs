using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Copying;

/// <summary>Where bytes of a stream go. The default value drops them. Immutable; safe to share between threads.</summary>
public readonly struct RestoreDestination
{
    private RestoreDestination(RestoreDestinationType type, CopyListDevice? disk, long firstDiskByte)
    {
        Type = type;
        Disk = disk;
        FirstDiskByte = firstDiskByte;
    }

    /// <summary>Gets the destination that drops the bytes.</summary>
    public static RestoreDestination Discard => default;

    /// <summary>Gets the destination that holds the bytes for the application client.</summary>
    public static RestoreDestination ApplicationClient => new(RestoreDestinationType.ApplicationClient, null, 0);

    /// <summary>Gets what is done with the bytes.</summary>
    public RestoreDestinationType Type { get; }

    /// <summary>Gets the disk, or null where the bytes go to none.</summary>
    public CopyListDevice? Disk { get; }

    /// <summary>Gets where on the disk the first byte goes, counted in bytes from block 0.</summary>
    public long FirstDiskByte { get; }

    /// <summary>Sends bytes to a disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="logicalBlockAddress">The block in which they begin.</param>
    /// <param name="byteOffset">Where in that block they begin; may be longer than a block.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="disk"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="disk"/> is a tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the place lies 2^63 bytes or more from the begin of the disk.</exception>
    public static RestoreDestination ToDisk(CopyListDevice disk, long logicalBlockAddress, int byteOffset = 0)
    {
        Guard.NotNull(disk);
        if (!disk.IsDisk)
        {
            throw new ArgumentException("A restore goes to a disk, and this is a tape.", nameof(disk));
        }

        if (byteOffset < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, "A byte offset is not negative.");
        }

        return logicalBlockAddress >= 0 && logicalBlockAddress <= (long.MaxValue - byteOffset) / disk.BlockLength
            ? new(RestoreDestinationType.Disk, disk, (logicalBlockAddress * disk.BlockLength) + byteOffset)
            : throw new ArgumentOutOfRangeException(
                nameof(logicalBlockAddress), logicalBlockAddress, "A block address is not negative, and its byte has a number of 63 bits.");
    }

    /// <summary>Sends bytes to where they came from, counted in bytes: also to a disk whose blocks have another length than those of the disk that was read.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="origin">What the log says of the bytes. Where it does not say how long the source's blocks were, they are taken to be as long as the disk's.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="disk"/> is a tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The place lies 2^63 bytes or more from the begin of the disk.</exception>
    public static RestoreDestination ToDisk(CopyListDevice disk, WriteLogOrigin origin)
    {
        Guard.NotNull(disk);
        Guard.NotNull(origin);
        int sourceBlock = origin.BlockLengthBytes == 0 ? disk.BlockLength : origin.BlockLengthBytes;
        if (origin.LogicalBlockAddress > (long.MaxValue - origin.ByteOffset) / sourceBlock)
        {
            throw new ArgumentOutOfRangeException(nameof(origin), origin.LogicalBlockAddress, "The byte of a block address has a number of 63 bits.");
        }

        long firstByte = (origin.LogicalBlockAddress * sourceBlock) + origin.ByteOffset;
        return ToDisk(disk, firstByte / disk.BlockLength, (int)(firstByte % disk.BlockLength));
    }

    /// <summary>Gives the destination of the bytes behind some.</summary>
    internal RestoreDestination Advance(long bytes) => Disk is null ? this : new(Type, Disk, FirstDiskByte + bytes);

    /// <summary>Says whether another destination goes on where some bytes to this one end.</summary>
    internal bool IsContinuedBy(RestoreDestination other, long bytes) =>
        Type == other.Type && (Disk is null || (Disk.Equals(other.Disk) && FirstDiskByte + bytes == other.FirstDiskByte));
}
