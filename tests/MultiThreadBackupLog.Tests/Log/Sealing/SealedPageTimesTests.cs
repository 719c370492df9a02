using System.Linq;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>What a sealed page may say of its time stamps: docs/write-log-format.md, section 9. A sequence <c>01 n 00</c> is the number n as often as it is asked for.</summary>
public class SealedPageTimesTests
{
    private const int Runs = 3;

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("a form that is none", "03")]
    [InlineData("a form that is none before what would be good", "03 00 00 00 01 01 00 00 01 00 00")]
    [InlineData("no beginning", "01")]
    [InlineData("no rate", "01 00")]
    [InlineData("no shift", "01 00 00")]
    [InlineData("a rate that passes 16 bits", "01 00 808004 00 01 01 00 00 01 00 00")]
    [InlineData("a shift that passes 60", "01 00 00 3D 01 01 00 00 01 00 00")]
    [InlineData("no number of stamps", "01 00 00 00")]
    [InlineData("no stamps", "01 00 00 00 00 01 00 00 01 00 00")]
    [InlineData("more stamps than a page may have", "01 00 00 00 818004 01 00 00 01 00 00")]
    [InlineData("no gaps", "01 00 00 00 01")]
    [InlineData("gaps and no surprises", "01 00 00 00 01 01 00 00")]
    [InlineData("a first stamp behind the runs", "01 00 00 00 01 01 04 00 01 00 00")]
    [InlineData("the bits of the first gap missing", "01 00 00 00 01 01 00 01 00 01 00 00")]
    [InlineData("a stamp for each run and no surprises", "02 00 00 00")]
    public void TryBegin_StampsThatCannotBe_AreRefused(string what, string bytes)
    {
        int position = 0;
        Assert.False(new SealedPageTimes().TryBegin(Hex.Parse(bytes), ref position, Runs), what);
    }

    [Theory]
    [InlineData("listed", "00", int.MaxValue)]
    [InlineData("the greatest rate", "01 00 FFFF03 00 01 01 00 00 01 00 00", 0)]
    [InlineData("the greatest shift", "01 00 00 3C 01 01 00 00 01 00 00", 0)]
    [InlineData("as many stamps as a page may have", "01 00 00 00 808004 01 00 00 01 00 00", 0)]
    [InlineData("a first stamp behind the last run", "01 00 00 00 01 01 03 00 01 00 00", Runs)]
    [InlineData("one for each run", "02 00 00 00 01 00 00", 0)]
    public void TryBegin_StampsAtTheirLimits_AreTaken(string what, string bytes, int nextPosition)
    {
        byte[] payload = Hex.Parse(bytes);
        int position = 0;
        var times = new SealedPageTimes();
        Assert.True(times.TryBegin(payload, ref position, Runs), what);
        Assert.Equal(payload.Length, position);
        Assert.Equal(nextPosition, times.NextPosition);
    }

    [Fact]
    public void TryBegin_StampForEachOfNoRuns_IsRefused()
    {
        int position = 0;
        Assert.False(new SealedPageTimes().TryBegin(Hex.Parse("02 00 00 00 01 00 00"), ref position, runs: 0));
    }

    [Theory]
    [InlineData("a second stamp behind the runs", "01 00 00 00 02 01 02 00 01 00 00", 2)]
    [InlineData("no bits of a second surprise", "01 00 00 00 02 01 01 00 01 00 08 01 02", 1, 2)]
    [InlineData("no bits of a second gap", "01 00 00 00 02 01 00 08 01 01 01 00 00", 1)]
    [InlineData("a stamp below the one before", "01 00 00 00 01 01 01 00 01 01 00", 1)]
    [InlineData("a stamp beyond 63 bits", "01 FFFFFFFFFFFFFFFF7F 00 00 01 01 01 00 01 02 00", 1)]
    public void TryTake_StampThatCannotBe_IsRefused(string what, string bytes, params int[] positions)
    {
        // The last position is that of the stamp which is refused, or behind which the next one is.
        byte[] payload = Hex.Parse(bytes);
        SealedPageTimes times = Begin(payload);
        foreach (int position in positions.SkipLast(1))
        {
            Assert.Equal(position, times.NextPosition);
            Assert.True(times.TryTake(payload, position, out _, out bool hasStamp) && hasStamp, what);
        }

        Assert.Equal(positions[^1], times.NextPosition);
        Assert.False(times.TryTake(payload, positions[^1], out _, out _), what);
    }

    [Fact]
    public void TryTake_StampsBehindGuesses_AreThoseOfTheFormat()
    {
        // From 10 on; rate 1, shift 9: a unit for each block of 512 bytes, of which a run has three. 24h: u is 0, 1, 2, two bits each from the lowest.
        byte[] payload = Hex.Parse("02 0A 01 09 01 00 02 01 24");
        SealedPageTimes times = Begin(payload, blockCount: 3);
        long[] units = new long[Runs];
        bool[] stamps = new bool[Runs];
        for (int run = 0; run < Runs; run++)
        {
            Assert.Equal(run, times.NextPosition);
            Assert.True(times.TryTake(payload, run, out units[run], out stamps[run]));
        }

        // As guessed, 0, which is no stamp; one less than 3, so that f is 511; one more than floor((511 + 3 * 512) / 512).
        Assert.Equal([10, 12, 16], units);
        Assert.Equal([false, true, true], stamps);
        Assert.Equal(int.MaxValue, times.NextPosition);
        Assert.True(times.IsSpent);
    }

    [Theory]
    [InlineData("all used", "01 00 00 00 01 01 01 00 01 00 00", true)]
    [InlineData("gaps with a byte too many", "01 00 00 00 01 01 00 01 02 01 00 01 00 00", false)]
    [InlineData("surprises with a byte too many", "01 00 00 00 01 01 01 00 01 00 01 02 00 00", false)]
    [InlineData("surprises of another state at their end", "01 00 00 00 01 01 01 00 02 00 00 8010 00 00 8010 00 00010000 00008001", false)]
    public void IsSpent_AfterTheOnlyStamp_SaysWhetherNothingIsLeft(string what, string bytes, bool isSpent)
    {
        byte[] payload = Hex.Parse(bytes);
        SealedPageTimes times = Begin(payload);
        Assert.False(times.IsSpent, what);
        Assert.True(times.TryTake(payload, 1, out _, out _), what);
        Assert.True(isSpent == times.IsSpent, what);
    }

    [Fact]
    public void TrySettleListed_StampsAmongTheRecords_AddUp()
    {
        int position = 0;
        var times = new SealedPageTimes();
        Assert.True(times.TryBegin([0], ref position, Runs));
        Assert.True(times.TrySettleListed(0, 5));
        Assert.True(times.TrySettleListed(2, long.MaxValue - 5));
        Assert.Equal(long.MaxValue, times.Units);
        Assert.False(times.TrySettleListed(2, 1));
        Assert.True(times.IsSpent);
    }

    private static SealedPageTimes Begin(byte[] payload, int blockCount = 1)
    {
        int position = 0;
        var times = new SealedPageTimes();
        Assert.True(times.TryBegin(payload, ref position, Runs));
        Assert.Equal(payload.Length, position);
        Assert.True(times.TryAddRuns(0, Enumerable.Repeat((long)blockCount, Runs).ToArray(), Enumerable.Repeat(512, Runs).ToArray()));
        return times;
    }
}
