using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>A copy manager with memory disks and one tape, and the commands that bring the disks there.</summary>
internal sealed class CopyRatesBench : IDisposable
{
    public const int TapeBlock = 64 * 1024;
    private const int DiskBlock = 512;
    private const int SegmentBlocks = 32768;
    private const int TapeNumber = 200;
    private static readonly CopyInitiator Initiator = new("benchmark");

    private readonly CopyManager _manager = new();
    private readonly SequentialDevice _tape;
    private readonly BlockStorage[] _disks;

    public CopyRatesBench(string? folder, BlockStorage[] disks)
    {
        _disks = disks;
        _tape = MakeTape(folder);
        _manager.RegisterTape(_tape, null, Name(TapeNumber));
        for (int disk = 0; disk < disks.Length; disk++)
        {
            _manager.RegisterDisk(disks[disk], Name(disk));
        }
    }

    public static BlockStorage[] MakeDisks(int count, int mebibytes) => Enumerable.Range(0, count).Select(number =>
    {
        var content = new byte[mebibytes << 20];
        new Random(number).NextBytes(content);
        return (BlockStorage)new MemoryStorage(DiskBlock, content);
    }).ToArray();

    public static SequentialDevice MakeTape(string? folder)
    {
        if (folder is null)
        {
            return new NullTape();
        }

        string path = Path.Combine(folder, "copy.tap");
        File.Delete(path);
        return TapeImage.Create(path);
    }

    /// <summary>Copies every disk so many times, all disks at once, and checks what came of it.</summary>
    public static long Copy(string? folder, BlockStorage[] disks, int rounds)
    {
        using var bench = new CopyRatesBench(folder, disks);
        return bench.RunAll(rounds);
    }

    public long RunAll(int rounds)
    {
        Task<CopyCommandResult>[] copies = Enumerable.Range(0, _disks.Length).Select(disk => Execute(List(disk, rounds))).ToArray();
        foreach (CopyCommandResult result in Task.WhenAll(copies).Result)
        {
            Check(result.IsGood, result.ToString());
        }

        Check(Execute(FilemarkList()).Result.IsGood, "the filemark");
        long blocks = rounds * _disks.Sum(disk => disk.BlockCount * DiskBlock / TapeBlock);
        var cdb = new byte[WriteLogCommand.EncodedLength];
        WriteLogCommand.ReportStatus(4096).Write(cdb);
        WriteLogStatusData status = WriteLogStatusData.Parse(_manager.ExecuteAsync(Initiator, cdb).Result.DataIn.Span);
        Check(status.OnMediumLogicalObjectIdentifier == (ulong)blocks + 1, "the number of blocks");
        return blocks;
    }

    public void Dispose()
    {
        _manager.Dispose();
        _tape.Dispose();
    }

    private Task<CopyCommandResult> Execute(byte[] list)
    {
        var cdb = new byte[ExtendedCopyCommand.EncodedLength];
        new ExtendedCopyCommand(ListIdentifierFormat.Lid1, (uint)list.Length).Write(cdb);
        return _manager.ExecuteAsync(Initiator, cdb, list);
    }

    private byte[] List(int disk, int rounds)
    {
        var bytes = new byte[256 * 1024];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, (uint)disk + 1));
        ushort source = writer.AddCscdDescriptor(new IdentificationCscdDescriptor(CscdDevice.Disk(DiskBlock), 1, 3, Designator(disk)));
        ushort tape = writer.AddCscdDescriptor(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, Designator(TapeNumber)));
        for (int round = 0; round < rounds; round++)
        {
            for (long first = 0; first < _disks[disk].BlockCount; first += SegmentBlocks)
            {
                var count = (ushort)Math.Min(SegmentBlocks, _disks[disk].BlockCount - first);
                Check(writer.TryAddSegment(new BlockToStreamSegment(source, tape, TapeBlock, count, (ulong)first)), "the list's room");
            }
        }

        return bytes.AsSpan(0, writer.Complete()).ToArray();
    }

    private static byte[] FilemarkList()
    {
        var bytes = new byte[256];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, 0xFE));
        ushort tape = writer.AddCscdDescriptor(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, Designator(TapeNumber)));
        Check(writer.TryAddSegment(new WriteFilemarksSegment(tape, 1)), "the list's room");
        return bytes.AsSpan(0, writer.Complete()).ToArray();
    }

    private static CopyDeviceName Name(int number) => CopyDeviceName.FromDesignator(1, 3, Designator(number));

    private static byte[] Designator(int number) => [0x60, .. new byte[14], (byte)number];

    private static void Check(bool isTrue, string what)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException("Not as it should be: " + what);
        }
    }
}
