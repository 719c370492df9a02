using System;
using System.IO;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Writes the sealed form of a closed log: the same records in pages that are near their entropy.</summary>
internal sealed class LogSealer
{
    // Records between runs are few; where they are not, a page ends before they leave no room.
    private const int ListedLimit = 24_000;
    private const int StampsAtOnePlace = 1_000;

    private readonly Stream _output;
    private readonly Guid _logIdentifier;
    private readonly uint _salt;
    private readonly SealedPageEncoder _encoder = new();
    private readonly ByteBuffer _payload = new();
    private SealedPageContent _content = new();
    private SealedPageContent _spare = new();
    private int _targetRuns = SealedPageContent.MaximumRuns;
    private long _units;
    private uint _sequence;
    private uint _previousChecksum;

    private LogSealer(Stream output, Guid logIdentifier)
    {
        _output = output;
        _logIdentifier = logIdentifier;
        _salt = PageHeader.SaltOf(logIdentifier);
    }

    /// <summary>Gets the checksum of the last page.</summary>
    public uint LastChecksum => _previousChecksum;

    /// <summary>Gets how many bytes the pages take.</summary>
    public long LengthBytes { get; private set; }

    /// <summary>Writes a log's sealed form: its pages, and its index behind them.</summary>
    /// <exception cref="WriteLogException">The log's bytes are not acceptable.</exception>
    /// <exception cref="InvalidOperationException">The log was not closed.</exception>
    public static void Seal(WriteLogSnapshot log, Stream output)
    {
        LogSealer pages = WritePages(log, output);
        if (!WriteLogIndex.TrySummarize(log, out IndexSummary? index, out WriteLogFault fault))
            throw new WriteLogException(fault);

        ulong[] words = IndexSectionWriter.Words(index!);
        IndexSectionWriter.Write(new IndexSection(index!.Header.LogIdentifier, pages.LengthBytes, pages.LastChecksum, words.Length), words, output);
    }

    /// <summary>Writes the pages alone.</summary>
    public static LogSealer WritePages(WriteLogSnapshot log, Stream output)
    {
        var reader = new WriteLogReader(log, keepsUnknown: true);
        LogSealer? sealer = null;
        long before = 0;
        while (reader.Read(out WriteLogRecord record))
        {
            if (sealer is null)
            {
                sealer = new LogSealer(output, reader.Header!.LogIdentifier);
                before = reader.Header.OriginLogicalObjectIdentifier;
                sealer._content.Begin(before, 0);
            }

            sealer.Take(record, reader, before);
            before = reader.NextLogicalObjectIdentifier;
        }

        if (sealer is null || !reader.IsClosed)
            throw new InvalidOperationException("Only a log that was closed can be sealed.");

        sealer.EndPage(reader.NextLogicalObjectIdentifier);
        return sealer;
    }

    private void Take(in WriteLogRecord record, WriteLogReader reader, long objectBefore)
    {
        switch (record.Type)
        {
            case WriteLogRecordType.Run:
                if (_content.RunCount >= _targetRuns)
                    EndPage(record.LogicalObjectIdentifier, isFull: true);

                _content.AddRun(record.RunOrdinal, record.RunBlockLength, record.RunBlockCount);
                break;
            case WriteLogRecordType.Time:
                TakeStamp((record.Time.UtcTicks - reader.Header!.CreationTime.UtcTicks) / reader.Header.TimeResolution.Ticks, reader.NextLogicalObjectIdentifier);
                break;
            default:
                ReadOnlySpan<byte> bytes = reader.RecordBytes;
                if (_content.ListedBytesWith(bytes.Length) > ListedLimit && !_content.IsEmpty)
                    EndPage(objectBefore);

                _content.AddRecord(bytes, reader.NextLogicalObjectIdentifier);
                if (_content.ListedBytes > ListedLimit)
                    EndPage(reader.NextLogicalObjectIdentifier);

                break;
        }
    }

    private void TakeStamp(long units, long nextObject)
    {
        if (units < _units)
        {
            // Time goes back from one page of the log to the next, as another writer may have let it. Within a page it cannot.
            EndPage(nextObject);
            _content.Begin(nextObject, units);
        }
        else if (_content.StampsHere == StampsAtOnePlace)
        {
            EndPage(nextObject);
        }

        _units = units;
        _content.AddStamp(units);
    }

    /// <summary>Writes what there is; what does not fit goes to the page after it, which may then go on to be filled.</summary>
    private void EndPage(long nextObject, bool isFull = false)
    {
        while (!_content.IsEmpty)
        {
            int runs = _content.RunCount;
            int first = _sequence == 0 ? GuidBytes.Length : 0;
            int room = PageHeader.MaximumPayloadLength - first;
            _payload.Clear();
            _encoder.Encode(_content, runs, _payload);
            while (_payload.Length > room)
            {
                // By what was too much, and a little for what does not shrink with the runs.
                int fewer = (int)((long)runs * room / _payload.Length);
                fewer -= (fewer / 64) + 1;
                if (fewer < 1)
                    throw new WriteLogException(new WriteLogFault(WriteLogFaultReason.Malformed, 0, "A record is too long for a sealed page."));

                runs = fewer;
                _targetRuns = runs;
                _payload.Clear();
                _encoder.Encode(_content, runs, _payload);
            }

            // The next page aims at filling what this one left. A page without runs is below the target, which is never 0.
            bool isWhole = runs == _content.RunCount;
            if (_content.RunCount >= _targetRuns)
                _targetRuns = (int)Math.Min(SealedPageContent.MaximumRuns, Math.Max(1, (long)runs * (room - (room / 100)) / _payload.Length));

            if (isWhole)
                _spare.Begin(nextObject, _units);
            else
                _content.MoveRest(runs, _spare);

            WritePage();
            (_content, _spare) = (_spare, _content);
            if (isFull && _content.RunCount < _targetRuns)
                break;
        }
    }

    private void WritePage()
    {
        int first = _sequence == 0 ? GuidBytes.Length : 0;
        var page = new byte[PageHeader.Length + first + _payload.Length];
        if (first > 0)
            GuidBytes.Write(page.AsSpan(PageHeader.Length), _logIdentifier);

        _payload.Written.CopyTo(page.AsSpan(PageHeader.Length + first));
        _previousChecksum = PageHeader.Write(page, PageHeader.SealedRecords, _sequence, _previousChecksum, _content.FirstObject, _salt);
        _output.Write(page, 0, page.Length);
        LengthBytes += page.Length;
        _sequence++;
    }
}
