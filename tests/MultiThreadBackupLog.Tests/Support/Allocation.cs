using System;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Measures what some work allocates in steady state.</summary>
internal static class Allocation
{
    /// <summary>Gives the least number of bytes that the calling thread allocated in one of several stretches of the same work.</summary>
    /// <remarks>
    /// A garbage collection, which any test beside this one may cause, charges a thread with the rest of its allocation context, up to 8 KiB that it never
    /// took. What the work itself costs shows in every stretch.
    /// </remarks>
    public static long Least(Action work, int stretches = 10)
    {
        long least = long.MaxValue;
        for (int stretch = 0; stretch < stretches && least > 0; stretch++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
