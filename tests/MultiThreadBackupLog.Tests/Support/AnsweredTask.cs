using System;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Reads the answer of a command that has ended; it may be a moment on its way, since it is told on another thread.</summary>
internal static class AnsweredTask
{
    public static T Now<T>(this Task<T> task) => task.Wait(TimeSpan.FromSeconds(60))
        ? task.GetAwaiter().GetResult()
        : throw new InvalidOperationException("The command has no answer.");
}
