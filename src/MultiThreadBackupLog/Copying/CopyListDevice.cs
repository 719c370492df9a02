using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Copying;

/// <summary>A device as parameter lists name it: its CSCD descriptor.</summary>
/// <remarks>
/// PAD must be 0 on all devices, and FIXED 0 on the tape: then every byte that is left over where none should be ends the copy with 26h/0Ah
/// instead of being padded or dropped. Two objects with the same descriptor are the same device. Immutable; safe to share between threads.
/// </remarks>
public sealed class CopyListDevice : IEquatable<CopyListDevice>
{
    private readonly byte[] _descriptor;

    private CopyListDevice(byte[] descriptor, CscdDevice device, long? blockCount)
    {
        _descriptor = descriptor;
        Device = device;
        BlockCount = blockCount;
    }

    /// <summary>Gets the CSCD descriptor, 32 or 64 bytes.</summary>
    public ReadOnlyMemory<byte> Descriptor => _descriptor;

    /// <summary>Gets what kind of device it is.</summary>
    public CscdDevice Device { get; }

    /// <summary>Gets how many blocks a disk has; null when that is not known.</summary>
    public long? BlockCount { get; }

    /// <summary>Gets the length of a disk's blocks in bytes; 0 for a tape.</summary>
    public int BlockLength => Device.BlockLengthBytes;

    /// <summary>Gets the bytes that the log keeps as the source designator of what was copied from the device.</summary>
    public ReadOnlyMemory<byte> Designator => CopyDeviceName.FromCscdDescriptor(_descriptor).Designator;

    internal bool IsDisk => Device.IsBlockDevice;

    /// <summary>Takes the disk that a descriptor names.</summary>
    /// <typeparam name="T">The descriptor's type.</typeparam>
    /// <param name="descriptor">Its descriptor, with the length of its blocks and PAD 0.</param>
    /// <param name="blockCount">How many blocks the disk has, so that a mapping over its end is found before anything is copied; null when that is not known.</param>
    /// <returns>The disk.</returns>
    /// <exception cref="ArgumentException">It is no block device, its block length is not given, PAD is 1, or it is a null device.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockCount"/> is negative.</exception>
    public static CopyListDevice Disk<T>(in T descriptor, long? blockCount = null)
        where T : struct, ICscdDescriptor
    {
        CscdDevice device = descriptor.Device;
        if (blockCount < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "A block count is not negative.");
        }

        return device.IsBlockDevice && device.BlockLengthBytes > 0 && !device.Pad && !device.IsNull
            ? new CopyListDevice(Encode(descriptor), device, blockCount)
            : throw new ArgumentException("The descriptor is not that of a block device with a block length and PAD 0.", nameof(descriptor));
    }

    /// <summary>Takes the tape that a descriptor names.</summary>
    /// <typeparam name="T">The descriptor's type.</typeparam>
    /// <param name="descriptor">Its descriptor, with FIXED 0 and PAD 0.</param>
    /// <returns>The tape.</returns>
    /// <exception cref="ArgumentException">It is no sequential-access device, FIXED or PAD is 1, or it is a null device.</exception>
    public static CopyListDevice Tape<T>(in T descriptor)
        where T : struct, ICscdDescriptor
    {
        CscdDevice device = descriptor.Device;
        bool isTape = device.PeripheralDeviceType == PeripheralDeviceType.SequentialAccess;
        return isTape && !device.IsFixed && device.BlockLengthBytes == 0 && !device.Pad && !device.IsNull
            ? new CopyListDevice(Encode(descriptor), device, null)
            : throw new ArgumentException("The descriptor is not that of a tape with FIXED 0 and PAD 0.", nameof(descriptor));
    }

    /// <inheritdoc/>
    public bool Equals(CopyListDevice? other) => other is not null && _descriptor.AsSpan().SequenceEqual(other._descriptor);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CopyListDevice);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)Crc32C.Compute(_descriptor));

    /// <summary>Gives the descriptor in hexadecimal digits.</summary>
    /// <returns>The name for messages.</returns>
    public override string ToString() => (IsDisk ? "disk " : "tape ") + HexText.Format(_descriptor.AsSpan(0, 28));

    private static byte[] Encode<T>(in T descriptor)
        where T : struct, ICscdDescriptor
    {
        var bytes = new byte[descriptor.EncodedLength];
        descriptor.Write(bytes);
        return bytes;
    }
}
