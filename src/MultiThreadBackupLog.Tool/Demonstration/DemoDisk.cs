using System;
using System.IO;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Tool.Demonstration;

/// <summary>A disk image of a demonstration under the number that its name is made of.</summary>
internal sealed class DemoDisk : IDisposable
{
    public const int BlockLength = 512;
    private const byte Binary = 1;
    private const byte Naa = 3;

    private DemoDisk(int number, FileStorage storage)
    {
        Number = number;
        Storage = storage;
    }

    public int Number { get; }

    public FileStorage Storage { get; }

    public string Name => Path.GetFileName(Storage.Path);

    public long Bytes => Storage.BlockCount * BlockLength;

    public CopyDeviceName DeviceName => NameOf(Number);

    /// <summary>Makes an image whose content follows from its number, and opens it for reading.</summary>
    public static DemoDisk Make(int number, string folder, int megabytes)
    {
        string path = Path.Join(folder, "disk-" + number + ".img");
        using (var file = new FileStream(path, FileMode.CreateNew))
        {
            var random = new Random(number);
            var piece = new byte[1 << 20];
            for (int written = 0; written < megabytes; written++)
            {
                random.NextBytes(piece);
                file.Write(piece);
            }
        }

        return Open(number, path);
    }

    public static DemoDisk Open(int number, string path)
    {
        FileStorage storage = FileStorage.OpenReadOnly(path, BlockLength);
        long length = new FileInfo(path).Length;
        if (length == storage.BlockCount * BlockLength)
        {
            return new DemoDisk(number, storage);
        }

        storage.Dispose();
        throw new ToolFailureException("'" + path + "' has " + length + " bytes, which is no whole number of blocks of " + BlockLength + ".");
    }

    /// <summary>Makes an empty image for what comes back.</summary>
    public static DemoDisk MakeTarget(int number, string path, long blocks) => new(number, FileStorage.Create(path, BlockLength, blocks));

    public static CopyDeviceName NameOf(int number) => CopyDeviceName.FromDesignator(Binary, Naa, Designator(number));

    public static IdentificationCscdDescriptor Descriptor(int number, CscdDevice device) => new(device, Binary, Naa, Designator(number));

    public IdentificationCscdDescriptor Descriptor() => Descriptor(Number, CscdDevice.Disk(BlockLength));

    /// <summary>Says whether another disk has the same bytes, and where the first different one is.</summary>
    public long? FindDifference(DemoDisk other)
    {
        if (other.Storage.BlockCount != Storage.BlockCount)
        {
            return Math.Min(Bytes, other.Bytes);
        }

        const int Piece = 2048;
        var mine = new byte[Piece * BlockLength];
        var others = new byte[Piece * BlockLength];
        for (long first = 0; first < Storage.BlockCount; first += Piece)
        {
            int length = (int)Math.Min(Piece, Storage.BlockCount - first) * BlockLength;
            Read(this, first, mine.AsSpan(0, length));
            Read(other, first, others.AsSpan(0, length));
            int same = mine.AsSpan(0, length).CommonPrefixLength(others.AsSpan(0, length));
            if (same < length)
            {
                return (first * BlockLength) + same;
            }
        }

        return null;
    }

    public void Dispose() => Storage.Dispose();

    private static void Read(DemoDisk disk, long first, Span<byte> destination)
    {
        StorageResult result = disk.Storage.Read(first, destination);
        if (!result.IsSuccess)
        {
            throw new ToolFailureException(disk.Name + ": " + result);
        }
    }

    private static byte[] Designator(int number) => [0x60, 0x0A, 0x0B, .. new byte[12], (byte)number];
}
