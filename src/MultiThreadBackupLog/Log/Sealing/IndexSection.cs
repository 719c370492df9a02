using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Where the index of a sealed log stands in its bytes. docs/write-log-format.md, section 10, has the layout.</summary>
/// <remarks>
/// Eight bytes that a reader of pages stops at, segments of 16 KiB (the last may be shorter) each with its checksum, and a footer by which it is found from the end. The
/// checksums know the log and its last page, so that the index of another log, or of another sealing, is none.
/// </remarks>
internal readonly struct IndexSection
{
    public const uint Magic = 0x4D545749; // "MTWI"
    public const int HeaderLength = 8;
    public const int SegmentLength = 16_384;
    public const int SegmentWords = (SegmentLength / 8) - 1; // Behind them the checksum and four zeros.
    public const int FooterLength = 48;
    public const byte Version = 1;

    private const uint FooterMagic = 0x4D545758; // "MTWX"

    public IndexSection(Guid logIdentifier, long pagesLength, uint lastChecksum, long words)
    {
        LogIdentifier = logIdentifier;
        PagesLength = pagesLength;
        LastChecksum = lastChecksum;
        Words = words;
        Span<byte> bound = stackalloc byte[12];
        BinaryPrimitives.WriteInt64BigEndian(bound, pagesLength);
        BinaryPrimitives.WriteUInt32BigEndian(bound.Slice(8), lastChecksum);
        Salt = Crc32C.Append(PageHeader.SaltOf(logIdentifier), bound);
    }

    public Guid LogIdentifier { get; }

    /// <summary>Gets how many bytes of pages there are before it.</summary>
    public long PagesLength { get; }

    public uint LastChecksum { get; }

    /// <summary>Gets how many words of 8 bytes it holds.</summary>
    public long Words { get; }

    public long Segments => (Words + SegmentWords - 1) / SegmentWords;

    public long LengthBytes => HeaderLength + (8 * (Words + Segments)) + FooterLength;

    private uint Salt { get; }

    public long OffsetOf(int segment) => PagesLength + HeaderLength + ((long)segment * SegmentLength);

    /// <summary>Gets how many words a segment holds: the last may be shorter than the others.</summary>
    public int WordsIn(int segment) => (int)Math.Min(SegmentWords, Words - ((long)segment * SegmentWords));

    public uint ChecksumOf(int segment, ReadOnlySpan<byte> words)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, segment);
        return Crc32C.Append(Crc32C.Append(Salt, number), words);
    }

    public static void WriteHeader(Span<byte> destination)
    {
        destination.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(destination, Magic);
        destination[4] = Version;
    }

    public void WriteFooter(Span<byte> destination)
    {
        destination.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(destination, FooterMagic);
        destination[4] = Version;
        BinaryPrimitives.WriteInt64BigEndian(destination.Slice(8), PagesLength);
        BinaryPrimitives.WriteInt64BigEndian(destination.Slice(16), Words);
        BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(24), LastChecksum);
        GuidBytes.Write(destination.Slice(28), LogIdentifier);
        BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(44), Crc32C.Append(PageHeader.SaltOf(LogIdentifier), destination.Slice(0, 44)));
    }

    /// <summary>Finds the section at the end of a log. False, and no fault, when the log ends in none.</summary>
    public static bool TryFind(LogSource source, long lengthBytes, out IndexSection section, out WriteLogFault fault)
    {
        section = default;
        fault = default;
        Span<byte> footer = stackalloc byte[FooterLength];
        if (lengthBytes < FooterLength || source.Read(lengthBytes - FooterLength, footer) < FooterLength || BinaryPrimitives.ReadUInt32BigEndian(footer) != FooterMagic)
            return false;

        long at = lengthBytes - FooterLength;
        Guid logIdentifier = GuidBytes.Read(footer.Slice(28));
        if (Crc32C.Append(PageHeader.SaltOf(logIdentifier), footer.Slice(0, 44)) != BinaryPrimitives.ReadUInt32BigEndian(footer.Slice(44)))
        {
            fault = new WriteLogFault(WriteLogFaultReason.Damaged, at, "The footer of the index does not have its checksum.");
            return false;
        }

        if (footer[4] != Version)
        {
            fault = new WriteLogFault(WriteLogFaultReason.UnsupportedVersion, at, "The index has a version that this library does not know.");
            return false;
        }

        long pages = BinaryPrimitives.ReadInt64BigEndian(footer.Slice(8));
        long words = BinaryPrimitives.ReadInt64BigEndian(footer.Slice(16));
        bool isPossible = pages >= PageHeader.Length && words > 0 && words < int.MaxValue;
        if (isPossible)
            section = new IndexSection(logIdentifier, pages, BinaryPrimitives.ReadUInt32BigEndian(footer.Slice(24)), words);

        if (isPossible && section.LengthBytes == lengthBytes - pages && HasHeader(source, section))
            return true;

        fault = new WriteLogFault(WriteLogFaultReason.Malformed, at, "The index is not where its footer says.");
        return false;
    }

    /// <summary>Says whether the header of an index stands at an offset.</summary>
    public static bool BeginsAt(LogSource source, long offset)
    {
        Span<byte> magic = stackalloc byte[4];
        return source.Read(offset, magic) == magic.Length && BinaryPrimitives.ReadUInt32BigEndian(magic) == Magic;
    }

    private static bool HasHeader(LogSource source, in IndexSection section)
    {
        Span<byte> expected = stackalloc byte[HeaderLength];
        Span<byte> found = stackalloc byte[HeaderLength];
        WriteHeader(expected);
        if (source.Read(section.PagesLength, found) < HeaderLength || !found.SequenceEqual(expected))
            return false;

        // That the pages are those of the same log; their own checksums are looked at when they are read.
        Span<byte> first = stackalloc byte[PageHeader.Length + GuidBytes.Length];
        return source.Read(0, first) == first.Length && BinaryPrimitives.ReadUInt32BigEndian(first) == PageHeader.Magic
            && GuidBytes.Read(first.Slice(PageHeader.Length)) == section.LogIdentifier;
    }
}
