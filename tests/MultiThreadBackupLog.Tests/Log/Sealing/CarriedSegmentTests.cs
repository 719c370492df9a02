using System;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>A carried index of several segments: each is read when it is asked for, checked, and given up for the pages when it is damaged.</summary>
public class CarriedSegmentTests
{
    private const string BadChecksum = "A segment of the index does not have its checksum.";

    private static readonly byte[] Good = Form();
    private static readonly IndexSection Section = Find(Good);
    private static readonly WriteLogIndex Built = WriteLogIndex.Build(new WriteLogSnapshot(Good));
    private static readonly WriteLogFault Fault = new(WriteLogFaultReason.Malformed, 7, "why");

    [Fact]
    public void Open_PartsAcrossSegments_SayWhatThePagesSay()
    {
        // The root takes more than two segments, and so do the runs.
        Assert.True(new ForgedIndex(Good).ToArray().AsSpan().SequenceEqual(Good));
        Assert.InRange(Section.Segments, 5, 100);
        Assert.True(ForgedIndex.WordsOf(Good)[0] > 2 * 16_384);
        WriteLogIndex index = WriteLogIndex.Open(new WriteLogSnapshot(Good));
        CarriedIndexTests.AssertSame(Built, index);
        Assert.False(index.CarriedIndexFault.IsFault, index.CarriedIndexFault.ToString());
    }

    [Fact]
    public void Open_DamagedSegment_IsSaidAndThePagesAnswer()
    {
        for (int segment = 0; segment < Section.Segments; segment++)
        {
            int end = 8 * (Section.WordsIn(segment) + 1);
            int at = end - 8 - (segment % 2 * 4_000);
            foreach (int place in new[] { at, end - 8, end - 1 })
            {
                // A word, the checksum, and the zeros behind it.
                byte[] damaged = (byte[])Good.Clone();
                damaged[Section.OffsetOf(segment) + place] ^= 1;
                WriteLogIndex index = WriteLogIndex.Open(new WriteLogSnapshot(damaged));
                CarriedIndexTests.AssertSame(Built, index);
                WriteLogFault fault = index.CarriedIndexFault;
                Assert.Equal((WriteLogFaultReason.Damaged, Section.OffsetOf(segment), BadChecksum), (fault.Reason, fault.OffsetBytes, fault.Message));
            }
        }
    }

    [Fact]
    public void Open_AllSegmentsDamaged_ThePagesAnswer()
    {
        // Once only: what was built anew is never read again.
        byte[] damaged = (byte[])Good.Clone();
        for (int segment = 0; segment < Section.Segments; segment++)
            damaged[Section.OffsetOf(segment) + 5] ^= 1;

        WriteLogIndex index = WriteLogIndex.Open(new WriteLogSnapshot(damaged));
        CarriedIndexTests.AssertSame(Built, index);
        Assert.Equal(Section.OffsetOf(0), index.CarriedIndexFault.OffsetBytes);
    }

    [Fact]
    public void Ensure_WordsOfOneSegment_ReadsItAloneAndOnce()
    {
        using var far = new CarriedIndexTests.CountingStream(Good);
        var carried = new CarriedIndex(new WriteLogSnapshot(far), Section);
        foreach ((int from, int to, int segments) in new[] { (0, 2047, 1), (0, 1, 0), (2046, 2048, 1), (2047, 4094, 0), (4094, 8188, 2) })
        {
            far.BytesRead = 0;
            carried.Ensure(from, to);
            Assert.Equal(segments * 16_384, far.BytesRead);
        }

        carried.Ensure(0, (int)Section.Words);
        Assert.Equal(ForgedIndex.WordsOf(Good), carried.Words);
        far.BytesRead = 0;
        carried.Ensure(0, (int)Section.Words);
        Assert.Equal(0, far.BytesRead);
    }

    [Fact]
    public void Bytes_AcrossSegments_AreThoseOfItsWords()
    {
        ulong[] words = ForgedIndex.WordsOf(Good);
        var random = new Random(1);
        for (int trial = 0; trial < 30; trial++)
        {
            var carried = new CarriedIndex(new WriteLogSnapshot(Good), Section);
            int word = trial % 3 == 0 ? (2047 * random.Next(1, 3)) - random.Next(3) : random.Next(4_000);
            int length = trial % 2 == 0 ? random.Next(40) : random.Next(20_000);
            var expected = new byte[length];
            for (int at = 0; at < length; at++)
                expected[at] = unchecked((byte)(words[word + (at / 8)] >> (8 * (at % 8))));

            Assert.Equal(expected, carried.Bytes(word, length));
        }
    }

    [Fact]
    public void Rebuild_OnceIsFromThePagesAndTwiceIsAFault()
    {
        byte[] damaged = (byte[])Good.Clone();
        damaged.AsSpan((int)Section.PagesLength).Fill(0xEE);
        var carried = new CarriedIndex(new WriteLogSnapshot(damaged), Section);
        carried.Rebuild(Fault);
        Assert.Equal(Fault.ToString(), carried.Fault.ToString());
        carried.Ensure(0, (int)Section.Words);
        Assert.Equal(ForgedIndex.WordsOf(Good), carried.Words);

        // Then they are those of the pages, and whatever is wrong with them stays so.
        var other = new WriteLogFault(WriteLogFaultReason.Malformed, 8, "another");
        Assert.Equal(other.ToString(), Assert.Throws<WriteLogException>(() => carried.Rebuild(other)).Fault.ToString());
        Assert.Equal(Fault.ToString(), carried.Fault.ToString());
    }

    [Fact]
    public void Rebuild_IndexOfOtherLengthThanThatOfThePages_IsAFault()
    {
        foreach (int difference in new[] { -1, 1 })
        {
            var section = new IndexSection(Section.LogIdentifier, Section.PagesLength, Section.LastChecksum, Section.Words + difference);
            var carried = new CarriedIndex(new WriteLogSnapshot(Good), section);
            Assert.Equal(Fault.ToString(), Assert.Throws<WriteLogException>(() => carried.Rebuild(Fault)).Fault.ToString());
            Assert.False(carried.Fault.IsFault);
        }
    }

    [Fact]
    public void Rebuild_ThatFailed_DoesNotReadThePagesAgain()
    {
        byte[] damaged = (byte[])Good.Clone();
        damaged[(int)Section.PagesLength / 2] ^= 1;
        using var far = new CarriedIndexTests.CountingStream(damaged);
        var carried = new CarriedIndex(new WriteLogSnapshot(far), Section);
        string first = Assert.Throws<WriteLogException>(() => carried.Rebuild(Fault)).Message;
        Assert.NotEqual(0, far.BytesRead);
        far.BytesRead = 0;
        Assert.Equal(first, Assert.Throws<WriteLogException>(() => carried.Rebuild(Fault)).Message);
        Assert.Equal(0, far.BytesRead);
    }

    [Fact]
    public void VerifyCarried_OtherWords_NamesTheSegment()
    {
        ulong[] good = ForgedIndex.WordsOf(Good);
        for (int segment = 0; segment < Section.Segments; segment++)
        {
            ulong[] words = [.. good];
            words[Math.Min((2047 * segment) + 2046, words.Length - 1)] ^= 1;
            AssertDiffers(words, Section.OffsetOf(segment));
        }

        AssertDiffers([.. good, 0], Section.OffsetOf(0));
        AssertDiffers(good[..^1], Section.OffsetOf(0));
        Assert.False(WriteLogIndex.VerifyCarried(new WriteLogSnapshot(ForgedIndex.WithWords(Good, good))).IsFault);
    }

    [Fact]
    public void Open_TablesThatFillTheirWords_AreTaken()
    {
        // Eight bytes: one extent of filemarks whose count takes two, no system blocks and no zone.
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(3));
        log.AppendFilemarks(null, 200);
        log.Close();
        byte[] form = Sealed.Of(log.Snapshot());
        ulong[] words = ForgedIndex.WordsOf(form);
        Assert.Equal(8UL, words[^3]);
        AssertTaken(form);
    }

    [Fact]
    public void Open_LogThatEndsAtTheLastObject_IsTaken()
    {
        for (int last = 0; last < 3; last++)
        {
            using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = long.MaxValue - 6, TimeProvider = new ManualTime() });
            StreamId stream = log.DefineStream(new StreamDescription("s"));
            for (int group = 1; group <= 3; group++)
            {
                if (group == last)
                    continue;

                Append(log, stream, group);
            }

            if (last > 0)
                Append(log, stream, last);

            log.Close();
            AssertTaken(Sealed.Of(log.Snapshot()));
        }
    }

    [Fact]
    public void Open_StreamThatWroteBehindTheLastTimeStamp_HasNoLastTime()
    {
        // A block, 5 ms later another one, and the close of two streams without a stamp before it.
        byte[] log = ForgedLogTests.Forge(Hex.Parse("60 00 01 09 05 60 00 02 08 05 02 02 03 00 00"));
        byte[] form = Sealed.Of(new WriteLogSnapshot(log));
        Assert.Null(WriteLogIndex.Build(new WriteLogSnapshot(form)).Streams[0].LastTime);
        AssertTaken(form);
    }

    [Fact]
    public void Open_ZonesOfOtherStreams_AreThoseOfThePages()
    {
        // Zones of 1,024 runs: of the first two streams, of the last two, and of all.
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(4));
        StreamId[] streams = Enumerable.Range(0, 4).Select(stream => log.DefineStream(new StreamDescription("s" + stream))).ToArray();
        for (int run = 0; run < 5_000; run++)
            log.AppendBlocks(streams[run < 2_048 ? run % 2 : run < 4_096 ? 2 + (run % 2) : run % 4], 512, 1 + (run % 5));

        log.Close();
        byte[] form = Sealed.Of(log.Snapshot());
        AssertTaken(form);
        IndexSection section = Find(form);
        ZoneTable zones = CarriedIndexReader.Read(new CarriedIndex(new WriteLogSnapshot(form), section), section)!.Tape.Zones;
        string[] read = Enumerable.Range(0, zones.Count).Select(zone => string.Join(' ', zones.Streams(zone).ToArray())).ToArray();
        Assert.Equal(["0 1", "0 1", "2 3", "2 3", "0 1 2 3"], read);
    }

    private static void Append(WriteLog log, StreamId stream, int group)
    {
        if (group == 1)
            log.AppendBlocks(stream, 1, 2);
        else if (group == 2)
            log.AppendFilemarks(stream, 2);
        else
            log.AppendSystemBlocks(SystemBlockType.LogIncrement, 1, 2, 0, 5);
    }

    private static void AssertTaken(byte[] form)
    {
        WriteLogIndex index = WriteLogIndex.Open(new WriteLogSnapshot(form));
        CarriedIndexTests.AssertSame(WriteLogIndex.Build(new WriteLogSnapshot(form)), index);
        Assert.False(index.CarriedIndexFault.IsFault, index.CarriedIndexFault.ToString());
    }

    private static void AssertDiffers(ulong[] words, long offset)
    {
        WriteLogFault fault = WriteLogIndex.VerifyCarried(new WriteLogSnapshot(ForgedIndex.WithWords(Good, words)));
        Assert.Equal((WriteLogFaultReason.Damaged, offset, "The index says something else than the log."), (fault.Reason, fault.OffsetBytes, fault.Message));
    }

    private static IndexSection Find(byte[] form)
    {
        Assert.True(IndexSection.TryFind(new MemoryLogSource(form), form.Length, out IndexSection section, out _));
        return section;
    }

    /// <summary>Long names, and runs whose counts nobody can guess: an index of many segments from a small log.</summary>
    private static byte[] Form()
    {
        var random = new Random(5);
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(5));
        for (int stream = 0; stream < 40; stream++)
            log.DefineStream(new StreamDescription(stream + new string('n', 1_000)));

        for (int run = 0; run < 4_000; run++)
            log.AppendBlocks(new StreamId(run % 4), 512, random.NextInt64(1, 1L << 35));

        log.AppendFilemarks(null, 1);
        log.Close();
        return Sealed.Of(log.Snapshot());
    }
}
