using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>What must be known of a whole log before its tape can be gone through from the beginning: where retractions went back to, and when it ended.</summary>
/// <remarks>
/// An object that was placed when k retractions had been read is still there in the end when no later retraction went back to it or
/// before it. So one number for each retraction decides, and memory does not grow with the runs.
/// </remarks>
internal sealed class LogSurvey
{
    private readonly long[] _limits;

    private LogSurvey(WriteLogReader reader, List<long> targets, int streamCount, long lastTimeTicks)
    {
        Header = reader.Header!;
        EndObject = reader.NextLogicalObjectIdentifier;
        IsClosed = reader.IsClosed;
        StreamCount = streamCount;
        LastTimeTicks = lastTimeTicks;
        _limits = new long[targets.Count + 1];
        _limits[targets.Count] = long.MaxValue;
        for (int index = targets.Count - 1; index >= 0; index--)
            _limits[index] = Math.Min(targets[index], _limits[index + 1]);
    }

    public WriteLogHeader Header { get; }

    public long EndObject { get; }

    public bool IsClosed { get; }

    public int StreamCount { get; }

    /// <summary>Gets the latest time stamp; the creation time when there is none.</summary>
    public long LastTimeTicks { get; }

    /// <summary>Reads a log from end to end.</summary>
    /// <exception cref="WriteLogException">The bytes are not acceptable.</exception>
    public static LogSurvey Of(WriteLogSnapshot log)
    {
        var reader = new WriteLogReader(log);
        var targets = new List<long>();
        int streams = 0;
        long last = 0;
        while (reader.Read(out WriteLogRecord record))
        {
            if (record.Type == WriteLogRecordType.Retraction)
                targets.Add(record.Retraction.LogicalObjectIdentifier);
            else if (record.Type == WriteLogRecordType.StreamDefinition)
                streams++;
            else if (record.Type == WriteLogRecordType.Time)
                last = Math.Max(last, record.Time.UtcTicks);
        }

        // A log without a header has been a fault by now.
        return new LogSurvey(reader, targets, streams, Math.Max(last, reader.Header!.CreationTime.UtcTicks));
    }

    /// <summary>Gives the object from which on nothing is left of what is placed after so many retractions and before the next.</summary>
    public long LimitAfter(int retractionCount) => _limits[retractionCount];

    /// <summary>Gives how many of the objects that a record places are there in the end.</summary>
    public static long Surviving(long firstObject, long count, long limit) => Math.Max(0, Math.Min(count, limit - firstObject));
}
