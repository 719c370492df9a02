using System;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Planning;

/// <summary>About how many bytes some objects of a log hold, for estimates of time only.</summary>
internal static class MeanBytes
{
    public static long Of(WriteLogIndex index, long logicalObjects)
    {
        long allObjects = index.EndLogicalObjectIdentifier - index.BeginLogicalObjectIdentifier;
        if (allObjects <= 0)
        {
            return 0;
        }

        // A log may claim any number of bytes: what does not fit is as far as can be.
        double bytes = (double)index.Totals.ByteCount / allObjects * Math.Abs(logicalObjects);
        return bytes < long.MaxValue ? (long)bytes : long.MaxValue;
    }
}
