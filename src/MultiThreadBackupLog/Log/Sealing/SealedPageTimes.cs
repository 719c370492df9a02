using System;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>The time stamps of a sealed page as it says them.</summary>
internal sealed class SealedPageTimes
{
    private readonly long[] _bytesUpTo = new long[257]; // Bytes of the page up to each run of the batch, and behind its last.
    private readonly long[] _number = new long[1];
    private NumberDecoder? _gaps;
    private NumberDecoder? _surprises;
    private SealedTimes _times;
    private StampClock _clock;
    private int _runs;
    private int _stampsLeft;
    private int _batchStart;
    private long _bytesSettled; // Up to which byte of the page the clock has gone.

    /// <summary>Gets before which run of the page something is to be taken; int.MaxValue when nothing is.</summary>
    public int NextPosition { get; private set; }

    public long Units => _clock.Units;

    public bool IsSpent => _times == SealedTimes.Listed
        || (_surprises!.IsSpent && (_times == SealedTimes.EachRun || (_stampsLeft == 0 && _gaps!.IsSpent)));

    public bool TryBegin(ReadOnlySpan<byte> payload, ref int position, int runs)
    {
        _runs = runs;
        _batchStart = 0;
        _bytesSettled = 0;
        _bytesUpTo[0] = 0;
        _stampsLeft = 0;
        NextPosition = int.MaxValue;
        _clock = default;
        if (position >= payload.Length || payload[position] > (byte)SealedTimes.EachRun)
            return false;

        _times = (SealedTimes)payload[position++];
        if (_times == SealedTimes.Listed)
            return true;

        if (!VarInt.TryRead(payload, ref position, out long units)
            || !VarInt.TryRead(payload, ref position, out long rate) || rate > StampClock.MaximumRate
            || position >= payload.Length || payload[position] > StampClock.MaximumShift)
        {
            return false;
        }

        _clock = new StampClock(units, (int)rate, payload[position++]);
        _surprises ??= new NumberDecoder();
        if (_times == SealedTimes.EachRun)
        {
            NextPosition = 0;
            return runs > 0 && _surprises.TryBegin(payload, ref position, runs, long.MaxValue);
        }

        if (!VarInt.TryRead(payload, ref position, out long stamps) || stamps < 1 || stamps > SealedPageContent.MaximumRuns)
            return false;

        _stampsLeft = (int)stamps;
        NextPosition = 0;
        return (_gaps ??= new NumberDecoder()).TryBegin(payload, ref position, _stampsLeft, int.MaxValue)
            && _surprises.TryBegin(payload, ref position, _stampsLeft, long.MaxValue)
            && TryFindNext(payload);
    }

    /// <summary>The runs of the next batch were decoded.</summary>
    public bool TryAddRuns(int batchStart, ReadOnlySpan<long> counts, int[] lengths)
    {
        if (_times == SealedTimes.Listed)
            return true;

        // The bytes before the batch are those behind the last run of the batch before.
        _bytesUpTo[0] = _bytesUpTo[batchStart - _batchStart];
        _batchStart = batchStart;
        for (int run = 0; run < counts.Length; run++)
            _bytesUpTo[run + 1] = _bytesUpTo[run] + SealedPageContent.RunBytes(counts[run], lengths[run]);

        return true;
    }

    /// <summary>Takes what stands before a run; there may be no stamp there.</summary>
    public bool TryTake(ReadOnlySpan<byte> payload, int run, out long units, out bool hasStamp)
    {
        units = 0;
        hasStamp = false;
        if (!_surprises!.TryDecode(payload, _number))
            return false;

        long guess = Advance(run);
        long delta = unchecked(guess + ((long)((ulong)_number[0] >> 1) ^ -(_number[0] & 1)));
        if (delta < 0 || !_clock.TrySettle(delta))
            return false;

        units = _clock.Units;
        if (_times == SealedTimes.EachRun)
        {
            hasStamp = delta > 0;
            NextPosition = run + 1 < _runs ? run + 1 : int.MaxValue;
            return true;
        }

        hasStamp = true;
        _stampsLeft--;
        return TryFindNext(payload);
    }

    /// <summary>A stamp that is listed says by how much it is above the last.</summary>
    public bool TrySettleListed(int run, long delta)
    {
        Advance(run);
        return _clock.TrySettle(delta);
    }

    private bool TryFindNext(ReadOnlySpan<byte> payload)
    {
        if (_stampsLeft == 0)
        {
            NextPosition = int.MaxValue;
            return true;
        }

        if (!_gaps!.TryDecode(payload, _number) || _number[0] > _runs - NextPosition)
            return false;

        NextPosition += (int)_number[0];
        return true;
    }

    private long Advance(int run)
    {
        if (_times == SealedTimes.Listed)
            return 0;

        long bytes = _bytesUpTo[run - _batchStart];
        long guess = _clock.Advance(bytes - _bytesSettled);
        _bytesSettled = bytes;
        return guess;
    }
}
