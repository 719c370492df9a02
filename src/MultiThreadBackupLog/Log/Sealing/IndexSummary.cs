using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>All that an index says, wherever it comes from.</summary>
internal sealed class IndexSummary
{
    public IndexSummary(WriteLogReader reader, IndexBuilder builder)
    {
        Header = reader.Header!;
        Tape = new TapeMap(builder);
        OnMediumObject = reader.OnMediumLogicalObjectIdentifier;
        IsClosed = reader.IsClosed;
        Totals = reader.Replay.Totals;
        LengthBytes = reader.VerifiedLengthBytes;
        Errors = builder.Errors;
        Retractions = builder.Retractions;
        Doubts = builder.Doubts;
        Origins = builder.Origins();
        SuccessorVolume = builder.SuccessorVolume;
        LastTime = builder.LastTime;
    }

    public IndexSummary(WriteLogHeader header, TapeMap tape)
    {
        Header = header;
        Tape = tape;
        IsClosed = true;
    }

    public WriteLogHeader Header { get; }

    public TapeMap Tape { get; }

    public bool IsClosed { get; }

    public long OnMediumObject { get; set; }

    public WriteLogTotals Totals { get; set; }

    public long LengthBytes { get; set; }

    public List<WriteLogError> Errors { get; } = new();

    public List<WriteLogRetraction> Retractions { get; } = new();

    public List<WriteLogDoubt> Doubts { get; } = new();

    public IReadOnlyList<WriteLogOrigin> Origins { get; set; } = [];

    public Guid SuccessorVolume { get; set; }

    public DateTimeOffset? LastTime { get; set; }
}
