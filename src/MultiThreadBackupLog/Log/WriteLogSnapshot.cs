using System;
using System.IO;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>The first so many bytes of a log: whole pages, which never change again.</summary>
/// <remarks>
/// <para>The snapshot of a log that is being written stays readable until that log is disposed of, or for ever where the log is
/// kept in memory. A snapshot that was opened from a file holds the file open until it is itself disposed of.</para>
/// <para>Safe to use from several threads at once, disposal apart.</para>
/// </remarks>
public sealed class WriteLogSnapshot : IDisposable
{
    private readonly LogSource _source;
    private readonly bool _ownsSource;

    internal WriteLogSnapshot(LogSource source, long lengthBytes, bool ownsSource)
    {
        _source = source;
        LengthBytes = lengthBytes;
        _ownsSource = ownsSource;
    }

    /// <summary>Takes bytes as a log, without looking at them; a reader will.</summary>
    /// <param name="log">The bytes of a log, which must not change while the snapshot is in use.</param>
    public WriteLogSnapshot(ReadOnlyMemory<byte> log)
        : this(new MemoryLogSource(log), log.Length, ownsSource: true)
    {
    }

    /// <summary>Takes the present content of a stream as a log, without looking at it; a reader will.</summary>
    /// <param name="log">A stream that can seek, with the log at its beginning; it stays the caller's, and must not be used otherwise meanwhile.</param>
    /// <exception cref="ArgumentNullException"><paramref name="log"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream cannot seek or be read.</exception>
    public WriteLogSnapshot(Stream log)
        : this(SourceOf(log), Guard.NotNull(log).Length, ownsSource: true)
    {
    }

    /// <summary>Gets how many bytes of the log there are.</summary>
    public long LengthBytes { get; }

    internal LogSource Source => _source;

    /// <summary>Takes the present content of a file as a log, without looking at it; a reader will.</summary>
    /// <param name="path">The file, which another process may still be writing.</param>
    /// <returns>The snapshot; it holds the file open.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static WriteLogSnapshot OpenFile(string path)
    {
        var file = new FileStream(Guard.NotNull(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        var source = new StreamLogSource(file, ownsStream: true);
        return new WriteLogSnapshot(source, source.Length, ownsSource: true);
    }

    /// <summary>Reads bytes of the log.</summary>
    /// <param name="offsetBytes">Where to begin, from 0.</param>
    /// <param name="destination">What to fill.</param>
    /// <returns>The bytes read: all that was asked for, or up to <see cref="LengthBytes"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offsetBytes"/> is negative.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The snapshot, or the file log that it is of, was disposed of.</exception>
    public int ReadBytes(long offsetBytes, Span<byte> destination)
    {
        if (offsetBytes < 0)
            throw new ArgumentOutOfRangeException(nameof(offsetBytes), offsetBytes, "An offset is not negative.");

        long left = LengthBytes - offsetBytes;
        return left <= 0 ? 0 : _source.Read(offsetBytes, left < destination.Length ? destination.Slice(0, (int)left) : destination);
    }

    /// <summary>Gives the first bytes as a log of its own; the file stays this one's.</summary>
    internal WriteLogSnapshot Prefix(long lengthBytes) => new(_source, Math.Min(lengthBytes, LengthBytes), ownsSource: false);

    /// <summary>Closes the file, where the snapshot was opened from one.</summary>
    public void Dispose()
    {
        if (_ownsSource)
            _source.Dispose();
    }

    private static StreamLogSource SourceOf(Stream log) => Guard.NotNull(log).CanSeek && log.CanRead
        ? new StreamLogSource(log, ownsStream: false)
        : throw new ArgumentException("The stream must be able to seek and to be read.", nameof(log));
}
