using System;
using System.IO;
using System.Threading;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Pages in a file of their own, which one process writes and any may read meanwhile.</summary>
internal sealed class FileLogStore : LogStore
{
    private readonly string _path;
    private readonly long _preallocationBytes;
    private readonly FileStream _file;
    private readonly StreamLogSource _readable;
    private readonly byte[] _page = new byte[PageHeader.MaximumPageLength]; // netstandard2.0 writes arrays only.
    private long _allocatedBytes;
    private long _length;
    private bool _hasFlushFailed;
    private bool _isDisposed;

    public FileLogStore(string path, long preallocationBytes)
    {
        _path = path;
        _preallocationBytes = preallocationBytes;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 1);
        try
        {
            // A handle of its own: the position of the writer's belongs to the writer.
            _readable = new StreamLogSource(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1), ownsStream: true);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
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
            {
                long allocated = end + _preallocationBytes;
                _file.SetLength(allocated);
                _allocatedBytes = allocated;
            }

            // A page that failed half-way is written over: its bytes lie behind the published length.
            _file.Position = _length;
            _file.Write(_page, 0, page.Length);
            _file.Flush();
        }
        catch (IOException exception)
        {
            throw new IOException("The write log '" + _path + "' cannot be written: " + exception.Message, exception);
        }

        Volatile.Write(ref _length, _length + page.Length);
    }

    public override void Flush()
    {
        ObjectDisposed();

        // After a failed fsync the system may have dropped the pages and call them clean: a second one that succeeds proves nothing.
        if (_hasFlushFailed)
            throw new IOException("The write log '" + _path + "' could not be made durable before, and what it holds is not known.");

        _hasFlushFailed = true;
        try
        {
            _file.Flush(flushToDisk: true);
        }
        catch (IOException exception)
        {
            throw new IOException("The write log '" + _path + "' cannot be made durable: " + exception.Message, exception);
        }

        _hasFlushFailed = false;
    }

    public override int Read(long offset, Span<byte> destination)
    {
        long left = Length - offset;
        return left <= 0 ? 0 : _readable.Read(offset, left < destination.Length ? destination.Slice(0, (int)left) : destination);
    }

    public override void Dispose()
    {
        if (_isDisposed)
            return;

        _isDisposed = true;
        try
        {
            if (_file.Length != _length)
                _file.SetLength(_length);
        }
        catch (IOException)
        {
            // What lies behind the last page is no part of the log; readers know that without us.
        }

        _file.Dispose();
        _readable.Dispose();
    }

    private void ObjectDisposed() => Internal.Guard.NotDisposed(_isDisposed, this);
}
