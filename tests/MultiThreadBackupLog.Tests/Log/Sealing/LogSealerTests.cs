using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Where one page of a sealed log ends and the next begins: by runs that take much, by records, and by time stamps at one place.</summary>
public class LogSealerTests
{
    // Of a page of 65,536 bytes the header takes 32; a page with one listed record has also its number of runs, the form of its time stamps, and the record's place.
    private const int LongestRecord = 65_536 - 32 - 3;

    [Fact]
    public void Seal_RunsThatTakeMuch_FillsThePagesAndLosesNothing()
    {
        using WriteLog log = Uneven(70_000, hasTime: false, commits: false);
        byte[] form = Sealed.Of(log.Snapshot());
        Sealed.AssertSame(log.Snapshot(), form);
        int[] lengths = PageLengths(form);
        Assert.True(lengths.Length > 4, lengths.Length + " pages");
        Assert.All(lengths.SkipLast(1), length => Assert.InRange(length, 58_000, 65_536));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Seal_TimeStampsAndRecordsAmongRunsThatTakeMuch_SaysTheSame(bool commits)
    {
        using WriteLog log = Uneven(16_000, hasTime: true, commits);
        byte[] form = Sealed.Of(log.Snapshot());
        Sealed.AssertSame(log.Snapshot(), form);
        Assert.True(PageLengths(form).Length > 1);
    }

    [Fact]
    public void Seal_FirstPageFilledToItsLastByte_SaysTheSame()
    {
        // The first page has room for the log identifier as well, which is 16 bytes less: the number of runs at which it becomes too small, and some around it.
        int fits = 12_000;
        for (int step = 2_048; step > 0; step /= 2)
            fits += PageCount(fits + step) == 1 ? step : 0;

        Assert.InRange(fits, 12_001, 16_000);
        for (int runs = fits; runs < fits + 6; runs++)
        {
            using WriteLog log = Uneven(runs, hasTime: false, commits: false);
            byte[] form = Sealed.Of(log.Snapshot());
            LogRecords.Read(new WriteLogReader(form), out WriteLogFault fault);
            Assert.False(fault.IsFault, fault.ToString());
            Assert.Equal(LogRecords.Runs(log.Snapshot()), LogRecords.Runs(new WriteLogSnapshot(form)));
        }
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, true)]
    [InlineData(1_001, false)]
    [InlineData(65_537, false)]
    public void Seal_ManyTimeStampsAtOnePlace_SaysTheSame(int stamps, bool areListed)
    {
        // Behind a record that follows them they are listed; before a run, or the end of a page, they are coded, which a page may do with 65,536 at most.
        var log = new ForgedPages();
        for (int stamp = 0; stamp < stamps; stamp++)
        {
            // The first of a live page says the whole time.
            if (stamp % 20_000 == 0)
                log.EndPage();

            log.Add([9, .. ForgedPages.Number(stamp % 20_000 == 0 ? stamp + 1 : 1)], 10);
        }

        log.Add(areListed ? [3, 2, 0, 1] : [0x60, 0, 5], 11);
        log.Add(areListed ? Record(8, 2, 0, 0, 1, 0) : Record(8, 2, 1, 5, 0, 0), 11);
        AssertSealed(log.ToArray());
    }

    [Fact]
    public void Seal_ManyRecordsAtOnePlace_SaysTheSame()
    {
        // Filemarks, which move the tape: each page must say where it stood.
        var log = new ForgedPages();
        for (int mark = 1; mark <= 5_000; mark++)
            log.Add([3, 2, 0, 1], 10 + mark);

        Close(log, filemarks: 5_000);
        Assert.True(PageLengths(AssertSealed(log.ToArray())).Length > 1);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(23_900)]
    [InlineData(24_100)]
    [InlineData(50_000)]
    [InlineData(LongestRecord)]
    public void Seal_LongRecordsAmongShortOnesAndRuns_KeepsThem(int length)
    {
        byte[] record = Unknown(length);
        var log = new ForgedPages();
        long next = 10;
        for (int round = 0; round < 2; round++)
        {
            for (int mark = 0; mark < 700; mark++)
                log.Add([3, 2, 0, 1], ++next);

            log.Add(record, next);
            log.Add([3, 2, 0, 1], ++next);
            log.Add(record, next);
        }

        log.Add([0x60, 0, 5], ++next);
        log.Add(record, next);
        log.Add([0x60, 1, 5], ++next);
        log.Add(Record(8, 2, 2, 10, next - 12, 0), next);
        byte[] form = AssertSealed(log.ToArray());

        // No reader speaks of a record that it does not know; it is there all the same.
        int at = -1;
        for (int copy = 0; copy < 5; copy++)
        {
            int found = form.AsSpan(at + 1).IndexOf(record);
            Assert.True(found >= 0, "Copy " + copy);
            at += 1 + found;
        }
    }

    [Fact]
    public void Seal_RecordThatNoSealedPageHasRoomFor_IsRefused()
    {
        // A live page has three bytes more for it.
        var log = new ForgedPages();
        log.Add(Unknown(LongestRecord + 1), 10);
        Close(log, filemarks: 0);
        byte[] bytes = log.ToArray();
        LogRecords.ReadAll(new WriteLogReader(bytes));
        WriteLogException exception = Assert.Throws<WriteLogException>(() => Sealed.Of(new WriteLogSnapshot(bytes)));
        Assert.Equal((WriteLogFaultReason.Malformed, "A record is too long for a sealed page."), (exception.Fault.Reason, exception.Fault.Message));
    }

    [Fact]
    public void Seal_EqualTimeStampsAtOnePlace_KeepsBoth()
    {
        // The second says nothing new, and is a record all the same; with so many stamps there is one to be said before each run.
        var log = new ForgedPages();
        for (int run = 0; run < 100; run++)
        {
            log.Add([9, (byte)(run % 3)], 10 + run);
            log.Add([9, 0], 10 + run);
            log.Add([0x60, 0, 5], 11 + run);
        }

        log.Add(Record(8, 2, 100, 500, 0, 0), 110);
        AssertSealed(log.ToArray());
    }

    private static byte[] Record(byte number, params long[] values) => ForgedPages.Record(number, values);

    private static void Close(ForgedPages log, int filemarks) => log.Add(Record(8, 2, 0, 0, filemarks, 0), 10 + filemarks);

    /// <summary>A record of a type that may be passed over, of a length in all.</summary>
    private static byte[] Unknown(int length)
    {
        var content = new byte[length - 4]; // Its number, and three bytes for its length.
        new Random(length).NextBytes(content);
        return [0x3F, .. ForgedPages.Number(content.Length), .. content];
    }

    private static byte[] AssertSealed(byte[] live)
    {
        byte[] form = Sealed.Of(new WriteLogSnapshot(live));
        Sealed.AssertSame(new WriteLogSnapshot(live), form);
        return form;
    }

    private static int PageCount(int runs)
    {
        using WriteLog log = Uneven(runs, hasTime: false, commits: false);
        using var output = new MemoryStream();
        LogSealer.WritePages(log.Snapshot(), output);
        return PageLengths(output.ToArray()).Length;
    }

    private static int[] PageLengths(byte[] form)
    {
        List<int> ends = Sealed.PageEnds(form);
        return ends.Select((end, index) => end - (index == 0 ? 0 : ends[index - 1])).ToArray();
    }

    /// <summary>A log whose runs have counts that nobody could guess, some four and a half bytes each; the streams come one after another where there are times as well.</summary>
    private static WriteLog Uneven(int runs, bool hasTime, bool commits)
    {
        var random = new Random(1);
        var time = new ManualTime();
        WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions
        {
            LogIdentifier = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            TimeProvider = time,
            TimeResolution = hasTime ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero,
            RunsPerTimeStamp = 1,
        });
        for (int run = 0; run < runs; run++)
        {
            if (run < 2 || (hasTime && run % 3_000 < 2))
                log.DefineStream(new StreamDescription("s"));

            if (run % 7 != 0)
                time.Advance(TimeSpan.FromMilliseconds(random.Next(3)));

            log.AppendBlocks(new StreamId((hasTime ? run / 3_000 * 2 : 0) + (run % 2)), 1, random.NextInt64(1, 1L << 36));
            if (hasTime && run % 11 == 0)
                log.AppendFilemarks(null, 1);

            if (commits)
                log.Commit();
        }

        log.Close();
        return log;
    }
}
