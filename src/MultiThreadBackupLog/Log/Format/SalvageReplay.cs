using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Goes through the records of a log of which pages are missing, and keeps apart what is known from what is not.</summary>
/// <remarks>
/// <para>Objects are always known: each page says where it begins. How many blocks a stream has is known from its definition to the next hole.
/// Behind a hole it is a number not known yet, a <i>base</i>, and what is added since; a later record that says the stream's count (a checksum, an end,
/// a retraction that names it, the closing totals when no other count is missing) makes the base known, back to the hole.</para>
/// <para>Bases are numbered as they come up. A second pass over the same pages meets them in the same order, and is given what the first one learned.</para>
/// <para>What cannot be contradicts; then nothing of that page, and nothing behind it, is believed.</para>
/// </remarks>
internal sealed class SalvageReplay
{
    public const long Unknown = -1;

    private readonly Dictionary<int, Counted> _streams = new();
    private readonly List<long> _bases;
    private readonly bool _isSecondPass;
    private int _baseCount;
    private int _part;
    private bool _hasHole;

    public SalvageReplay()
        : this(new List<long>(), isSecondPass: false)
    {
    }

    public SalvageReplay(List<long> bases)
        : this(bases, isSecondPass: true)
    {
    }

    private SalvageReplay(List<long> bases, bool isSecondPass)
    {
        _bases = bases;
        _isSecondPass = isSecondPass;
    }

    public WriteLogHeader? Header { get; private set; }

    public long NextObject { get; private set; }

    public long OnMediumObject { get; private set; }

    public bool IsClosed { get; private set; }

    public List<long> Bases => _bases;

    /// <summary>Gets where each retraction went back to, those included that only the next page behind a hole proves.</summary>
    public List<long> Retractions { get; } = new();

    /// <summary>Gets where each part of the log before a hole ended, and how many retractions had been read by then.</summary>
    public List<(long EndObject, int RetractionCount)> PartEnds { get; } = new();

    /// <summary>Gets for each stream that is spoken of again behind a hole what it had before, in which part (-1: none), and its base.</summary>
    public List<(int Ordinal, long BlocksBefore, int PartBefore, int Base)> Resumed { get; } = new();

    /// <summary>Gets the block that the last run or filemarks of a stream begin at.</summary>
    public long FirstBlock { get; private set; }

    public int LastPart => _part;

    public IEnumerable<(int Ordinal, StreamDescription? Description, long BlockCount, bool IsEnded, int Part)> Streams
    {
        get
        {
            foreach (Counted stream in _streams.Values)
                yield return (stream.Ordinal, stream.Description, CountOf(stream), stream.IsEnded, stream.Part);
        }
    }

    /// <summary>Learns that pages are missing, and where the next one begins.</summary>
    public void PassHole(long nextObject)
    {
        _hasHole = true;
        PartEnds.Add((NextObject, Retractions.Count));
        _part++;
        if (nextObject < NextObject)
            Retractions.Add(nextObject);

        NextObject = nextObject;
        OnMediumObject = Math.Min(OnMediumObject, nextObject);
    }

    public bool TryApply(in RecordFields fields)
    {
        if (IsClosed || (Header is null && fields.Type != WriteLogRecordType.Header && !_hasHole))
            return false;

        switch (fields.Type)
        {
            case WriteLogRecordType.Header:
                return TryApplyHeader((WriteLogHeader)fields.Content!);
            case WriteLogRecordType.StreamDefinition:
                return TryDefine((StreamDefinitionContent)fields.Content!);
            case WriteLogRecordType.Run:
                return TryApplyRun(fields);
            case WriteLogRecordType.Filemarks:
                return TryApplyFilemarks(fields);
            case WriteLogRecordType.SystemBlocks:
                FirstBlock = Unknown;
                return TryPlace(((TapeExtent)fields.Content!).ObjectCount);
            case WriteLogRecordType.Retraction:
                return TryRetract((WriteLogRetraction)fields.Content!);
            case WriteLogRecordType.OnMedium:
                OnMediumObject = Math.Max(OnMediumObject, fields.Number);
                return fields.Number <= NextObject;
            case WriteLogRecordType.StreamChecksum:
                var checksum = (WriteLogStreamChecksum)fields.Content!;
                return Touch(checksum.Stream.Ordinal) is { } summed && TryLearn(summed, checksum.BlockCount);
            case WriteLogRecordType.StreamEnd:
                var end = (WriteLogStreamEnd)fields.Content!;
                if (Touch(end.Stream.Ordinal) is not { IsEnded: false } ended || !TryLearn(ended, end.BlockCount))
                    return false;

                ended.IsEnded = true;
                return true;
            case WriteLogRecordType.Close:
                IsClosed = true;
                return TryLearn((WriteLogTotals)fields.Content!);
            default:
                return true;
        }
    }

    private bool TryApplyHeader(WriteLogHeader header)
    {
        if (Header is not null || _hasHole)
            return false;

        Header = header;
        NextObject = header.OriginLogicalObjectIdentifier;
        OnMediumObject = NextObject;
        return true;
    }

    private bool TryDefine(StreamDefinitionContent definition)
    {
        int ordinal = definition.Stream.Ordinal;
        if (_streams.ContainsKey(ordinal))
            return false;

        // Nothing speaks of a stream before its definition, so nothing of it is missing.
        _streams.Add(ordinal, new Counted(ordinal) { Description = definition.Description, Part = _part, Base = NewBase(0) });
        return true;
    }

    private bool TryApplyRun(in RecordFields fields)
    {
        if (Touch(fields.Ordinal) is not { IsEnded: false } stream || (fields.Number != 1 && Header?.Granularity == WriteLogGranularity.Blocks))
            return false;

        FirstBlock = CountOf(stream);
        if (fields.Number > long.MaxValue - Math.Max(stream.Added, FirstBlock) || !TryPlace(fields.Number))
            return false;

        stream.Added += fields.Number;
        return true;
    }

    private bool TryApplyFilemarks(in RecordFields fields)
    {
        FirstBlock = Unknown;
        if (fields.Ordinal >= 0)
        {
            if (Touch(fields.Ordinal) is not { IsEnded: false } owner)
                return false;

            FirstBlock = CountOf(owner);
        }

        return TryPlace(fields.Number);
    }

    private bool TryPlace(long count)
    {
        if (count > long.MaxValue - NextObject)
            return false;

        NextObject += count;
        return true;
    }

    private bool TryRetract(WriteLogRetraction retraction)
    {
        long target = retraction.LogicalObjectIdentifier;
        if (target >= NextObject || target < (Header?.OriginLogicalObjectIdentifier ?? 0))
            return false;

        foreach (WriteLogRetractedStream left in retraction.Streams)
        {
            if (!TryRetract(left.Stream.Ordinal, left.BlockCount))
                return false;
        }

        Retractions.Add(target);
        NextObject = target;
        OnMediumObject = Math.Min(OnMediumObject, target);
        return true;
    }

    private bool TryRetract(int ordinal, long blocksLeft)
    {
        bool isKnown = _streams.TryGetValue(ordinal, out Counted? stream);
        if (!isKnown)
        {
            if (!_hasHole)
                return false;

            stream = new Counted(ordinal) { Part = -1 };
            _streams.Add(ordinal, stream);
        }

        long before = isKnown ? CountOf(stream!) : 0;
        int partBefore = stream!.Part;
        bool isResumed = partBefore != _part;
        if (!isResumed && before != Unknown && blocksLeft > before)
            return false;

        stream.Part = _part;
        stream.Base = NewBase(blocksLeft);
        stream.Added = 0;
        stream.IsEnded = false;
        if (isResumed)
            Resumed.Add((ordinal, before, partBefore, stream.Base));

        return true;
    }

    /// <summary>Gives a stream as it is counted in this part of the log. Null for one that was not defined though no page is missing.</summary>
    private Counted? Touch(int ordinal)
    {
        if (!_streams.TryGetValue(ordinal, out Counted? stream))
        {
            if (!_hasHole)
                return null;

            // Its definition is lost, and so is all of it up to here.
            stream = new Counted(ordinal) { Part = _part, Base = NewBase(Unknown) };
            _streams.Add(ordinal, stream);
            Resumed.Add((ordinal, 0, -1, stream.Base));
        }
        else if (stream.Part != _part)
        {
            long before = CountOf(stream);
            int partBefore = stream.Part;
            stream.Part = _part;
            stream.Base = NewBase(Unknown);
            stream.Added = 0;
            stream.IsEnded = false;
            Resumed.Add((ordinal, before, partBefore, stream.Base));
        }

        return stream;
    }

    private bool TryLearn(Counted stream, long count)
    {
        long known = CountOf(stream);
        if (known != Unknown)
            return known == count;

        if (count < stream.Added)
            return false;

        _bases[stream.Base] = count - stream.Added;
        return true;
    }

    /// <summary>Of streams that are all met, one whose count is missing has what the others leave of the sum.</summary>
    private bool TryLearn(WriteLogTotals totals)
    {
        if (totals.StreamCount < _streams.Count || (totals.StreamCount > _streams.Count && !_hasHole))
            return false;

        Counted? missing = null;
        long sum = 0;
        foreach (Counted stream in _streams.Values)
        {
            long count = stream.Part == _part ? CountOf(stream) : Unknown;
            if (count == Unknown && missing is not null)
                return true;

            if (count == Unknown)
                missing = stream;
            else if (count > totals.BlockCount - sum)
                return false;
            else
                sum += count;
        }

        if (totals.StreamCount != _streams.Count)
            return true;

        return missing is null ? sum == totals.BlockCount : TryLearn(Touch(missing.Ordinal)!, totals.BlockCount - sum);
    }

    private long CountOf(Counted stream) => _bases[stream.Base] == Unknown ? Unknown : _bases[stream.Base] + stream.Added; // Ends within 63 bits: each run was asked.

    private int NewBase(long value)
    {
        if (!_isSecondPass)
            _bases.Add(value);

        return _baseCount++;
    }

    private sealed class Counted(int ordinal)
    {
        public int Ordinal { get; } = ordinal;

        public StreamDescription? Description { get; init; }

        public int Part { get; set; }

        public int Base { get; set; }

        public long Added { get; set; }

        public bool IsEnded { get; set; }
    }
}
