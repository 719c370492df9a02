using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>The index that a sealed log carries: the same answers, from few bytes, and none that is wrong.</summary>
public class CarriedIndexTests
{
    [Fact]
    public void A_carried_index_answers_every_question_like_the_naive_model() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var scenario = new LogScenario(seed);
            using WriteLog log = WriteLog.CreateInMemory(scenario.Options);
            scenario.Play(log);
            log.Close();
            var form = new WriteLogSnapshot(Sealed.Of(log.Snapshot()));
            WriteLogIndex index = WriteLogIndex.Open(form);
            var random = new Random(seed);

            Assert.False(index.CarriedIndexFault.IsFault, index.CarriedIndexFault.ToString());
            Assert.False(WriteLogIndex.VerifyCarried(form).IsFault);
            AssertSame(WriteLogIndex.Build(form), index);
            IndexAssert.Ranges(scenario.Model, index, random);
            IndexAssert.Streams(scenario.Model, index, random);
            IndexAssert.Statistics(scenario.Model, WriteLogStatistics.Compute(index));
            return true;
        },
        cases: 300);

    [Fact]
    public void Everything_that_an_index_says_is_carried()
    {
        // A new property of the index belongs into the root of the carried one, into AssertSame below, and then here.
        string[] compared =
        [
            nameof(WriteLogIndex.BeginLogicalObjectIdentifier), nameof(WriteLogIndex.BlocksInDoubt), nameof(WriteLogIndex.CarriedIndexFault), nameof(WriteLogIndex.EndLogicalObjectIdentifier),
            nameof(WriteLogIndex.Errors), nameof(WriteLogIndex.Header), nameof(WriteLogIndex.IsClosed), nameof(WriteLogIndex.LastTime), nameof(WriteLogIndex.LengthBytes),
            nameof(WriteLogIndex.OnMediumLogicalObjectIdentifier), nameof(WriteLogIndex.Origins), nameof(WriteLogIndex.Retractions), nameof(WriteLogIndex.Streams), nameof(WriteLogIndex.SuccessorVolume),
            nameof(WriteLogIndex.Totals),
        ];
        Assert.Equal(compared, typeof(WriteLogIndex).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1_025)]
    [InlineData(60_000)]
    public void Open_StreamsOfManyChunks_AnswersLikeTheIndexThatIsBuilt(int runs)
    {
        var random = new Random(runs);
        using WriteLog log = Interleaved(runs, 3, lengths: 5);
        var form = new WriteLogSnapshot(Sealed.Of(log.Snapshot()));
        WriteLogIndex built = WriteLogIndex.Build(form);
        AssertSame(built, WriteLogIndex.Open(form));

        // Anything may be the first question.
        WriteLogIndex index = WriteLogIndex.Open(form);
        for (int trial = 0; trial < 500; trial++)
        {
            long at = random.NextInt64(built.EndLogicalObjectIdentifier);
            Assert.Equal(built.At(at), index.At(at));
            WriteLogStream stream = built.Streams[random.Next(3)];
            long block = random.NextInt64(stream.BlockCount);
            Assert.True(built.TryFindBlock(stream.Id, block, out WriteRun expected));
            Assert.True(index.TryFindBlock(stream.Id, block, out WriteRun found));
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void TryFindBlock_OfALogFarAway_ReadsOnlyWhatItTouches()
    {
        using WriteLog log = Interleaved(400_000, 8, lengths: 1);
        byte[] form = Sealed.Of(log.Snapshot());
        using var far = new CountingStream(form);
        WriteLogIndex index = WriteLogIndex.Open(new WriteLogSnapshot(far));
        Assert.InRange(far.BytesRead, 1, IndexSection.SegmentLength + 200);

        // The directory of the stream and the chunk; each may lie across the border of two segments.
        far.BytesRead = 0;
        Assert.True(index.TryFindBlock(new StreamId(5), index.Streams[5].BlockCount / 3, out _));
        Assert.InRange(far.BytesRead, 1, 4 * IndexSection.SegmentLength);
        far.BytesRead = 0;
        Assert.True(index.TryFindBlock(new StreamId(5), (index.Streams[5].BlockCount / 3) + 1, out _));
        Assert.Equal(0, far.BytesRead);
        Assert.True(form.Length > 40 * IndexSection.SegmentLength);
    }

    [Fact]
    public void Open_AnyBitOfTheIndexFlipped_AnswersTheSameAndSaysWhatWasWrong()
    {
        using WriteLog log = Interleaved(700, 2, lengths: 2);
        byte[] form = Sealed.Of(log.Snapshot());
        int end = Sealed.PageEnds(form)[^1];
        WriteLogIndex expected = WriteLogIndex.Build(new WriteLogSnapshot(form));
        TapeExtent[] extents = expected.Extents(0, long.MaxValue).ToArray();
        int step = (int)(7 / Math.Min(7, PropertyCheck.Scale));
        for (int bit = end * 8; bit < form.Length * 8; bit += bit < (form.Length - 48) * 8 && bit > (end + 60) * 8 ? step : 1)
        {
            form[bit / 8] ^= (byte)(1 << (bit % 8));
            var damaged = new WriteLogSnapshot(form);
            WriteLogIndex index = WriteLogIndex.Open(damaged);
            Assert.Equal(extents, index.Extents(0, long.MaxValue));
            Assert.Equal(expected.Totals, index.Totals);
            Assert.True(WriteLogIndex.VerifyCarried(damaged).IsFault, "Bit " + bit);
            Assert.True(index.CarriedIndexFault.IsFault, "Bit " + bit);
            form[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Open_EveryPrefix_AnswersTheSameOrIsAFault()
    {
        using WriteLog log = Interleaved(300, 2, lengths: 2);
        byte[] form = Sealed.Of(log.Snapshot());
        int end = Sealed.PageEnds(form)[^1];
        TapeExtent[] extents = WriteLogIndex.Build(new WriteLogSnapshot(form)).Extents(0, long.MaxValue).ToArray();
        for (int length = 0; length < form.Length; length++)
        {
            var cut = new WriteLogSnapshot(form.AsMemory(0, length));
            if (length < end || (length > end && length < end + 4))
            {
                Assert.Throws<WriteLogException>(() => WriteLogIndex.Open(cut));
                continue;
            }

            WriteLogIndex index = WriteLogIndex.Open(cut);
            Assert.Equal(extents, index.Extents(0, long.MaxValue));
            Assert.Equal(length > end, index.CarriedIndexFault.IsFault);
        }
    }

    [Fact]
    public void Open_IndexAndPagesDamaged_IsAFaultWhenItIsMet()
    {
        using WriteLog log = Interleaved(60_000, 3, lengths: 1);
        byte[] form = Sealed.Of(log.Snapshot());
        form[1_000] ^= 1;
        form[^5_000] ^= 1;
        WriteLogIndex index = WriteLogIndex.Open(new WriteLogSnapshot(form));
        Assert.True(index.TryFindBlock(new StreamId(0), 0, out _));
        Assert.Throws<WriteLogException>(() => index.Runs(new StreamId(2), BlockRange.All).Count());
    }

    [Fact]
    public void An_index_of_another_log_or_another_sealing_is_none()
    {
        using WriteLog one = Interleaved(300, 2, lengths: 1);
        using WriteLog two = Interleaved(301, 2, lengths: 1);
        byte[] first = Sealed.Of(one.Snapshot());
        byte[] second = Sealed.Of(two.Snapshot());
        byte[] mixed = [.. first.AsSpan(0, Sealed.PageEnds(first)[^1]), .. second.AsSpan(Sealed.PageEnds(second)[^1])];
        WriteLogIndex index = WriteLogIndex.Open(new WriteLogSnapshot(mixed));
        Assert.True(index.CarriedIndexFault.IsFault);
        Assert.Equal(WriteLogIndex.Build(one.Snapshot()).Totals, index.Totals);
    }

    [Fact]
    public void Pages_that_end_before_the_close_are_not_a_log_because_an_index_follows()
    {
        using WriteLog log = Interleaved(200_000, 20, lengths: 1);
        byte[] form = Sealed.Of(log.Snapshot());
        List<int> ends = Sealed.PageEnds(form);
        Assert.True(ends.Count > 1);
        byte[] cut = [.. form.AsSpan(0, ends[^2]), .. form.AsSpan(ends[^1])];
        LogRecords.Read(new WriteLogReader(cut), out WriteLogFault fault);
        Assert.Equal(WriteLogFaultReason.Inconsistent, fault.Reason);
        Assert.Throws<WriteLogException>(() => WriteLogIndex.Open(new WriteLogSnapshot(cut)));
    }

    [Fact]
    public void A_forged_index_with_right_checksums_never_hangs_and_never_fails_otherwise_than_by_a_fault()
    {
        using WriteLog log = Interleaved(3_000, 3, lengths: 3);
        byte[] good = Sealed.Of(log.Snapshot());
        int pages = Sealed.PageEnds(good)[^1];
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                byte[] form = [.. good];
                Assert.True(IndexSection.TryFind(new MemoryLogSource(good), good.Length, out IndexSection section, out _));
                for (int change = random.Next(1, 4); change > 0; change--)
                {
                    int word = random.Next(3) == 0 ? random.Next((int)section.Words) : random.Next(Math.Min(200, (int)section.Words));
                    int at = pages + 8 + (8 * word);
                    form[at + random.Next(8)] = random.Next(3) switch { 0 => (byte)0, 1 => (byte)255, _ => (byte)random.Next(256) };
                }

                int length = 8 * (int)section.Words;
                uint checksum = section.ChecksumOf(0, form.AsSpan(pages + 8, length));
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(form.AsSpan(pages + 8 + length), checksum);
                // Where it differs from what the pages say, who compares the two finds it, whatever else it may be taken for.
                Assert.Equal(!form.AsSpan().SequenceEqual(good), WriteLogIndex.VerifyCarried(new WriteLogSnapshot(form)).IsFault);
                try
                {
                    WriteLogIndex index = WriteLogIndex.Open(new WriteLogSnapshot(form));
                    index.CountFilemarks(0, random.Next(10_000));
                    Assert.InRange(index.FilemarkExtents(0, long.MaxValue).Take(10_000).Count(), 0, 10_000);
                    Assert.InRange(index.Extents(0, long.MaxValue).Take(10_000).Count(), 0, 10_000);
                    WriteLogStatistics.Compute(index);
                    if (index.EndLogicalObjectIdentifier > index.BeginLogicalObjectIdentifier)
                        index.At(random.NextInt64(index.BeginLogicalObjectIdentifier, Math.Min(index.EndLogicalObjectIdentifier, index.BeginLogicalObjectIdentifier + 12_000)));

                    foreach (WriteLogStream stream in index.Streams)
                    {
                        index.TryFindBlock(stream.Id, stream.BlockCount / 2, out _);
                        Assert.InRange(index.Runs(stream.Id, BlockRange.All).Take(10_000).Count(), 0, 10_000);
                    }
                }
                catch (WriteLogException)
                {
                    // Said, and not answered.
                }

                return true;
            },
            cases: 500);
    }

    [Fact]
    public void A_forged_index_that_is_damaged_too_is_forgotten_when_the_pages_answer()
    {
        using WriteLog log = Interleaved(60_000, 3, lengths: 3);
        byte[] good = Sealed.Of(log.Snapshot());
        WriteLogIndex built = WriteLogIndex.Build(log.Snapshot());
        ulong[] words = ForgedIndex.WordsOf(good);
        int directories = 2 + (int)((words[0] + 7) / 8) + (int)((words[1 + ((words[0] + 7) / 8)] + 7) / 8);
        int segments = (words.Length + IndexSection.SegmentWords - 1) / IndexSection.SegmentWords;
        Assert.True(segments > 2, segments + " segments");
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                ulong[] forged = [.. words];
                for (int change = random.Next(1, 6); change > 0; change--)
                {
                    int at = random.Next(3) == 0 ? random.Next(words.Length) : random.Next(directories + 120);
                    forged[at] = random.Next(3) switch { 0 => forged[at] ^ (1UL << random.Next(64)), 1 => unchecked(forged[at] + (ulong)random.Next(-40, 41)), _ => forged[random.Next(words.Length)] };
                }

                byte[] form = ForgedIndex.WithWords(good, forged);
                int damaged = random.Next(segments);
                form[^(IndexSection.FooterLength + 1 + (damaged * 16_000))] ^= 4;
                WriteLogIndex index = WriteLogIndex.Open(new WriteLogSnapshot(form));
                for (int question = 0; question < 12; question++)
                {
                    bool isRebuilt = index.CarriedIndexFault.IsFault;
                    try
                    {
                        Ask(built, index, random, isRebuilt);
                    }
                    catch (WriteLogException)
                    {
                        Assert.False(isRebuilt, "The pages can answer.");
                    }
                }

                return true;
            },
            cases: 150);
    }

    // Right answers where they must be; else any but an error of ours.
    private static void Ask(WriteLogIndex built, WriteLogIndex index, Random random, bool mustBeRight)
    {
        long at = random.NextInt64(built.BeginLogicalObjectIdentifier, built.EndLogicalObjectIdentifier);
        WriteLogStream stream = index.Streams[random.Next(index.Streams.Count)];
        long block = random.NextInt64(Math.Max(1, stream.BlockCount));
        switch (random.Next(4))
        {
            case 0 when mustBeRight || at < index.EndLogicalObjectIdentifier:
                TapeExtent extent = index.At(at);
                Assert.True(!mustBeRight || extent == built.At(at), "at " + at);
                break;
            case 1:
                TapeExtent[] extents = index.Extents(at, at + 500).Take(1_000).ToArray();
                Assert.True(!mustBeRight || extents.SequenceEqual(built.Extents(at, at + 500)), "from " + at);
                break;
            case 2:
                long count = index.CountFilemarks(0, at);
                Assert.True(!mustBeRight || count == built.CountFilemarks(0, at), "filemarks before " + at);
                break;
            default:
                bool isFound = index.TryFindBlock(stream.Id, block, out WriteRun run);
                Assert.True(!mustBeRight || (isFound == built.TryFindBlock(stream.Id, block, out WriteRun expected) && run == expected), "block " + block);
                break;
        }
    }

    private static string Describe(WriteLogOrigin origin) =>
        string.Join(' ', origin.Stream, origin.FirstStreamByte, origin.ByteCount, origin.SegmentTypeCode, origin.LogicalBlockAddress, origin.ByteOffset, origin.BlockLengthBytes, Convert.ToHexString(origin.SourceDesignator.Span));

    internal static void AssertSame(WriteLogIndex expected, WriteLogIndex index)
    {
        Assert.Equal(LogRecords.Describe(expected.Header), LogRecords.Describe(index.Header));
        Assert.Equal(expected.Extents(0, long.MaxValue), index.Extents(0, long.MaxValue));
        Assert.Equal(expected.FilemarkExtents(0, long.MaxValue), index.FilemarkExtents(0, long.MaxValue));
        Assert.Equal(expected.Totals, index.Totals);
        Assert.Equal(expected.IsClosed, index.IsClosed);
        Assert.Equal(expected.LengthBytes, index.LengthBytes);
        Assert.Equal(expected.OnMediumLogicalObjectIdentifier, index.OnMediumLogicalObjectIdentifier);
        Assert.Equal(expected.EndLogicalObjectIdentifier, index.EndLogicalObjectIdentifier);
        Assert.Equal(expected.LastTime, index.LastTime);
        Assert.Equal(expected.SuccessorVolume, index.SuccessorVolume);
        Assert.Equal(expected.Errors.Select(e => e.Message + e.ConditionCode), index.Errors.Select(e => e.Message + e.ConditionCode));
        Assert.Equal(expected.Retractions.Select(Describe), index.Retractions.Select(Describe));
        Assert.Equal(expected.Origins.Select(Describe), index.Origins.Select(Describe));
        Assert.Equal(expected.BlocksInDoubt.Select(doubt => doubt.ToString()), index.BlocksInDoubt.Select(doubt => doubt.ToString()));
        Assert.Equal(expected.Streams.Select(Describe), index.Streams.Select(Describe));
        foreach (WriteLogStream stream in expected.Streams)
            Assert.Equal(expected.Runs(stream.Id, BlockRange.All), index.Runs(stream.Id, BlockRange.All));
    }

    private static string Describe(WriteLogRetraction retraction) =>
        retraction.LogicalObjectIdentifier + "<" + retraction.EndLogicalObjectIdentifier + string.Concat(retraction.Streams.Select(s => s.Stream + "," + s.BlockCount));

    private static string Describe(WriteLogStream stream) => string.Join(
        " ", stream.Id, LogRecords.Describe(stream.Description), stream.BlockCount, stream.ByteCount, stream.FilemarkCount, stream.RunCount, stream.EndType, stream.End?.Reason, stream.FirstTime, stream.LastTime, string.Concat(stream.Checksums.Select(c => c.BlockCount + ":" + c.Checksum)));

    private static WriteLog Interleaved(int runs, int streams, int lengths)
    {
        var random = new Random(runs);
        WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { LogIdentifier = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), TimeProvider = new ManualTime() });
        for (int stream = 0; stream < streams; stream++)
            log.DefineStream(new StreamDescription("s" + stream));

        int current = 0;
        for (int run = 0; run < runs; run++)
        {
            current = (current + 1 + random.Next(streams - 1)) % streams;
            log.AppendBlocks(new StreamId(current), random.Next(50) == 0 ? 65_536 - random.Next(lengths) : 65_536, 1 + random.Next(7));
            if (run % 500 == 100)
                log.AppendFilemarks(null, 1);
        }

        log.Close();
        return log;
    }

    internal sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            BytesRead += read;
            return read;
        }
    }
}
