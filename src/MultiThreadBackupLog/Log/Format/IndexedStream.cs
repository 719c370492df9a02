using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>A stream while an index is being built.</summary>
internal sealed class IndexedStream
{
    public IndexedStream(StreamId id, StreamDescription description)
    {
        Id = id;
        Description = description;
    }

    public StreamId Id { get; }

    public StreamDescription Description { get; }

    /// <summary>Gets the numbers of the stream's runs among the extents, ascending.</summary>
    public List<int> Extents { get; } = new();

    public List<WriteLogStreamChecksum> Checksums { get; } = new();

    /// <summary>Gets or sets the block length of the last run.</summary>
    public int LastLength { get; set; }

    /// <summary>Gets or sets what the table of extents calls runs of this stream and that length.</summary>
    public int LastKind { get; set; } = -1;

    public long BlockCount { get; set; }

    public long ByteCount { get; set; }

    public long FilemarkCount { get; set; }

    public WriteLogStreamEnd? End { get; set; }

    public DateTimeOffset? FirstTime { get; set; }

    public DateTimeOffset? LastTime { get; set; }

    /// <summary>Gets or sets whether blocks were accepted since the last time stamp.</summary>
    public bool AwaitsTime { get; set; }
}
