using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tests.House;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Verbs;

/// <summary>A reader in another language, written from the format document alone, says the same of every golden log.</summary>
public class IndependentReaderTests
{
    public static IEnumerable<object[]> GoldenLogs =>
        Directory.GetFiles(Path.Combine(Repository.Root, "tests", "golden-logs"), "*.wlog", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(path => new object[] { Path.GetRelativePath(Repository.Root, path) });

    [Theory]
    [MemberData(nameof(GoldenLogs))]
    public async Task Export_OfAGoldenLog_IsWhatTheIndependentReaderReads(string log)
    {
        string path = Path.Combine(Repository.Root, log);
        (int exitCode, string[] expected, string error) = await ReadAsync(path);
        ToolRun export = await ToolRun.Of("log", "export", path, "--json-lines");

        Assert.True(exitCode == export.ExitCode, error + export.Error);
        Assert.Equal(exitCode == Tool.ExitCode.Done, error.Length == 0);
        Assert.Equal(expected.Length, export.Lines.Length);
        foreach ((string theirs, string ours) in expected.Zip(export.Lines))
        {
            Assert.True(
                JsonElement.DeepEquals(JsonDocument.Parse(theirs).RootElement, JsonDocument.Parse(ours).RootElement),
                "The independent reader reads\n" + theirs + "\nand the library\n" + ours);
        }
    }

    [Theory]
    [InlineData("version-1")]
    [InlineData("version-1-sealed")]
    public async Task IndependentReader_OfALogWithAnyPageDamaged_PrintsOnlyWhatIsBefore(string version)
    {
        // Proof that the reader looks at every byte: each flipped bit of a small log is found.
        using var folder = new TemporaryFolder();
        byte[] good = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "golden-logs", version, "retraction.wlog"));
        var random = new Random(1);

        // Damage to the index behind sealed pages costs no run.
        int index = good.AsSpan().IndexOf("MTWI"u8);
        int end = index < 0 ? good.Length : index;
        for (int round = 0; round < PropertyChecks; round++)
        {
            byte[] bad = [.. good];
            bad[random.Next(end)] ^= (byte)(1 << random.Next(8));
            string path = folder.Write("bad-" + round, bad);
            (int exitCode, string[] lines, string error) = await ReadAsync(path);
            Assert.Equal(1, exitCode);
            Assert.Contains("damaged", error, StringComparison.Ordinal);
            ToolRun export = await ToolRun.Of("log", "export", path, "--json-lines");
            Assert.Equal(Tool.ExitCode.Failed, export.ExitCode);
            Assert.Equal(lines.Length, export.Lines.Length);
        }
    }

    private static int PropertyChecks => MultiThreadBackupLog.Tests.Support.PropertyCheck.Cases(10);

    private static async Task<(int ExitCode, string[] Lines, string Error)> ReadAsync(string path)
    {
        var start = new ProcessStartInfo("python3")
        {
            ArgumentList = { Path.Combine(Repository.Root, "tests", "independent-reader", "read_wlog.py"), path },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process reader;
        try
        {
            reader = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("This test needs python3 on the path (.ci/run installs it): " + e.Message, e);
        }

        using (reader)
        {
            Task<string> output = reader.StandardOutput.ReadToEndAsync();
            Task<string> error = reader.StandardError.ReadToEndAsync();
            await reader.WaitForExitAsync();
            return (reader.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries), await error);
        }
    }
}
