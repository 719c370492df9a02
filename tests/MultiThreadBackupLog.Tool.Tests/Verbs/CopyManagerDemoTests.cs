using System.IO;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Verbs;

/// <summary>The whole way of the copy manager, run as its user runs it.</summary>
public class CopyManagerDemoTests
{
    [Fact]
    public async Task Demo_WithADirectory_RestoresTheDiskAndKeepsAReadableTape()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = await ToolRun.Done("copy-manager", "demo", "--directory", folder["demo"], "--megabytes", "2");
        Assert.Equal(File.ReadAllBytes(folder["demo/disk-2.img"]), File.ReadAllBytes(folder["demo/restored.img"]));
        Assert.Equal(3, run.Lines.Count(line => line.StartsWith("    COPY STATUS: Completed, 3 segments", System.StringComparison.Ordinal)));
        Assert.Contains("2.0 MiB, the same", run.Output);
        Assert.Contains("Closed and copied to the medium", run.Output);

        // The log on the tape is found without the copy manager.
        ToolRun list = await ToolRun.Done("tape", "list", folder["demo/copy-manager.tap"]);
        Assert.Contains("3", list.Output);
    }

    [Fact]
    public async Task Demo_WithDisksOfTheUsersOwn_OnlyReadsThem()
    {
        using var folder = new TemporaryFolder();
        string[] disks = [folder.Write("a", 512), folder.Write("b", 512 * 777, 2), folder.Write("c", 512 * 300, 3)];
        byte[] content = File.ReadAllBytes(disks[1]);
        await ToolRun.Done(["copy-manager", "demo", "--directory", folder["demo"], .. disks]);
        Assert.Equal(content, File.ReadAllBytes(disks[1]));
        Assert.Equal(content, File.ReadAllBytes(folder["demo/restored.img"]));
    }

    [Fact]
    public async Task Demo_InAFolderThatHasImages_FailsAndTouchesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("demo/disk-1.img", 100);
        ToolRun run = await ToolRun.Of("copy-manager", "demo", "--directory", folder["demo"], "--megabytes", "1");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(100, new FileInfo(folder["demo/disk-1.img"]).Length);
    }

    [Fact]
    public async Task Demo_WithAnImageThatIsNoWholeNumberOfBlocks_SaysSo()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = await ToolRun.Of("copy-manager", "demo", folder.Write("a", 512), folder.Write("b", 700), folder.Write("c", 512));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.DoesNotContain("internal error", run.Error);
        Assert.Contains("b", run.Error);
    }

    [Theory]
    [InlineData("--megabytes", "0")]
    [InlineData("only-one.img")]
    public async Task Demo_WithAWrongCommandLine_IsAUsageError(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, (await ToolRun.Of(["copy-manager", "demo", .. arguments])).ExitCode);
}
