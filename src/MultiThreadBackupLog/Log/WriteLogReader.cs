using System;
using System.IO;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>Reads a write log from its beginning: proves each page, and yields the records in the order in which they were written.</summary>
/// <remarks>
/// <para>The bytes are not trusted: whatever they hold, the outcome is records and at most one fault at the end, and never an
/// exception of <see cref="TryRead"/>, memory out of proportion to the log, or a hang. The records before a fault are good.</para>
/// <para>One thread at a time.</para>
/// </remarks>
public sealed class WriteLogReader
{
    private readonly PageReader _pages;
    private readonly RecordDecoder _decoder;
    private readonly LogReplay _replay = new();
    private int _position;
    private bool _hasPage;
    private bool _hasEnded;
    private WriteLogFault _fault;

    /// <summary>Reads a snapshot.</summary>
    /// <param name="snapshot">What to read; it must not be disposed of meanwhile.</param>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> is null.</exception>
    public WriteLogReader(WriteLogSnapshot snapshot)
        : this(snapshot, keepsUnknown: false)
    {
    }

    /// <summary>Reads a snapshot, and yields also records of unknown numbers that may be passed over, of type <see cref="WriteLogRecordType.None"/>.</summary>
    internal WriteLogReader(WriteLogSnapshot snapshot, bool keepsUnknown)
    {
        _pages = new PageReader(Guard.NotNull(snapshot).Source, snapshot.LengthBytes);
        _decoder = new RecordDecoder(keepsUnknown);
    }

    /// <summary>Reads bytes in memory.</summary>
    /// <param name="log">The bytes of a log, which must not change meanwhile.</param>
    public WriteLogReader(ReadOnlyMemory<byte> log)
        : this(new WriteLogSnapshot(log))
    {
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="log">A stream that can seek, with the log at its beginning; it stays the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="log"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream cannot seek or be read.</exception>
    public WriteLogReader(Stream log)
        : this(new WriteLogSnapshot(log))
    {
    }

    /// <summary>Gets the header; null before the first record was read.</summary>
    public WriteLogHeader? Header => _replay.Header;

    /// <summary>Gets the end of the last page of which all records were read: the bytes up to here are good.</summary>
    public long VerifiedLengthBytes { get; private set; }

    /// <summary>Gets whether the closing record was read.</summary>
    public bool IsClosed => _replay.IsClosed;

    /// <summary>Gets the number of the next object after the records read so far.</summary>
    public long NextLogicalObjectIdentifier => _replay.NextObject;

    /// <summary>Gets the number below which all objects are on the medium, after the records read so far.</summary>
    public long OnMediumLogicalObjectIdentifier => _replay.OnMediumObject;

    internal LogReplay Replay => _replay;

    /// <summary>Gets the bytes of the last record, where it is one that carries its length.</summary>
    internal ReadOnlySpan<byte> RecordBytes => _pages.Payload.Slice(_decoder.RecordStart, _position - _decoder.RecordStart);

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record, or the default value at the end.</param>
    /// <param name="fault">At the end: what is wrong with the bytes there, or the default value when the log ends cleanly between two pages.</param>
    /// <returns><see langword="false"/> at the end of what can be read; every later call says the same.</returns>
    /// <exception cref="IOException">The file or stream cannot be read.</exception>
    public bool TryRead(out WriteLogRecord record, out WriteLogFault fault)
    {
        var fields = default(RecordFields);
        while (!_hasEnded)
        {
            if (!_hasPage)
            {
                BeginPage();
            }
            else if (_decoder.TryDecode(_pages.Payload, _pages.LogIdentifier, ref _position, ref fields))
            {
                if (!_replay.TryApply(fields, out record, out string contradiction))
                {
                    // What is not known may stand anywhere behind the header, also behind the close.
                    if (fields.Type == WriteLogRecordType.None && Header is not null)
                    {
                        fault = default;
                        return true;
                    }

                    End(WriteLogFaultReason.Inconsistent, contradiction);
                }
                else if (fields.Type == WriteLogRecordType.Header && _pages.Header.FirstLogicalObjectIdentifier != _replay.NextObject)
                {
                    End(WriteLogFaultReason.Inconsistent, "The first page begins at another object than the header says.");
                }
                else
                {
                    fault = default;
                    return true;
                }
            }
            else if (_decoder.Reason != WriteLogFaultReason.None)
            {
                End(_decoder.Reason, _decoder.Message);
            }
            else
            {
                EndPage();
            }
        }

        record = default;
        fault = _fault;
        return false;
    }

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record, or the default value at the end.</param>
    /// <returns><see langword="false"/> at the end of the log.</returns>
    /// <exception cref="WriteLogException">The bytes are not acceptable.</exception>
    /// <exception cref="IOException">The file or stream cannot be read.</exception>
    public bool Read(out WriteLogRecord record)
    {
        bool hasRecord = TryRead(out record, out WriteLogFault fault);
        return !fault.IsFault ? hasRecord : throw new WriteLogException(fault);
    }

    private void BeginPage()
    {
        if (!_pages.TryNext(out _fault))
        {
            _hasEnded = true;
            if (_pages.IsAtIndex && !_replay.IsClosed)
                _fault = new WriteLogFault(WriteLogFaultReason.Inconsistent, _pages.NextOffset, "An index stands where the rest of the log belongs.");

            return;
        }

        _hasPage = true;
        _position = _pages.RecordsOffset;
        if (!_decoder.TryBeginPage(_pages.Header.Type, _pages.Payload, _position))
            End(_decoder.Reason, _decoder.Message);

        // The page says where its first object lies; that the records before it lead there is checked from both sides.
        if (!_hasEnded && _pages.Header.Sequence != 0 && _pages.Header.FirstLogicalObjectIdentifier != _replay.NextObject)
            End(WriteLogFaultReason.Inconsistent, "A page begins at another object than the page before it ends.");
    }

    private void EndPage()
    {
        if (_replay.Header is null)
        {
            End(WriteLogFaultReason.Malformed, "The first page holds no header.");
            return;
        }

        _hasPage = false;
        VerifiedLengthBytes = _pages.NextOffset;
    }

    private void End(WriteLogFaultReason reason, string message)
    {
        _fault = new WriteLogFault(reason, _pages.PageOffset + PageHeader.Length + _position, message);
        _hasEnded = true;
    }
}
