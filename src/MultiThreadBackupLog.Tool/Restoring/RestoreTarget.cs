using System;
using MultiThreadBackupLog.Restore;

namespace MultiThreadBackupLog.Tool.Restoring;

/// <summary>What one stream is restored to. It gets its name with <see cref="Commit"/>; else it stays partial.</summary>
internal abstract class RestoreTarget : BlockSink, IDisposable
{
    private long _writtenBytes;

    protected RestoreTarget(string path) => FullPath = path;

    public string FullPath { get; }

    /// <summary>Gets the bytes that came so far. Any thread may ask.</summary>
    public long WrittenBytes => System.Threading.Interlocked.Read(ref _writtenBytes);

    public sealed override void WriteBlock(long blockNumber, ReadOnlySpan<byte> payload)
    {
        Write(payload);
        System.Threading.Interlocked.Add(ref _writtenBytes, payload.Length);
    }

    public sealed override void Lose(BlockRange blocks, int blockLengthBytes, string reason) =>
        WriteGap(blocks.BlockCount * blockLengthBytes);

    /// <summary>Everything is there and right: the target gets its name.</summary>
    /// <returns>False when it could not; why was told.</returns>
    public abstract bool Commit();

    public abstract void Dispose();

    protected abstract void Write(ReadOnlySpan<byte> payload);

    protected abstract void WriteGap(long bytes);
}
