using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Verbs;

public class BackupAndRestoreTests
{
    private static readonly string[] Policies = ["arrival", "round-robin", "long-runs"];

    [Fact]
    public void Sources_of_any_kind_come_back_from_one_tape_as_they_were() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            using var folder = new TemporaryFolder();
            int trees = random.Next(1, 5);
            var sources = new List<string>();
            for (int index = 0; index < trees; index++)
            {
                RandomTree.Make(folder.Make("tree" + index), random.Next(), 15);
                sources.Add("t" + index + "=" + folder["tree" + index]);
            }

            folder.Write("file", random.Next(3) * random.Next(300_000), seed);
            sources.Add("f=" + folder["file"]);
            Tapes.BackUp(folder, Options(random).Concat(sources)).Wait();
            ToolRun run = Tapes.Restore(folder, random.Next(2) == 0 ? ["--extract"] : ["--extract", "--log", folder["log"]]).Result;
            Assert.True(run.ExitCode == ExitCode.Done, run.Error);
            Assert.Equal(string.Empty, run.Error);
            Assert.Equal(File.ReadAllBytes(folder["file"]), File.ReadAllBytes(folder["out/f"]));
            for (int index = 0; index < trees; index++)
            {
                Assert.Equal(TreeSnapshot.Of(folder["tree" + index]), TreeSnapshot.Of(folder["out/t" + index]));
            }

            return true;
        },
        40);

    [Fact]
    public async Task Restore_OfOneStreamOfSeveral_ReadsHardlyMoreThanItHolds()
    {
        using var folder = new TemporaryFolder();
        string[] sources = await Interleaved(folder);
        ToolRun run = await Tapes.Restore(folder, "--stream", "s1");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(["s1"], Tapes.Names(folder["out"]));
        Assert.Equal(File.ReadAllBytes(sources[1]), File.ReadAllBytes(folder["out/s1"]));
        JsonElement summary = (await ToolRun.Done("plan", "--log", folder["log"], "--stream", "s1", "--json")).Json.GetProperty("summary");
        Assert.InRange(summary.GetProperty("readBytes").GetInt64(), 300_000, 300_000 * 1.02);
        Assert.Equal(0, summary.GetProperty("discardedBytes").GetInt64());
        Assert.Contains("read " + summary.GetProperty("readBlocks").GetInt64() + " blocks ", run.Output);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 73)]
    [InlineData(3, 17)]
    [InlineData(73, 73)]
    public async Task Restore_OfBlocks_HoldsExactlyTheirBytes(int first, int last)
    {
        using var folder = new TemporaryFolder();
        string[] sources = await Interleaved(folder);
        ToolRun run = await Tapes.Restore(folder, "--stream", "s2", "--stream", "s0", "--blocks", first + "-" + last);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        foreach (int stream in new[] { 0, 2 })
        {
            byte[] source = File.ReadAllBytes(sources[stream]);
            int end = Math.Min((last + 1) * 4_080, source.Length);
            Assert.Equal(source[(first * 4_080)..end], File.ReadAllBytes(folder["out/s" + stream]));
        }
    }

    [Fact]
    public async Task Restore_OfBlocksThatAreNotThere_SaysHowManyThereAre()
    {
        using var folder = new TemporaryFolder();
        await Interleaved(folder);
        ToolRun run = await Tapes.Restore(folder, "--stream", "s2", "--blocks", "3-75");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("'s2'", run.Error);
        Assert.Contains("0-73", run.Error);
    }

    [Fact]
    public async Task Restore_ByDevice_TakesThePathAndItsHexadecimal()
    {
        using var folder = new TemporaryFolder();
        string[] sources = await Interleaved(folder);
        ToolRun run = await Tapes.Restore(folder, "--device", sources[0], "--device", Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(sources[2])));
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(["s0", "s2"], Tapes.Names(folder["out"]));
        ToolRun unknown = await Tapes.Restore(folder, "--device", "/nowhere");
        Assert.Equal(ExitCode.Failed, unknown.ExitCode);
        Assert.Contains("/nowhere", unknown.Error);
    }

    [Fact]
    public async Task Sessions_OnOneTape_AreChosenByNumber()
    {
        using var folder = new TemporaryFolder();
        folder.Write("old", 10_000, 1);
        folder.Write("new", 20_000, 2);
        await Tapes.BackUp(folder, "x=" + folder["old"]);
        await ToolRun.Done("backup", "--tape", folder["tape"], "--log", folder["log2"], "--append", "x=" + folder["new"]);
        Assert.Equal(ExitCode.Done, (await Tapes.Restore(folder)).ExitCode);
        Assert.Equal(File.ReadAllBytes(folder["new"]), File.ReadAllBytes(folder["out/x"]));
        Assert.Equal(ExitCode.Done, (await Tapes.Restore(folder, "--session", "1", "--force")).ExitCode);
        Assert.Equal(File.ReadAllBytes(folder["old"]), File.ReadAllBytes(folder["out/x"]));
        Assert.Equal(ExitCode.Done, (await Tapes.Restore(folder, "--session", "2", "--log", folder["log2"], "--force")).ExitCode);
        ToolRun third = await Tapes.Restore(folder, "--session", "3");
        Assert.Equal(ExitCode.Failed, third.ExitCode);
        Assert.Contains("no session 3", third.Error);
        ToolRun wrong = await Tapes.Restore(folder, "--session", "2", "--log", folder["log"], "--force");
        Assert.Equal(ExitCode.Failed, wrong.ExitCode);
        Assert.Contains("session 1", wrong.Error);
    }

    [Fact]
    public async Task TapeList_NamesSessionsFilesAndStreams()
    {
        using var folder = new TemporaryFolder();
        await Interleaved(folder);
        await ToolRun.Done("backup", "--tape", folder["tape"], "--log", folder["log2"], "--append", "y=" + folder["s0"]);
        JsonElement list = (await ToolRun.Done("tape", "list", folder["tape"], "--json")).Json;
        Assert.Equal([1, 2], list.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("sessionNumber").GetInt32()));
        Assert.All(list.GetProperty("sessions").EnumerateArray(), session => Assert.Equal("closed", session.GetProperty("state").GetString()));
        string[][] contents = list.GetProperty("files").EnumerateArray()
            .Select(file => file.GetProperty("contents").EnumerateArray().Select(part => part.GetString()!).ToArray()).ToArray();
        Assert.Equal("sessionLabel", contents[0][0]);
        Assert.Contains(contents, file => file.Contains("#2 s2"));
        Assert.Contains(contents, file => file.SequenceEqual(["logIncrement"]));
        Assert.Equal(2, contents.Count(file => file.SequenceEqual(["closingCopy"])));
        Assert.Equal(["sessionLabel", "#0 y"], contents[^2]);
        Assert.Contains("#2 s2", (await ToolRun.Done("tape", "list", folder["tape"])).Output);
    }

    [Fact]
    public async Task LogStats_CountWhatTheLogHas()
    {
        using var folder = new TemporaryFolder();
        await Interleaved(folder);
        JsonElement stats = (await ToolRun.Done("log", "stats", folder["log"], "--json")).Json;
        Assert.Equal([75, 74, 74], stats.GetProperty("streams").EnumerateArray().Select(stream => stream.GetProperty("blockCount").GetInt32()));
        Assert.Equal(223, stats.GetProperty("all").GetProperty("blockCount").GetInt32());
        long runs = stats.GetProperty("all").GetProperty("runCount").GetInt64();
        Assert.Equal(runs, stats.GetProperty("all").GetProperty("runLengthHistogram").EnumerateArray().Sum(count => count.GetInt64()));
        Assert.Contains("s2", (await ToolRun.Done("log", "stats", folder["log"])).Output);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("lto8")]
    public async Task Plan_InWords_ListsItsStepsAndWhatTheyCost(string drive)
    {
        using var folder = new TemporaryFolder();
        await Interleaved(folder);
        ToolRun run = await ToolRun.Done("plan", "--log", folder["log"], "--stream", "s1", "--blocks", "10-20", "--drive", drive);
        Assert.StartsWith("locate to", run.Lines[0]);
        Assert.Contains("11 blocks", run.Output);
    }

    [Fact]
    public async Task Demo_OnAnySources_ComparesThemAndIsDone()
    {
        using var folder = new TemporaryFolder();
        RandomTree.Make(folder.Make("a"), 1, 60);
        RandomTree.Make(folder.Make("b"), 2, 60);
        folder.Write("c", 500_000);
        ToolRun run = await ToolRun.Done("demo", "a=" + folder["a"], "b=" + folder["b"], "c=" + folder["c"]);
        Assert.Equal(2, run.Lines.Count(line => line.StartsWith("SHA-256 of source alone", StringComparison.Ordinal) && line.EndsWith("  same", StringComparison.Ordinal)));
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Demo_OnASourceThatChangesMeanwhile_Fails()
    {
        // The kernel makes up another one each time.
        ToolRun run = await ToolRun.Of("demo", "a=/proc/sys/kernel/random/uuid");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("  DIFFERENT", run.Output);
    }

    // Three files of about 74 blocks of 4 KiB each, with checkpoints between.
    private static async Task<string[]> Interleaved(TemporaryFolder folder)
    {
        string[] sources = [folder.Write("s0", 303_000, 1), folder.Write("s1", 300_000, 2), folder.Write("s2", 300_001, 3)];
        await Tapes.BackUp(folder, ["--block-size", "4K", "--policy", "round-robin", "--run", "8K", "--checkpoint", "300K", .. sources.Select((path, index) => "s" + index + "=" + path)]);
        return sources;
    }

    private static IEnumerable<string> Options(Random random)
    {
        string[] sizes = ["512", "4K", "65536", "100001", "1M"];
        yield return "--block-size";
        yield return sizes[random.Next(sizes.Length)];
        yield return "--policy";
        yield return Policies[random.Next(Policies.Length)];
        yield return "--run";
        yield return "64K";
        yield return "--checkpoint";
        yield return random.Next(2) == 0 ? "100K" : "1G";
        yield return "--block-trailer";
        yield return random.Next(2) == 0 ? "on" : "off";
    }
}
