using System;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Indexes that somebody made who knows the format and the checksums: what cannot be is not answered from, and what can be up to the last number is taken.</summary>
public class CarriedRefusalTests
{
    private const string BadRoot = "The root of the index says what cannot be.";
    private const string BadTables = "The tables of the index say what cannot be.";
    private const string BadChunk = "A chunk of the index says what cannot be.";
    private const string Greatest = "FFFFFFFFFFFFFFFF7F";

    private static readonly byte[] Good = Form();
    private static readonly WriteLogIndex Built = WriteLogIndex.Build(new WriteLogSnapshot(Good));

    [Fact]
    public void Open_IndexByTheDocument_SaysAllThatThePagesSay()
    {
        WriteLogIndex index = Open(Good);
        CarriedIndexTests.AssertSame(Built, index);
        Assert.False(index.CarriedIndexFault.IsFault, index.CarriedIndexFault.ToString());
        Assert.Equal(Good, new ForgedIndex(Good).ToArray());

        // The log has what the rows below are about.
        Assert.Equal(["first", "second"], index.Errors.Select(error => error.Message));
        Assert.Equal(["#0 blocks [7, 12) at the error 'second'", "#0 blocks [8, 10) at the end of the log"], index.BlocksInDoubt.Select(doubt => doubt.ToString()));
        Assert.Equal((1, 1, 2, 1), (index.Retractions.Count, index.Origins.Count, index.FilemarkExtents(0, long.MaxValue).Count(), index.Streams[1].Checksums.Count));
        Assert.Equal([(8L, 2L), (5L, 1L), (0L, 0L)], index.Streams.Select(stream => (stream.BlockCount, stream.RunCount)));
    }

    [Theory]
    [InlineData("a header cut short", "header", "01 00")]
    [InlineData("totals cut short", "totals", "01 00")]
    [InlineData("an error that is deferred by half", "error 0", "05 03 02 00 00 00")]
    [InlineData("a retraction cut short", "retraction 0", "01 0B")]
    [InlineData("more errors than bytes", "errors", Greatest)]
    [InlineData("a definition cut short", "definition 1", "01 01")]
    [InlineData("two streams of one ordinal", "definition 2", "0B 01 00 00 00 00 01 63 00 00 00 00")]
    [InlineData("more runs than blocks", "runs 1", "06")]
    [InlineData("blocks without a run", "blocks 2", "05")]
    [InlineData("a run without a block", "blocks 1", "00")]
    [InlineData("runs beyond what can be counted", "runs 0", Greatest)]
    [InlineData("a word of chunks too many", "words 0", "05")]
    [InlineData("more words than an index has", "words 1", "FFFFFFFF07")]
    [InlineData("an end cut short", "end 1", "01 01")]
    [InlineData("an end of no kind", "end 1", "06 01 03 05 00 00 00")]
    [InlineData("an end of no kind, in the last stream", "end 2", "06 02 03 00 00 00 00")]
    [InlineData("a checksum cut short", "checksum 0 of 1", "01 01")]
    [InlineData("an origin cut short", "origin 0", "01 00")]
    [InlineData("doubts beyond the bytes", "doubts", "03")]
    [InlineData("a doubt of a stream beyond 31 bits", "stream of doubt 0", "8080808008")]
    [InlineData("a doubt of blocks beyond 63 bits", "first block of doubt 0", Greatest)]
    [InlineData("a doubt at an error that there is not", "error of doubt 0", "03")]
    public void Open_RootThatSaysWhatCannotBe_AnswersFromThePages(string what, string part, string bytes)
    {
        AssertRootRefused(new ForgedIndex(Good).With(part, bytes).ToArray(), what);
    }

    [Fact]
    public void Open_WordsOfTheIndexThatDoNotAddUp_AnswersFromThePages()
    {
        ulong[] words = ForgedIndex.WordsOf(Good);
        AssertRootRefused(ForgedIndex.WithWords(Good, [0]), "one word");
        AssertRootRefused(ForgedIndex.WithWords(Good, [0, 0]), "two words");
        AssertRootRefused(ForgedIndex.WithWords(Good, [0, 0, 0]), "an empty root");
        AssertRootRefused(ForgedIndex.WithWords(Good, [.. words, 0]), "a word more");
        AssertRootRefused(ForgedIndex.WithWords(Good, words[..^1]), "a word less");
        int tables = 1 + (int)((words[0] + 7) / 8);
        foreach (int at in new[] { 0, tables })
        {
            foreach (ulong length in new ulong[] { 8 * (ulong)words.Length, (8 * (ulong)words.Length) - 16, int.MaxValue, 1UL << 32, long.MaxValue, ulong.MaxValue })
            {
                ulong[] forged = [.. words];
                forged[at] = length;
                AssertRootRefused(ForgedIndex.WithWords(Good, forged), "a part of " + length + " bytes at word " + at);
            }
        }
    }

    [Theory]
    [InlineData("an owner beyond 31 bits", "owner of filemarks 0", "8180808008")]
    [InlineData("filemarks beyond 63 bits", "count of filemarks 0", Greatest)]
    [InlineData("filemarks that begin beyond 63 bits", "first of filemarks 1", Greatest)]
    [InlineData("more filemarks than bytes", "filemarks", "7F")]
    [InlineData("system blocks of no kind", "system blocks 0", "05 09 01 01 00 00")]
    [InlineData("system blocks cut short", "system blocks 0", "01 02")]
    [InlineData("system blocks beyond 63 bits", "system blocks 0", "0D 02 01 FFFFFFFFFFFFFFFF7F 00 00")]
    [InlineData("a zone of a stream that there is not", "stream 0 of zone 0", "03")]
    [InlineData("a zone of a stream beyond 31 bits", "stream 0 of zone 0", "FFFFFFFF07")]
    [InlineData("a zone of a stream beyond 31 bits by the one before", "stream 1 of zone 1", "FEFFFFFF07")]
    [InlineData("more streams of a zone than bytes", "streams of zone 0", "7F")]
    public void Extents_TablesThatSayWhatCannotBe_ComeFromThePagesOrAreAFault(string what, string part, string bytes)
    {
        byte[] forged = new ForgedIndex(Good).With(part, bytes).ToArray();
        WriteLogIndex index = Open(forged);
        Assert.False(index.CarriedIndexFault.IsFault, what);
        if (forged.Length != Good.Length)
        {
            // Another index than that of the pages, so that this one cannot take its place.
            WriteLogException thrown = Assert.Throws<WriteLogException>(() => index.FilemarkExtents(0, long.MaxValue).Count());
            Assert.True(thrown.Fault.Message == BadTables, what + ": " + thrown.Message);
            return;
        }

        CarriedIndexTests.AssertSame(Built, index);
        Assert.Equal((WriteLogFaultReason.Malformed, BadTables), (index.CarriedIndexFault.Reason, index.CarriedIndexFault.Message));
    }

    [Fact]
    public void Extents_TablesElsewhereThanThoseOfThePages_AreAFault()
    {
        // A word more of the root, which a reader passes over, and a word less of the tables.
        ForgedIndex forged = new ForgedIndex(Good).WithMoreRoot("0000000000000000").With("filemarks", "7F");
        AssertBadTables(forged.With("system blocks", "00").With("first of system blocks 0", string.Empty).With("system blocks 0", string.Empty).ToArray());
    }

    [Fact]
    public void Extents_TablesOfThePagesThatTheRootDoesNotFit_AreAFault()
    {
        // The root knows the first stream alone; the tables of the pages have another.
        ForgedIndex forged = new ForgedIndex(Good).With("filemarks", "7F");
        forged.KeepFirstStream();
        Assert.Single(AssertBadTables(forged.ToArray()).Streams);
    }

    [Fact]
    public void Runs_ChunkThatSaysWhatCannotBe_ComeFromThePages()
    {
        // The last word before the zeros is of the chunk of the stream 1: the high bits of its objects.
        ulong[] words = ForgedIndex.WordsOf(Good);
        words[^2] = 0;
        WriteLogIndex index = Open(ForgedIndex.WithWords(Good, words));
        Assert.False(index.CarriedIndexFault.IsFault);
        CarriedIndexTests.AssertSame(Built, index);
        Assert.Equal((WriteLogFaultReason.Malformed, BadChunk), (index.CarriedIndexFault.Reason, index.CarriedIndexFault.Message));
    }

    [Fact]
    public void Runs_ChunksWhereThePagesHaveNone_AreAFault()
    {
        // As long as the right index, which takes its place; but the root that was read has the second stream elsewhere.
        WriteLogIndex built = Open(Good);
        var parts = new ForgedIndex(Good);
        byte[] forged = parts.With("words 0", parts.Number("words 0") + 1).With("words 1", parts.Number("words 1") - 1).ToArray();
        Assert.Equal(Good.Length, forged.Length);
        WriteLogIndex index = Open(forged);
        Assert.Equal(built.Runs(new StreamId(0), BlockRange.All), index.Runs(new StreamId(0), BlockRange.All));
        WriteLogException thrown = Assert.Throws<WriteLogException>(() => index.Runs(new StreamId(1), BlockRange.All).Count());
        Assert.Equal(BadChunk, thrown.Fault.Message);
    }

    [Fact]
    public void Runs_RootThatIsNotThatOfThePages_DoNotComeFromBoth()
    {
        // The second stream begins a word earlier, with that word more at its end; the first one lacks it.
        var parts = new ForgedIndex(Good);
        byte[] forged = parts.With("words 0", parts.Number("words 0") - 1).With("words 1", parts.Number("words 1") + 1).ToArray();
        ulong[] words = ForgedIndex.WordsOf(forged);
        int second = words.Length - 1 - 3 - (int)new ForgedIndex(Good).Number("words 1");
        words = [.. words.AsSpan(0, second - 1), .. words.AsSpan(second), 0];
        words[second + 1] -= 1UL << 13;
        WriteLogIndex index = Open(ForgedIndex.WithWords(Good, words));
        for (int times = 0; times < 2; times++)
        {
            Assert.Equal(Built.Runs(new StreamId(1), BlockRange.All), index.Runs(new StreamId(1), BlockRange.All));
            WriteLogException thrown = Assert.Throws<WriteLogException>(() => index.Runs(new StreamId(0), BlockRange.All).Count());
            Assert.Equal(BadChunk, thrown.Fault.Message);
        }
    }

    [Theory]
    [InlineData("filemarks of another stream", "owner of filemarks 0", "02")]
    [InlineData("filemarks behind another block", "block of filemarks 0", "03")]
    [InlineData("a zone of another stream", "stream 0 of zone 0", "02")]
    public void Extents_ForgedTablesThatWereAnsweredFrom_GoWhenTheIndexIsBuiltAnew(string what, string part, string bytes)
    {
        ulong[] words = ForgedIndex.WordsOf(new ForgedIndex(Good).With(part, bytes).ToArray());
        words[^2] = 0; // A chunk of stream 1 that says what cannot be.
        WriteLogIndex index = Open(ForgedIndex.WithWords(Good, words));
        Assert.Equal(2, index.FilemarkExtents(0, long.MaxValue).Count()); // The forgery may answer: nobody can tell yet.
        Assert.False(index.CarriedIndexFault.IsFault);
        Assert.Equal(Built.Runs(new StreamId(1), BlockRange.All), index.Runs(new StreamId(1), BlockRange.All));
        Assert.Equal((what, BadChunk), (what, index.CarriedIndexFault.Message));
        CarriedIndexTests.AssertSame(Built, index);
        Assert.Equal(Built.FilemarkExtents(0, long.MaxValue), index.FilemarkExtents(0, long.MaxValue));
    }

    [Fact]
    public void Extents_WalkThatStoppedInAForgedIndex_DoesNotGoOnWhenItIsBuiltAnew()
    {
        ulong[] words = ForgedIndex.WordsOf(new ForgedIndex(Good).With("owner of filemarks 0", "02").ToArray());
        words[^2] = 0;
        WriteLogIndex index = Open(ForgedIndex.WithWords(Good, words));
        Assert.Equal(2, index.Extents(Built.BeginLogicalObjectIdentifier, Built.EndLogicalObjectIdentifier).Take(2).Count());
        Assert.False(index.CarriedIndexFault.IsFault);
        Assert.Equal(Built.Runs(new StreamId(1), BlockRange.All), index.Runs(new StreamId(1), BlockRange.All));
        Assert.Equal(
            Built.Extents(Built.BeginLogicalObjectIdentifier, Built.EndLogicalObjectIdentifier),
            index.Extents(Built.BeginLogicalObjectIdentifier, Built.EndLogicalObjectIdentifier));
    }

    [Fact]
    public void Extents_ForgedLengthOfTheTables_GoesWhenTheIndexIsBuiltAnew()
    {
        ulong[] words = ForgedIndex.WordsOf(Good);
        int tables = 1 + (int)((words[0] + 7) / 8);
        Assert.NotEqual(1UL, words[tables] % 8); // As many words, then, with a byte less.
        words[tables]--;
        words[^2] = 0;
        WriteLogIndex index = Open(ForgedIndex.WithWords(Good, words));
        Assert.Equal(Built.Runs(new StreamId(1), BlockRange.All), index.Runs(new StreamId(1), BlockRange.All));
        CarriedIndexTests.AssertSame(Built, index);
    }

    [Fact]
    public void Open_ForgedLengthsBeforeADamagedSegment_AreNotThoseOfTheIndexThatIsBuiltAnew()
    {
        // Two filemarks of the session: from its second word on the tables would be those of a tape without one.
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(9));
        for (int stream = 0; stream < 40; stream++)
            log.DefineStream(new StreamDescription(new string('s', 1000)));

        log.AppendFilemarks(null, 1);
        log.AppendBlocks(new StreamId(0), 512, 1);
        log.AppendFilemarks(null, 1);
        log.AppendBlocks(new StreamId(0), 512, 1);
        log.Close();
        byte[] good = Sealed.Of(log.Snapshot());
        ulong[] words = ForgedIndex.WordsOf(good);
        int rootWords = (int)((words[0] + 7) / 8);
        int tables = 1 + rootWords;
        int tableWords = (int)((words[tables] + 7) / 8);
        Assert.True(rootWords > 2 * 2047 && tableWords > 1 && tables / 2047 != 1);
        words[0] = 8 * (ulong)(rootWords + 1);
        words[tables + 1] = 8 * (ulong)(tableWords - 1);
        byte[] forged = ForgedIndex.WithWords(good, words);
        forged[Sealed.PageEnds(good)[^1] + 8 + 16_384 + 100] ^= 1; // In the second segment.
        WriteLogIndex index = Open(forged);
        Assert.True(index.CarriedIndexFault.IsFault);
        CarriedIndexTests.AssertSame(WriteLogIndex.Build(new WriteLogSnapshot(good)), index);
        Assert.Equal(2, index.FilemarkExtents(0, long.MaxValue).Count());
    }

    [Fact]
    public void Open_WhatIsAtTheLimit_IsTaken()
    {
        WriteLogIndex late = Open(new ForgedIndex(Good).With("last time", DateTimeOffset.MaxValue.UtcTicks + 1).ToArray());
        Assert.Equal((DateTimeOffset.MaxValue, false), (late.LastTime, late.CarriedIndexFault.IsFault));
        AssertRootRefused(new ForgedIndex(Good).With("last time", DateTimeOffset.MaxValue.UtcTicks + 2).ToArray(), "a time beyond the calendar");

        WriteLogIndex far = Open(new ForgedIndex(Good).With("owner of filemarks 0", 1L + int.MaxValue).ToArray());
        Assert.Equal((int.MaxValue, false), (far.FilemarkExtents(0, long.MaxValue).First().Stream?.Ordinal, far.CarriedIndexFault.IsFault));

        WriteLogIndex longer = Open(new ForgedIndex(Good).WithMoreRoot("0102030405060708090A").ToArray());
        CarriedIndexTests.AssertSame(Built, longer);
        Assert.False(longer.CarriedIndexFault.IsFault);
    }

    [Fact]
    public void Open_StreamOfMillionsOfRuns_IsTaken()
    {
        const int Runs = 8_388_608; // In 32,768 chunks, of which nobody asks.
        byte[] forged = new ForgedIndex(Good).With("runs 2", Runs).With("blocks 2", Runs).WithMoreRunWords(3 * Runs / 256).ToArray();
        WriteLogIndex index = Open(forged);
        Assert.False(index.CarriedIndexFault.IsFault, index.CarriedIndexFault.ToString());
        Assert.Equal(Runs, index.Streams[2].RunCount);
    }

    private static void AssertRootRefused(byte[] forged, string what)
    {
        WriteLogIndex index = Open(forged);
        long pages = Sealed.PageEnds(Good)[^1];
        Assert.True((WriteLogFaultReason.Malformed, pages, BadRoot) == (index.CarriedIndexFault.Reason, index.CarriedIndexFault.OffsetBytes, index.CarriedIndexFault.Message), what + ": " + index.CarriedIndexFault);
        CarriedIndexTests.AssertSame(Built, index);
    }

    private static WriteLogIndex AssertBadTables(byte[] forged)
    {
        Assert.Equal(Good.Length, forged.Length);
        WriteLogIndex index = Open(forged);
        Assert.False(index.CarriedIndexFault.IsFault);
        WriteLogException thrown = Assert.Throws<WriteLogException>(() => index.FilemarkExtents(0, long.MaxValue).Count());
        Assert.Equal(BadTables, thrown.Fault.Message);
        return index;
    }

    private static WriteLogIndex Open(byte[] form) => WriteLogIndex.Open(new WriteLogSnapshot(form));

    /// <summary>A log with at least one of everything that an index says: streams with two runs, with one, and with none.</summary>
    private static byte[] Form()
    {
        WriteLogOptions options = PagedLog.Options(9);
        using WriteLog log = WriteLog.CreateInMemory(options);
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.DefineStream(new StreamDescription("c"));
        ((ManualTime)options.TimeProvider).Advance(TimeSpan.FromMilliseconds(5));
        log.AppendError(new WriteLogError(3, false, 7, 7, "first"));
        log.AppendBlocks(a, 512, 4);
        log.AppendFilemarks(a, 1);
        log.RetractTo(11);
        log.AppendFilemarks(a, 1);
        log.AppendBlocks(b, 100, 5);
        log.AppendStreamChecksum(b, 0x12345678);
        log.AppendSystemBlocks(SystemBlockType.LogIncrement, 4096, 2, 0, 100);
        log.EndStream(b, StreamEndType.Completed);
        log.AppendOrigin(new WriteLogOrigin(a, 1, 2, 3, 4, new byte[] { 5 }));
        log.AppendFilemarks(null, 2);
        log.AppendIntent(a, 8);
        log.AppendBlocks(a, 512, 3);
        log.AppendError(new WriteLogError(3, true, 24, 22, "second"));
        log.AppendBlocks(a, 512, 1);
        log.AppendIntent(a, 2);
        log.AppendSuccessorVolume(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        log.Close();
        return Sealed.Of(log.Snapshot());
    }
}
