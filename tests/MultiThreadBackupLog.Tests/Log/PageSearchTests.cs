using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The search for the next page behind damage, against one that tries every byte.</summary>
public class PageSearchTests
{
    private static readonly Guid Identifier = new("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly uint Salt = PageHeader.SaltOf(Identifier);

    [Fact]
    public void TryFindNext_AnyBytes_FindsWhatATryOfEveryByteFinds()
    {
        int found = 0;
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                var bytes = new List<byte>();
                var begins = new List<int>();
                for (int part = random.Next(1, 12); part > 0; part--)
                {
                    begins.Add(bytes.Count);
                    bytes.AddRange(Part(random, depth: 0));
                }

                byte[] log = [.. bytes];
                int at = random.Next(4) == 0 ? random.Next(log.Length + 1) : begins[random.Next(begins.Count)];
                var place = new PagePlace(at, (uint)random.Next(5), (uint)random.Next(2));
                found += AssertFinds(log, place) >= 0 ? 1 : 0;
                return true;
            },
            cases: 500);
        Assert.True(found > 100 || PropertyCheck.Scale < 1, found + " pages were found.");
    }

    [Fact]
    public void TryFindNext_PageAcrossTheEndOfAWindow_IsFound()
    {
        // Windows of 64 KiB that share the bytes of a header.
        for (int junk = 65_536 - 80; junk <= 65_536; junk++)
        {
            byte[] log = [.. new byte[junk], .. Page(3, 0, new byte[20])];
            Assert.Equal(junk, AssertFinds(log, new PagePlace(0, 3, 0)));
            Assert.Equal(-1, Find(log, new PagePlace(0, 4, 0)));
        }
    }

    [Fact]
    public void TryFindNext_PageWithinTheLengthOfAHeader_IsFound()
    {
        // Where the first page belongs there is something else, and it begins a few bytes later.
        byte[] first = Page(0, 0, new byte[20]);
        for (int junk = 1; junk < 2 * PageHeader.Length; junk++)
            Assert.Equal(junk, AssertFinds([.. Enumerable.Repeat((byte)0xEE, junk), .. first], new PagePlace(0, 0, 0)));
    }

    [Fact]
    public void TryFindNext_AgainAndAgain_AllocatesNothing()
    {
        byte[] log = [.. new byte[500], .. Page(1, 0, new byte[20])];
        var pages = new PageReader(new MemoryLogSource(log), log.Length);
        pages.Identify(Identifier);
        Assert.True(pages.TryFindNext());
        Assert.Equal(
            0,
            Allocation.Least(() =>
            {
                pages.MoveTo(new PagePlace(0, 0, 0));
                Assert.True(pages.TryFindNext());
            }));
    }

    [Fact]
    public void TryFindNext_PageOfThisPlaceWithADamagedPayload_IsPassedOverWhole()
    {
        // What it holds may be a copy of pages, also of this log.
        byte[] within = Page(2, 1, new byte[8]);
        byte[] damaged = Damaged(Page(1, 1, [.. new byte[90], .. within]));
        byte[] behind = Page(2, 1, new byte[9]);
        byte[] log = [.. damaged, .. behind];
        Assert.Equal(damaged.Length, AssertFinds(log, new PagePlace(0, 1, 1)));

        // As a page of another place it says nothing about where the next one is.
        Assert.Equal(damaged.Length - within.Length, AssertFinds(log, new PagePlace(0, 0, 1)));
        Assert.Equal(damaged.Length - within.Length, AssertFinds(log, new PagePlace(0, 1, 0)));
    }

    [Theory]
    [InlineData(1, 1, 0, 0)] // The one that is missing, behind another.
    [InlineData(1, 0, 1, 0)] // A later one, behind the right one.
    [InlineData(1, 1, 1, -1)] // The right one: it has been found not to be good.
    [InlineData(0, 0, 0, 0)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(2, 0, 0, 0)]
    public void TryFindNext_WholePageThatDoesNotFollow_IsFoundWhereItStands(uint pageSequence, uint missing, uint previous, int expected)
    {
        byte[] log = Page(pageSequence, 1, new byte[10]);
        Assert.Equal(expected, AssertFinds(log, new PagePlace(0, missing, previous)));
    }

    [Fact]
    public void TryFindNext_EarlierPages_AreNotFoundAgain()
    {
        byte[] earlier = Page(3, 0, new byte[10]);
        byte[] log = [.. new byte[7], .. earlier, .. earlier, .. Page(4, 0, new byte[10])];
        Assert.Equal(7 + (2 * earlier.Length), AssertFinds(log, new PagePlace(0, 4, 0)));
        Assert.Equal(-1, AssertFinds(log, new PagePlace(0, 5, 0)));
    }

    [Fact]
    public void TryFindNext_HeadersWithoutTheirPages_AreNotReadMoreOftenThanTheLogIsLong()
    {
        // Each of the headers is right, and says that nearly all the rest is its page.
        byte[] header = Page(1, 0, new byte[PageHeader.MaximumPayloadLength]).AsSpan(0, PageHeader.Length).ToArray();
        byte[] log = Enumerable.Repeat(header, 5_000).SelectMany(bytes => bytes).ToArray();
        using var source = new CountingSource(log);
        var pages = new PageReader(source, log.Length);
        pages.Identify(Identifier);
        Assert.False(pages.TryFindNext());
        Assert.InRange(source.BytesRead, log.Length, 20L * log.Length);
    }

    // What the document says (Salvage), byte by byte.
    private static int FindByTryingEveryByte(byte[] log, PagePlace place)
    {
        int at = (int)place.Offset;
        if (IsHeader(log, at, out PageHeader there) && there.Sequence == place.Sequence && there.PreviousChecksum == place.PreviousChecksum)
            at += PageHeader.Length + there.PayloadLength;

        for (; at < log.Length; at++)
        {
            if (IsHeader(log, at, out PageHeader header) && header.Sequence >= place.Sequence && header.PayloadLength <= log.Length - at - PageHeader.Length
                && PageHeader.PageChecksum(log.AsSpan(at, PageHeader.Length + header.PayloadLength), Salt) == header.Checksum)
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsHeader(byte[] log, int at, out PageHeader header)
    {
        header = default;
        return log.Length - at >= PageHeader.Length && PageHeader.TryParse(log.AsSpan(at, PageHeader.Length), Salt, out header, out _);
    }

    private static int AssertFinds(byte[] log, PagePlace place)
    {
        int found = Find(log, place);
        Assert.Equal(FindByTryingEveryByte(log, place), found);
        return found;
    }

    private static int Find(byte[] log, PagePlace place)
    {
        var pages = new PageReader(new MemoryLogSource(log), log.Length);
        pages.Identify(Identifier);
        pages.MoveTo(place);
        if (!pages.TryFindNext())
            return -1;

        // It is the next one then, whatever it follows. Without an offset a reader asks for a first page, which has an identifier.
        int found = (int)pages.NextOffset;
        Assert.True(found == 0 || pages.TryNext(out _));
        Assert.Equal(found, pages.PageOffset);
        return found;
    }

    private static byte[] Part(Random random, int depth)
    {
        byte[] page = Page((uint)random.Next(1, 5), (uint)random.Next(2), depth < 2 && random.Next(3) == 0 ? Part(random, depth + 1) : Noise(random, random.Next(1, 60)));
        switch (random.Next(8))
        {
            case 0:
                return Noise(random, random.Next(1, 80));
            case 1:
                return Damaged(page);
            case 2:
                page[random.Next(PageHeader.Length)] ^= (byte)(1 << random.Next(8));
                return page;
            case 3:
                return page.AsSpan(0, random.Next(1, page.Length)).ToArray();
            case 4:
                PageHeader.Write(page, PageHeader.LiveRecords, 2, 0, 10, Salt ^ 1); // Another log's.
                return page;
            case 5:
                return new byte[random.Next(1, 100)];
            default:
                return page;
        }
    }

    // Noise with beginnings of a page in it.
    private static byte[] Noise(Random random, int length)
    {
        var noise = new byte[length];
        for (int at = 0; at < length; at++)
            noise[at] = random.Next(2) == 0 ? (byte)random.Next(256) : "MTWL"u8[random.Next(4)];

        return noise;
    }

    private static byte[] Page(uint sequence, uint previous, byte[] payload)
    {
        byte[] page = [.. new byte[PageHeader.Length], .. payload];
        PageHeader.Write(page, PageHeader.LiveRecords, sequence, previous, 10, Salt);
        return page;
    }

    private static byte[] Damaged(byte[] page)
    {
        page[PageHeader.Length] ^= 1;
        return page;
    }

    private sealed class CountingSource(byte[] bytes) : LogSource
    {
        public long BytesRead { get; private set; }

        public override long Length => bytes.Length;

        public override int Read(long offset, Span<byte> destination)
        {
            int count = (int)Math.Min(Math.Max(0, bytes.Length - offset), destination.Length);
            bytes.AsSpan((int)Math.Min(offset, bytes.Length), count).CopyTo(destination);
            BytesRead += count;
            return count;
        }

        public override void Dispose()
        {
        }
    }
}
