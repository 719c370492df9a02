using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Goes through the records of a log in order, numbers objects and blocks, and refuses a record that contradicts those before it.</summary>
/// <remarks>
/// Memory grows with the streams and not with the runs; a retraction therefore carries what each stream has left, which is checked
/// here against the count of objects that went, and by the index against the runs themselves.
/// </remarks>
internal sealed class LogReplay
{
    private const int MaximumDirectOrdinals = 65_536;

    // Below these no run, of whatever block length, can pass 63 bits: no division for each of many million runs.
    private const long EasyTotal = 1L << 61;
    private const long EasyRun = 1L << 30;

    private readonly Dictionary<int, ReplayStream> _streams = new();
    private ReplayStream?[] _direct = new ReplayStream?[8]; // The same streams by ordinal, where ordinals are small.
    private long _blockCount;
    private long _byteCount;
    private long _streamFilemarkCount;
    private long _sessionFilemarkCount;
    private long _systemBlockCount;

    public WriteLogHeader? Header { get; private set; }

    public long NextObject { get; private set; }

    public long OnMediumObject { get; private set; }

    public bool IsClosed { get; private set; }

    public long SessionFilemarkCount => _sessionFilemarkCount;

    public long SystemBlockCount => _systemBlockCount;

    public IEnumerable<ReplayStream> Streams => _streams.Values;

    public WriteLogTotals Totals =>
        new(_streams.Count, _blockCount, _byteCount, _streamFilemarkCount + _sessionFilemarkCount, _systemBlockCount);

    public ReplayStream? Find(int ordinal)
    {
        ReplayStream?[] direct = _direct;
        if ((uint)ordinal < (uint)direct.Length)
            return direct[ordinal];

        return ordinal >= MaximumDirectOrdinals && _streams.TryGetValue(ordinal, out ReplayStream? stream) ? stream : null;
    }

    /// <summary>Takes one record. On failure <paramref name="contradiction"/> says what it contradicts, and nothing was taken.</summary>
    public bool TryApply(in RecordFields fields, out WriteLogRecord record, out string contradiction)
    {
        if (fields.Type == WriteLogRecordType.Run && Header is not null && !IsClosed)
            return TryApplyRun(fields, out record, out contradiction);

        if (Header is null != (fields.Type == WriteLogRecordType.Header))
            return Refuse(Header is null ? "The first record is not the header." : "There is a second header.", out record, out contradiction);

        if (IsClosed)
            return Refuse("There is a record after the log was closed.", out record, out contradiction);

        switch (fields.Type)
        {
            case WriteLogRecordType.Header:
                Header = (WriteLogHeader)fields.Content!;
                NextObject = Header.OriginLogicalObjectIdentifier;
                OnMediumObject = NextObject;
                break;
            case WriteLogRecordType.StreamDefinition:
                return TryApplyDefinition(fields, out record, out contradiction);
            case WriteLogRecordType.Filemarks:
                return TryApplyFilemarks(fields, out record, out contradiction);
            case WriteLogRecordType.SystemBlocks:
                return TryApplySystemBlocks(fields, out record, out contradiction);
            case WriteLogRecordType.Retraction:
                return TryApplyRetraction(fields, out record, out contradiction);
            case WriteLogRecordType.OnMedium:
                if (fields.Number <= OnMediumObject || fields.Number > NextObject)
                    return Refuse("An on-medium mark does not lie between the mark before it and the next object.", out record, out contradiction);

                OnMediumObject = fields.Number;
                break;
            case WriteLogRecordType.Close:
                if ((WriteLogTotals)fields.Content! != Totals)
                    return Refuse("The closing totals are not those of the records.", out record, out contradiction);

                IsClosed = true;
                break;
            case WriteLogRecordType.Time:
                long resolution = Header!.TimeResolution.Ticks;
                long room = System.DateTimeOffset.MaxValue.UtcTicks - Header.CreationTime.UtcTicks;
                if (resolution == 0 || fields.Number > room / resolution)
                    return Refuse("There is a time stamp that this log cannot have.", out record, out contradiction);

                break;
            default:
                return TryApplyOfStream(fields, out record, out contradiction);
        }

        record = new WriteLogRecord(fields, NextObject, Header!);
        contradiction = string.Empty;
        return true;
    }

    private bool TryApplyRun(in RecordFields fields, out WriteLogRecord record, out string contradiction)
    {
        ReplayStream? stream = Find(fields.Ordinal);
        if (stream is null || stream.End is not null)
            return Refuse("There are blocks of a stream that is not open.", out record, out contradiction);

        long count = fields.Number;
        if (count != 1 && Header!.Granularity == WriteLogGranularity.Blocks)
            return Refuse("A log with an entry per block has a run of several.", out record, out contradiction);

        bool isEasy = count <= EasyRun && NextObject <= EasyTotal && _byteCount <= EasyTotal;
        if (!isEasy && (count > long.MaxValue - NextObject || count > (long.MaxValue - _byteCount) / fields.BlockLength))
            return Refuse("There are more objects or bytes than 63 bits can count.", out record, out contradiction);

        record = new WriteLogRecord(fields, NextObject, stream.BlockCount);
        long bytes = count * fields.BlockLength;
        stream.BlockCount += count;
        stream.ByteCount += bytes;
        _blockCount += count;
        _byteCount += bytes;
        NextObject += count;
        contradiction = string.Empty;
        return true;
    }

    private bool TryApplyDefinition(in RecordFields fields, out WriteLogRecord record, out string contradiction)
    {
        int ordinal = ((StreamDefinitionContent)fields.Content!).Stream.Ordinal;
        if (_streams.ContainsKey(ordinal))
            return Refuse("A stream is defined twice.", out record, out contradiction);

        var stream = new ReplayStream(ordinal);
        _streams.Add(ordinal, stream);
        if (ordinal < MaximumDirectOrdinals)
        {
            if (ordinal >= _direct.Length)
                System.Array.Resize(ref _direct, System.Math.Min(MaximumDirectOrdinals, System.Math.Max(ordinal + 1, 2 * _direct.Length)));

            _direct[ordinal] = stream;
        }

        record = new WriteLogRecord(fields, NextObject, Header!);
        contradiction = string.Empty;
        return true;
    }

    private bool TryApplyFilemarks(in RecordFields fields, out WriteLogRecord record, out string contradiction)
    {
        ReplayStream? owner = null;
        if (fields.Ordinal >= 0)
        {
            owner = Find(fields.Ordinal);
            if (owner is null || owner.End is not null)
                return Refuse("There are filemarks of a stream that is not open.", out record, out contradiction);
        }

        if (fields.Number > long.MaxValue - NextObject)
            return Refuse("There are more objects than 63 bits can count.", out record, out contradiction);

        record = new WriteLogRecord(fields, NextObject, owner?.BlockCount ?? 0);
        if (owner is null)
        {
            _sessionFilemarkCount += fields.Number;
        }
        else
        {
            owner.FilemarkCount += fields.Number;
            _streamFilemarkCount += fields.Number;
        }

        NextObject += fields.Number;
        contradiction = string.Empty;
        return true;
    }

    private bool TryApplySystemBlocks(in RecordFields fields, out WriteLogRecord record, out string contradiction)
    {
        long count = ((TapeExtent)fields.Content!).ObjectCount;
        if (count > long.MaxValue - NextObject)
            return Refuse("There are more objects than 63 bits can count.", out record, out contradiction);

        record = new WriteLogRecord(fields, NextObject, Header!);
        _systemBlockCount += count;
        NextObject += count;
        contradiction = string.Empty;
        return true;
    }

    private bool TryApplyRetraction(in RecordFields fields, out WriteLogRecord record, out string contradiction)
    {
        var retraction = (WriteLogRetraction)fields.Content!;
        long target = retraction.LogicalObjectIdentifier;
        if (target < Header!.OriginLogicalObjectIdentifier || target >= NextObject)
            return Refuse("A retraction does not lie between the origin and the next object.", out record, out contradiction);

        if (retraction.SessionFilemarkCount > _sessionFilemarkCount || retraction.SystemBlockCount > _systemBlockCount)
            return Refuse("A retraction leaves more than there was.", out record, out contradiction);

        // Each stream stands here at most once, so no sum passes what was counted before.
        long blocks = 0;
        long bytes = 0;
        long filemarks = 0;
        foreach (WriteLogRetractedStream left in retraction.Streams)
        {
            ReplayStream? stream = Find(left.Stream.Ordinal);
            if (stream is null || left.BlockCount > stream.BlockCount || left.ByteCount > stream.ByteCount || left.FilemarkCount > stream.FilemarkCount
                || (left.BlockCount == stream.BlockCount && left.ByteCount != stream.ByteCount)
                || (left.BlockCount == stream.BlockCount && left.FilemarkCount == stream.FilemarkCount))
            {
                return Refuse("A retraction leaves a stream what it did not have.", out record, out contradiction);
            }

            blocks += stream.BlockCount - left.BlockCount;
            bytes += stream.ByteCount - left.ByteCount;
            filemarks += stream.FilemarkCount - left.FilemarkCount;
        }

        long session = (_sessionFilemarkCount - retraction.SessionFilemarkCount) + (_systemBlockCount - retraction.SystemBlockCount);
        if (blocks + filemarks + session != NextObject - target)
            return Refuse("A retraction takes away another number of objects than it says.", out record, out contradiction);

        var complete = new WriteLogRetraction(target, NextObject, retraction.SessionFilemarkCount, retraction.SystemBlockCount, retraction.Streams);
        foreach (WriteLogRetractedStream left in retraction.Streams)
        {
            ReplayStream stream = Find(left.Stream.Ordinal)!;
            stream.BlockCount = left.BlockCount;
            stream.ByteCount = left.ByteCount;
            stream.FilemarkCount = left.FilemarkCount;
            stream.End = null;
        }

        _blockCount -= blocks;
        _byteCount -= bytes;
        _streamFilemarkCount -= filemarks;
        _sessionFilemarkCount = retraction.SessionFilemarkCount;
        _systemBlockCount = retraction.SystemBlockCount;
        NextObject = target;
        OnMediumObject = System.Math.Min(OnMediumObject, target);
        record = new WriteLogRecord(new RecordFields { Type = WriteLogRecordType.Retraction, Content = complete }, target, Header);
        contradiction = string.Empty;
        return true;
    }

    /// <summary>The records that speak about a stream and place nothing on the tape.</summary>
    private bool TryApplyOfStream(in RecordFields fields, out WriteLogRecord record, out string contradiction)
    {
        switch (fields.Content)
        {
            case WriteLogStreamChecksum checksum:
                if (Find(checksum.Stream.Ordinal) is not { } summed || summed.BlockCount != checksum.BlockCount)
                    return Refuse("A checksum covers other blocks than its stream has.", out record, out contradiction);

                break;
            case WriteLogStreamEnd end:
                if (Find(end.Stream.Ordinal) is not { End: null } ended
                    || ended.BlockCount != end.BlockCount || ended.ByteCount != end.ByteCount || ended.FilemarkCount != end.FilemarkCount)
                {
                    return Refuse("A stream ends that is not open, or with other counts than it has.", out record, out contradiction);
                }

                ended.End = end;
                break;
            case WriteLogOrigin origin:
                if (Find(origin.Stream.Ordinal) is null)
                    return Refuse("There is an origin of bytes of an unknown stream.", out record, out contradiction);

                break;
            case ReceiveTimeContent receiveTime:
                if (Find(receiveTime.Stream.Ordinal) is null)
                    return Refuse("There is a receive time of a block of an unknown stream.", out record, out contradiction);

                break;
            case WriteLogIntent intent:
                if (Find(intent.Stream.Ordinal) is null)
                    return Refuse("There is an intent to write blocks of an unknown stream.", out record, out contradiction);

                break;
        }

        record = new WriteLogRecord(fields, NextObject, Header!);
        contradiction = string.Empty;
        return true;
    }

    private static bool Refuse(string why, out WriteLogRecord record, out string contradiction)
    {
        record = default;
        contradiction = why;
        return false;
    }
}
