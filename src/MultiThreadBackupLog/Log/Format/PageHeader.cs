using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The 32 bytes before each page's payload.</summary>
/// <remarks>
/// Two checksums, both salted: that of the header, so that a length can be believed before anything of that length is read
/// and a damaged payload can be stepped over; and that of the whole page. The page before is named by its checksum, not mixed
/// in, so that each page can be proven alone and the chain is still a chain. Layout in docs/write-log-format.md.
/// </remarks>
internal readonly struct PageHeader
{
    public const int Length = 32;
    public const uint Magic = 0x4D54574C; // "MTWL"
    public const byte CurrentVersion = 1;
    public const byte LiveRecords = 1;
    public const byte SealedRecords = 2;
    public const int MaximumPageLength = 65_536;
    public const int MaximumPayloadLength = MaximumPageLength - Length;

    private const int HeaderChecksumOffset = 24;
    private const int PageChecksumOffset = 28;

    private PageHeader(ReadOnlySpan<byte> page)
    {
        Version = page[4];
        Type = page[5];
        PayloadLength = BinaryPrimitives.ReadUInt16BigEndian(page.Slice(6));
        Sequence = BinaryPrimitives.ReadUInt32BigEndian(page.Slice(8));
        PreviousChecksum = BinaryPrimitives.ReadUInt32BigEndian(page.Slice(12));
        FirstLogicalObjectIdentifier = BinaryPrimitives.ReadInt64BigEndian(page.Slice(16));
        Checksum = BinaryPrimitives.ReadUInt32BigEndian(page.Slice(PageChecksumOffset));
    }

    public byte Version { get; }

    public byte Type { get; }

    public int PayloadLength { get; }

    public uint Sequence { get; }

    public uint PreviousChecksum { get; }

    public long FirstLogicalObjectIdentifier { get; }

    public uint Checksum { get; }

    public static uint SaltOf(Guid logIdentifier) => Crc32C.Compute(GuidBytes.ToArray(logIdentifier));

    /// <summary>Writes the header in front of a payload that already stands in its place. Returns the page's checksum.</summary>
    public static uint Write(Span<byte> page, byte type, uint sequence, uint previousChecksum, long firstLogicalObjectIdentifier, uint salt)
    {
        int payloadLength = page.Length - Length;
        Guard.Invariant(payloadLength is > 0 and <= MaximumPayloadLength, "a page has a payload that its header can say");
        BinaryPrimitives.WriteUInt32BigEndian(page, Magic);
        page[4] = CurrentVersion;
        page[5] = type;
        BinaryPrimitives.WriteUInt16BigEndian(page.Slice(6), (ushort)payloadLength);
        BinaryPrimitives.WriteUInt32BigEndian(page.Slice(8), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(page.Slice(12), previousChecksum);
        BinaryPrimitives.WriteInt64BigEndian(page.Slice(16), firstLogicalObjectIdentifier);
        BinaryPrimitives.WriteUInt32BigEndian(page.Slice(HeaderChecksumOffset), HeaderChecksum(page, salt));
        uint checksum = PageChecksum(page, salt);
        BinaryPrimitives.WriteUInt32BigEndian(page.Slice(PageChecksumOffset), checksum);
        return checksum;
    }

    /// <summary>Decodes a header of <see cref="Length"/> bytes; says nothing yet about the payload.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, uint salt, out PageHeader header, out WriteLogFaultReason reason)
    {
        header = default;
        if (BinaryPrimitives.ReadUInt32BigEndian(source) != Magic)
        {
            reason = WriteLogFaultReason.Damaged;
            return false;
        }

        // The version before the checksum: a later version may have another header.
        if (source[4] != CurrentVersion)
        {
            reason = WriteLogFaultReason.UnsupportedVersion;
            return false;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(source.Slice(HeaderChecksumOffset)) != HeaderChecksum(source, salt))
        {
            reason = WriteLogFaultReason.Damaged;
            return false;
        }

        header = new PageHeader(source);
        bool isPossible = header.PayloadLength is > 0 and <= MaximumPayloadLength && header.FirstLogicalObjectIdentifier >= 0;
        reason = isPossible ? WriteLogFaultReason.None : WriteLogFaultReason.Malformed;
        return isPossible;
    }

    public static uint PageChecksum(ReadOnlySpan<byte> page, uint salt) =>
        Crc32C.Append(Crc32C.Append(salt, page.Slice(0, PageChecksumOffset)), page.Slice(Length));

    private static uint HeaderChecksum(ReadOnlySpan<byte> page, uint salt) => Crc32C.Append(salt, page.Slice(0, HeaderChecksumOffset));
}
