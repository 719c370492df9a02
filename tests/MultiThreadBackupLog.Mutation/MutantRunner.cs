using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

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
        List<KnownTest> chosen = Chosen(reaching);
        for (bool again = false; chosen.Count > 0; again = true)
        {
            bool isNew = _worker is not { State: WorkerState.Ready };
            WorkerProcess worker = Ready();
            worker.Ask("mutant " + mutant.Id);
            string status = Outcome(worker, chosen, out int at);
            if (status is "Spoilt" or "Crashed" && !isNew && !again)
            {
                Discard();
                continue;
            }

            if (status == "Spoilt")
            {
                Discard();
                status = "Killed";
            }

            if (status == "Survived")
            {
                break;
            }

            tests.Remember(mutant, chosen[at]);
            return new MutantResult(mutant.Id, status, chosen[at].Name, at + 1, reaching.Count);
        }

        return new MutantResult(mutant.Id, "Survived", string.Empty, chosen.Count, reaching.Count);
    }

    // In what happens once in a process a mutant must be active from the start.
    private MutantResult RunFresh(Mutant mutant, MutantResult warm)
    {
        using var fresh = new WorkerProcess(folder, 100 + number, tests.Filter, mutant.Id);
        if (fresh.State != WorkerState.Ready)
        {
            return new MutantResult(mutant.Id, fresh.State.ToString(), "(the start)", warm.Ran, warm.Of);
        }

        List<KnownTest> ofFile = tests.OfFile(mutant);
        List<KnownTest> ofFolder = tests.OfFolder(mutant);
        List<KnownTest> candidates = [.. ofFile, .. ofFolder];
        List<KnownTest> chosen = [.. Chosen(ofFile), .. Chosen(ofFolder)];
        if (chosen.Count == 0)
        {
            return warm;
        }

        string status = Outcome(fresh, chosen, out int at);
        return status == "Survived"
            ? new MutantResult(mutant.Id, status, string.Empty, warm.Ran + chosen.Count, warm.Of + candidates.Count)
            : new MutantResult(mutant.Id, status == "Spoilt" ? "Killed" : status, chosen[at].Name, warm.Ran + at + 1, warm.Of + candidates.Count);
    }

    // As many as the budget has room for, one at least.
    private List<KnownTest> Chosen(List<KnownTest> candidates)
    {
        double spent = 0;
        return candidates.TakeWhile((test, index) => (spent += test.Milliseconds) <= budget.TotalMilliseconds || index == 0).ToList();
    }

    private string Outcome(WorkerProcess worker, List<KnownTest> chosen, out int at)
    {
        at = 0;
        WorkerState state = worker.Ask("run " + string.Join(' ', chosen.Select(test => test.Id)), Limit(chosen[0]), out string line);
        while (state == WorkerState.Answered && line.StartsWith("at ", StringComparison.Ordinal))
        {
            at = int.Parse(line.AsSpan(3), CultureInfo.InvariantCulture);
            state = worker.Next(Limit(chosen[at]), out line);
        }

        return state != WorkerState.Answered ? state.ToString()
            : line == "passed" ? "Survived"
            : line.StartsWith("spoilt", StringComparison.Ordinal) ? "Spoilt"
            : "Killed";
    }

    private void Discard()
    {
        _worker?.Dispose();
        _worker = null;
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
