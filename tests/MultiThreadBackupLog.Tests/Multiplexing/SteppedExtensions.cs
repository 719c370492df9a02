using System;
using System.Threading.Tasks;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

internal static class SteppedExtensions
{
    /// <summary>Runs something as the drain thread would, and steps until it was done.</summary>
    public static Task RunAndDrainAsync(this BlockMultiplexer multiplexer, SteppedMultiplexer stepped, Action work)
    {
        Task done = multiplexer.RunOnDrainThreadAsync(() =>
        {
            work();
            return DrainVerdict.Continue;
        });
        stepped.Drain();
        return done;
    }
}
