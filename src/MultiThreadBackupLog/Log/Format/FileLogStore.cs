using System;
using System.IO;
using System.Threading;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Pages in a file of their own, which one process writes and any may read meanwhile.</summary>
/// <remarks>
/// <para>Pages are only ever added. What a commit made durable is never written again, the rest of its last sector apart, so no crash
/// can hurt it as long as the disk writes a sector whole or not at all.</para>
/// <para>Growth in advance is written as zeros, not left as a hole: the blocks of the file are then found, and the disk is known to
/// have room, before a page needs them, and a commit within them changes data alone.</para>
/// </remarks>
internal sealed class FileLogStore : LogStore
{
    private const int ZeroChunkLength = 65_536;

    private readonly LogFile _file;
    private readonly LogFolder? _folderToName;
    private readonly long _preallocationBytes;
    private readonly byte[] _page = new byte[PageHeader.MaximumPageLength]; // netstandard2.0 writes arrays only.
    private byte[]? _zeros;
    private long _allocatedBytes;
    private long _length;
    private bool _isNamed;
    private bool _hasFlushFailed;
    private bool _isDisposed;

    /// <summary>Creates the file; there must be none of that name.</summary>
    public FileLogStore(LogFolder folder, string path, long preallocationBytes)
        : this(folder.Create(path, replaces: false), preallocationBytes)
    {
        _folderToName = folder;
    }

    public FileLogStore(LogFile file, long preallocationBytes)
    {
        _file = file;
        _preallocationBytes = preallocationBytes;
    }

    public override long Length => Volatile.Read(ref _length);

    public override void Append(ReadOnlySpan<byte> page)
    {
        ObjectDisposed();
        page.CopyTo(_page);
        try
        {
            long end = _length + page.Length;
            if (_preallocationBytes > 0 && end > _allocatedBytes)
                Allocate(end);

            // A page that failed half-way is written over: its bytes lie behind the published length.
            _file.Write(_length, _page, page.Length);
        }
        catch (IOException exception)
        {
            throw new IOException("The write log '" + _file.Name + "' cannot be written: " + exception.Message, exception);
        }

        Volatile.Write(ref _length, _length + page.Length);
    }

    public override void Flush()
    {
        ObjectDisposed();

        // After a failed fsync the system may have dropped the pages and call them clean: a second one that succeeds proves nothing.
        if (_hasFlushFailed)
            throw new IOException("The write log '" + _file.Name + "' could not be made durable before, and what it holds is not known.");

        _hasFlushFailed = true;
        try
        {
            _file.Synchronize();
            if (!_isNamed)
                _folderToName?.SynchronizeCreated(_file.Name); // A file that survives under no name is lost all the same.

            _isNamed = true;
        }
        catch (IOException exception)
        {
            throw new IOException("The write log '" + _file.Name + "' cannot be made durable: " + exception.Message, exception);
        }

        _hasFlushFailed = false;
    }

    public override int Read(long offset, Span<byte> destination)
    {
        long left = Length - offset;
        return left <= 0 ? 0 : _file.Read(offset, left < destination.Length ? destination.Slice(0, (int)left) : destination);
    }

    public override void Dispose()
    {
        if (_isDisposed)
            return;

        _isDisposed = true;
        try
        {
            // Also what a page that failed half-way left behind.
            _file.SetLength(_length);
        }
        catch (IOException)
        {
            // What lies behind the last page is no part of the log; readers know that without us.
        }

        _file.Dispose();
    }

    /// <summary>Writes zeros from the end of the next page on. When it throws, the next page tries again.</summary>
    private void Allocate(long from)
    {
        _zeros ??= new byte[Math.Min(ZeroChunkLength, _preallocationBytes)];
        long end = from + Math.Min(_preallocationBytes, long.MaxValue - from);
        for (long at = from; at < end;)
        {
            var count = (int)Math.Min(_zeros.Length, end - at);
            _file.Write(at, _zeros, count);
            at += count;
        }

        _allocatedBytes = end;
    }

    private void ObjectDisposed() => Internal.Guard.NotDisposed(_isDisposed, this);
}
