using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

public class SealedFormProperties
{
    [Fact]
    public void A_sealed_log_says_what_the_naive_model_and_the_live_log_say() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var scenario = new LogScenario(seed);
            using WriteLog log = WriteLog.CreateInMemory(scenario.Options);
            scenario.Play(log);
            log.Close();
            byte[] form = Sealed.Of(log.Snapshot());

            Sealed.AssertSame(log.Snapshot(), form);
            Assert.Equal(scenario.Model.Extents(), WriteLogIndex.Build(new WriteLogSnapshot(form)).Extents(0, long.MaxValue));
            Assert.Equal(form, Sealed.Of(new WriteLogSnapshot(form)));
            return true;
        },
        cases: 300);

    [Fact]
    public void A_sealed_log_of_many_pages_says_what_the_live_log_says() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            using WriteLog log = LongLife(seed);
            byte[] form = Sealed.Of(log.Snapshot());
            Sealed.AssertSame(log.Snapshot(), form);
            Assert.All(Sealed.PageEnds(form), end => Assert.InRange(end, 1, form.Length));
            return true;
        },
        cases: 5);

    [Fact]
    public void Each_page_of_a_sealed_log_reads_like_the_log_up_to_there()
    {
        using WriteLog log = Sealed.Interleaved(150_000, 20, 9, new WriteLogOptions());
        byte[] form = Sealed.Of(log.Snapshot());
        List<string> records = LogRecords.ReadAll(new WriteLogReader(form));
        List<int> ends = Sealed.PageEnds(form);
        Assert.True(ends.Count > 2);
        foreach (int end in ends)
        {
            List<string> read = LogRecords.ReadAll(new WriteLogReader(form.AsMemory(0, end)));
            Assert.Equal(records.Take(read.Count), read);
            Assert.Equal(end == ends[^1], read.Count == records.Count);
        }
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_072)]
    public void Seal_AsManyRunsAsAPageMayHave_SaysTheSame(int runs)
    {
        using WriteLog log = Sealed.Interleaved(runs, 2, 1, new WriteLogOptions());
        byte[] form = Sealed.Of(log.Snapshot());
        Sealed.AssertSame(log.Snapshot(), form);
        Assert.InRange(Sealed.PageEnds(form)[^1], 1, runs / 4);
    }

    [Fact]
    public void Seal_ThousandsOfStreamsAndLengths_SaysTheSame()
    {
        var random = new Random(1);
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        for (int stream = 0; stream < 15_000; stream++)
        {
            StreamId id = log.DefineStream(new StreamDescription(string.Empty));
            log.AppendBlocks(id, 1 + random.Next(stream + 1), random.NextInt64(1, 1L << random.Next(1, 30)));
        }

        for (int run = 0; run < 60_000; run++)
            log.AppendBlocks(new StreamId(random.Next(15_000)), 1 + random.Next(1_000), 1 + random.Next(3));

        log.Close();
        Sealed.AssertSame(log.Snapshot(), Sealed.Of(log.Snapshot()));
    }

    [Fact]
    public void Seal_LogThatWasNotClosed_IsRefused()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        Assert.Throws<InvalidOperationException>(() => Sealed.Of(log.Snapshot()));
        Assert.Throws<WriteLogException>(() => Sealed.Of(new WriteLogSnapshot(new byte[100])));
    }

    /// <summary>A log of some hundred thousand runs with everything that may stand between them, in an uneven mixture.</summary>
    private static WriteLog LongLife(int seed)
    {
        var random = new Random(seed);
        var time = new ManualTime();
        WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions
        {
            TimeProvider = time,
            TimeResolution = random.Next(4) switch { 0 => TimeSpan.Zero, 1 => TimeSpan.FromTicks(10), _ => TimeSpan.FromMilliseconds(1) },
            RunsPerTimeStamp = random.Next(2) == 0 ? 1 : random.Next(1, 100),
            OriginLogicalObjectIdentifier = random.Next(1_000),
        });
        int streams = random.Next(1, 200);
        for (int stream = 0; stream < streams; stream++)
            log.DefineStream(new StreamDescription("stream " + stream));

        int runs = random.Next(20_000, 100_000);
        int rare = random.Next(3) == 0 ? 20 : 2_000;
        int lengths = random.Next(1, 4);
        for (int run = 0; run < runs; run++)
        {
            if (random.Next(50) != 0)
                time.Advance(TimeSpan.FromTicks(random.Next(20_000)));

            var stream = new StreamId(random.Next(streams));
            log.AppendBlocks(stream, 65_536 - random.Next(lengths), random.Next(rare) == 0 ? random.NextInt64(1, 1L << 30) : 1 + random.Next(30));
            switch (random.Next(rare))
            {
                case 0:
                    log.AppendFilemarks(random.Next(2) == 0 ? null : stream, 1);
                    break;
                case 1 when rare > 20 || random.Next(40) == 0: // A retraction looks at what it takes away.
                    log.RetractTo(log.NextLogicalObjectIdentifier - random.Next(5));
                    break;
                case 2:
                    log.Commit();
                    break;
                case 3:
                    log.MarkOnMedium(log.NextLogicalObjectIdentifier);
                    break;
                case 4:
                    log.AppendError(new WriteLogError(1, false, 0, 0, new string('e', random.Next(4_000))));
                    break;
                case 5:
                    log.AppendStreamChecksum(stream, 5);
                    break;
            }
        }

        log.Close();
        return log;
    }
}
