using System;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

public class StallListTests
{
    [Fact]
    public void InOrderOfTime_OfMoreThanAreKept_AreTheLongestAndOfEqualsTheEarlier()
    {
        var stalls = new StallList();
        for (int index = 0; index < 5 * WriteLogDiagnostics.MaximumStalls; index++)
            stalls.Add(new WriteLogStall(1_000 * index, (1_000 * index) + (index == 321 ? 900 : 5), index, 0));

        Assert.Equal((500, TimeSpan.FromTicks((499 * 5) + 900)), (stalls.Count, stalls.TotalTime));
        long[] expected = [.. Enumerable.Range(0, WriteLogDiagnostics.MaximumStalls - 1), 321];
        Assert.Equal(expected, stalls.InOrderOfTime().Select(stall => stall.LogicalObjectIdentifier));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(150)]
    public void InOrderOfTime_OfAFewMoreThanAreKept_AreNotMoreThanThat(int count)
    {
        var stalls = new StallList();
        for (int index = 0; index < count; index++)
            stalls.Add(new WriteLogStall(1_000 * index, (1_000 * index) + 100 + index, index, 0));

        int kept = Math.Min(count, WriteLogDiagnostics.MaximumStalls);
        Assert.Equal(Enumerable.Range(count - kept, kept).Select(index => (long)index), stalls.InOrderOfTime().Select(stall => stall.LogicalObjectIdentifier));
    }
}
