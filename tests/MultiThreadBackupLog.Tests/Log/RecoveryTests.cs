using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Every prefix of a log, every flipped bit of one: what is recovered is a prefix of what was committed, to the page.</summary>
public class RecoveryTests
{
    [Fact]
    public void Recover_EveryPrefixOfALog_YieldsTheWholePagesInItAndNothingElse()
    {
        Committed log = CommittedLog(steps: 60, seed: 1);
        Assert.True(log.Records.Count > 300);
        for (int length = 0; length <= log.Bytes.Length; length++)
        {
            using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(log.Bytes.AsMemory(0, length)));

            int pages = log.PageEnds.Count(end => end <= length);
            int end = pages == 0 ? 0 : log.PageEnds[pages - 1];
            Assert.Equal(end, recovery.ValidLengthBytes);
            Assert.Equal(length - end, recovery.DiscardedBytes);
            Assert.Equal(end == length && length > 0, recovery.IsWhole);
            Assert.Equal(length == log.Bytes.Length, recovery.IsClosed);
            if (recovery.Log is { } good)
            {
                Assert.Equal(log.Records.Take(log.RecordsOfPages[pages - 1]), LogRecords.ReadAll(new WriteLogReader(good)));
                Assert.True(WriteLogIndex.TryBuild(good, out _, out _));
            }
            else
            {
                Assert.Equal(WriteLogFaultReason.NotALog, end == 0 && length < 48 ? recovery.Fault.Reason : WriteLogFaultReason.NotALog);
            }
        }
    }

    [Fact]
    public void Recover_EveryPrefixWithZerosBehindIt_YieldsTheWholePagesInIt()
    {
        Committed log = CommittedLog(steps: 8, seed: 2);
        for (int length = 1; length < log.Bytes.Length; length++)
        {
            var bytes = new byte[length + 500];
            log.Bytes.AsSpan(0, length).CopyTo(bytes);
            int end = log.PageEnds.LastOrDefault(e => e <= length);

            using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(bytes));

            // A page whose last bytes are zeros may be whole all the same; never is it more than was written.
            Assert.True(recovery.ValidLengthBytes >= end && (recovery.ValidLengthBytes == 0 || log.PageEnds.Contains((int)recovery.ValidLengthBytes)));
            if (length == end)
                Assert.True(recovery.IsWhole, recovery.ToString());

            if (recovery.Log is { } good)
                Assert.Equal(log.Bytes[..(int)recovery.ValidLengthBytes], LogRecords.Bytes(good));
        }
    }

    [Fact]
    public void Recover_EveryFlippedBitOfALog_YieldsThePagesBeforeItAndSaysSo()
    {
        Committed log = CommittedLog(steps: 8, seed: 3);
        for (int bit = 0; bit < 8 * log.Bytes.Length; bit++)
        {
            byte[] bytes = (byte[])log.Bytes.Clone();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            int pages = log.PageEnds.Count(end => end <= bit / 8);
            int good = pages == 0 ? 0 : log.PageEnds[pages - 1];

            using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(bytes));
            List<string> read = LogRecords.Read(new WriteLogReader(bytes), out WriteLogFault fault);

            Assert.Equal(good, recovery.ValidLengthBytes);
            Assert.True(recovery.Fault.IsFault);
            Assert.Equal(good, recovery.Fault.OffsetBytes);
            Assert.Equal(recovery.Fault.Reason, fault.Reason);
            Assert.Equal(log.Records.Take(pages == 0 ? 0 : log.RecordsOfPages[pages - 1]), read);
            Assert.False(WriteLogIndex.TryBuild(new WriteLogSnapshot(bytes), out WriteLogIndex? none, out _));
            Assert.Null(none);
        }
    }

    [Fact]
    public void Recover_PagesMissingRepeatedSwappedOrOfAnotherLog_StopsBeforeThem()
    {
        Committed log = CommittedLog(steps: 6, seed: 4);
        Committed other = CommittedLog(steps: 6, seed: 5);
        byte[][] pages = Pages(log);
        for (int page = 1; page + 1 < pages.Length; page++)
        {
            byte[][] missing = pages.Where((_, at) => at != page).ToArray();
            byte[][] repeated = pages.Take(page + 1).Concat(pages.Skip(page)).ToArray();
            byte[][] swapped = pages.Take(page).Concat([pages[page + 1], pages[page]]).Concat(pages.Skip(page + 2)).ToArray();
            byte[][] foreign = pages.Take(page).Concat(Pages(other).Skip(page)).ToArray();
            AssertStops(missing, log.PageEnds[page - 1]);
            AssertStops(repeated, log.PageEnds[page]);
            AssertStops(swapped, log.PageEnds[page - 1]);
            AssertStops(foreign, log.PageEnds[page - 1]);
        }
    }

    [Fact]
    public void Recover_BytesBehindAClosedLog_KeepsTheWholeLogAndSaysSo()
    {
        Committed log = CommittedLog(steps: 4, seed: 6);
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(log.Bytes.Concat(new byte[] { 1, 2, 3 }).ToArray()));
        Assert.True(recovery.IsClosed);
        Assert.False(recovery.IsWhole);
        Assert.Equal(3, recovery.DiscardedBytes);
        Assert.Contains("3 were cut away", recovery.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_of_any_size_never_yields_a_record_that_was_not_written() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        Committed log = CommittedLog(steps: 10, seed: 7);
        byte[] bytes = (byte[])log.Bytes.Clone();
        int from = random.Next(bytes.Length);
        int length = Math.Min(random.Next(1, 1 << random.Next(1, 12)), bytes.Length - from);
        int source = random.Next(bytes.Length - length + 1);
        switch (random.Next(3))
        {
            case 0:
                random.NextBytes(bytes.AsSpan(from, length));
                break;
            case 1:
                bytes.AsSpan(from, length).Clear();
                break;
            default:
                log.Bytes.AsSpan(source, length).CopyTo(bytes.AsSpan(from));
                break;
        }

        List<string> read = LogRecords.Read(new WriteLogReader(bytes), out WriteLogFault fault);
        Assert.Equal(log.Records.Take(read.Count), read);
        if (!fault.IsFault && read.Count < log.Records.Count)
        {
            // What was zeroed from the end of a page on looks like a file that was allocated in advance; that it was not closed shows.
            Assert.Contains(log.PageEnds, end => bytes.AsSpan(0, end).SequenceEqual(log.Bytes.AsSpan(0, end)) && bytes.Skip(end).All(value => value == 0));
        }

        return true;
    });

    private static void AssertStops(byte[][] pages, int validLength)
    {
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(pages.SelectMany(p => p).ToArray()));
        Assert.Equal(validLength, recovery.ValidLengthBytes);
        Assert.True(recovery.Fault.Reason is WriteLogFaultReason.BrokenChain or WriteLogFaultReason.Damaged);
    }

    private static byte[][] Pages(Committed log) =>
        log.PageEnds.Select((end, at) => log.Bytes[(at == 0 ? 0 : log.PageEnds[at - 1])..end]).ToArray();

    private static Committed CommittedLog(int steps, int seed)
    {
        var random = new Random(seed);
        var time = new ManualTime();
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions
        {
            LogIdentifier = new Guid(seed, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            TimeProvider = time,
            RunsPerTimeStamp = 3,
        });
        var ends = new List<int> { (int)log.Length };
        StreamId[] streams = [log.DefineStream(new StreamDescription("one")), log.DefineStream(new StreamDescription("two")), log.DefineStream(new StreamDescription("three"))];
        for (int step = 0; step < steps; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(7));
            for (int run = 0; run < 5; run++)
                log.AppendBlocks(streams[random.Next(3)], random.Next(5) == 0 ? 100 : 65_536, random.Next(1, 40));

            switch (step % 4)
            {
                case 0:
                    log.AppendFilemarks(streams[0], 1);
                    log.MarkOnMedium(log.NextLogicalObjectIdentifier);
                    break;
                case 1:
                    log.AppendStreamChecksum(streams[1], (uint)step);
                    break;
                case 2:
                    log.AppendError(new WriteLogError(3, true, 5, 4, "lost"));
                    log.RetractTo(log.NextLogicalObjectIdentifier - 2);
                    break;
            }

            if (log.Commit() != ends[^1])
                AddPageEnds(log, ends);
        }

        log.EndStream(streams[2], StreamEndType.Completed);
        log.Close();
        AddPageEnds(log, ends);
        byte[] bytes = LogRecords.Bytes(log.Snapshot());
        List<string> records = LogRecords.ReadAll(new WriteLogReader(bytes));
        int[] counts = ends.Select(end => LogRecords.ReadAll(new WriteLogReader(bytes.AsMemory(0, end))).Count).ToArray();
        return new Committed(bytes, records, ends, counts);
    }

    private static void AddPageEnds(WriteLog log, List<int> ends)
    {
        // A retraction publishes, so a commit may end two pages: the length stands in bytes 6 and 7 of each.
        byte[] bytes = LogRecords.Bytes(log.Snapshot());
        for (int at = ends[^1]; at < bytes.Length; at = ends[^1])
            ends.Add(at + 32 + (bytes[at + 6] << 8) + bytes[at + 7]);

        Assert.Equal(log.Length, ends[^1]);
    }

    private sealed record Committed(byte[] Bytes, List<string> Records, List<int> PageEnds, int[] RecordsOfPages);
}
