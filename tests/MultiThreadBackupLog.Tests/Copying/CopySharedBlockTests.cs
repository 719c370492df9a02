using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>Commands that run at the same time and change parts of the same disk blocks.</summary>
public sealed class CopySharedBlockTests
{
    [Fact]
    public async Task ByteRanges_OfSeveralCommandsWithinTheSameBlocks_AreAllThere()
    {
        const int Commands = 4;
        const int Part = CopyLab.DiskBlock / Commands;
        const int Blocks = 64;
        using var lab = new CopyLab(hasThreads: true);
        int source = lab.AddDisk(Blocks);
        int target = lab.AddDisk(Blocks, static disk => new YieldingStorage(disk));
        for (int round = 0; round < PropertyCheck.Cases(10); round++)
        {
            Assert.True(lab.Disks[target].Write(0, new byte[Blocks * CopyLab.DiskBlock]).IsSuccess);
            Task<CopyCommandResult>[] copies = [.. Enumerable.Range(0, Commands).Select(number => lab.Start(CopyLab.Host(number), Parts(source, target, number * Part, Part, Blocks)))];
            foreach (CopyCommandResult result in await Task.WhenAll(copies))
            {
                Assert.True(result.IsGood, result.ToString());
            }

            Assert.Equal(lab.Contents[source], lab.DiskBytes(target));
        }
    }

    // The same part of each block, from disk to disk.
    private static ListBuilder Parts(int source, int target, int byteOffset, int length, int blocks)
    {
        var list = new ListBuilder();
        list.Add(source, CscdDevice.Disk(CopyLab.DiskBlock));
        list.Add(target, CscdDevice.Disk(CopyLab.DiskBlock));
        for (int block = 0; block < blocks; block++)
        {
            list.Then(new BlockOffsetToBlockOffsetSegment(0, 1, (uint)length, (ulong)block, (ulong)block, (ushort)byteOffset, (ushort)byteOffset));
        }

        return list;
    }

    /// <summary>A disk that lets others run between a read and what follows it.</summary>
    private sealed class YieldingStorage(BlockStorage inner) : BlockStorage
    {
        public override int BlockLength => inner.BlockLength;

        public override long BlockCount => inner.BlockCount;

        public override StorageResult Read(long firstBlock, Span<byte> destination)
        {
            StorageResult result = inner.Read(firstBlock, destination);
            Thread.Yield();
            return result;
        }

        public override StorageResult Write(long firstBlock, ReadOnlySpan<byte> source) => inner.Write(firstBlock, source);
    }
}
