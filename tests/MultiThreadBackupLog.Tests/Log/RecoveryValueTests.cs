using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The values that tell of losses and doubts: each field counts, and each reads as it should.</summary>
public class RecoveryValueTests
{
    [Fact]
    public void Equality_OfValuesThatDifferInOneField_IsFalse()
    {
        var a = new StreamId(1);
        var b = new StreamId(2);
        AllDiffer(
            new WriteLogLoss(1, 2, 3, 4), new WriteLogLoss(9, 2, 3, 4), new WriteLogLoss(1, 9, 3, 4), new WriteLogLoss(1, 2, 9, 4), new WriteLogLoss(1, 2, 3, 9), new WriteLogLoss(1, 2, 3, null));
        AllDiffer(new WriteLogStreamLoss(a, 2, 3), new WriteLogStreamLoss(b, 2, 3), new WriteLogStreamLoss(a, 9, 3), new WriteLogStreamLoss(a, null, 3), new WriteLogStreamLoss(a, 2, 9));
        AllDiffer(new WriteLogIntent(a, 2, 3), new WriteLogIntent(b, 2, 3), new WriteLogIntent(a, 9, 3), new WriteLogIntent(a, 2, 9));
        AllDiffer(
            new WriteLogDoubt(new WriteLogIntent(a, 2, 3), null), new WriteLogDoubt(new WriteLogIntent(b, 2, 3), null),
            new WriteLogDoubt(new WriteLogIntent(a, 2, 3), new WriteLogError(3, false, 1, 1, "e")));
        AllDiffer(
            new WriteLogSalvagedExtent(TapeExtentType.Run, 1, 2, 3, 4, 5, false),
            new WriteLogSalvagedExtent(TapeExtentType.Filemarks, 1, 2, 3, 4, 5, false),
            new WriteLogSalvagedExtent(TapeExtentType.Run, 9, 2, 3, 4, 5, false),
            new WriteLogSalvagedExtent(TapeExtentType.Run, 1, 9, 3, 4, 5, false),
            new WriteLogSalvagedExtent(TapeExtentType.Run, 1, 2, 9, 4, 5, false),
            new WriteLogSalvagedExtent(TapeExtentType.Run, 1, 2, 3, null, 5, false),
            new WriteLogSalvagedExtent(TapeExtentType.Run, 1, 2, 3, 4, 9, false),
            new WriteLogSalvagedExtent(TapeExtentType.Run, 1, 2, 3, 4, 5, true));
        Assert.True(new WriteLogLoss(1, 2, 3, 4) == new WriteLogLoss(1, 2, 3, 4) && new WriteLogLoss(1, 2, 3, 4) != default);
        Assert.True(new WriteLogStreamLoss(a, 2, 3) == new WriteLogStreamLoss(a, 2, 3) && new WriteLogStreamLoss(a, 2, 3) != default);
        Assert.True(new WriteLogIntent(a, 2, 3) == new WriteLogIntent(a, 2, 3) && new WriteLogIntent(a, 2, 3) != default);
        Assert.True(new WriteLogDoubt(new WriteLogIntent(a, 2, 3), null) == new WriteLogDoubt(new WriteLogIntent(a, 2, 3), null) && new WriteLogDoubt(new WriteLogIntent(a, 2, 3), null) != default);
        Assert.True(default(WriteLogSalvagedExtent) == new WriteLogSalvagedExtent(TapeExtentType.Run, 0, 0, 0, null, 0, false) && default != new WriteLogSalvagedExtent(TapeExtentType.Run, 0, 0, 1, null, 0, false));
    }

    [Fact]
    public void ToString_OfEachValue_SaysWhatItIs()
    {
        var a = new StreamId(1);
        Assert.Equal("512 bytes at 4096: objects [40, 97)", new WriteLogLoss(4096, 512, 40, 97).ToString());
        Assert.Equal("512 bytes at 4096: objects from 40 on", new WriteLogLoss(4096, 512, 40, null).ToString());
        Assert.Equal("512 bytes at 4096: objects from below 39 on, up to 40 taken back", new WriteLogLoss(4096, 512, 40, 39).ToString());
        Assert.Equal([false, false, true], new long?[] { 40, null, 39 }.Select(end => new WriteLogLoss(1, 1, 40, end).HasRetraction));
        Assert.Equal("#1 blocks [2, ?)", new WriteLogStreamLoss(a, 2, null).ToString());
        Assert.Equal("#1 blocks [2, 5)", new WriteLogIntent(a, 2, 3).ToString());
        Assert.Equal("#1 blocks [2, 5) at the end of the log", new WriteLogDoubt(new WriteLogIntent(a, 2, 3), null).ToString());
        Assert.Equal("#1 blocks [2, 5) at the error 'e'", new WriteLogDoubt(new WriteLogIntent(a, 2, 3), new WriteLogError(3, false, 1, 1, "e")).ToString());
        Assert.Equal("3 blocks of #1 from block ? on at objects [2, 5), in doubt", new WriteLogSalvagedExtent(TapeExtentType.Run, 1, 2, 3, null, 5, true).ToString());
        Assert.Equal("3 filemarks of the session at objects [2, 5)", new WriteLogSalvagedExtent(TapeExtentType.Filemarks, -1, 2, 3, null, 0, false).ToString());
    }

    private static void AllDiffer<T>(params T[] values)
        where T : struct
    {
        for (int left = 0; left < values.Length; left++)
        {
            for (int right = 0; right < values.Length; right++)
            {
                Assert.Equal(left == right, values[left].Equals((object)values[right]));
                Assert.Equal(left == right, EqualityComparer<T>.Default.Equals(values[left], values[right]));
                Assert.True(left != right || values[left].GetHashCode() == values[right].GetHashCode());
            }
        }

        Assert.False(values[0].Equals("something else"));
    }
}
