using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Collects encoded records in the open page, and gives the page to the store when it is full or asked for.</summary>
/// <remarks>The one place that knows the live form's bytes when writing. What was given to the store never changes again.</remarks>
internal sealed class PageWriter
{
    // A page is given away at this length though it could be longer: a lookup in a log far away reads whole pages.
    private const int FullLength = 16_384;
    private const int MaximumRunLength = 1 + (3 * VarInt.MaximumLength);

    private readonly LogStore _store;
    private readonly uint _salt;
    private readonly byte[] _page = new byte[PageHeader.MaximumPageLength];
    private RunSlots _slots = new();
    private int _recordsStart;
    private int _position;
    private uint _sequence;
    private uint _previousChecksum;
    private long _firstObject;
    private long _timeUnits;
    private bool _hasTime;
    private bool _hasRunSinceTime;

    public PageWriter(LogStore store, Guid logIdentifier, long originObject)
    {
        _store = store;
        _salt = PageHeader.SaltOf(logIdentifier);
        _firstObject = originObject;
        GuidBytes.Write(_page.AsSpan(PageHeader.Length), logIdentifier);
        _recordsStart = PageHeader.Length + GuidBytes.Length;
        _position = _recordsStart;
    }

    /// <summary>Gets whether the open page holds a record.</summary>
    public bool HasRecords => _position > _recordsStart;

    /// <summary>Makes room for one more run, time stamp or record of a known length. What it may throw, it throws before anything changed.</summary>
    public void EnsureRoom(int lengthBytes, long nextObject)
    {
        if (_position + lengthBytes > FullLength && HasRecords)
            EndPage(nextObject);
    }

    public void EnsureRoomForRun(long nextObject)
    {
        if (_position > FullLength - MaximumRunLength)
            EnsureRoom(MaximumRunLength, nextObject);
    }

    /// <summary>Gives the open page to the store. <paramref name="nextObject"/> is where the page after it begins.</summary>
    public void EndPage(long nextObject)
    {
        if (!HasRecords)
            return;

        uint checksum = PageHeader.Write(_page.AsSpan(0, _position), PageHeader.LiveRecords, _sequence, _previousChecksum, _firstObject, _salt);
        _store.Append(_page.AsSpan(0, _position));
        _previousChecksum = checksum;
        _sequence++;
        _firstObject = nextObject;
        _recordsStart = PageHeader.Length;
        _position = _recordsStart;
        _slots.Reset();
        _timeUnits = 0;
        _hasTime = false;
    }

    /// <summary>Adds a run; there must be room. <paramref name="slotHint"/> is remembered for the stream by the caller.</summary>
    public void Run(int ordinal, int blockLength, long count, ref byte slotHint)
    {
        byte[] page = _page;
        int at = _position;
        _hasRunSinceTime = true;
        long key = RunSlots.KeyOf(ordinal, blockLength);
        int slot = _slots.Holds(slotHint, key) ? slotHint : _slots.Find(key);
        if (slot >= 0 && count <= RecordNumbers.ShortCountCodes)
        {
            // Nearly all runs.
            slotHint = (byte)slot;
            page[at] = unchecked((byte)(RecordNumbers.ShortRun | (slot << 4) | ((int)count - 1)));
            _slots.Used(blockLength);
            _position = at + 1;
            return;
        }

        if (slot >= 0)
        {
            slotHint = (byte)slot;
            page[at++] = (byte)(RecordNumbers.ShortRun | (slot << 4) | RecordNumbers.ShortCountCodes);
            at += VarInt.Write(page.AsSpan(at), count - RecordNumbers.ShortCountCodes - 1);
            _slots.Used(blockLength);
            _position = at;
            return;
        }

        bool saysLength = blockLength != _slots.LastLength;
        int number = saysLength ? RecordNumbers.LongRunWithLength : RecordNumbers.LongRun;
        if (count <= RecordNumbers.LongCountCodes)
        {
            page[at++] = (byte)(number | ((int)count - 1));
        }
        else
        {
            page[at++] = (byte)(number | RecordNumbers.LongCountCodes);
            at += VarInt.Write(page.AsSpan(at), count - RecordNumbers.LongCountCodes - 1);
        }

        at += VarInt.Write(page.AsSpan(at), ordinal);
        if (saysLength)
            at += VarInt.Write(page.AsSpan(at), blockLength);

        _slots.Named(ordinal, blockLength);
        _position = at;
    }

    /// <summary>Adds a time stamp; there must be room.</summary>
    /// <param name="units">The time in units since the log's creation.</param>
    /// <param name="isClosing">
    /// False for a stamp before a run, which is left out when the page's last one says the same. True for one behind the runs
    /// before a page is shown, which is left out only when no run came since: a reader then knows by when those were accepted.
    /// </param>
    public void Time(long units, bool isClosing)
    {
        units = Math.Max(units, _timeUnits);
        if (isClosing ? !_hasRunSinceTime : _hasTime && units == _timeUnits)
            return;

        _hasRunSinceTime = false;
        _page[_position++] = RecordNumbers.Time;
        _position += VarInt.Write(_page.AsSpan(_position), units - _timeUnits);
        _timeUnits = units;
        _hasTime = true;
    }

    /// <summary>Adds a record that carries its length.</summary>
    public void Record(byte number, ReadOnlySpan<byte> content, long nextObject)
    {
        EnsureRoom(1 + VarInt.MaximumLength + content.Length, nextObject);
        _page[_position++] = number;
        _position += VarInt.Write(_page.AsSpan(_position), content.Length);
        content.CopyTo(_page.AsSpan(_position));
        _position += content.Length;
    }
}
