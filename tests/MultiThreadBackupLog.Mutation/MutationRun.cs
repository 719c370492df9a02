using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Runs a selection of mutants; results are appended one by one, so that a run may be stopped and begun again.</summary>
internal sealed class MutationRun
{
    private readonly RunFolder _folder;
    private readonly List<Mutant> _selected;
    private readonly MutantTests _tests;
    private readonly TimeSpan _patience;
    private readonly TimeSpan _budget;
    private readonly int _workers;
    private readonly Lock _gate = new();
    private int _done;
    private int _detected;

    public MutationRun(RunFolder folder, Arguments arguments)
    {
        _folder = folder;
        Dictionary<int, MutantResult> results = MutantResult.ReadAll(folder.Results);
        HashSet<string> statuses = (arguments["status"] ?? "NotRun").Split(',').ToHashSet();
        HashSet<int>? ids = arguments["ids"]?.Split(',').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToHashSet();
        _selected = MutantReport.Read(folder.Report, arguments["files"] ?? "**")
            .Where(mutant => ids?.Contains(mutant.Id) ?? statuses.Contains(MutantResult.StatusOf(results, mutant.Id))).ToList();
        if (arguments["sample"] is not null)
        {
            Shuffle(_selected, (int)arguments.Number("sample", 1));
        }

        _tests = new MutantTests(KnownTest.ReadAll(folder.Baseline), MutantReport.Read(folder.Report), new NameFilter(arguments["with"] ?? string.Empty));
        _patience = TimeSpan.FromSeconds(arguments.Number("patience", 4));
        _budget = TimeSpan.FromSeconds(arguments.Number("budget", 4));
        _workers = (int)arguments.Number("workers", 1);
    }

    public int Run()
    {
        var queue = new ConcurrentQueue<Mutant>(_selected);
        long begin = Stopwatch.GetTimestamp();
        Thread[] threads = Enumerable.Range(1, _workers).Select(number => new Thread(() => Work(queue, number))).ToArray();
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Console.WriteLine($"{_detected} of {_done} detected, {Stopwatch.GetElapsedTime(begin).TotalMinutes:F1} minutes");
        return 0;
    }

    // The first so many of them are a fair sample, also when the run is stopped.
    private static void Shuffle(List<Mutant> mutants, int seed)
    {
        var random = new Random(seed);
        for (int left = mutants.Count; left > 1; left--)
        {
            int other = random.Next(left);
            (mutants[left - 1], mutants[other]) = (mutants[other], mutants[left - 1]);
        }
    }

    private void Work(ConcurrentQueue<Mutant> queue, int number)
    {
        using var runner = new MutantRunner(_folder, number, _tests, _patience, _budget);
        while (queue.TryDequeue(out Mutant? mutant))
        {
            MutantResult result = runner.Run(mutant);
            lock (_gate)
            {
                File.AppendAllText(_folder.Results, result.ToLine() + "\n");
                _done++;
                _detected += result.IsDetected ? 1 : 0;
                if (_done % 100 == 0)
                {
                    Console.WriteLine($"{_detected} of {_done} detected, {queue.Count} left");
                }
            }
        }
    }
}
