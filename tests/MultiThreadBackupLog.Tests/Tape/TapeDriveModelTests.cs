using System;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Tape;

public class TapeDriveModelTests
{
    private static readonly TapeDriveModel[] Drives = [TapeDriveModel.NoSeekCost, TapeDriveModel.Lto7, TapeDriveModel.Lto8];

    [Fact]
    public void Lto7_FarFromTheCeiling_LocatesAtOnePointSevenTimesTheReadingRate()
    {
        TapeDriveModel drive = TapeDriveModel.Lto7;
        Assert.Equal(1.7, drive.LocateBytesPerSecond / drive.StreamingBytesPerSecond, 3);
        Assert.Equal(10, drive.EstimateReadSeconds(3_000_000_000), 9);
        Assert.Equal(3 + (5.1e9 / 510e6), drive.EstimateLocateSeconds(5_100_000_000), 9);
        Assert.Equal(45, drive.EstimateLocateSeconds(6_000_000_000_000));
        Assert.Equal(9 + 1, drive.EstimateSpaceSeconds(510_000_000, commands: 3), 9);
        Assert.Equal(0, drive.EstimateSpaceSeconds(510_000_000, commands: 0));
    }

    [Fact]
    public void BreakEvenBytes_NoSeekCost_IsZero_SoThatNothingUnwantedIsRead() => Assert.Equal(0, TapeDriveModel.NoSeekCost.BreakEvenBytes);

    [Fact]
    public void BreakEvenBytes_MovesSlowerThanReading_IsTheCeiling()
    {
        var slow = new TapeDriveModel("slow", 100, 1, 50, 2, 50, 10, 0);
        Assert.Equal(1_000, slow.BreakEvenBytes);
        Assert.Equal(double.PositiveInfinity, new TapeDriveModel("slower", 100, 1, 50, 2, 50, double.PositiveInfinity, 0).BreakEvenBytes);
    }

    [Fact]
    public void Moving_pays_from_the_break_even_on_and_not_before_on_every_drive() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            TapeDriveModel drive = Drives[random.Next(Drives.Length)];
            long bytes = (long)Math.Pow(2, random.NextDouble() * 43);
            double move = Math.Min(drive.EstimateLocateSeconds(bytes), drive.EstimateSpaceSeconds(bytes));
            double margin = 1e-6 * (1 + move);
            return bytes > drive.BreakEvenBytes ? move <= drive.EstimateReadSeconds(bytes) + margin : move >= drive.EstimateReadSeconds(bytes) - margin;
        });

    [Theory]
    [InlineData(0, 1, 1, 1, 1, 9, 1)]
    [InlineData(1, -1, 1, 1, 1, 9, 1)]
    [InlineData(1, 1, 0, 1, 1, 9, 1)]
    [InlineData(1, 1, 1, double.PositiveInfinity, 1, double.PositiveInfinity, 1)]
    [InlineData(1, 1, 1, 1, -1, 9, 1)]
    [InlineData(1, 1, 1, 4, 1, 3, 1)]
    [InlineData(1, 1, 1, 1, 1, 9, -1)]
    [InlineData(double.NaN, 1, 1, 1, 1, 9, 1)]
    [InlineData(1, double.NaN, 1, 1, 1, 9, 1)]
    public void Constructor_ValueOutOfRange_Throws(double stream, double locate, double locateRate, double space, double spaceRate, double far, double reposition) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TapeDriveModel("x", stream, locate, locateRate, space, spaceRate, far, reposition));

    [Fact]
    public void Estimate_NegativeNumber_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TapeDriveModel.Lto8.EstimateReadSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TapeDriveModel.Lto8.EstimateLocateSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TapeDriveModel.Lto8.EstimateSpaceSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TapeDriveModel.Lto8.EstimateSpaceSeconds(1, -1));
        Assert.Throws<ArgumentNullException>(() => new TapeDriveModel(null!, 1, 1, 1, 1, 1, 9, 1));
    }
}
