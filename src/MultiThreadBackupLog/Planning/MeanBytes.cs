using System;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Planning;

/// <summary>About how many bytes some objects of a log hold, for estimates of time only.</summary>
internal static class MeanBytes
{
    public static long Of(WriteLogIndex index, long logicalObjects)
    {
        long allObjects = index.EndLogicalObjectIdentifier - index.BeginLogicalObjectIdentifier;
        return allObjects <= 0 ? 0 : (long)((double)index.Totals.ByteCount / allObjects * Math.Abs(logicalObjects));
    }
}
