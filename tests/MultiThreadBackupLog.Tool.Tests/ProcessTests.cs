using System.IO;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests;

/// <summary>What only a process shows: its exit code, which stream its words go to, and signals.</summary>
public class ProcessTests
{
    [Fact]
    public async Task ExitCodes_AreDoneFailedAndUsage()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", 1_000);
        Assert.Equal(ExitCode.Done, (await Run("backup", "--tape", folder["tape"], "--log", folder["log"], "a=" + folder["a"])).ExitCode);
        (int code, string output, string error) = await Run("restore", "--tape", folder["missing"], "--to", folder["out"]);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(folder["missing"], error);
        Assert.Empty(output);
        (code, output, error) = await Run("restore", "--nonsense");
        Assert.Equal(ExitCode.Usage, code);
        Assert.NotEmpty(error);
        (code, output, error) = await Run("log", "show", folder["log"], "--json");
        Assert.Equal(ExitCode.Done, code);
        Assert.StartsWith("{", output);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Backup_InterruptedWhileASourceStalls_EndsTheTapeAndTheLogWell()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", 100_000);
        TestCalls.MakeFifo(folder["pipe"]);
        using ToolProcess tool = ToolProcess.Start("backup", "--tape", folder["tape"], "--log", folder["log"], "a=" + folder["a"], "p=" + folder["pipe"]);

        // Once the tool reads the pipe it is in the middle of its work; then nothing more comes.
        await using FileStream pipe = File.OpenWrite(folder["pipe"]);
        await pipe.WriteAsync(new byte[200_000]);
        await pipe.FlushAsync();
        tool.Interrupts();
        (int code, _, string error) = await tool.WaitAsync();
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("cancelled", error);
        Assert.Contains("closed", (await ToolRun.Done("log", "verify", folder["log"])).Output);
        ToolRun run = await Tapes.Restore(folder);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.True(File.Exists(folder["out/p.partial"]) || File.Exists(folder["out/a"]), run.Error);
        Assert.False(File.Exists(folder["out/p"]));
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments)
    {
        using ToolProcess tool = ToolProcess.Start(arguments);
        return await tool.WaitAsync();
    }
}
