using System;
using System.IO;
using System.Threading;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Disk;

/// <summary>A disk in a file: an image, or any file that is to be copied as if it were a disk.</summary>
/// <remarks>
/// <para>The system's cache is the disk's: <see cref="Flush"/> brings it to the medium (fsync). <see cref="IDisposable.Dispose"/> does not flush. After a
/// failed flush none succeeds any more: systems forget what they could not write, and a second fsync would say that all is well.</para>
/// <para>A file whose length is no whole number of blocks ends in a part of one. That part counts as a block whose missing bytes are zeros, so that nothing of the
/// file is left out; only a write to this block makes the file longer, up to the block's end. The number of blocks is that of the moment of opening and never
/// changes: a file that somebody makes shorter meanwhile reads as <see cref="StorageCondition.MediumError"/> where bytes are missing.</para>
/// <para>A full disk is <see cref="StorageCondition.NoSpace"/>, other errors of the file are <see cref="StorageCondition.MediumError"/>, each with the system's
/// message. While it is open for writing nobody else may open the file; for reading several may. A device file has no length that the
/// system would tell this class; use a SCSI transport for real disks.</para>
/// </remarks>
public sealed class FileStorage : BlockStorage
{
    private readonly PositionedFile _file;
    private readonly bool _isReadOnly;
    private long _presentBytes;      // So many bytes the file has; those behind, up to the end of the last block, read as zeros.
    private volatile string? _flushFailure;
    private volatile bool _isDisposed;

    internal FileStorage(PositionedFile file, int blockLength, bool isReadOnly)
    {
        _file = file;
        _isReadOnly = isReadOnly;
        BlockLength = blockLength;
        _presentBytes = file.Length;
        BlockCount = (_presentBytes / blockLength) + (_presentBytes % blockLength == 0 ? 0 : 1);
    }

    /// <inheritdoc/>
    public override int BlockLength { get; }

    /// <inheritdoc/>
    public override long BlockCount { get; }

    /// <inheritdoc/>
    public override bool IsWriteProtected => _isReadOnly;

    /// <summary>Gets the file's path, as it was given.</summary>
    public string Path => _file.Path;

    /// <summary>Creates a disk of zeros; where the file system can, it takes no room until something is written.</summary>
    /// <param name="path">The file, which must not exist.</param>
    /// <param name="blockLength">The length of a block in bytes, 1 or more.</param>
    /// <param name="blockCount">How many blocks.</param>
    /// <returns>The disk.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1, the count is negative, or the disk would have more than 2^63 - 1 bytes.</exception>
    /// <exception cref="IOException">The file exists or cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public static FileStorage Create(string path, int blockLength, long blockCount)
    {
        Guard.NotNull(path);
        CheckBlockLength(blockLength);
        if (blockCount < 0 || blockCount > long.MaxValue / blockLength)
        {
            throw new ArgumentOutOfRangeException(nameof(blockCount), blockCount, "A disk has no negative number of blocks, and less than 2^63 bytes.");
        }

        var file = new PositionedFile(path, FileMode.CreateNew, FileAccess.ReadWrite, FileOptions.RandomAccess);
        try
        {
            file.SetLength(blockCount * blockLength);
            return new FileStorage(file, blockLength, isReadOnly: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for reading and writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="blockLength">The length of a block in bytes, 1 or more.</param>
    /// <returns>The disk.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    /// <exception cref="IOException">There is no such file, it is open elsewhere, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static FileStorage Open(string path, int blockLength) => Open(path, blockLength, isReadOnly: false);

    /// <summary>Opens a file for reading; writes answer <see cref="StorageCondition.WriteProtected"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="blockLength">The length of a block in bytes, 1 or more.</param>
    /// <returns>The disk.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    /// <exception cref="IOException">There is no such file, it is open for writing, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static FileStorage OpenReadOnly(string path, int blockLength) => Open(path, blockLength, isReadOnly: true);

    /// <inheritdoc/>
    public override StorageResult Read(long firstBlock, Span<byte> destination)
    {
        Guard.NotDisposed(_isDisposed, this);
        StorageResult check = CheckRange(firstBlock, destination.Length, out int count);
        if (!check.IsSuccess || count == 0)
        {
            return check;
        }

        long offset = firstBlock * BlockLength;
        int mustBePresent = (int)Math.Min(destination.Length, Math.Max(0, Volatile.Read(ref _presentBytes) - offset));
        try
        {
            int read = _file.Read(offset, destination);
            if (read < mustBePresent)
            {
                return StorageResult.Failure(
                    StorageCondition.MediumError, _file.Path + " is shorter than it was when it was opened.", read / BlockLength);
            }

            destination.Slice(read).Clear();
            return StorageResult.Success(count);
        }
        catch (IOException e)
        {
            return StorageResult.Failure(StorageCondition.MediumError, _file.Path + " cannot be read: " + e.Message);
        }
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

        if (_isReadOnly)
        {
            return StorageResult.Failure(StorageCondition.WriteProtected, _file.Path + " is open for reading only.");
        }

        if (count == 0)
        {
            return check;
        }

        try
        {
            _file.Write(firstBlock * BlockLength, source);
        }
        catch (IOException e)
        {
            return FullDisk.IsCauseOf(e)
                ? StorageResult.Failure(StorageCondition.NoSpace, "The disk is full: " + _file.Path + ": " + e.Message)
                : StorageResult.Failure(StorageCondition.MediumError, _file.Path + " cannot be written: " + e.Message);
        }

        if (firstBlock + count == BlockCount)
        {
            Volatile.Write(ref _presentBytes, BlockCount * BlockLength);
        }

        return StorageResult.Success(count);
    }

    /// <inheritdoc/>
    public override StorageResult Flush()
    {
        Guard.NotDisposed(_isDisposed, this);
        if (_isReadOnly)
        {
            return StorageResult.Success();
        }

        if (_flushFailure is null)
        {
            try
            {
                _file.Flush();
                return StorageResult.Success();
            }
            catch (IOException e)
            {
                _flushFailure = e.Message;
            }
        }

        return StorageResult.Failure(StorageCondition.MediumError, _file.Path + " could not be brought to the disk: " + _flushFailure);
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
        _file.Dispose();
        base.Dispose(disposing);
    }

    private static FileStorage Open(string path, int blockLength, bool isReadOnly)
    {
        Guard.NotNull(path);
        CheckBlockLength(blockLength);
        var file = new PositionedFile(path, FileMode.Open, isReadOnly ? FileAccess.Read : FileAccess.ReadWrite, FileOptions.RandomAccess);
        try
        {
            return new FileStorage(file, blockLength, isReadOnly);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void CheckBlockLength(int blockLength)
    {
        if (blockLength < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(blockLength), blockLength, "A block has at least one byte.");
        }
    }
}
