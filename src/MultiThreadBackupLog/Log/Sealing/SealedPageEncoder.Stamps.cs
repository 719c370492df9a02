using System;

namespace MultiThreadBackupLog.Log.Sealing;

// The time stamps, and what is listed beside the runs.
internal sealed partial class SealedPageEncoder
{
    private void WriteStamps(ByteBuffer output)
    {
        int candidates = 0;
        for (int at = 0; at < _events; at++)
            candidates += IsCoded(at) ? 1 : 0;

        SealedTimes times = candidates == 0 ? SealedTimes.Listed : candidates >= _runs / 3 && _runs > 0 ? SealedTimes.EachRun : SealedTimes.Sparse;
        output.Byte((byte)times);
        var clock = default(StampClock);
        if (times != SealedTimes.Listed)
        {
            (int rate, int shift) = Rate();
            output.Number(_content.FirstUnits);
            output.Number(rate);
            output.Byte((byte)shift);
            clock = new StampClock(_content.FirstUnits, rate, shift);
        }

        _gaps.Clear();
        _surprises.Clear();
        if (times == SealedTimes.EachRun)
            CodeEachRun(ref clock);
        else
            CodeSparse(ref clock, times == SealedTimes.Sparse);

        if (times == SealedTimes.Sparse)
        {
            output.Number(_gaps.Count);
            _numbers.Write(_gaps.ToArray(), output);
        }

        if (times != SealedTimes.Listed)
            _numbers.Write(_surprises.ToArray(), output);
    }

    /// <summary>Says whether an event is a stamp with no record between it and its run.</summary>
    private bool IsCoded(int at)
    {
        if (!_content.Events[at].IsStamp)
            return false;

        int position = _content.Events[at].Position;
        for (at++; at < _events && _content.Events[at].Position == position; at++)
        {
            if (!_content.Events[at].IsStamp)
                return false;
        }

        return true;
    }

    private void CodeSparse(ref StampClock clock, bool isCoded)
    {
        int run = 0;
        int stampPosition = 0;
        int areaPosition = 0;
        long bytes = 0;
        for (int at = 0; at < _events; at++)
        {
            SealedEvent next = _content.Events[at];
            for (; run < next.Position; run++)
                bytes += _content.BytesOf(run);

            if (!next.IsStamp)
            {
                WriteArea(next, ref areaPosition);
                continue;
            }

            long guess = clock.Advance(bytes);
            bytes = 0;
            long delta = next.Units - clock.Units;
            if (isCoded && IsCoded(at))
            {
                _gaps.Add(next.Position - stampPosition);
                stampPosition = next.Position;
                _surprises.Add(ZigZag(delta - guess));
            }
            else
            {
                ListStamp(next, delta, ref areaPosition);
            }

            clock.TrySettle(delta);
        }
    }

    private void CodeEachRun(ref StampClock clock)
    {
        int areaPosition = 0;
        int at = 0;
        long bytes = 0;
        for (int run = 0; run <= _runs; run++)
        {
            int end = at;
            while (end < _events && _content.Events[end].Position == run)
                end++;

            // The last of them, when it says a later time than the one before: that is the run's own.
            bool hasOwn = run < _runs && end > at && _content.Events[end - 1].IsStamp
                && _content.Events[end - 1].Units > LastUnits(at, end - 1, clock.Units);
            for (; at < end - (hasOwn ? 1 : 0); at++)
            {
                SealedEvent next = _content.Events[at];
                if (!next.IsStamp)
                {
                    WriteArea(next, ref areaPosition);
                    continue;
                }

                long listed = next.Units - clock.Units;
                clock.Advance(bytes);
                bytes = 0;
                ListStamp(next, listed, ref areaPosition);
                clock.TrySettle(listed);
            }

            if (run == _runs)
                break;

            long guess = clock.Advance(bytes);
            long delta = hasOwn ? _content.Events[at++].Units - clock.Units : 0;
            _surprises.Add(ZigZag(delta - guess));
            clock.TrySettle(delta);
            bytes = _content.BytesOf(run);
        }
    }

    private long LastUnits(int from, int to, long units)
    {
        for (int at = from; at < to; at++)
        {
            if (_content.Events[at].IsStamp)
                units = _content.Events[at].Units;
        }

        return units;
    }

    private void ListStamp(in SealedEvent stamp, long delta, ref int areaPosition)
    {
        _area.Number(stamp.Position - areaPosition);
        areaPosition = stamp.Position;
        _area.Byte(Format.RecordNumbers.Time);
        _area.Number(delta);
    }

    private void WriteArea(in SealedEvent record, ref int areaPosition)
    {
        _area.Number(record.Position - areaPosition);
        areaPosition = record.Position;
        _area.Write(_content.Record(record));
    }

    /// <summary>The pace of the drive: bytes and units between the stamps, those left out between which it stood still.</summary>
    private (int Rate, int Shift) Rate()
    {
        (int rate, int shift) = StampClock.RateOf(long.MaxValue, 0);
        for (int pass = 0; pass < 2; pass++)
        {
            long units = 0;
            long bytes = 0;
            long since = 0;
            long last = -1;
            int run = 0;
            for (int at = 0; at < _events; at++)
            {
                SealedEvent next = _content.Events[at];
                if (!next.IsStamp)
                    continue;

                for (; run < next.Position; run++)
                    since += _content.BytesOf(run);

                var guess = new StampClock(0, rate, shift);
                bool isPaced = pass == 0 || next.Units - last <= 4 + (4 * Math.Min(guess.Advance(since), 1L << 40));
                if (last >= 0 && isPaced)
                {
                    units = Math.Min(units + (next.Units - last), 1L << 60);
                    bytes = Math.Min(bytes + since, 1L << 60);
                }

                last = next.Units;
                since = 0;
            }

            (rate, shift) = StampClock.RateOf(units, bytes);
        }

        return (rate, shift);
    }

    private static long ZigZag(long value) => unchecked((value << 1) ^ (value >> 63));
}
