using System;
using System.Buffers.Binary;

namespace MultiThreadBackupLog.Log.Format;

// Finding the next page that proves itself, behind one that does not.
internal sealed partial class PageReader
{
    private const int WindowLength = 65_536;

    private byte[]? _window;
    private long _proofBytesLeft = -1;

    /// <summary>Gets the checksum of the last page that was read, which its successor names.</summary>
    public uint LastChecksum => _previousChecksum;

    /// <summary>Says which log is looked for, where its first page cannot.</summary>
    public void Identify(Guid logIdentifier)
    {
        LogIdentifier = logIdentifier;
        _salt = PageHeader.SaltOf(logIdentifier);
    }

    /// <summary>Goes to where a page was found before; it is the next one then.</summary>
    public void MoveTo(in PagePlace place)
    {
        NextOffset = place.Offset;
        _nextSequence = place.Sequence;
        _previousChecksum = place.PreviousChecksum;
    }

    /// <summary>Goes from a page that is not good to the next one of this log that is, and that is not earlier than it. False when there is none.</summary>
    /// <remarks>
    /// Every byte may be the first of a page. Of how many bytes the checksum is taken altogether is bounded, so that bytes made for it cannot
    /// make this long: what is honestly damaged has few headers that are right and pages that are not.
    /// </remarks>
    public bool TryFindNext()
    {
        if (_proofBytesLeft < 0)
            _proofBytesLeft = Math.Min(_end, long.MaxValue / 32) * 16;

        byte[] window = _window ??= new byte[WindowLength];
        long at = BeginOfSearch();
        while (true)
        {
            int count = Read(at, window);
            if (count < PageHeader.Length)
                return false;

            int candidates = count - PageHeader.Length + 1;
            for (int index = 0; index < candidates; index++)
            {
                int found = window.AsSpan(index, candidates - index).IndexOf((byte)(PageHeader.Magic >> 24));
                if (found < 0)
                    break;

                index += found;
                if (BinaryPrimitives.ReadUInt32BigEndian(window.AsSpan(index)) == PageHeader.Magic
                    && IsNext(window.AsSpan(index, PageHeader.Length), at + index))
                {
                    return true;
                }
            }

            at += candidates;
        }
    }

    /// <summary>Behind the page that has its place here, when its header is good and its payload is not; else here, where a later page may stand.</summary>
    private long BeginOfSearch()
    {
        bool isPage = Read(NextOffset, _page.AsSpan(0, PageHeader.Length)) == PageHeader.Length
            & PageHeader.TryParse(_page.AsSpan(0, PageHeader.Length), _salt, out PageHeader header, out _);
        return isPage && header.Sequence == _nextSequence && header.PreviousChecksum == _previousChecksum
            ? NextOffset + PageHeader.Length + header.PayloadLength
            : NextOffset;
    }

    private bool IsNext(ReadOnlySpan<byte> bytes, long offset)
    {
        if (!PageHeader.TryParse(bytes, _salt, out PageHeader header, out _) || header.Sequence < _nextSequence || _proofBytesLeft < header.PayloadLength)
            return false;

        _proofBytesLeft -= header.PayloadLength;
        bytes.CopyTo(_page);
        if (!TryReadPayload(header, offset, out _))
            return false;

        MoveTo(new PagePlace(offset, header.Sequence, header.PreviousChecksum));
        return true;
    }
}

/// <summary>Where a page begins, and which it is.</summary>
internal readonly struct PagePlace(long offset, uint sequence, uint previousChecksum)
{
    public long Offset { get; } = offset;

    public uint Sequence { get; } = sequence;

    public uint PreviousChecksum { get; } = previousChecksum;
}
