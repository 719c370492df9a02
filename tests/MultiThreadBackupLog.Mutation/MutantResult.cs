using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace MultiThreadBackupLog.Mutation;

/// <summary>What came of one mutant in one run.</summary>
/// <param name="Id">Stryker's number of the mutant.</param>
/// <param name="Status">Killed, TimedOut, Crashed, Survived or NoCoverage.</param>
/// <param name="Test">The test that noticed it.</param>
/// <param name="Ran">How many tests were run.</param>
/// <param name="Of">How many could have been: with a short budget some are left.</param>
internal sealed record MutantResult(int Id, string Status, string Test, int Ran, int Of)
{
    /// <summary>Gets whether a test noticed the mutant.</summary>
    public bool IsDetected => Status is "Killed" or "TimedOut" or "Crashed";

    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>Reads the last result of each mutant; one that was detected stays detected, since tests are added and none is taken away.</summary>
    public static Dictionary<int, MutantResult> ReadAll(string file)
    {
        var results = new Dictionary<int, MutantResult>();
        foreach (string line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            MutantResult result = JsonSerializer.Deserialize<MutantResult>(line)!;
            bool isNews = !results.TryGetValue(result.Id, out MutantResult? before) || !before.IsDetected;

            // A run with some tests only does not say of a mutant that nobody else reaches it.
            if (isNews && !(before?.Status == "Survived" && result.Status == "NoCoverage"))
            {
                results[result.Id] = result;
            }
        }

        return results;
    }

    public static string StatusOf(IReadOnlyDictionary<int, MutantResult> results, int id) =>
        results.TryGetValue(id, out MutantResult? result) ? result.Status : "NotRun";
}
