using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Verbs;

public class LogCommandTests
{
    [Fact]
    public async Task Show_OfALog_NamesItsStreamsAndWhatTheyHold()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = await ToolRun.Done("log", "show", WriteLog(folder));
        Assert.Contains(run.Lines, line => line.Contains("#0", StringComparison.Ordinal) && line.Contains("alpha", StringComparison.Ordinal) && line.Contains("completed", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.Contains("b\\x1beta", StringComparison.Ordinal) && line.Contains("failed: disk gone", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Show_AsJson_HasTheHeaderTheStreamsAndTheExtents()
    {
        using var folder = new TemporaryFolder();
        JsonElement log = (await ToolRun.Done("log", "show", WriteLog(folder), "--json", "--extents")).Json;
        Assert.True(log.GetProperty("isClosed").GetBoolean());
        Assert.Equal("alpha", log.GetProperty("streams")[0].GetProperty("name").GetString());
        Assert.Equal("b\u001beta", log.GetProperty("streams")[1].GetProperty("name").GetString());
        Assert.Equal(7, log.GetProperty("streams")[0].GetProperty("blockCount").GetInt64());
        Assert.Equal(7 * 1000, log.GetProperty("streams")[0].GetProperty("byteCount").GetInt64());
        Assert.Equal("failed", log.GetProperty("streams")[1].GetProperty("end").GetString());
        Assert.Equal(
            ["run 0 3", "run 3 2", "filemarks 5 1", "run 6 4"],
            log.GetProperty("extents").EnumerateArray().Select(extent =>
                extent.GetProperty("type").GetString() + " " + extent.GetProperty("firstLogicalObjectIdentifier").GetInt64() + " " + extent.GetProperty("objectCount").GetInt64()));
    }

    [Fact]
    public async Task Verify_OfAWholeLog_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string path = WriteLog(folder);
        Assert.Contains("none was cut away", (await ToolRun.Done("log", "verify", path)).Output);
        JsonElement json = (await ToolRun.Done("log", "verify", path, "--json")).Json;
        Assert.True(json.GetProperty("isWhole").GetBoolean());
        Assert.True(json.GetProperty("isClosed").GetBoolean());
    }

    [Fact]
    public async Task Verify_OfALogThatWasNotClosed_SaysSoAndIsNoFailure()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("not closed", (await ToolRun.Done("log", "verify", WriteLog(folder, isClosed: false))).Output);
    }

    [Fact]
    public async Task Verify_OfADamagedLog_NamesTheFileAndThePlaceAndFails()
    {
        using var folder = new TemporaryFolder();
        string path = WriteLog(folder, pages: 20);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        ToolRun run = await ToolRun.Of("log", "verify", path);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(path, run.Error);
        Assert.Contains("at byte", run.Error);
        ToolRun json = await ToolRun.Of("log", "verify", path, "--json");
        Assert.Equal(ExitCode.Failed, json.ExitCode);
        Assert.False(json.Json.GetProperty("isWhole").GetBoolean());

        Assert.Equal(1, json.Json.GetProperty("losses").GetArrayLength());
        Assert.False(json.Json.TryGetProperty("salvaged", out _));
        Assert.Contains("lost: ", run.Output);

        // Behind the damage are whole pages too.
        ToolRun salvage = await ToolRun.Of("log", "verify", path, "--salvage");
        Assert.Equal(ExitCode.Failed, salvage.ExitCode);
        Assert.Contains(" at objects [", salvage.Output);
        JsonElement salvaged = (await ToolRun.Of("log", "verify", path, "--salvage", "--json")).Json;
        Assert.True(salvaged.GetProperty("salvaged").GetArrayLength() > 0);
        Assert.True(salvaged.GetProperty("losses")[0].TryGetProperty("endLogicalObjectIdentifier", out _));

        // What is good of it is shown all the same, with a warning.
        ToolRun show = await ToolRun.Done("log", "show", path);
        Assert.Contains("alpha", show.Output);
        Assert.Contains("is damaged", show.Error);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("verify")]
    public async Task Log_OfAFileThatIsNone_NamesItAndFails(string verb)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("noise", 5_000);
        ToolRun run = await ToolRun.Of("log", verb, path);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(path, run.Error);
        ToolRun missing = await ToolRun.Of("log", verb, folder["missing"]);
        Assert.Equal(ExitCode.Failed, missing.ExitCode);
        Assert.Contains(folder["missing"], missing.Error);
    }

    [Theory]
    [InlineData("log")]
    [InlineData("log", "show")]
    [InlineData("log", "show", "a", "b")]
    [InlineData("log", "verify", "a", "--nonsense")]
    public async Task Log_WithWrongArguments_IsAUsageError(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, (await ToolRun.Of(arguments)).ExitCode);

    private static string WriteLog(TemporaryFolder folder, bool isClosed = true, int pages = 1)
    {
        string path = folder["log.wlog"];
        using Log.WriteLog log = Log.WriteLog.CreateFile(path, new WriteLogOptions());
        StreamId alpha = log.DefineStream(new StreamDescription("alpha") { ApplicationIdentifier = "mtbl/tar" });
        StreamId beta = log.DefineStream(new StreamDescription("b\u001beta"));
        log.AppendBlocks(alpha, 1000, 3);
        log.AppendBlocks(beta, 500, 2);
        log.AppendFilemarks(null, 1);
        log.AppendBlocks(alpha, 1000, 4);
        for (int page = 1; page < pages; page++)
        {
            log.AppendBlocks(alpha, 1000, 1);
            log.Commit();
        }

        log.EndStream(alpha, StreamEndType.Completed);
        log.EndStream(beta, StreamEndType.Failed, "disk gone");
        log.Commit();
        if (isClosed)
        {
            log.Close();
        }

        return path;
    }
}
