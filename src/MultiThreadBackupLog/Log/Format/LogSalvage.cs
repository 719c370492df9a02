using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>What the whole pages of a damaged log prove, in two passes: the first finds them and learns all counts that can be known, the second yields what lies on the tape.</summary>
/// <remarks>Memory grows with streams, retractions and holes, and not with runs.</remarks>
internal sealed class LogSalvage
{
    private readonly LogSource _source;
    private readonly List<Part> _parts = new();
    private readonly SalvageReplay _replay = new();
    private readonly RecordDecoder _decoder = new();
    private Guid _logIdentifier;
    private Guid? _givenIdentifier;

    private LogSalvage(LogSource source) => _source = source;

    public List<WriteLogLoss> Losses { get; } = new();

    public List<WriteLogStreamLoss> StreamLosses { get; } = new();

    public List<WriteLogSalvagedStream> Streams { get; } = new();

    public bool IsClosed => _replay.IsClosed;

    /// <summary>Goes through a log.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="endBytes">Up to where they may be believed: all, or before the first page that is whole and contradicts those before it.</param>
    /// <param name="lengthBytes">How many bytes there are.</param>
    /// <param name="logIdentifier">Which log it is, where its first page cannot say so.</param>
    public static LogSalvage Of(LogSource source, long endBytes, long lengthBytes, Guid? logIdentifier)
    {
        var salvage = new LogSalvage(source);
        while (!salvage.TryFind(endBytes, lengthBytes, logIdentifier, out endBytes))
            salvage = new LogSalvage(source); // Without the page that contradicts, of which a part was taken already.

        salvage.Sum();
        return salvage;
    }

    /// <summary>Gives what lies on the tape, in its order.</summary>
    public IEnumerable<WriteLogSalvagedExtent> Extents()
    {
        var replay = new SalvageReplay(_replay.Bases);
        var decoder = new RecordDecoder();
        long[] limits = Limits();
        foreach (Part part in _parts)
        {
            // A reader for each: where a page was found, the chain begins anew.
            var pages = new PageReader(_source, part.EndOffset);
            pages.Identify(_logIdentifier);
            pages.MoveTo(part.Begin);
            if (part.IsBehindHole)
                replay.PassHole(part.FirstObject);

            while (pages.TryNext(out _))
            {
                int position = pages.RecordsOffset;
                var fields = default(RecordFields);
                if (!decoder.TryBeginPage(pages.Header.Type, pages.Payload, position))
                    yield break;

                while (decoder.TryDecode(pages.Payload, pages.LogIdentifier, ref position, ref fields))
                {
                    long first = replay.NextObject;
                    if (!replay.TryApply(fields))
                        yield break;

                    if (fields.Type is not (WriteLogRecordType.Run or WriteLogRecordType.Filemarks or WriteLogRecordType.SystemBlocks))
                        continue;

                    long end = Math.Min(replay.NextObject, limits[replay.Retractions.Count]);
                    long sure = Math.Min(end, part.DoubtFrom);
                    if (first < sure)
                        yield return Extent(fields, first, sure, first, replay.FirstBlock, isInDoubt: false);

                    if (Math.Max(first, sure) < end)
                        yield return Extent(fields, Math.Max(first, sure), end, first, replay.FirstBlock, isInDoubt: true);
                }
            }
        }
    }

    private static WriteLogSalvagedExtent Extent(in RecordFields fields, long from, long to, long first, long firstBlock, bool isInDoubt)
    {
        bool isRun = fields.Type == WriteLogRecordType.Run;
        TapeExtentType type = isRun ? TapeExtentType.Run : fields.Type == WriteLogRecordType.Filemarks ? TapeExtentType.Filemarks : TapeExtentType.SystemBlocks;
        int owner = type == TapeExtentType.SystemBlocks ? -1 : fields.Ordinal;
        int length = isRun ? fields.BlockLength : type == TapeExtentType.SystemBlocks ? ((TapeExtent)fields.Content!).BlockLengthBytes : 0;
        long? block = firstBlock == SalvageReplay.Unknown ? null : isRun ? firstBlock + (from - first) : firstBlock;
        return new WriteLogSalvagedExtent(type, owner, from, to - from, block, length, isInDoubt);
    }

    /// <summary>False when a page contradicts; <paramref name="contradiction"/> is then where it begins.</summary>
    private bool TryFind(long endBytes, long lengthBytes, Guid? logIdentifier, out long contradiction)
    {
        _givenIdentifier = logIdentifier;
        var pages = new PageReader(_source, endBytes);
        contradiction = endBytes;
        long goodEnd = 0;
        bool isClean;
        uint lastChecksum = 0;
        uint nextSequence = 0;
        while (TryFindPage(pages, out isClean))
        {
            bool follows = pages.PageOffset == goodEnd && pages.Header.Sequence == nextSequence && pages.Header.PreviousChecksum == lastChecksum;
            if (_parts.Count == 0 && pages.Header.Sequence == 0)
                _parts.Add(new Part(new PagePlace(pages.PageOffset, 0, 0), 0, isBehindHole: false));
            else if (!follows)
                PassHole(goodEnd, pages);

            if (!TryTakePage(pages))
            {
                contradiction = pages.PageOffset;
                return false;
            }

            goodEnd = pages.NextOffset;
            nextSequence = pages.Header.Sequence + 1;
            lastChecksum = pages.LastChecksum;
            _parts[_parts.Count - 1] = _parts[_parts.Count - 1].To(goodEnd);
        }

        _logIdentifier = pages.LogIdentifier;
        long lost = (isClean && endBytes == lengthBytes ? pages.NextOffset : lengthBytes) - goodEnd;
        if (lost > 0 && !_replay.IsClosed)
            Losses.Add(new WriteLogLoss(goodEnd, lost, _replay.NextObject, null));

        // Zeros behind the last page are what a file holds in advance, or all that a disk left of more pages: only a closed log says that none is missing.
        if (!_replay.IsClosed)
            EndPart();

        return true;
    }

    /// <summary>Goes to the next page that proves itself and whose records are all known.</summary>
    private bool TryFindPage(PageReader pages, out bool isClean)
    {
        while (true)
        {
            if (pages.TryNext(out WriteLogFault fault))
            {
                if (IsOfTheLog(pages) && CanDecode(pages))
                {
                    isClean = false;
                    return true;
                }

                continue;
            }

            isClean = !fault.IsFault;
            if (_givenIdentifier is { } identifier)
                pages.Identify(identifier);
            else if (pages.LogIdentifier == default)
                IdentifyByDamagedPage(pages);

            if (isClean || pages.LogIdentifier == default || !pages.TryFindNext())
                return false;
        }
    }

    /// <summary>The first page may be damaged elsewhere. If not, no page is found whose checksums agree with what is read here.</summary>
    private void IdentifyByDamagedPage(PageReader pages)
    {
        var identifier = new byte[GuidBytes.Length];
        if (_source.Read(PageHeader.Length, identifier) == identifier.Length)
            pages.Identify(GuidBytes.Read(identifier));
    }

    /// <summary>The first page says whose it is; it may be another log's, left over, than the one that is looked for.</summary>
    private bool IsOfTheLog(PageReader pages)
    {
        if (_givenIdentifier is not { } identifier || pages.LogIdentifier == identifier)
            return true;

        pages.Identify(identifier);
        return false;
    }

    /// <summary>False for a page with a record that this library does not know: it is as good as lost. One that is ill formed is found when it is taken.</summary>
    private bool CanDecode(PageReader pages)
    {
        int position = pages.RecordsOffset;
        var fields = default(RecordFields);
        if (!_decoder.TryBeginPage(pages.Header.Type, pages.Payload, position))
            return true; // Ill formed, and found to be when it is taken.

        while (_decoder.TryDecode(pages.Payload, pages.LogIdentifier, ref position, ref fields))
        {
        }

        return _decoder.Reason != WriteLogFaultReason.UnknownType;
    }

    private bool TryTakePage(PageReader pages)
    {
        int position = pages.RecordsOffset;
        var fields = default(RecordFields);
        if (!_decoder.TryBeginPage(pages.Header.Type, pages.Payload, position))
            return false;

        bool isFirst = pages.Header.Sequence == 0;
        if (!isFirst && pages.Header.FirstLogicalObjectIdentifier != _replay.NextObject)
            return false;

        while (_decoder.TryDecode(pages.Payload, pages.LogIdentifier, ref position, ref fields))
        {
            if (!_replay.TryApply(fields))
                return false;
        }

        return _decoder.Reason == WriteLogFaultReason.None;
    }

    private void PassHole(long goodEnd, PageReader pages)
    {
        EndPart();
        long next = pages.Header.FirstLogicalObjectIdentifier;
        Losses.Add(new WriteLogLoss(goodEnd, pages.PageOffset - goodEnd, _replay.NextObject, next));
        _replay.PassHole(next);
        _parts.Add(new Part(new PagePlace(pages.PageOffset, pages.Header.Sequence, pages.Header.PreviousChecksum), next, isBehindHole: true));
    }

    private void EndPart()
    {
        if (_parts.Count > 0)
            _parts[_parts.Count - 1] = _parts[_parts.Count - 1].DoubtedFrom(_replay.OnMediumObject);
    }

    private void Sum()
    {
        long[] limits = Limits();
        foreach ((int ordinal, long before, int partBefore, int index) in _replay.Resumed)
        {
            long after = _replay.Bases[index];
            bool isCut = IsCut(partBefore, limits);
            if (isCut || before == SalvageReplay.Unknown)
                StreamLosses.Add(new WriteLogStreamLoss(new StreamId(ordinal), null, Known(after)));
            else if (after == SalvageReplay.Unknown || after > before)
                StreamLosses.Add(new WriteLogStreamLoss(new StreamId(ordinal), before, Known(after)));
            else if (after < before)
                StreamLosses.Add(new WriteLogStreamLoss(new StreamId(ordinal), null, after)); // Only a lost retraction can have taken the rest.
        }

        bool hasLostEnd = Losses.Count > 0 && Losses[Losses.Count - 1].EndLogicalObjectIdentifier is null;
        foreach ((int ordinal, StreamDescription? description, long count, bool isEnded, int part) in _replay.Streams)
        {
            var id = new StreamId(ordinal);
            bool isCurrent = part == _replay.LastPart;
            bool isCut = !isCurrent && IsCut(part, limits);
            Streams.Add(new WriteLogSalvagedStream(id, description, isCut ? null : Known(count)));
            if (isCut || (!isEnded && (hasLostEnd || !isCurrent)))
                StreamLosses.Add(new WriteLogStreamLoss(id, isCut ? null : Known(count), null));
        }

        Streams.Sort((a, b) => a.Id.CompareTo(b.Id));
    }

    /// <summary>Whether something behind a part took objects of it back: how much of which stream is then not known, since pages that are lost may have been first.</summary>
    private bool IsCut(int part, long[] limits) => part >= 0 && limits[_replay.PartEnds[part].RetractionCount] < _replay.PartEnds[part].EndObject;

    private static long? Known(long count) => count == SalvageReplay.Unknown ? null : count;

    private long[] Limits()
    {
        List<long> targets = _replay.Retractions;
        var limits = new long[targets.Count + 1];
        limits[targets.Count] = long.MaxValue;
        for (int index = targets.Count - 1; index >= 0; index--)
            limits[index] = Math.Min(targets[index], limits[index + 1]);

        return limits;
    }

    /// <summary>Pages that follow one another.</summary>
    private readonly struct Part(PagePlace begin, long firstObject, bool isBehindHole, long endOffset = 0, long doubtFrom = long.MaxValue)
    {
        public PagePlace Begin { get; } = begin;

        public long FirstObject { get; } = firstObject;

        public bool IsBehindHole { get; } = isBehindHole;

        public long EndOffset { get; } = endOffset;

        public long DoubtFrom { get; } = doubtFrom;

        public Part To(long endOffset) => new(Begin, FirstObject, IsBehindHole, endOffset, DoubtFrom);

        public Part DoubtedFrom(long firstObject) => new(Begin, FirstObject, IsBehindHole, EndOffset, firstObject);
    }
}
