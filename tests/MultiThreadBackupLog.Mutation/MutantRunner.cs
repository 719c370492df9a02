using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Runs one mutant after another on one worker, which is replaced when a mutant spoils it.</summary>
/// <remarks>
/// What a mutant leaves behind must not be taken for the effect of the next one. So a test that fails runs once more without a mutant: where it fails
/// again the worker is replaced and the mutant tried anew, and a crash counts only where a new worker crashes, too.
/// </remarks>
internal sealed class MutantRunner(RunFolder folder, int number, MutantTests tests, TimeSpan patience, TimeSpan budget) : IDisposable
{
    private WorkerProcess? _worker;

    public MutantResult Run(Mutant mutant)
    {
        List<KnownTest> reaching = tests.Of(mutant);
        bool isStatic = tests.IsStatic(mutant);
        if (reaching.Count == 0 && !isStatic)
        {
            return new MutantResult(mutant.Id, "NoCoverage", string.Empty, 0, 0);
        }

        MutantResult result = RunWarm(mutant, reaching);
        return result.IsDetected || !isStatic ? result : RunFresh(mutant, result);
    }

    public void Dispose() => _worker?.Dispose();

    private MutantResult RunWarm(Mutant mutant, List<KnownTest> reaching)
    {
        double spent = 0;
        int ran = 0;
        foreach (KnownTest test in reaching)
        {
            if (ran > 0 && spent + test.Milliseconds > budget.TotalMilliseconds)
            {
                break;
            }

            spent += test.Milliseconds;
            ran++;
            string? status = RunTest(mutant, test);
            if (status is not null)
            {
                tests.Remember(mutant, test);
                return new MutantResult(mutant.Id, status, test.Name, ran, reaching.Count);
            }
        }

        return new MutantResult(mutant.Id, "Survived", string.Empty, ran, reaching.Count);
    }

    // In what happens once in a process a mutant must be active from the start.
    private MutantResult RunFresh(Mutant mutant, MutantResult warm)
    {
        using var fresh = new WorkerProcess(folder, 100 + number, tests.Filter, mutant.Id);
        if (fresh.State != WorkerState.Ready)
        {
            return new MutantResult(mutant.Id, fresh.State.ToString(), "(the start)", 0, 0);
        }

        List<KnownTest> candidates = tests.OfFile(mutant);
        double spent = 0;
        int ran = 0;
        foreach (KnownTest test in candidates)
        {
            if (ran > 0 && spent + test.Milliseconds > budget.TotalMilliseconds)
            {
                break;
            }

            spent += test.Milliseconds;
            ran++;
            WorkerState state = fresh.Ask("test " + test.Id, Limit(test), out string answer);
            if (state != WorkerState.Answered || !answer.StartsWith("passed", StringComparison.Ordinal))
            {
                string status = state == WorkerState.Answered ? "Killed" : state.ToString();
                return new MutantResult(mutant.Id, status, test.Name, warm.Ran + ran, warm.Of + candidates.Count);
            }
        }

        return new MutantResult(mutant.Id, "Survived", string.Empty, warm.Ran + ran, warm.Of + candidates.Count);
    }

    // Null: the test noticed nothing.
    private string? RunTest(Mutant mutant, KnownTest test)
    {
        for (bool again = false; ; again = true)
        {
            bool isNew = _worker is not { State: WorkerState.Ready };
            WorkerProcess worker = Ready();
            worker.Ask("mutant " + mutant.Id);
            WorkerState state = worker.Ask("test " + test.Id, Limit(test), out string answer);
            if (state == WorkerState.TimedOut)
            {
                return "TimedOut";
            }

            if (state == WorkerState.Crashed)
            {
                if (isNew || again)
                {
                    return "Crashed";
                }

                continue;
            }

            if (answer.StartsWith("passed", StringComparison.Ordinal))
            {
                return null;
            }

            worker.Ask("mutant -1");
            if (worker.Ask("test " + test.Id, Limit(test), out answer) == WorkerState.Answered && answer.StartsWith("passed", StringComparison.Ordinal))
            {
                return "Killed";
            }

            worker.Dispose();
            _worker = null;
            if (isNew || again)
            {
                return "Killed";
            }
        }
    }

    private WorkerProcess Ready()
    {
        if (_worker is not { State: WorkerState.Ready })
        {
            _worker?.Dispose();
            _worker = new WorkerProcess(folder, number, tests.Filter);
            if (_worker.State != WorkerState.Ready)
            {
                throw new InvalidOperationException("The worker does not start without a mutant.");
            }
        }

        return _worker;
    }

    private TimeSpan Limit(KnownTest test) => patience + TimeSpan.FromMilliseconds(10 * test.Milliseconds);
}
