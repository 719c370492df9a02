using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Reads a file back that is being written. The file stays the caller's.</summary>
internal sealed class LogFileSource(LogFile file, long length) : LogSource
{
    public override long Length => length;

    public override int Read(long offset, Span<byte> destination)
    {
        long left = length - offset;
        return left <= 0 ? 0 : file.Read(offset, left < destination.Length ? destination.Slice(0, (int)left) : destination);
    }

    public override void Dispose()
    {
    }
}
