using System.IO;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Where one generation of mutants is kept, with what is known of them.</summary>
internal sealed class RunFolder
{
    public const string Library = "MultiThreadBackupLog.dll";

    public RunFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>Gets the library with all mutants in it, with the switch put in.</summary>
    public string Mutated => In("mutated.dll");

    /// <summary>Gets Stryker's report.</summary>
    public string Report => In("report.json");

    /// <summary>Gets the folder from which the tests run: a copy of the test project's output over the mutated library.</summary>
    public string Bin => In("bin");

    public string Baseline => In("baseline.jsonl");

    public string Results => In("results.jsonl");

    public string Temporary(int worker) => In("tmp-" + worker);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
