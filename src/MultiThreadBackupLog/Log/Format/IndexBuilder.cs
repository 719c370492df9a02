using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Applies the records of a log, retractions included, and holds what is left.</summary>
internal sealed class IndexBuilder
{
    private readonly Dictionary<int, IndexedStream> _streams = new();
    private readonly IndexedStream?[] _recent = new IndexedStream?[64]; // By the last bits of the ordinal.
    private readonly List<IndexedStream> _awaitingTime = new();
    private DateTimeOffset? _time;

    public ExtentTable Extents { get; private set; } = new(0);

    public IEnumerable<IndexedStream> Streams => _streams.Values;

    public List<WriteLogError> Errors { get; } = new();

    public List<WriteLogRetraction> Retractions { get; } = new();

    public Guid SuccessorVolume { get; private set; }

    public DateTimeOffset? LastTime => _time;

    public long SessionFilemarkCount { get; private set; }

    public long SystemBlockCount { get; private set; }

    /// <summary>Takes one record. False when a retraction leaves other blocks than the runs say.</summary>
    public bool TryTake(in WriteLogRecord record)
    {
        switch (record.Type)
        {
            case WriteLogRecordType.Header:
                Extents = new ExtentTable(record.Header.OriginLogicalObjectIdentifier);
                _time = record.Header.TimeResolution > TimeSpan.Zero ? record.Header.CreationTime : null;
                break;
            case WriteLogRecordType.StreamDefinition:
                StreamId id = record.Stream.GetValueOrDefault();
                _streams.Add(id.Ordinal, new IndexedStream(id, record.Description));
                break;
            case WriteLogRecordType.Run:
                TakeRun(record);
                break;
            case WriteLogRecordType.Filemarks:
                Extents.Add(record.Extent);
                if (record.Stream is { } owner)
                    _streams[owner.Ordinal].FilemarkCount += record.Extent.ObjectCount;
                else
                    SessionFilemarkCount += record.Extent.ObjectCount;

                break;
            case WriteLogRecordType.SystemBlocks:
                Extents.Add(record.Extent);
                SystemBlockCount += record.Extent.ObjectCount;
                break;
            case WriteLogRecordType.Retraction:
                return TryRetract(record.Retraction);
            case WriteLogRecordType.StreamChecksum:
                TakeChecksum(record.StreamChecksum);
                break;
            case WriteLogRecordType.StreamEnd:
                _streams[record.StreamEnd.Stream.Ordinal].End = record.StreamEnd;
                break;
            case WriteLogRecordType.Error:
                Errors.Add(record.Error);
                break;
            case WriteLogRecordType.SuccessorVolume:
                SuccessorVolume = record.SuccessorVolume;
                break;
            case WriteLogRecordType.Time:
                TakeTime(record.Time);
                break;
        }

        return true;
    }

    private void TakeRun(in WriteLogRecord record)
    {
        IndexedStream stream = Find(record.RunOrdinal);
        if (Extents.AddRun(stream, record))
            stream.Extents.Add(Extents.Count - 1);

        stream.BlockCount += record.RunBlockCount;
        stream.ByteCount += record.RunBlockCount * record.RunBlockLength;
        stream.FirstTime ??= _time;
        if (!stream.AwaitsTime)
        {
            stream.AwaitsTime = true;
            _awaitingTime.Add(stream);
        }
    }

    private IndexedStream Find(int ordinal)
    {
        IndexedStream?[] recent = _recent;
        ref IndexedStream? entry = ref recent[ordinal & (recent.Length - 1)];
        if (entry is null || entry.Id.Ordinal != ordinal)
            entry = _streams[ordinal];

        return entry;
    }

    private void TakeChecksum(WriteLogStreamChecksum checksum)
    {
        // A later checksum of the same blocks takes the place of the earlier.
        List<WriteLogStreamChecksum> checksums = _streams[checksum.Stream.Ordinal].Checksums;
        if (checksums.Count > 0 && checksums[checksums.Count - 1].BlockCount == checksum.BlockCount)
            checksums.RemoveAt(checksums.Count - 1);

        checksums.Add(checksum);
    }

    private void TakeTime(DateTimeOffset time)
    {
        _time = time;
        foreach (IndexedStream stream in _awaitingTime)
        {
            stream.AwaitsTime = false;
            if (stream.FirstTime is not null)
                stream.LastTime = time;
        }

        _awaitingTime.Clear();
    }

    private bool TryRetract(WriteLogRetraction retraction)
    {
        Retractions.Add(retraction);
        while (Extents.EndObject > retraction.LogicalObjectIdentifier)
            TakeAway(Extents.CutLast(retraction.LogicalObjectIdentifier));

        // The reader has compared the sum of what went; streams that are not named lost nothing, then, if these agree.
        foreach (WriteLogRetractedStream left in retraction.Streams)
        {
            IndexedStream stream = _streams[left.Stream.Ordinal];
            if (stream.BlockCount != left.BlockCount || stream.ByteCount != left.ByteCount || stream.FilemarkCount != left.FilemarkCount)
                return false;

            stream.End = null;
            if (stream.BlockCount == 0)
            {
                stream.FirstTime = null;
                stream.LastTime = null;
            }

            stream.Checksums.RemoveAll(checksum => checksum.BlockCount > left.BlockCount);
        }

        return SessionFilemarkCount == retraction.SessionFilemarkCount && SystemBlockCount == retraction.SystemBlockCount;
    }

    private void TakeAway(TapeExtent went)
    {
        if (went.Stream is { } id)
        {
            IndexedStream stream = _streams[id.Ordinal];
            if (went.Type == TapeExtentType.Filemarks)
            {
                stream.FilemarkCount -= went.ObjectCount;
                return;
            }

            stream.BlockCount -= went.ObjectCount;
            stream.ByteCount -= went.ObjectCount * went.BlockLengthBytes;
            if (stream.Extents[stream.Extents.Count - 1] == Extents.Count)
                stream.Extents.RemoveAt(stream.Extents.Count - 1);
        }
        else if (went.Type == TapeExtentType.Filemarks)
        {
            SessionFilemarkCount -= went.ObjectCount;
        }
        else
        {
            SystemBlockCount -= went.ObjectCount;
        }
    }
}
