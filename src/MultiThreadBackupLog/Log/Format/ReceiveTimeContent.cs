using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The content of a receive time: when a block of a stream came in from its host.</summary>
internal sealed class ReceiveTimeContent
{
    public ReceiveTimeContent(StreamId stream, long block, DateTimeOffset time)
    {
        Stream = stream;
        Block = block;
        Time = time;
    }

    public StreamId Stream { get; }

    public long Block { get; }

    public DateTimeOffset Time { get; }
}
