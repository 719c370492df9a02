using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Writes the payload of a sealed page. docs/write-log-format.md, section 9, has the layout.</summary>
internal sealed partial class SealedPageEncoder
{
    private readonly NumberEncoder _numbers = new();
    private readonly List<long> _gaps = new();
    private readonly List<long> _surprises = new();
    private readonly ByteBuffer _area = new();
    private long[] _values = new long[256];
    private int[] _ranks = new int[16];
    private int[] _lengthCounts = new int[16];
    private SealedPageContent _content = null!;
    private int _runs;
    private int _events;
    private int _streams;
    private bool _hasLengths;

    /// <summary>Writes the first so many runs of a page, with what stands before each of them; all that stands behind the last too, when they are all.</summary>
    public void Encode(SealedPageContent content, int runs, ByteBuffer output)
    {
        _content = content;
        _runs = runs;
        _events = content.Events.Count;
        while (runs < content.RunCount && _events > 0 && content.Events[_events - 1].Position >= runs)
            _events--;

        output.Number(runs);
        if (runs > 0)
        {
            WriteStreams(output);
            WriteRuns(output);
        }

        _area.Clear();
        WriteStamps(output);
        output.Write(_area.Written);
    }

    private void WriteStreams(ByteBuffer output)
    {
        // The streams of these runs, by ordinal; each has the lengths up to the last that one of these runs has.
        PageStreams streams = _content.Streams;
        if (_ranks.Length < streams.Count)
        {
            _ranks = new int[Math.Max(streams.Count, 2 * _ranks.Length)];
            _lengthCounts = new int[_ranks.Length];
        }

        Array.Clear(_lengthCounts, 0, streams.Count);
        ReadOnlySpan<int> streamsOf = _content.StreamsOf.Slice(0, _runs);
        ReadOnlySpan<int> lengthsOf = _content.LengthsOf.Slice(0, _runs);
        bool hasLengths = streams.HasLengths;
        int[] lengthCounts = _lengthCounts;
        for (int run = 0; run < streamsOf.Length && !hasLengths; run++)
            lengthCounts[streamsOf[run]] = 1;

        for (int run = 0; run < streamsOf.Length && hasLengths; run++)
        {
            ref int count = ref _lengthCounts[streamsOf[run]];
            if (lengthsOf[run] >= count)
                count = unchecked(lengthsOf[run] + 1);
        }

        var used = new List<int>();
        var lengths = new SortedDictionary<int, int>();
        _hasLengths = false;
        for (int stream = 0; stream < streams.Count; stream++)
        {
            if (_lengthCounts[stream] == 0)
                continue;

            used.Add(stream);
            _hasLengths |= _lengthCounts[stream] > 1;
            for (int length = 0; length < _lengthCounts[stream]; length++)
                lengths[streams.LengthsOf(stream)[length]] = 0;
        }

        used.Sort((a, b) => streams.OrdinalOf(a).CompareTo(streams.OrdinalOf(b)));
        _streams = used.Count;
        output.Number(lengths.Count);
        int before = 0;
        int number = 0;
        foreach (int length in new List<int>(lengths.Keys))
        {
            output.Number(length - before);
            before = length;
            lengths[length] = number++;
        }

        output.Number(used.Count);
        int next = 0;
        for (int rank = 0; rank < used.Count; rank++)
        {
            int stream = used[rank];
            _ranks[stream] = rank;
            output.Number((long)streams.OrdinalOf(stream) - next);
            next = unchecked(streams.OrdinalOf(stream) + 1); // Not used behind the greatest.
            if (lengths.Count == 1)
                continue;

            output.Number(_lengthCounts[stream]);
            for (int length = 0; length < _lengthCounts[stream]; length++)
                output.Number(lengths[streams.LengthsOf(stream)[length]]);
        }
    }

    private void WriteRuns(ByteBuffer output)
    {
        if (_values.Length < _runs)
            _values = new long[Math.Max(_runs, 2 * _values.Length)];

        Span<long> values = _values.AsSpan(0, _runs);
        if (_streams > 1)
        {
            ReadOnlySpan<int> streamsOf = _content.StreamsOf;
            int[] ranks = _ranks;
            int before = 0;
            unchecked
            {
                for (int run = 0; run < values.Length; run++)
                {
                    int rank = ranks[streamsOf[run]];
                    int change = rank - before;
                    values[run] = change + ((change >> 31) & _streams);
                    before = rank;
                }
            }

            _numbers.Write(values, output);
        }

        ReadOnlySpan<long> counts = _content.Counts;
        for (int run = 0; run < values.Length; run++)
            values[run] = unchecked(counts[run] - 1);

        _numbers.Write(values, output);
        if (_hasLengths)
        {
            for (int run = 0; run < values.Length; run++)
                values[run] = _content.LengthsOf[run];

            _numbers.Write(values, output);
        }
    }
}
