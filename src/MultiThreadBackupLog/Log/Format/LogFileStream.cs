using System;
using System.IO;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Writes a file from its beginning to its end. The file stays the caller's.</summary>
internal sealed class LogFileStream(LogFile file) : Stream
{
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (offset != 0)
            buffer = buffer.AsSpan(offset, count).ToArray();

        file.Write(_length, buffer, count);
        _length += count;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
