using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Finds what each stream would have left if the log ended at an object, by reading the log once from its beginning.</summary>
/// <remarks>
/// Every count is taken of the objects below the target only. A retraction to a lower object says itself what was left there; one to
/// a higher object changes nothing below the target. Errors of a tape are rare and take seconds; the writer keeps no history for them.
/// </remarks>
internal sealed class RetractionScan
{
    private readonly Dictionary<int, WriteLogRetractedStream> _below = new();
    private readonly long _target;
    private long _sessionFilemarkCount;
    private long _systemBlockCount;

    private RetractionScan(long target) => _target = target;

    /// <summary>Gives the retraction that takes the log, all of it published, back to an object.</summary>
    public static WriteLogRetraction Find(WriteLogSnapshot log, long target)
    {
        var scan = new RetractionScan(target);
        var reader = new WriteLogReader(log);
        while (reader.Read(out WriteLogRecord record))
            scan.Take(record);

        Guard.Invariant(target < reader.NextLogicalObjectIdentifier, "a retraction takes something away");
        return scan.Compare(reader.Replay);
    }

    private void Take(in WriteLogRecord record)
    {
        switch (record.Type)
        {
            case WriteLogRecordType.Run:
            case WriteLogRecordType.Filemarks:
            case WriteLogRecordType.SystemBlocks:
                Take(record.Extent);
                break;
            case WriteLogRecordType.Retraction when record.Retraction.LogicalObjectIdentifier < _target:
                foreach (WriteLogRetractedStream left in record.Retraction.Streams)
                    _below[left.Stream.Ordinal] = left;

                _sessionFilemarkCount = record.Retraction.SessionFilemarkCount;
                _systemBlockCount = record.Retraction.SystemBlockCount;
                break;
        }
    }

    private void Take(TapeExtent extent)
    {
        long count = Math.Min(extent.ObjectCount, _target - extent.FirstLogicalObjectIdentifier);
        if (count <= 0)
            return;

        if (extent.Stream is { } stream)
        {
            _below.TryGetValue(stream.Ordinal, out WriteLogRetractedStream before);
            _below[stream.Ordinal] = extent.Type == TapeExtentType.Run
                ? new WriteLogRetractedStream(stream, before.BlockCount + count, before.ByteCount + (count * extent.BlockLengthBytes), before.FilemarkCount)
                : new WriteLogRetractedStream(stream, before.BlockCount, before.ByteCount, before.FilemarkCount + count);
        }
        else if (extent.Type == TapeExtentType.Filemarks)
        {
            _sessionFilemarkCount += count;
        }
        else
        {
            _systemBlockCount += count;
        }
    }

    private WriteLogRetraction Compare(LogReplay now)
    {
        var streams = new List<WriteLogRetractedStream>();
        foreach (ReplayStream stream in now.Streams)
        {
            _below.TryGetValue(stream.Ordinal, out WriteLogRetractedStream left);
            if (left.BlockCount != stream.BlockCount || left.FilemarkCount != stream.FilemarkCount)
                streams.Add(new WriteLogRetractedStream(new StreamId(stream.Ordinal), left.BlockCount, left.ByteCount, left.FilemarkCount));
        }

        streams.Sort((a, b) => a.Stream.CompareTo(b.Stream));
        return new WriteLogRetraction(_target, now.NextObject, _sessionFilemarkCount, _systemBlockCount, streams);
    }
}
