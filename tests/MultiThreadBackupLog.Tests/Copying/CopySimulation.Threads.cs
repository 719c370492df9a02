using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>The same scene on real threads: no order of steps can be repeated, every claim holds all the same.</content>
internal sealed partial class CopySimulation
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    /// <summary>Has initiators send 16 commands at once, and disturbs them meanwhile. Throws what is wrong, and where everybody stands when nobody goes on.</summary>
    public async Task RunOnThreadsAsync()
    {
        SimulatedCopy[] plans = [.. Enumerable.Range(0, 16).Select(Plan)];
        _plans = plans;
        Task[] senders = [.. Enumerable.Range(0, 4).Select(sender => Task.Run(() => SendAll(plans.Where((_, number) => number % 4 == sender))))];
        for (int round = 0; round < 40; round++)
        {
            Disturb();
            NoteSessions();
            Thread.Yield();
        }

        await Within(Task.WhenAll(senders));
        await Within(Task.WhenAll(plans.Select(plan => plan.Task!)));
        await Within(Task.WhenAll(_others));
        await Within(Task.WhenAll(_restores.Select(restore => restore.Task)));
        LookAtRestores();
        _areFaultsOff = true; // Losses told from here on would come between the answers and their check.
        await Within(Task.Run(() => SpinWait.SpinUntil(() => HasEnded)));
        Check();
        RestoreAll();
        Dispose();
        Demand(HasEnded && _lab.Manager.Drives.All(drive => !drive.IsLogOpen), "something is left after the end: " + Describe());
    }

    private void SendAll(IEnumerable<SimulatedCopy> plans)
    {
        foreach (SimulatedCopy plan in plans)
        {
            while (plan.Task is null)
            {
                Submit(plan);
            }
        }
    }

    private async Task Within(Task task)
    {
        if (await Task.WhenAny(task, Task.Delay(Hang)) != task)
        {
            throw new InvalidOperationException("Nobody goes on: " + Describe());
        }

        await task;
    }

    private string Describe() =>
        _lab.Manager.RunningCount + " run (" + string.Join(", ", _lab.Manager.Running.Select(operation => operation.Record.Initiator + " " + operation.Record.ListIdentifier))
        + "), " + _lab.Manager.WaitingCount + " wait; "
        + string.Join(", ", _lab.Manager.Drives.Select(drive => drive.LogState + " with " + drive.Use.Appenders + " appending, alone " + drive.Use.IsHeldAlone));
}
