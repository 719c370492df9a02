using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>What will be in the next sealed page: runs, and what stands between them.</summary>
internal sealed class SealedPageContent
{
    public const int MaximumRuns = 65_536;

    private const int ListedStampLength = 13; // Runs before it, a number, a delta.

    private readonly List<SealedEvent> _events = new();
    private readonly ByteBuffer _records = new();
    private readonly int[] _streamsOf = new int[MaximumRuns];
    private readonly int[] _lengthsOf = new int[MaximumRuns];
    private readonly long[] _counts = new long[MaximumRuns];

    public int RunCount { get; private set; }

    public PageStreams Streams { get; } = new();

    public IReadOnlyList<SealedEvent> Events => _events;

    public bool IsEmpty => RunCount == 0 && _events.Count == 0;

    /// <summary>Gets how many time stamps were added since the last run or record.</summary>
    public int StampsHere { get; private set; }

    /// <summary>Gets what the records and the stamps between them will take at most.</summary>
    public int ListedBytes { get; private set; }

    /// <summary>Gets the first object of the page.</summary>
    public long FirstObject { get; private set; }

    /// <summary>Gets the last time stamp before the page, in units since the creation.</summary>
    public long FirstUnits { get; private set; }

    public ReadOnlySpan<int> StreamsOf => _streamsOf.AsSpan(0, RunCount);

    public ReadOnlySpan<int> LengthsOf => _lengthsOf.AsSpan(0, RunCount);

    public ReadOnlySpan<long> Counts => _counts.AsSpan(0, RunCount);

    public void Begin(long firstObject, long firstUnits)
    {
        RunCount = 0;
        FirstObject = firstObject;
        FirstUnits = firstUnits;
        StampsHere = 0;
        ListedBytes = 0;
        _events.Clear();
        _records.Clear();
        Streams.Clear();
    }

    public void AddRun(int ordinal, int blockLength, long count)
    {
        int run = RunCount;
        _streamsOf[run] = Streams.Find(ordinal, blockLength, out _lengthsOf[run]);
        _counts[run] = count;
        RunCount = unchecked(run + 1);
        StampsHere = 0;
    }

    public void AddStamp(long units)
    {
        _events.Add(new SealedEvent(RunCount, units, 0, 0, 0));
        StampsHere++;
    }

    /// <summary>Says what a record will take at most, with the stamps before it.</summary>
    public int ListedBytesWith(int recordLength) => ListedBytes + recordLength + ((StampsHere + 1) * ListedStampLength);

    public void AddRecord(ReadOnlySpan<byte> record, long nextObject)
    {
        ListedBytes = ListedBytesWith(record.Length);
        StampsHere = 0;
        _events.Add(new SealedEvent(RunCount, -1, _records.Length, record.Length, nextObject));
        _records.Write(record);
    }

    public ReadOnlySpan<byte> Record(in SealedEvent record) => _records.Written.Slice(record.At, record.Length);

    public long BytesOf(int run)
    {
        // A drive's pace is guessed from this; what a reader takes for it is cut the same way.
        int length = _lengthsOf[run] == 0 ? Streams.FirstLengthOf(_streamsOf[run]) : Streams.LengthsOf(_streamsOf[run])[_lengthsOf[run]];
        return RunBytes(_counts[run], length);
    }

    public static long RunBytes(long count, int blockLength) =>
        count <= StampClock.MaximumBytes / blockLength ? count * blockLength : StampClock.MaximumBytes;

    /// <summary>Gives what did not go into a page of so many runs to the content of the page after it.</summary>
    public void MoveRest(int runs, SealedPageContent next)
    {
        long units = FirstUnits;
        long nextObject = FirstObject;
        int at = 0;
        int counted = 0;
        for (; at < _events.Count && _events[at].Position < runs; at++)
        {
            if (_events[at].IsStamp)
            {
                units = _events[at].Units;
                continue;
            }

            // Only from the last record on, which says where the tape stood.
            nextObject = _events[at].NextObject;
            counted = _events[at].Position;
        }

        for (int run = counted; run < runs; run++)
            nextObject += _counts[run];

        next.Begin(nextObject, units);
        for (int run = runs; run <= RunCount; run++)
        {
            for (; at < _events.Count && _events[at].Position == run; at++)
            {
                if (_events[at].IsStamp)
                    next.AddStamp(_events[at].Units);
                else
                    next.AddRecord(Record(_events[at]), _events[at].NextObject);
            }

            if (run < RunCount)
                next.AddRun(Streams.OrdinalOf(_streamsOf[run]), Streams.LengthsOf(_streamsOf[run])[_lengthsOf[run]], _counts[run]);
        }
    }
}

/// <summary>A time stamp or a record that stands between two runs of a page.</summary>
internal readonly struct SealedEvent
{
    public SealedEvent(int position, long units, int at, int length, long nextObject)
    {
        Position = position;
        Units = units;
        At = at;
        Length = length;
        NextObject = nextObject;
    }

    /// <summary>Gets before which run of the page.</summary>
    public int Position { get; }

    /// <summary>Gets the time in units since the creation; -1 for a record.</summary>
    public long Units { get; }

    public int At { get; }

    public int Length { get; }

    /// <summary>Gets the next object after the record.</summary>
    public long NextObject { get; }

    public bool IsStamp => Units >= 0;
}
