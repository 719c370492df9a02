using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>A stream while an index is being built.</summary>
internal sealed class IndexedStream
{
    public IndexedStream(int index, StreamId id, StreamDescription description)
        : this(index, id, description, new RunSequence())
    {
    }

    public IndexedStream(int index, StreamId id, StreamDescription description, RunSequence runs)
    {
        Runs = runs;
        Index = index;
        Id = id;
        Description = description;
    }

    /// <summary>Gets the number of the stream in the order of the definitions.</summary>
    public int Index { get; }

    public StreamId Id { get; }

    public StreamDescription Description { get; }

    /// <summary>Gets the stream's runs.</summary>
    public RunSequence Runs { get; }

    public List<WriteLogStreamChecksum> Checksums { get; } = new();

    /// <summary>Gets or sets in which zone of the tape the stream was seen last.</summary>
    public int ZoneStamp { get; set; } = -1;

    public long FilemarkCount { get; set; }

    public WriteLogStreamEnd? End { get; set; }

    public DateTimeOffset? FirstTime { get; set; }

    public DateTimeOffset? LastTime { get; set; }

    /// <summary>Gets or sets whether blocks were accepted since the last time stamp.</summary>
    public bool AwaitsTime { get; set; }
}
