using System;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Takes the records out of a sealed page, one after another: what <see cref="SealedPageEncoder"/> put there.</summary>
/// <remarks>
/// Works on any bytes: what it cannot accept is a fault, a page has at most 65,536 runs whatever it says, and what is allocated
/// does not pass some bytes for each byte of the page. The runs are decoded some hundred at a time.
/// </remarks>
internal sealed class SealedPageDecoder
{
    private const int Batch = 256;

    private readonly NumberDecoder _changes = new();
    private readonly NumberDecoder _counts = new();
    private readonly SealedPageStreams _streams = new();
    private readonly SealedPageTimes _times = new();
    private readonly long[] _numbers = new long[Batch];
    private readonly long[] _countsOf = new long[Batch];
    private readonly int[] _ordinals = new int[Batch];
    private readonly int[] _lengths = new int[Batch];
    private NumberDecoder? _lengthNumbers;
    private int _runs;
    private int _stream;

    // The runs in hand: those of the page from _batchStart on, and which of them comes next. Up to _stop nothing stands between them.
    private int _batchStart;
    private int _batchCount;
    private int _at;
    private int _stop;

    private int _areaAt;
    private int _nextListed; // Before which run the next of the listed records stands; int.MaxValue: there is none.

    /// <summary>Gets the reason of the last failure in words; empty at the end of a page.</summary>
    public string Message { get; private set; } = string.Empty;

    /// <summary>Reads what a page says about itself. The records begin at an offset.</summary>
    public bool TryBegin(ReadOnlySpan<byte> payload, int position)
    {
        Message = string.Empty;
        _runs = 0;
        _batchStart = 0;
        _batchCount = 0;
        _at = 0;
        _stop = 0;
        _stream = 0;
        if (!VarInt.TryRead(payload, ref position, out long runs) || runs > SealedPageContent.MaximumRuns)
            return Fail("A sealed page has a number of runs that cannot be.");

        _runs = (int)runs;
        if (runs > 0)
        {
            if (!_streams.TryRead(payload, ref position))
                return Fail("A sealed page has streams or block lengths that cannot be.");

            if ((_streams.Count > 1 && !_changes.TryBegin(payload, ref position, _runs, int.MaxValue))
                || !_counts.TryBegin(payload, ref position, _runs, long.MaxValue))
            {
                return Fail("A sealed page has a table of numbers that cannot be.");
            }

            if (_streams.HasLengths && !(_lengthNumbers ??= new NumberDecoder()).TryBegin(payload, ref position, _runs, int.MaxValue))
                return Fail("A sealed page has a table of block lengths that cannot be.");
        }

        if (!_times.TryBegin(payload, ref position, _runs))
            return Fail("A sealed page has time stamps that cannot be.");

        return TryFindListed(payload, 0, position);
    }

    /// <summary>Takes the next of the runs in hand. False when there is none, or something stands before it.</summary>
    public bool TryTakeRun(ref RecordFields record)
    {
        int at = _at;
        if (at >= _stop)
            return false;

        _at = unchecked(at + 1);
        record.Type = WriteLogRecordType.Run;
        record.Ordinal = _ordinals[at];
        record.BlockLength = _lengths[at];
        record.Number = _countsOf[at];
        return true;
    }

    /// <summary>Decodes the next record when no run is in hand. False at the end of the page and at the first one that is not acceptable.</summary>
    public bool TryDecode(ReadOnlySpan<byte> payload, Guid logIdentifier, RecordDecoder records, ref int position, ref RecordFields record)
    {
        while (true)
        {
            int run = _batchStart + _at;
            if (run == _nextListed)
            {
                position = _areaAt;
                bool isYielded = TryDecodeListed(payload, logIdentifier, records, ref position, ref record, out bool isPassedOver);
                if (!isYielded && !isPassedOver)
                    return false;

                if (!TryFindListed(payload, run, position))
                    return false;

                if (isYielded)
                    return true;

                continue;
            }

            if (_times.NextPosition == run)
            {
                if (!_times.TryTake(payload, run, out long units, out bool hasStamp))
                    return Fail("A sealed page has a time stamp that cannot be.");

                if (!hasStamp)
                    continue;

                record.Type = WriteLogRecordType.Time;
                record.Number = units;
                return true;
            }

            if (run == _runs)
                return EndPage(payload, ref position);

            if (_at == _batchCount && !TryDecodeBatch(payload))
                return false;

            int end = Math.Min(_nextListed, _times.NextPosition);
            _stop = Math.Min(_batchCount, end - _batchStart);
            if (TryTakeRun(ref record))
                return true;
        }
    }

    private bool TryDecodeListed(
        ReadOnlySpan<byte> payload, Guid logIdentifier, RecordDecoder records, ref int position, ref RecordFields record, out bool isPassedOver)
    {
        isPassedOver = false;
        if (position >= payload.Length || payload[position] >= RecordNumbers.LongRun)
            return Fail("A sealed page has a run, or nothing, where another record belongs.");

        if (payload[position] != RecordNumbers.Time)
            return records.TryDecodeLengthed(payload, logIdentifier, ref position, ref record, out isPassedOver);

        int at = position + 1;
        if (!VarInt.TryRead(payload, ref at, out long delta) || !_times.TrySettleListed(_batchStart + _at, delta))
            return Fail("A time stamp is no number.");

        record.Type = WriteLogRecordType.Time;
        record.Number = _times.Units;
        position = at;
        return true;
    }

    /// <summary>Reads before which run the record at an offset stands.</summary>
    private bool TryFindListed(ReadOnlySpan<byte> payload, int run, int position)
    {
        _nextListed = int.MaxValue;
        _areaAt = position;
        if (position == payload.Length)
            return true;

        if (!VarInt.TryRead(payload, ref _areaAt, out long gap) || gap > _runs - run)
            return Fail("A record of a sealed page stands behind its runs.");

        _nextListed = run + (int)gap;
        return true;
    }

    private bool TryDecodeBatch(ReadOnlySpan<byte> payload)
    {
        _batchStart += _batchCount;
        _batchCount = Math.Min(Batch, _runs - _batchStart);
        _at = 0;
        Span<long> numbers = _numbers.AsSpan(0, _batchCount);
        Span<long> counts = _countsOf.AsSpan(0, _batchCount);
        if (_streams.Count == 1)
            numbers.Clear();
        else if (!_changes.TryDecode(payload, numbers))
            return Fail("The streams of a sealed page end too early.");

        if (!_counts.TryDecode(payload, counts))
            return Fail("The runs of a sealed page end too early.");

        int stream = _stream;
        int streams = _streams.Count;
        int[] ordinals = _streams.Ordinals;
        int[] usual = _streams.FirstLengths;
        Span<int> ordinalsOf = _ordinals.AsSpan(0, numbers.Length);
        Span<int> lengthsOf = _lengths.AsSpan(0, numbers.Length);
        for (int run = 0; run < numbers.Length; run++)
        {
            if ((ulong)numbers[run] >= (ulong)streams || counts[run] == long.MaxValue)
                return Fail("A run of a sealed page has a stream that the page does not have, or a count that cannot be.");

            unchecked
            {
                // Less the number of streams where the sum passes it; without a branch, which would be guessed wrongly half of the time.
                stream += (int)numbers[run] - streams;
                stream += streams & (stream >> 31);
                counts[run]++;
                ordinalsOf[run] = ordinals[stream];
                lengthsOf[run] = usual[stream];
                numbers[run] = stream;
            }
        }

        _stream = stream;
        return (!_streams.HasLengths || TryDecodeLengths(payload, numbers))
            && _times.TryAddRuns(_batchStart, counts, _lengths);
    }

    private bool TryDecodeLengths(ReadOnlySpan<byte> payload, ReadOnlySpan<long> streams)
    {
        Span<long> lengths = stackalloc long[Batch];
        lengths = lengths.Slice(0, streams.Length);
        if (!_lengthNumbers!.TryDecode(payload, lengths))
            return Fail("The block lengths of a sealed page end too early.");

        for (int run = 0; run < lengths.Length; run++)
        {
            if (lengths[run] != 0 && !_streams.TryGetLength((int)streams[run], lengths[run], out _lengths[run]))
                return Fail("A run of a sealed page has a block length that its stream does not have.");
        }

        return true;
    }

    private bool EndPage(ReadOnlySpan<byte> payload, ref int position)
    {
        position = payload.Length;
        bool isSpent = _runs == 0
            || ((_streams.Count == 1 || _changes.IsSpent) && _counts.IsSpent && (!_streams.HasLengths || _lengthNumbers!.IsSpent));
        return isSpent && _times.IsSpent ? false : Fail("A sealed page has more numbers than runs.");
    }

    private bool Fail(string message)
    {
        Message = message;
        return false;
    }
}
