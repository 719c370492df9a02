using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Applies the records of a log, retractions included, and holds what is left.</summary>
internal sealed class IndexBuilder
{
    private readonly Dictionary<int, IndexedStream> _streams = new();
    private readonly IndexedStream?[] _recent = new IndexedStream?[64]; // By the last bits of the ordinal.
    private readonly List<IndexedStream> _awaitingTime = new();
    private readonly SortedDictionary<int, WriteLogIntent> _intents = new(); // The last of each stream.
    private WriteLogIntent? _lastIntent;
    private readonly List<(WriteLogOrigin? Origin, StreamId Stream, long PayloadBytesLeft)> _origins = new();
    private DateTimeOffset? _time;
    private bool _hasBlockTrailers;

    public FilemarkTable Filemarks { get; } = new();

    public SystemBlockTable SystemBlocks { get; } = new();

    public ZoneTable Zones { get; } = new();

    /// <summary>Gets the object after the last one on the tape.</summary>
    public long EndObject { get; private set; }

    public List<WriteLogError> Errors { get; } = new();

    public List<WriteLogRetraction> Retractions { get; } = new();

    public List<WriteLogDoubt> Doubts { get; } = new();

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
                EndObject = record.Header.OriginLogicalObjectIdentifier;
                _hasBlockTrailers = record.Header.HasBlockTrailers;
                _time = record.Header.TimeResolution > TimeSpan.Zero ? record.Header.CreationTime : null;
                break;
            case WriteLogRecordType.StreamDefinition:
                StreamId id = record.Stream.GetValueOrDefault();
                _streams.Add(id.Ordinal, new IndexedStream(_streams.Count, id, record.Description));
                break;
            case WriteLogRecordType.Run:
                TakeRun(record);
                break;
            case WriteLogRecordType.Filemarks:
                Filemarks.Add(record.Extent);
                EndObject = record.Extent.EndLogicalObjectIdentifier;
                if (record.Stream is { } owner)
                    _streams[owner.Ordinal].FilemarkCount += record.Extent.ObjectCount;
                else
                    SessionFilemarkCount += record.Extent.ObjectCount;

                break;
            case WriteLogRecordType.SystemBlocks:
                SystemBlocks.Add(record.Extent);
                EndObject = record.Extent.EndLogicalObjectIdentifier;
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
            case WriteLogRecordType.Origin:
                _origins.Add((record.Origin, record.Origin.Stream, 0));
                break;
            case WriteLogRecordType.Error:
                Errors.Add(record.Error);
                if (_lastIntent is { } intended)
                    AddDoubt(intended, record.Error);

                break;
            case WriteLogRecordType.Intent:
                _lastIntent = record.Intent;
                _intents[record.Intent.Stream.Ordinal] = record.Intent;
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

    /// <summary>Gives the origins in the order of the log, without the bytes that a later retraction took away.</summary>
    public List<WriteLogOrigin> Origins()
    {
        // Backwards, so that each origin meets what was cut after it, and each record is looked at once however many retractions there are.
        var left = new Dictionary<int, long>();
        var origins = new List<WriteLogOrigin>();
        for (int index = _origins.Count - 1; index >= 0; index--)
        {
            (WriteLogOrigin? origin, StreamId stream, long payloadBytesLeft) = _origins[index];
            long limit = left.TryGetValue(stream.Ordinal, out long known) ? known : long.MaxValue;
            if (origin is null)
                left[stream.Ordinal] = Math.Min(limit, payloadBytesLeft);
            else if (origin.FirstStreamByte < limit && origin.ByteCount > 0)
                origins.Add(origin.ByteCount <= limit - origin.FirstStreamByte ? origin : origin.Cut(limit - origin.FirstStreamByte));
        }

        origins.Reverse();
        return origins;
    }

    /// <summary>Nothing is taken any more. Gives the streams in the order of their definitions.</summary>
    public IndexedStream[] Seal()
    {
        var streams = new IndexedStream[_streams.Count];
        foreach (IndexedStream stream in _streams.Values)
        {
            stream.Runs.Seal();
            streams[stream.Index] = stream;
        }

        foreach (WriteLogIntent intent in _intents.Values)
            AddDoubt(intent, null);

        Filemarks.Seal();
        SystemBlocks.Seal();
        Zones.Seal();
        return streams;
    }

    private void TakeRun(in WriteLogRecord record)
    {
        IndexedStream stream = Find(record.RunOrdinal);
        if (stream.Runs.Add(record.LogicalObjectIdentifier, record.RunBlockCount, record.RunBlockLength))
            Zones.Add(record.LogicalObjectIdentifier, stream);

        EndObject = stream.Runs.EndObject;
        stream.FirstTime ??= _time;
        if (!stream.AwaitsTime)
        {
            stream.AwaitsTime = true;
            _awaitingTime.Add(stream);
        }
    }

    /// <summary>What of an intent no run has confirmed, if anything.</summary>
    private void AddDoubt(WriteLogIntent intent, WriteLogError? error)
    {
        long first = Math.Max(intent.FirstBlock, _streams[intent.Stream.Ordinal].Runs.BlockCount);
        if (first < intent.EndBlock)
            Doubts.Add(new WriteLogDoubt(new WriteLogIntent(intent.Stream, first, intent.EndBlock - first), error));
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
        EndObject = retraction.LogicalObjectIdentifier;
        while (Filemarks.TryCutLast(EndObject, out int owner, out long filemarks))
        {
            if (owner >= 0)
                _streams[owner].FilemarkCount -= filemarks;
            else
                SessionFilemarkCount -= filemarks;
        }

        while (SystemBlocks.TryCutLast(EndObject, out long blocks))
            SystemBlockCount -= blocks;

        Zones.CutTo(EndObject);

        // The reader has compared the sum of what went; streams that are not named lost nothing, then, if these agree.
        foreach (WriteLogRetractedStream left in retraction.Streams)
        {
            IndexedStream stream = _streams[left.Stream.Ordinal];
            RunSequence runs = stream.Runs;
            runs.CutTo(EndObject);
            if (runs.BlockCount != left.BlockCount || runs.ByteCount != left.ByteCount || stream.FilemarkCount != left.FilemarkCount)
                return false;

            stream.End = null;
            _intents.Remove(left.Stream.Ordinal); // What becomes of those is decided: they are not on the tape.
            if (_lastIntent?.Stream == left.Stream)
                _lastIntent = null;

            if (runs.BlockCount == 0)
            {
                stream.FirstTime = null;
                stream.LastTime = null;
            }

            _origins.Add((null, left.Stream, left.ByteCount - (_hasBlockTrailers ? left.BlockCount * BlockTrailer.EncodedLength : 0)));

            // They ascend, and each goes once: however many retractions there are, this takes no longer than the log.
            List<WriteLogStreamChecksum> checksums = stream.Checksums;
            while (checksums.Count > 0 && checksums[checksums.Count - 1].BlockCount > left.BlockCount)
                checksums.RemoveAt(checksums.Count - 1);
        }

        return SessionFilemarkCount == retraction.SessionFilemarkCount && SystemBlockCount == retraction.SystemBlockCount;
    }
}
