using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What the records behind a hole prove and what they do not, one rule at a time.</summary>
/// <remarks>
/// The first page has the origin 10, the streams 0 and 1, 3 blocks of stream 0 at objects 10 to 12 and 1 block of stream 1 at 13, and an on-medium mark at 11.
/// The second page is lost. The third is what the row says; where it does not close the log, pages behind it may be missing too.
/// </remarks>
public class SalvageRuleTests
{
    private const string Before = "1 blocks of #0 from block 0 on at objects [10, 11)\n2 blocks of #0 from block 1 on at objects [11, 13), in doubt\n1 blocks of #1 from block 0 on at objects [13, 14), in doubt\n";

    public static TheoryData<string, int, string, string, string> Rows => new()
    {
        {
            "a checksum numbers the run before it, and the one after", 20, "63 00 0A 20 06 00 0B 00000000 60 00 0B",
            Before + "4 blocks of #0 from block 7 on at objects [20, 24), in doubt\n1 blocks of #0 from block 11 on at objects [24, 25), in doubt", "#0 blocks [3, 7); #1 blocks [1, ?)"
        },
        { "nothing numbers a run", 20, "63 00 0A", Before + "4 blocks of #0 from block ? on at objects [20, 24), in doubt", "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "an end numbers the runs before it", 20, "63 00 0A 07 06 00 01 07 46 00 00", Before + "4 blocks of #0 from block 3 on at objects [20, 24), in doubt", "#1 blocks [1, ?)" },
        { "a checksum says that something was taken back", 20, "63 00 0A 20 06 00 06 00000000", Before + "4 blocks of #0 from block 2 on at objects [20, 24), in doubt", "#0 blocks [?, 2); #1 blocks [1, ?)" },
        {
            "a retraction numbers what comes after it", 20, "63 00 0A 05 08 16 00 00 01 00 09 5A 00 60 00 0A",
            Before + "2 blocks of #0 from block ? on at objects [20, 22), in doubt\n1 blocks of #0 from block 9 on at objects [22, 23), in doubt", "#0 blocks [3, ?); #1 blocks [1, ?)"
        },
        {
            "a retraction speaks of a stream first", 20, "62 01 0A 05 08 13 00 00 01 00 07 46 00 60 00 0A",
            Before + "1 blocks of #0 from block 7 on at objects [19, 20), in doubt", "#1 blocks [1, ?); #0 blocks [3, 7)"
        },
        {
            "a retraction into what stood before the hole", 20, "63 00 0A 05 08 0C 00 00 01 00 02 14 00 60 00 0A",
            "1 blocks of #0 from block 0 on at objects [10, 11)\n1 blocks of #0 from block 1 on at objects [11, 12), in doubt\n1 blocks of #0 from block 2 on at objects [12, 13), in doubt", "#0 blocks [?, ?); #1 blocks [?, ?)"
        },
        {
            "the closing totals number the only stream that is not", 20, "63 00 0A 60 01 0A 20 06 01 03 00000000 08 06 02 0E 8C01 00 00",
            Before + "4 blocks of #0 from block 7 on at objects [20, 24)\n1 blocks of #1 from block 2 on at objects [24, 25)", "#0 blocks [3, 7); #1 blocks [1, 2)"
        },
        {
            "the closing totals speak of a stream that is not seen", 20, "63 00 0A 60 01 0A 20 06 01 03 00000000 08 06 03 0E 8C01 00 00",
            Before + "4 blocks of #0 from block ? on at objects [20, 24)\n1 blocks of #1 from block 2 on at objects [24, 25)", "#0 blocks [3, ?); #1 blocks [1, 2)"
        },
        {
            "the closing totals leave two streams open", 20, "63 00 0A 60 01 0A 08 06 02 0E 8C01 00 00",
            Before + "4 blocks of #0 from block ? on at objects [20, 24)\n1 blocks of #1 from block ? on at objects [24, 25)", "#0 blocks [3, ?); #1 blocks [1, ?)"
        },
        {
            "a stream that is not spoken of any more may be the one that the totals number", 20, "63 00 0A 20 06 00 0B 00000000 08 06 02 0E 8C01 00 00",
            Before + "4 blocks of #0 from block 7 on at objects [20, 24)", "#0 blocks [3, 7); #1 blocks [1, 3)"
        },
        {
            "a stream defined behind the hole begins at 0", 20, "02 0A 05 00 00 00 00 00 00 00 00 00 61 05 0A",
            Before + "2 blocks of #5 from block 0 on at objects [20, 22), in doubt", "#0 blocks [3, ?); #1 blocks [1, ?)"
        },
        { "a stream defined in the hole is an ordinal", 20, "61 05 0A", Before + "2 blocks of #5 from block ? on at objects [20, 22), in doubt", "#5 blocks [0, ?); #0 blocks [3, ?); #1 blocks [1, ?)" },
        {
            "filemarks lie behind blocks that a later checksum numbers", 20, "03 02 01 02 20 06 00 08 00000000 03 02 00 01 04 05 02 0A 01 00 00",
            Before + "2 filemarks of #0 at objects [20, 22), in doubt\n1 filemarks of the session at objects [22, 23), in doubt\n1 blocks of the session at objects [23, 24), in doubt", "#0 blocks [3, 8); #1 blocks [1, ?)"
        },
        { "a page at a lower object: what stood there is gone", 12, "60 01 0A", "1 blocks of #0 from block 0 on at objects [10, 11)\n1 blocks of #0 from block 1 on at objects [11, 12), in doubt\n1 blocks of #1 from block ? on at objects [12, 13), in doubt", "#1 blocks [?, ?); #0 blocks [?, ?)" },
        {
            "a retraction to where the hole begins takes nothing of what stood before", 20, "62 01 0A 05 0C 0E 00 00 02 00 03 1E 00 01 01 0A 00 60 00 0A",
            Before + "1 blocks of #0 from block 3 on at objects [14, 15), in doubt", "#1 blocks [1, ?)"
        },
        {
            "a retraction that leaves less than stood before the hole: a lost one took the rest", 20, "62 01 0A 05 0C 13 00 00 02 00 02 14 00 01 05 32 00 60 00 0A",
            Before + "1 blocks of #0 from block 2 on at objects [19, 20), in doubt", "#1 blocks [1, ?); #0 blocks [?, 2)"
        },
        {
            "a retraction speaks of a stream that was defined in the hole", 20, "05 08 13 00 00 01 05 04 28 00 60 05 0A",
            Before + "1 blocks of #5 from block 4 on at objects [19, 20), in doubt", "#5 blocks [0, 4); #0 blocks [3, ?); #1 blocks [1, ?)"
        },
        {
            "a retraction into what stood before the hole leaves blocks of a stream that was defined in it", 20, "05 08 0C 00 00 01 05 04 28 00 60 05 0A",
            "1 blocks of #0 from block 0 on at objects [10, 11)\n1 blocks of #0 from block 1 on at objects [11, 12), in doubt\n1 blocks of #5 from block 4 on at objects [12, 13), in doubt",
            "#5 blocks [0, 4); #0 blocks [?, ?); #1 blocks [?, ?)"
        },
        {
            "a retraction to the origin", 20, "05 08 0A 00 00 01 00 00 00 00 60 00 0A",
            "1 blocks of #0 from block 0 on at objects [10, 11), in doubt", "#0 blocks [?, 0); #1 blocks [?, ?)"
        },
        {
            "a retraction of a filemark alone", 20, "63 00 0A 20 06 00 0B 00000000 03 02 01 01 05 08 18 00 00 01 00 0B 6E 00 60 00 0A",
            Before + "4 blocks of #0 from block 7 on at objects [20, 24), in doubt\n1 blocks of #0 from block 11 on at objects [24, 25), in doubt", "#0 blocks [3, 7); #1 blocks [1, ?)"
        },
        {
            "a checksum of nothing but what the page has", 20, "63 00 0A 20 06 00 04 00000000",
            Before + "4 blocks of #0 from block 0 on at objects [20, 24), in doubt", "#0 blocks [?, 0); #1 blocks [1, ?)"
        },
        {
            "a checksum numbers a stream that was defined in the hole", 20, "61 05 0A 20 06 05 06 00000000",
            Before + "2 blocks of #5 from block 4 on at objects [20, 22), in doubt", "#5 blocks [0, 4); #0 blocks [3, ?); #1 blocks [1, ?)"
        },
        { "a page at a lower object than the mark, which then is none any more", 10, "60 01 0A", "1 blocks of #1 from block ? on at objects [10, 11), in doubt", "#1 blocks [?, ?); #0 blocks [?, ?)" },
        {
            "objects up to the last number", 20, "03 0A 00 EBFFFFFFFFFFFFFF7F",
            Before + "9223372036854775787 filemarks of the session at objects [20, 9223372036854775807), in doubt", "#0 blocks [3, ?); #1 blocks [1, ?)"
        },
        {
            "blocks of a stream up to the last number", 20, "60 01 0A 05 18 14 00 00 01 00 FEFFFFFFFFFFFFFF7F FEFFFFFFFFFFFFFF7F 00 60 00 01",
            Before + "1 blocks of #0 from block 9223372036854775806 on at objects [20, 21), in doubt", "#1 blocks [1, ?); #0 blocks [3, 9223372036854775806)"
        },
        { "blocks of a stream beyond the last number", 20, "60 01 0A 05 18 14 00 00 01 00 FEFFFFFFFFFFFFFF7F FEFFFFFFFFFFFFFF7F 00 61 00 01", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "totals of fewer blocks than some of their streams have", 20, "63 00 0A 20 06 00 0B 00000000 60 01 0A 20 06 01 03 00000000 08 05 03 0C 00 00 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a checksum of less than there is", 20, "63 00 0A 20 06 00 03 00000000", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "two checksums that contradict", 20, "20 06 00 0B 00000000 20 06 00 0C 00000000", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a stream that goes on after its end", 20, "07 06 00 01 07 46 00 00 60 00 0A", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "filemarks of a stream after its end", 20, "07 06 00 01 07 46 00 00 03 02 01 01", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a stream that ends twice", 20, "07 06 00 01 07 46 00 00 07 06 00 01 07 46 00 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a stream that is defined twice", 20, "02 0A 00 00 00 00 00 00 00 00 00 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a mark beyond the tape", 20, "06 01 15", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a retraction of nothing", 20, "05 04 14 00 00 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a retraction before the origin", 20, "60 00 0A 05 04 09 00 00 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a retraction that leaves more than there is", 20, "63 00 0A 20 06 00 0B 00000000 05 08 16 00 00 01 00 0C 78 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "totals of fewer streams than there are", 20, "08 05 01 0E 00 00 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "totals of fewer blocks than there are", 20, "63 00 0A 20 06 00 0B 00000000 08 05 02 0A 00 00 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a record after the close", 20, "08 05 03 0E 00 00 00 03 02 00 01", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a second header", 20, "01 01 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "more objects than 63 bits", 20, "03 0A 00 FFFFFFFFFFFFFFFF7F", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
        { "a record that is not known", 20, "60 00 0A 1F 00", Before.TrimEnd(), "#0 blocks [3, ?); #1 blocks [1, ?)" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Salvage_RecordsBehindAHole_ProveThisMuch(string what, int firstObject, string records, string extents, string streamLosses)
    {
        Assert.NotEmpty(what);
        byte[] first = ForgedLogTests.Forge(Hex.Parse("62 00 0A 60 01 0A 06 01 0B"));
        byte[] third = ForgedLogTests.Page(Hex.Parse(records), 2, 77, firstObject);
        byte[] bytes = [.. first, .. new byte[50], .. third];
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(bytes), WriteLogRecoveryMode.Salvage);
        Assert.Equal(extents, string.Join("\n", recovery.SalvagedExtents()));
        Assert.Equal(streamLosses, string.Join("; ", recovery.StreamLosses));
        bool isBelieved = extents != Before.TrimEnd();
        Assert.Equal([new WriteLogLoss(first.Length, isBelieved ? 50 : 50 + third.Length, 14, isBelieved ? firstObject : null)], recovery.Losses);
        Assert.Equal(first.Length, recovery.ValidLengthBytes);
    }

    [Fact]
    public void Salvage_UnknownRecordInAPage_PassesOverThatPageAlone()
    {
        byte[] first = ForgedLogTests.Forge(Hex.Parse("62 00 0A"));
        byte[] second = ForgedLogTests.Page(Hex.Parse("1F 00"), 1, ForgedLogTests.PageChecksumOf(first), 13);
        byte[] third = ForgedLogTests.Page(Hex.Parse("60 01 0A"), 2, ForgedLogTests.PageChecksumOf(second), 15);
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(first.Concat(second).Concat(third).ToArray()), WriteLogRecoveryMode.Salvage);
        Assert.Equal([new WriteLogLoss(first.Length, second.Length, 13, 15)], recovery.Losses);
        Assert.Equal(4, recovery.SalvagedExtents().Sum(extent => extent.ObjectCount));
        Assert.Equal(WriteLogFaultReason.UnknownType, recovery.Fault.Reason);
    }

    [Fact]
    public void Salvage_PageThatThePagesBeforeContradict_IsNotBelieved()
    {
        // Whole, in its place, and says of a stream's end what its records do not: the chain does not break, the trust does.
        byte[] first = ForgedLogTests.Forge(Hex.Parse("62 00 0A"));
        byte[] second = ForgedLogTests.Page(Hex.Parse("07 06 00 01 03 1D 00 00"), 1, ForgedLogTests.PageChecksumOf(first), 13);
        byte[] third = ForgedLogTests.Page(Hex.Parse("60 01 0A"), 2, ForgedLogTests.PageChecksumOf(second), 13);
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(first.Concat(second).Concat(third).ToArray()), WriteLogRecoveryMode.Salvage);
        Assert.Equal([new WriteLogLoss(first.Length, second.Length + third.Length, 13, null)], recovery.Losses);
        Assert.Equal(3, recovery.SalvagedExtents().Sum(extent => extent.ObjectCount));
        Assert.All(recovery.SalvagedExtents(), extent => Assert.True(extent.IsInDoubt));
    }

    [Fact]
    public void Random_records_behind_holes_never_upset_a_salvage() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            var bytes = new List<byte>(ForgedLogTests.Forge(ForgedLogTests.RandomRecords(random)));
            uint sequence = 0;
            for (int page = random.Next(4); page > 0; page--)
            {
                if (random.Next(3) != 0)
                    bytes.AddRange(new byte[random.Next(5)]);

                sequence += (uint)random.Next(1, 3);
                byte[] records = ForgedLogTests.RandomRecords(random);
                if (records.Length > 0)
                    bytes.AddRange(ForgedLogTests.Page(records, sequence, 5, random.Next(8, 30)));
            }

            byte[] log = bytes.ToArray();
            using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(log), WriteLogRecoveryMode.Salvage);
            long next = 0;
            foreach (WriteLogSalvagedExtent extent in recovery.SalvagedExtents())
            {
                Assert.True(extent.FirstLogicalObjectIdentifier >= next && extent.ObjectCount > 0 && !(extent.FirstBlock < 0));
                next = extent.EndLogicalObjectIdentifier;
            }

            Assert.All(recovery.Losses, loss => Assert.True(loss.LengthBytes >= 0 && loss.OffsetBytes + loss.LengthBytes <= log.Length));
            return true;
        },
        cases: 3_000);
}
