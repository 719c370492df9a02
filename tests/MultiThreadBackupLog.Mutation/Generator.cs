using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Lets Stryker make the mutants, and keeps the mutated library and the report.</summary>
/// <remarks>
/// Stryker puts the mutated library in the library's place for the time of its run. A report that may be watched during the run is written before the
/// first mutant is tested; then Stryker has done what is wanted of it.
/// </remarks>
internal static class Generator
{
    // Stryker breaks up "<" for the page that it writes.
    private const string Broken = "<\" + \"";

    public static int Run(RunFolder folder, string project, string stryker)
    {
        string output = Path.GetFullPath(Path.Combine(project, "bin", "Release", "net10.0", RunFolder.Library));
        string original = output + ".stryker-unchanged";
        string taken = folder.Mutated + ".stryker";
        string reports = Path.Combine(folder.Path, "stryker");
        if (File.Exists(original))
        {
            File.Delete(original);
        }

        if (Directory.Exists(reports))
        {
            Directory.Delete(reports, recursive: true);
        }

        Directory.CreateDirectory(reports);
        var start = new ProcessStartInfo(stryker) { WorkingDirectory = project };
        foreach (string argument in new[] { "-f", "stryker-generate.json", "-o:html", "-O", reports })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["BROWSER"] = "true";
        using Process process = Process.Start(start)!;
        string? page;
        while ((page = WholeReport(reports)) is null && !process.WaitForExit(1_000))
        {
        }

        page ??= WholeReport(reports);
        if (page is not null && File.Exists(original))
        {
            File.Copy(output, taken, overwrite: true);
        }

        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        if (File.Exists(original))
        {
            File.Copy(original, output, overwrite: true);
        }

        if (page is null || !File.Exists(taken))
        {
            Console.Error.WriteLine("Stryker left no report, or the mutated library was not in its place.");
            return 1;
        }

        File.WriteAllText(folder.Report, page);
        MutantSwitch.Install(taken, folder.Mutated);
        Console.WriteLine($"{MutantReport.Read(folder.Report).Count(mutant => mutant.IsTestable)} mutants to run");
        return 0;
    }

    // The report within the page, once the page is there to its end.
    private static string? WholeReport(string reports)
    {
        string? file = Directory.EnumerateFiles(reports, "mutation-report.html", SearchOption.AllDirectories).FirstOrDefault();
        if (file is null || !File.ReadAllText(file).TrimEnd().EndsWith("</html>", StringComparison.Ordinal))
        {
            return null;
        }

        const string Assignment = "app.report = ";
        string page = File.ReadAllText(file);
        int begin = page.LastIndexOf(Assignment, StringComparison.Ordinal) + Assignment.Length;
        int end = page.LastIndexOf("function updateTheme", StringComparison.Ordinal);
        return page[begin..end].Trim().TrimEnd(';').Replace(Broken, "<", StringComparison.Ordinal);
    }
}
