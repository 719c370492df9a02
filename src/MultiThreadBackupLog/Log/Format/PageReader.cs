using System;
using System.Globalization;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Takes a log apart into pages, each proven whole and the successor of the one before.</summary>
internal sealed partial class PageReader
{
    private readonly LogSource _source;
    private readonly long _end;
    private byte[] _page = new byte[4096];
    private uint _salt;
    private uint _previousChecksum;
    private uint _nextSequence;

    public PageReader(LogSource source, long lengthBytes)
    {
        _source = source;
        _end = lengthBytes;
    }

    /// <summary>Gets the offset of the page in hand.</summary>
    public long PageOffset { get; private set; }

    /// <summary>Gets where the next page begins: the end of what is proven.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Gets the header of the page in hand.</summary>
    public PageHeader Header { get; private set; }

    public Guid LogIdentifier { get; private set; }

    /// <summary>Gets whether the pages ended where the index of a sealed log begins.</summary>
    public bool IsAtIndex { get; private set; }

    /// <summary>Gets the records of the page in hand; in the first page they begin after the log identifier.</summary>
    public ReadOnlySpan<byte> Payload => _page.AsSpan(PageHeader.Length, Header.PayloadLength);

    /// <summary>Gets where in the payload the records begin.</summary>
    public int RecordsOffset => Header.Sequence == 0 ? GuidBytes.Length : 0;

    /// <summary>Moves on to the next page. False at the end of the log (no fault) and at the first byte that is not acceptable.</summary>
    public bool TryNext(out WriteLogFault fault)
    {
        fault = default;
        bool isFirst = NextOffset == 0;
        long offset = NextOffset;
        int wanted = isFirst ? PageHeader.Length + GuidBytes.Length : PageHeader.Length;
        int count = Read(offset, _page.AsSpan(0, wanted));
        if (count == 0 && !isFirst)
            return false;

        if (isFirst)
        {
            if (count < wanted || !HasMagic())
                return Fail(WriteLogFaultReason.NotALog, offset, "The bytes do not begin with the first page of a write log.", out fault);

            LogIdentifier = GuidBytes.Read(_page.AsSpan(PageHeader.Length));
            _salt = PageHeader.SaltOf(LogIdentifier);
        }

        // What a preallocated file holds behind its last page: zeros to the end, and nothing else.
        if (!isFirst && IsZero(_page.AsSpan(0, count)) && IsZeroToTheEnd(offset + count))
            return false;

        // Behind the pages of a sealed log. The first page was told by its own mark above.
        if (Header.Type == PageHeader.SealedRecords && count >= 4 && System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(_page) == IndexSection.Magic)
        {
            IsAtIndex = true;
            return false;
        }

        if (count < wanted)
            return Fail(WriteLogFaultReason.Truncated, offset, "The log ends inside the header of a page.", out fault);

        if (!PageHeader.TryParse(_page.AsSpan(0, PageHeader.Length), _salt, out PageHeader header, out WriteLogFaultReason reason))
            return Fail(reason, offset, HeaderFault(reason), out fault);

        return TryReadPayload(header, offset, out fault) && TryFollow(header, offset, out fault);
    }

    private bool TryReadPayload(PageHeader header, long offset, out WriteLogFault fault)
    {
        int length = PageHeader.Length + header.PayloadLength;
        if (_page.Length < length)
            Array.Resize(ref _page, Math.Min(PageHeader.MaximumPageLength, Math.Max(length, 2 * _page.Length)));

        int count = Read(offset + PageHeader.Length, _page.AsSpan(PageHeader.Length, header.PayloadLength));
        if (count < header.PayloadLength)
            return Fail(WriteLogFaultReason.Truncated, offset, "The log ends inside a page.", out fault);

        if (PageHeader.PageChecksum(_page.AsSpan(0, length), _salt) != header.Checksum)
            return Fail(WriteLogFaultReason.Damaged, offset, "A page does not have its checksum.", out fault);

        fault = default;
        return true;
    }

    private bool TryFollow(PageHeader header, long offset, out WriteLogFault fault)
    {
        if (header.Sequence != _nextSequence || header.PreviousChecksum != _previousChecksum)
        {
            string message = string.Format(
                CultureInfo.InvariantCulture, "Page {0} stands where the successor of page {1} belongs, or follows another page.", header.Sequence, (long)_nextSequence - 1);
            return Fail(WriteLogFaultReason.BrokenChain, offset, message, out fault);
        }

        if (header.Sequence == 0 && header.PayloadLength < GuidBytes.Length)
            return Fail(WriteLogFaultReason.Malformed, offset, "The first page has no room for the log identifier.", out fault);

        if (header.Type is not (PageHeader.LiveRecords or PageHeader.SealedRecords))
            return Fail(WriteLogFaultReason.UnknownType, offset, "There is a page of the unknown type " + header.Type + ".", out fault);

        if (_nextSequence == uint.MaxValue)
            return Fail(WriteLogFaultReason.Malformed, offset, "There are more pages than a log can have.", out fault);

        Header = header;
        PageOffset = offset;
        NextOffset = offset + PageHeader.Length + header.PayloadLength;
        _previousChecksum = header.Checksum;
        _nextSequence++;
        fault = default;
        return true;
    }

    private static string HeaderFault(WriteLogFaultReason reason) => reason switch
    {
        WriteLogFaultReason.UnsupportedVersion => "A page has a version of the format that this library does not know.",
        WriteLogFaultReason.Malformed => "A page says a length or an object number that cannot be.",
        _ => "There is no page header where one belongs.",
    };

    private static bool Fail(WriteLogFaultReason reason, long offset, string message, out WriteLogFault fault)
    {
        fault = new WriteLogFault(reason, offset, message);
        return false;
    }

    private static bool IsZero(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (value != 0)
                return false;
        }

        return true;
    }

    private bool HasMagic() => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(_page) == PageHeader.Magic;

    private bool IsZeroToTheEnd(long offset)
    {
        var chunk = new byte[4096];
        for (int count = Read(offset, chunk); count > 0; count = Read(offset, chunk))
        {
            if (!IsZero(chunk.AsSpan(0, count)))
                return false;

            offset += count;
        }

        return true;
    }

    private int Read(long offset, Span<byte> destination)
    {
        long left = _end - offset;
        return left <= 0 ? 0 : _source.Read(offset, left < destination.Length ? destination.Slice(0, (int)left) : destination);
    }
}
