using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Runs all tests without a mutant: what fails once, or takes too long, is left out, and of the others it is noted which mutants they reach.</summary>
internal static class BaselineRun
{
    public static int Run(RunFolder folder, string bin, string tests, double longest)
    {
        TakeOver(folder, bin);
        var worker = new WorkerProcess(folder, 0, tests);
        int count = int.Parse(worker.Ask("tests"), CultureInfo.InvariantCulture);
        List<string[]> found = Enumerable.Range(0, count).Select(_ => worker.ReadLine().Split('\t')).ToList();
        var known = new List<KnownTest>();
        long begin = Stopwatch.GetTimestamp();

        // The first round is cold: it reaches what happens once in a process. The second is warm, and is what a mutant will meet.
        var cold = new HashSet<int>();
        var warm = new HashSet<int>();
        var failed = new HashSet<string>();
        foreach (bool second in new[] { false, true })
        {
            foreach (string[] test in found)
            {
                if (failed.Contains(test[0]))
                {
                    continue;
                }

                if (worker.Ask("cover " + test[0], TimeSpan.FromSeconds(longest), out string line) != WorkerState.Answered)
                {
                    failed.Add(test[0]);
                    Console.WriteLine($"left out: {test[1]}: {worker.State}");
                    worker.Dispose();
                    worker = new WorkerProcess(folder, 0, tests);
                    continue;
                }

                string[] answer = line.Split('\t');
                string[] outcome = answer[0].Split(' ', 3);
                int[] reached = KnownTest.Numbers(answer[1]);
                (second ? warm : cold).UnionWith(reached);
                double milliseconds = double.Parse(outcome[1], CultureInfo.InvariantCulture);
                if (outcome[0] != "passed")
                {
                    failed.Add(test[0]);
                    Console.WriteLine($"left out: {test[1]}: {milliseconds:F0} ms {(outcome.Length > 2 ? outcome[2] : string.Empty)}");
                }
                else if (second)
                {
                    known.Add(new KnownTest(test[0], test[1], milliseconds, reached));
                }
            }

            Console.WriteLine($"round {(second ? 2 : 1)} of {found.Count} tests: {Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s");
        }

        cold.ExceptWith(warm);
        int[] statics = KnownTest.Numbers(worker.Ask("statics")).Concat(cold).Distinct().Order().ToArray();
        worker.Dispose();
        File.WriteAllLines(
            folder.Baseline, known.Append(new KnownTest(KnownTest.Statics, tests, 0, statics)).Select(test => test.ToLine()));
        Console.WriteLine(
            $"{known.Count} of {found.Count} tests, {known.Sum(test => test.Milliseconds) / 1000:F1} s; {warm.Count} mutants reached, "
            + $"{statics.Length} in static initialisers or once in a process");
        return 0;
    }

    // The tests' folder with the mutated library in the library's place.
    private static void TakeOver(RunFolder folder, string bin)
    {
        if (Directory.Exists(folder.Bin))
        {
            Directory.Delete(folder.Bin, recursive: true);
        }

        Directory.CreateDirectory(folder.Bin);
        foreach (string file in Directory.EnumerateFiles(bin))
        {
            File.Copy(file, Path.Combine(folder.Bin, Path.GetFileName(file)));
        }

        File.Copy(folder.Mutated, Path.Combine(folder.Bin, RunFolder.Library), overwrite: true);
        File.Delete(Path.Combine(folder.Bin, Path.ChangeExtension(RunFolder.Library, ".pdb")));
    }
}
