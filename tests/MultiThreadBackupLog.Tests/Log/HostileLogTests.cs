using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;
using static MultiThreadBackupLog.Tests.Log.ForgedPages;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Logs whose checksums are right, made to upset or to hold up a reader: what is made of them is one thing, whoever makes it, and takes no longer than they are long.</summary>
public class HostileLogTests
{
    private const int Many = 150_000; // What goes with the square of this does not end.

    [Fact]
    public void Build_ManyChecksumsAndManyRetractions_KeepsThoseThatHold()
    {
        long next = 10;
        var log = new ForgedPages();
        for (int block = 1; block <= Many; block++)
        {
            log.Add([0x60, 0, 1], ++next);
            log.Add([0x20, (byte)(5 + Number(block).Length), 0, .. Number(block), 0, 0, 0, 7], next);
        }

        // Each takes back a block that was just placed, and the last one the newest that has a checksum, too.
        for (int retraction = 0; retraction < Many; retraction++)
        {
            log.Add([0x60, 0, 1], next + 1);
            int left = retraction + 1 < Many ? Many : Many - 1;
            log.Add(Record(5, 10 + left, 0, 0, 1, 0, left, left, 0), next);
        }

        WriteLogIndex index = WriteLogIndex.Build(new WriteLogSnapshot(log.ToArray()));
        Assert.Equal(Many - 1, index.Streams[0].BlockCount);
        Assert.Equal(Many, index.Retractions.Count);
        Assert.Equal(Enumerable.Range(1, Many - 1).Select(block => (long)block), index.Streams[0].Checksums.Select(checksum => checksum.BlockCount));
    }

    [Fact]
    public void Compute_ManyErrorsAndManyRetractions_PutsEachErrorWhereTheLastRetractionWentTo()
    {
        var log = new ForgedPages();
        long next = 10 + Many;
        log.Add([0x7F, .. Number(Many - 32), 0, 1], next);
        byte[] error = Hex.Parse("22 05 03 00 00 00 00");
        for (int count = 0; count < Many; count++)
            log.Add(error, next);

        for (int count = 0; count < Many - 1; count++)
        {
            next--;
            log.Add(Record(5, next, 0, 0, 1, 0, next - 10, next - 10, 0), next);
        }

        log.Add(error, next);
        log.Add([0x60, 1, 7], next + 1);
        log.Add(error, next + 1);

        WriteLogDiagnostics diagnostics = WriteLogDiagnostics.Compute(new WriteLogSnapshot(log.ToArray()), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(Many + 2, diagnostics.Errors.Count);
        Assert.All(diagnostics.Errors.Take(Many), site => Assert.Equal((11, Many - 1), (site.LogicalObjectIdentifier, site.RetractedObjectCount)));
        Assert.All(diagnostics.Errors.Take(Many + 1), site => Assert.Equal("#0 blocks [0, 1) of 1 bytes at objects [10, 11) | #1 blocks [0, 1) of 7 bytes at objects [11, 12)", site.Before + " | " + site.After));
        Assert.Equal((11, 0), (diagnostics.Errors[Many].LogicalObjectIdentifier, diagnostics.Errors[Many].RetractedObjectCount));
        Assert.Equal((12, 0, null), (diagnostics.Errors[Many + 1].LogicalObjectIdentifier, diagnostics.Errors[Many + 1].RetractedObjectCount, diagnostics.Errors[Many + 1].After));
    }

    [Fact]
    public void Compute_ManyStreamsOverALongTime_HasFewerIntervals()
    {
        // One time stamp behind all: each stream has bytes in every interval.
        const int Streams = 2_000;
        var log = new ForgedPages();
        for (int ordinal = 2; ordinal < Streams; ordinal++)
            log.Add(Record(2, ordinal, 0, 0, 0, 0, 0, 0, 0, 0, 0), 10);

        long next = 10;
        for (int ordinal = 0; ordinal < Streams; ordinal++)
            log.Add([0x7F, .. Number(1_000_000), .. Number(ordinal), .. Number(65_536)], next += 1_000_032);

        log.Add([9, .. Number(1L << 40)], next);
        WriteLogDiagnostics diagnostics = WriteLogDiagnostics.Compute(new WriteLogSnapshot(log.ToArray()), TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
        Assert.InRange(diagnostics.Streams.Sum(stream => (long)stream.Rates.Count), Streams * 1_000L, 10_000_000);
        Assert.All(diagnostics.Streams, stream => Assert.Equal(1_000_032L * 65_536, stream.Rates.Sum(rate => rate.ByteCount)));
    }

    [Fact]
    public void Everything_that_reads_a_log_makes_the_same_of_records_that_were_changed_under_right_checksums()
    {
        int taken = 0;
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                int writer = random.Next(50);
                PagedLog log = PagedLog.Write(writer, random.Next(1, 13), nameLength: 20);
                byte[] bytes = random.Next(2) == 0 ? (byte[])log.Bytes.Clone() : Sealed.Of(new WriteLogSnapshot(log.Bytes));
                List<int> ends = Sealed.PageEnds(bytes);
                for (int change = random.Next(1, 4); change > 0; change--)
                {
                    int page = random.Next(ends.Count);
                    int from = (page == 0 ? 16 : ends[page - 1]) + PageHeader.Length;
                    int at = random.Next(from, ends[page]);
                    bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => unchecked((byte)(bytes[at] + random.Next(-2, 3))), _ => (byte)random.Next(4) };
                }

                Chain(bytes, ends, PagedLog.Options(writer).LogIdentifier);
                taken += Check(bytes) ? 1 : 0;
                return true;
            },
            cases: 500);
        Assert.True(taken > 0 || PropertyCheck.Scale < 0.1, "No log was acceptable.");
    }

    [Fact]
    public void Seal_TimeThatGoesBackFromPageToPage_SaysTheSame()
    {
        var log = new ForgedPages();
        long next = 10;
        for (int page = 0; page < 6; page++)
        {
            // Later, earlier, the same, at the beginning, and with runs or stamps alone before it.
            log.Add([9, .. Number(new long[] { 1_000_000, 500, 500, 0, 7, 3 }[page])], next);
            for (int run = page % 3; run > 0; run--)
            {
                log.Add([0x60, (byte)(run & 1), 5], ++next);
                log.Add([9, (byte)run], next);
            }

            log.EndPage();
        }

        log.Add(Record(8, 2, next - 10, 5 * (next - 10), 0, 0), next);
        Assert.True(Check(log.ToArray()));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(10, false)]
    [InlineData(10, true)]
    public void A_log_that_ends_at_the_last_object_number_is_a_log_like_any_other(long room, bool isPerBlock)
    {
        long end = long.MaxValue;
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions
        {
            OriginLogicalObjectIdentifier = end - room,
            TimeProvider = new ManualTime(),
            Granularity = isPerBlock ? WriteLogGranularity.Blocks : WriteLogGranularity.Runs,
        });
        StreamId stream = log.DefineStream(new StreamDescription("s"));
        if (room > 1)
        {
            log.AppendBlocks(stream, 1, room - 3);
            log.AppendFilemarks(stream, 2);
            log.AppendSystemBlocks(SystemBlockType.LogIncrement, 1, 1, end - 5, 5);
            log.MarkOnMedium(end);
            log.RetractTo(end - 1);
        }

        if (room > 0)
            log.AppendBlocks(stream, int.MaxValue, 1);

        log.MarkOnMedium(end);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendBlocks(stream, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendFilemarks(null, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendSystemBlocks(SystemBlockType.LogIncrement, 1, 1, 0, 0));
        log.EndStream(stream, StreamEndType.Completed);
        log.Close();
        Assert.Equal(end, log.NextLogicalObjectIdentifier);
        Assert.True(Check(LogRecords.Bytes(log.Snapshot())));
    }

    /// <summary>False when the log is not acceptable; then all say so.</summary>
    private static bool Check(byte[] bytes)
    {
        var log = new WriteLogSnapshot(bytes);
        foreach (WriteLogRecoveryMode mode in Enum.GetValues<WriteLogRecoveryMode>())
        {
            using WriteLogRecovery recovery = WriteLogRecovery.Recover(log, mode);
            long next = 0;
            foreach (WriteLogSalvagedExtent extent in recovery.SalvagedExtents())
            {
                Assert.True(extent.FirstLogicalObjectIdentifier >= next && extent.ObjectCount > 0 && !(extent.FirstBlock < 0), extent.ToString());
                next = extent.EndLogicalObjectIdentifier;
            }
        }

        if (!WriteLogIndex.TryBuild(log, out WriteLogIndex? index, out _))
            return false;

        long at = index!.BeginLogicalObjectIdentifier;
        TapeExtent[] extents = index.Extents(0, long.MaxValue).ToArray();
        WriteLogTapeReader tape = WriteLogTapeReader.Open(log);
        foreach (TapeExtent extent in extents)
        {
            Assert.Equal(at, extent.FirstLogicalObjectIdentifier);
            Assert.True(extent.ObjectCount > 0 && tape.Read(out TapeExtent read) && read == extent, extent.ToString());
            at = extent.EndLogicalObjectIdentifier;
            Assert.Equal(extent, index.At(at - 1));
        }

        Assert.Equal(index.EndLogicalObjectIdentifier, at);
        Assert.Equal(index.Totals.ByteCount, WriteLogStatistics.Compute(index).All.ByteCount);
        Assert.Equal(index.Totals.ByteCount, WriteLogDiagnostics.Compute(log, TimeSpan.Zero, TimeSpan.FromSeconds(1)).All.Statistics.ByteCount);
        if (!index.IsClosed)
            return true;

        // Also one in which time goes back, which no writer of ours makes.
        byte[] form = Sealed.Of(log);
        Sealed.AssertSame(log, form);
        Assert.False(WriteLogIndex.VerifyCarried(new WriteLogSnapshot(form)).IsFault);
        Assert.Equal(extents, WriteLogIndex.Open(new WriteLogSnapshot(form)).Extents(0, long.MaxValue));
        return true;
    }

    private static void Chain(byte[] bytes, List<int> ends, Guid logIdentifier)
    {
        int at = 0;
        uint checksum = 0;
        for (int page = 0; page < ends.Count; at = ends[page++])
        {
            Span<byte> whole = bytes.AsSpan(at, ends[page] - at);
            long first = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(whole.Slice(16));
            checksum = PageHeader.Write(whole, whole[5], (uint)page, checksum, first, PageHeader.SaltOf(logIdentifier));
        }
    }
}
