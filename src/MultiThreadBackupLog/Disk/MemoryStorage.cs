using System;
using System.Collections.Concurrent;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Disk;

/// <summary>A disk in memory: blocks that were never written hold zeros and take no room.</summary>
/// <remarks>Good for tests of a vendor's own, and deterministic. There is no cache: what was written counts as on the medium.</remarks>
public sealed class MemoryStorage : BlockStorage
{
    private const int UsualPageBytes = 64 * 1024;

    private readonly ConcurrentDictionary<long, byte[]> _pages = new();
    private readonly int _pageBlocks;
    private volatile bool _isWriteProtected;
    private volatile bool _isDisposed;

    /// <summary>Makes a disk of zeros.</summary>
    /// <param name="blockLength">The length of a block in bytes, 1 or more; no power of two is asked for.</param>
    /// <param name="blockCount">How many blocks; memory is taken only for what is written.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1, the count is negative, or the disk would have more than 2^63 - 1 bytes.</exception>
    public MemoryStorage(int blockLength, long blockCount)
    {
        if (blockLength < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(blockLength), blockLength, "A block has at least one byte.");
        }

        if (blockCount < 0 || blockCount > long.MaxValue / blockLength)
        {
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "A disk has no negative number of blocks, and less than 2^63 bytes.");
        }

        BlockLength = blockLength;
        BlockCount = blockCount;
        _pageBlocks = (int)Math.Max(1, Math.Min(UsualPageBytes / blockLength, blockCount));
    }

    /// <summary>Makes a disk with content.</summary>
    /// <param name="blockLength">The length of a block in bytes, 1 or more.</param>
    /// <param name="content">All its bytes, a whole number of blocks; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="content"/> is no whole number of blocks.</exception>
    public MemoryStorage(int blockLength, ReadOnlySpan<byte> content)
        : this(blockLength, content.Length / Math.Max(1, blockLength)) => Write(0, content);

    /// <inheritdoc/>
    public override int BlockLength { get; }

    /// <inheritdoc/>
    public override long BlockCount { get; }

    /// <inheritdoc/>
    public override bool IsWriteProtected => _isWriteProtected;

    /// <summary>Forbids writing from now on, or allows it again.</summary>
    /// <param name="isWriteProtected">Whether writes answer <see cref="StorageCondition.WriteProtected"/>. At first they do not.</param>
    public void Protect(bool isWriteProtected) => _isWriteProtected = isWriteProtected;

    /// <inheritdoc/>
    public override StorageResult Read(long firstBlock, Span<byte> destination)
    {
        Guard.NotDisposed(_isDisposed, this);
        StorageResult check = CheckRange(firstBlock, destination.Length, out int count);
        if (!check.IsSuccess)
        {
            return check;
        }

        long block = firstBlock;
        while (!destination.IsEmpty)
        {
            (int offset, int length) = Piece(block, destination.Length);
            if (_pages.TryGetValue(block / _pageBlocks, out byte[]? page))
            {
                page.AsSpan(offset, length).CopyTo(destination);
            }
            else
            {
                destination.Slice(0, length).Clear();
            }

            destination = destination.Slice(length);
            block += length / BlockLength;
        }

        return StorageResult.Success(count);
    }

    /// <inheritdoc/>
    public override StorageResult Write(long firstBlock, ReadOnlySpan<byte> source)
    {
        Guard.NotDisposed(_isDisposed, this);
        StorageResult check = CheckRange(firstBlock, source.Length, out int count);
        if (!check.IsSuccess)
        {
            return check;
        }

        if (_isWriteProtected)
        {
            return StorageResult.Failure(StorageCondition.WriteProtected, "The disk in memory is write protected.");
        }

        long block = firstBlock;
        while (!source.IsEmpty)
        {
            (int offset, int length) = Piece(block, source.Length);
            byte[] page = _pages.GetOrAdd(block / _pageBlocks, _ => new byte[_pageBlocks * BlockLength]);
            source.Slice(0, length).CopyTo(page.AsSpan(offset));
            source = source.Slice(length);
            block += length / BlockLength;
        }

        return StorageResult.Success(count);
    }

    /// <inheritdoc/>
    public override StorageResult Flush()
    {
        Guard.NotDisposed(_isDisposed, this);
        return StorageResult.Success();
    }

    /// <inheritdoc/>
    public override StorageResult CheckReady()
    {
        Guard.NotDisposed(_isDisposed, this);
        return StorageResult.Success();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        _pages.Clear();
        base.Dispose(disposing);
    }

    // The part of a transfer that lies in one page: its byte offset there, and its length in bytes.
    private (int Offset, int Length) Piece(long block, int remainingBytes)
    {
        int blockInPage = (int)(block % _pageBlocks);
        return (blockInPage * BlockLength, Math.Min(remainingBytes, (_pageBlocks - blockInPage) * BlockLength));
    }
}
