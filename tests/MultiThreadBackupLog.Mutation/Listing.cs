using System;
using System.Collections.Generic;
using System.Linq;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Survivors and figures.</summary>
internal static class Listing
{
    public static int Survivors(RunFolder folder, Arguments arguments)
    {
        Dictionary<int, MutantResult> results = MutantResult.ReadAll(folder.Results);
        HashSet<string> statuses = (arguments["status"] ?? "Survived,NoCoverage").Split(',').ToHashSet();
        foreach (Mutant mutant in MutantReport.Read(folder.Report, arguments["files"] ?? "**").OrderBy(mutant => mutant.File).ThenBy(mutant => mutant.Line))
        {
            string status = MutantResult.StatusOf(results, mutant.Id);
            if (statuses.Contains(status))
            {
                results.TryGetValue(mutant.Id, out MutantResult? result);
                Console.WriteLine(
                    $"{mutant.File}:{mutant.Line}:{mutant.Column} {mutant.Id} {status} {result?.Ran}/{result?.Of} [{mutant.Mutator}] "
                    + $"{mutant.Original} => {mutant.Replacement} {result?.Test}");
            }
        }

        return 0;
    }

    public static int Score(RunFolder folder, Arguments arguments)
    {
        Dictionary<int, MutantResult> results = MutantResult.ReadAll(folder.Results);
        var lines = MutantReport.Read(folder.Report, arguments["files"] ?? "**")
            .Select(mutant => (mutant.File, Status: MutantResult.StatusOf(results, mutant.Id))).ToList();
        foreach (var file in lines.GroupBy(line => line.File).OrderBy(file => file.Key))
        {
            Print(file.Key, file.Select(line => line.Status).ToList());
        }

        Print("all", lines.Select(line => line.Status).ToList());
        return 0;
    }

    private static void Print(string name, List<string> statuses)
    {
        int Count(string status) => statuses.Count(other => other == status);
        int detected = Count("Killed") + Count("TimedOut") + Count("Crashed");
        Console.WriteLine(
            $"{100.0 * detected / Math.Max(1, statuses.Count),6:F1} % {detected,5} of {statuses.Count,5}  killed {Count("Killed")}, timed out {Count("TimedOut")}, "
            + $"crashed {Count("Crashed")}, survived {Count("Survived")}, not reached {Count("NoCoverage")}, not run {Count("NotRun")}  {name}");
    }
}
