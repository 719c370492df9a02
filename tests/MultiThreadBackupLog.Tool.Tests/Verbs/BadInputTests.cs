using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Verbs;

/// <summary>Each piece of bad input is named, has its exit code, and harms nothing that was safe.</summary>
public class BadInputTests
{
    [Theory]
    [InlineData("backup")]
    [InlineData("backup", "--tape", "t", "--log", "l")]
    [InlineData("backup", "--tape", "t", "x=.")]
    [InlineData("backup", "--tape", "t", "--log", "l", "nopath")]
    [InlineData("backup", "--tape", "t", "--log", "l", "a=.", "a=.")]
    [InlineData("backup", "--tape", "t", "--log", "l", "../a=.")]
    [InlineData("backup", "--tape", "t", "--log", "l", "--append", "--overwrite", "a=.")]
    [InlineData("backup", "--tape", "t", "--log", "l", "--block-size", "7", "a=.")]
    [InlineData("backup", "--tape", "t", "--log", "l", "--block-size", "big", "a=.")]
    [InlineData("backup", "--tape", "t", "--log", "l", "--policy", "none", "a=.")]
    [InlineData("backup", "--tape", "t", "--log", "l", "--checkpoint", "0", "a=.")]
    [InlineData("backup", "--tape", "t", "--log", "l", "--block-trailer", "perhaps", "a=.")]
    [InlineData("restore", "--tape", "t")]
    [InlineData("restore", "--to", "t")]
    [InlineData("restore", "--tape", "t", "--to", "d", "--blocks", "5-4")]
    [InlineData("restore", "--tape", "t", "--to", "d", "--blocks", "x")]
    [InlineData("restore", "--tape", "t", "--to", "d", "--extract", "--blocks", "0-1")]
    [InlineData("restore", "--tape", "t", "--to", "d", "--session", "first")]
    [InlineData("plan")]
    [InlineData("tape", "list")]
    public async Task A_WrongCommandLine_IsAUsageError(params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(arguments);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Output.Trim());
    }

    [Fact]
    public async Task Backup_OfTheSameNameTwice_NamesIt() =>
        Assert.Contains("'twice'", (await ToolRun.Of("backup", "--tape", "t", "--log", "l", "twice=.", "twice=..")).Error);

    [Fact]
    public async Task Backup_OfAMissingSource_NamesItAndMakesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", 100);
        await Fails(folder, folder["missing"], "a=" + folder["a"], "b=" + folder["missing"]);
        Assert.Equal(["a"], Tapes.Names(folder.Root));
    }

    [Fact]
    public async Task Backup_WithABlockSizeOutsideTheDevicesLimits_NamesThemAndMakesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", 100);
        await Fails(folder, "16777215", "--block-size", "32M", "a=" + folder["a"]);
        Assert.Equal(["a"], Tapes.Names(folder.Root));
    }

    [Fact]
    public async Task Backup_OntoAnImageThatHoldsSomething_IsRefusedWithoutAppendOrOverwrite()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", 100);
        await Tapes.BackUp(folder, "a=" + folder["a"]);
        byte[] before = File.ReadAllBytes(folder["tape"]);
        ToolRun run = await ToolRun.Of("backup", "--tape", folder["tape"], "--log", folder["log2"], "a=" + folder["a"]);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(folder["tape"], run.Error);
        Assert.Contains("--append", run.Error);
        Assert.Equal(before, File.ReadAllBytes(folder["tape"]));
        Assert.False(File.Exists(folder["log2"]));
        await ToolRun.Done("backup", "--tape", folder["tape"], "--log", folder["log2"], "--overwrite", "new=" + folder["a"]);
        Assert.Equal(ExitCode.Done, (await Tapes.Restore(folder)).ExitCode);
        Assert.Equal(["new"], Tapes.Names(folder["out"]));
    }

    [Fact]
    public async Task Backup_WithALogThatExists_IsRefusedAndTouchesNeither()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", 100);
        string log = folder.Write("log", [1, 2, 3]);
        await Fails(folder, log, "a=" + folder["a"]);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(log));
        Assert.False(File.Exists(folder["tape"]));
    }

    [Fact]
    public async Task Backup_OntoWhatIsNoImage_NamesItAndLeavesIt()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", 100);
        string tape = folder.Write("tape", Encoding.ASCII.GetBytes(new string('x', 5_000)));
        foreach (string placement in new[] { "--append", "--overwrite", "--block-trailer=on" })
        {
            await Fails(folder, tape, placement, "a=" + folder["a"]);
            Assert.Equal(5_000, new FileInfo(tape).Length);
        }
    }

    [Fact]
    public async Task Backup_WithAFileThatCannotBeReached_KeepsTheRestAndFails()
    {
        using var folder = new TemporaryFolder();
        folder.Write("good", 50_000);
        folder.Write("tree/a", 100);
        folder.Write("late/" + string.Join('/', Enumerable.Repeat(new string('e', 200), 8)) + "/unreachable", 100);
        string deep = "tree/b/" + string.Join('/', Enumerable.Repeat(new string('d', 200), 14));
        folder.Make(deep);
        Directory.Move(folder["late"], folder[deep + "/late"]);
        try
        {
            ToolRun run = await ToolRun.Of("backup", "--tape", folder["tape"], "--log", folder["log"], "t=" + folder["tree"], "g=" + folder["good"]);
            Assert.Equal(ExitCode.Failed, run.ExitCode);
            Assert.Contains("mtbl: t: " + folder["tree/b"], run.Error);
            ToolRun back = await Tapes.Restore(folder, "--extract");
            Assert.True(back.ExitCode == ExitCode.Done, back.Error);
            Assert.Equal(File.ReadAllBytes(folder["good"]), File.ReadAllBytes(folder["out/g"]));
            Assert.Equal(File.ReadAllBytes(folder["tree/a"]), File.ReadAllBytes(folder["out/t/a"]));
        }
        finally
        {
            Directory.Move(folder[deep + "/late"], folder["late"]);
            Directory.Delete(folder["out"], true);
        }
    }

    [Fact]
    public async Task Backup_OfTheFolderThatItsOwnTapeLiesIn_PassesTheTapeOver()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", 300_000);
        ToolRun run = await Tapes.BackUp(folder, "all=" + folder.Root);
        Assert.Contains(folder["tape"] + ": passed over: this backup writes it", run.Error);
        Assert.Contains(folder["log"] + ": passed over: this backup writes it", run.Error);
        using var elsewhere = new TemporaryFolder();
        await ToolRun.Done("restore", "--tape", folder["tape"], "--to", elsewhere.Root, "--extract");
        Assert.Equal(["a"], Tapes.Names(elsewhere["all"]));
    }

    [Fact]
    public async Task Backup_OfItsOwnTape_FailsForThatSourceAndKeepsTheOthers()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", 100_000);
        await Tapes.BackUp(folder, "a=" + folder["a"]);
        ToolRun run = await ToolRun.Of("backup", "--tape", folder["tape"], "--log", folder["log2"], "--append", "me=" + folder["tape"], "a=" + folder["a"]);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("mtbl: me: " + folder["tape"] + ": this backup writes it", run.Error);
        Assert.Equal(ExitCode.Failed, (await Tapes.Restore(folder)).ExitCode);
        Assert.Equal(["a"], Tapes.Names(folder["out"]));
    }

    [Fact]
    public async Task Backup_OntoATapeThatGetsFull_SaysSoAndWhatIsOnItComesBack()
    {
        using var folder = new TemporaryFolder();
        byte[] big = File.ReadAllBytes(folder.Write("big", 3_000_000));
        folder.Write("small", 10_000, 2);
        ToolRun run = await ToolRun.Of("backup", "--tape", folder["tape"], "--log", folder["log"], "--capacity", "2M", "big=" + folder["big"], "small=" + folder["small"]);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("'" + folder["tape"] + "' is full", run.Error);
        Assert.Contains("mtbl: big: only its first ", run.Error);
        Assert.True(new FileInfo(folder["tape"]).Length <= 2 << 20);
        foreach (string[] log in new[] { Array.Empty<string>(), ["--log", folder["log"], "--force"] })
        {
            ToolRun back = await Tapes.Restore(folder, log);
            Assert.Equal(ExitCode.Failed, back.ExitCode);
            byte[] beginning = File.ReadAllBytes(folder["out/big.partial"]);
            Assert.InRange(beginning.Length, 1_000_000, big.Length - 1);
            Assert.True(big.AsSpan(0, beginning.Length).SequenceEqual(beginning));
            Assert.False(File.Exists(folder["out/big"]));
            Assert.Contains("what was restored is its beginning", back.Error);
        }
    }

    [Fact]
    public async Task Restore_WithTheLogOfAnotherTape_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        folder.Write("a", 100);
        await Tapes.BackUp(folder, "a=" + folder["a"]);
        await Tapes.BackUp(other, "a=" + folder["a"]);
        ToolRun run = await Tapes.Restore(folder, "--log", other["log"]);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(other["log"], run.Error);
        Assert.Contains(folder["tape"], run.Error);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public async Task Restore_FromATapeWithoutAnyLog_AsksForOne()
    {
        using var folder = new TemporaryFolder();
        using (Tape.TapeImage image = Tape.TapeImage.Create(folder["tape"]))
        {
            Assert.True(image.WriteBlock([1, 2, 3]).IsSuccess);
        }

        ToolRun run = await Tapes.Restore(folder);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("--log", run.Error);
    }

    [Fact]
    public async Task Restore_WithADamagedBlock_NamesItAndBringsBackTheRest()
    {
        using var folder = new TemporaryFolder();
        byte[] bad = File.ReadAllBytes(folder.Write("bad", 400_000, 1));
        folder.Write("good", 400_000, 2);
        await Tapes.BackUp(folder, "--block-size", "4K", "bad=" + folder["bad"], "good=" + folder["good"]);
        Tapes.Damage(folder["tape"], bad.AsSpan(10 * 4_080, 100));
        ToolRun run = await Tapes.Restore(folder);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("mtbl: bad: blocks 10-10: lost", run.Error);
        Assert.Equal(["bad.partial", "good"], Tapes.Names(folder["out"]));
        Assert.Equal(File.ReadAllBytes(folder["good"]), File.ReadAllBytes(folder["out/good"]));
        bad.AsSpan(10 * 4_080, 4_080).Clear();
        Assert.Equal(bad, File.ReadAllBytes(folder["out/bad.partial"]));
    }

    [Fact]
    public async Task Restore_OfWrongContentWithoutTrailers_IsFoundByTheStreamsChecksum()
    {
        using var folder = new TemporaryFolder();
        byte[] bad = File.ReadAllBytes(folder.Write("bad", 400_000, 1));
        await Tapes.BackUp(folder, "--block-trailer", "off", "bad=" + folder["bad"]);
        Tapes.Damage(folder["tape"], bad.AsSpan(100_000, 100));
        ToolRun run = await Tapes.Restore(folder);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("checksum", run.Error);
        Assert.Equal(["bad.partial"], Tapes.Names(folder["out"]));
    }

    [Fact]
    public async Task Restore_FromADamagedImage_SaysWhereAndBringsBackWhatIsWhole()
    {
        using var folder = new TemporaryFolder();
        byte[] first = File.ReadAllBytes(folder.Write("first", 200_000, 1));
        folder.Write("second", 200_000, 2);
        await Tapes.BackUp(folder, "first=" + folder["first"]);
        await ToolRun.Done("backup", "--tape", folder["tape"], "--log", folder["log2"], "--append", "second=" + folder["second"]);

        // A length word in the second session: the block before the second one's content.
        byte[] image = File.ReadAllBytes(folder["tape"]);
        int at = image.AsSpan().IndexOf(File.ReadAllBytes(folder["second"]).AsSpan(0, 100));
        image[at - 2] ^= 0x7F;
        File.WriteAllBytes(folder["tape"], image);

        ToolRun list = await ToolRun.Of("tape", "list", folder["tape"]);
        Assert.Equal(ExitCode.Failed, list.ExitCode);
        Assert.Contains("damaged", list.Error);
        ToolRun run = await Tapes.Restore(folder, "--session", "1");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("damaged", run.Error);
        Assert.Contains(folder["tape"], run.Error);
        Assert.Equal(first, File.ReadAllBytes(folder["out/first"]));
        ToolRun lost = await Tapes.Restore(folder, "--log", folder["log2"]);
        Assert.Equal(ExitCode.Failed, lost.ExitCode);
        Assert.Contains("second: blocks 0-3: lost", lost.Error);
        await Fails(folder, folder["tape"], "--append", "a=" + folder["first"]);
        Assert.Equal(image, File.ReadAllBytes(folder["tape"]));
    }

    [Fact]
    public async Task Restore_OntoWhatIsThere_OverwritesNothingUnlessForced()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", 100);
        folder.Write("tree/x", 100);
        await Tapes.BackUp(folder, "f=" + folder["file"], "t=" + folder["tree"]);
        folder.Write("out/f", [9]);
        ToolRun run = await Tapes.Restore(folder, "--extract");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(folder["out/f"], run.Error);
        Assert.Equal([9], File.ReadAllBytes(folder["out/f"]));
        Assert.Equal(["f"], Tapes.Names(folder["out"]));
        ToolRun forced = await Tapes.Restore(folder, "--extract", "--force");
        Assert.True(forced.ExitCode == ExitCode.Done, forced.Error);
        Assert.Equal(File.ReadAllBytes(folder["file"]), File.ReadAllBytes(folder["out/f"]));
        ToolRun tree = await Tapes.Restore(folder, "--extract", "--force");
        Assert.Equal(ExitCode.Failed, tree.ExitCode);
        Assert.Contains(folder["out/t"], tree.Error);
    }

    [Fact]
    public async Task Restore_ByAnAmbiguousName_ListsTheStreamsAndAnOrdinalChooses()
    {
        using var folder = new TemporaryFolder();
        Tapes.Write(folder, new StreamDescription("same"), new StreamDescription("other"), new StreamDescription("same"));
        foreach (ToolRun run in new[] { await Tapes.Restore(folder, "--stream", "same"), await ToolRun.Of("plan", "--log", folder["log"], "--stream", "same") })
        {
            Assert.Equal(ExitCode.Failed, run.ExitCode);
            Assert.Contains("fits 2 streams", run.Error);
            Assert.Contains("#0", run.Error);
            Assert.Contains("#2", run.Error);
        }

        Assert.Equal(ExitCode.Done, (await Tapes.Restore(folder, "--ordinal", "2")).ExitCode);
        Assert.Equal("content of #2", File.ReadAllText(folder["out/same"]));
        ToolRun all = await ToolRun.Done("restore", "--tape", folder["tape"], "--to", folder["all"]);
        Assert.Equal(["other", "same", "stream-2"], Tapes.Names(folder["all"]));
        Assert.Equal("content of #2", File.ReadAllText(folder["all/stream-2"]));
        Assert.Equal(ExitCode.Failed, (await Tapes.Restore(folder, "--stream", "nobody")).ExitCode);
    }

    [Fact]
    public async Task Restore_OfNamesThatLeadOut_StaysInItsFolder()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["../escaped", "/tmp/escaped", "a/b", string.Empty, "..", ".", "x\ny", "good", "stream-0", "tree"];
        Tapes.Write(folder, names.Select(name => new StreamDescription(name) { ApplicationIdentifier = name == "tree" ? "mtbl/tar" : "other" }).ToArray());
        ToolRun run = await Tapes.Restore(folder);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(
            ["good", "stream-0", "stream-0_", "stream-1", "stream-2", "stream-3", "stream-4", "stream-5", "stream-6", "tree.tar"],
            Tapes.Names(folder["out"]));
        Assert.Equal(["log", "out", "tape"], Tapes.Names(folder.Root));
        Assert.Equal("content of #0", File.ReadAllText(folder["out/stream-0_"]));
        Assert.Equal("content of #8", File.ReadAllText(folder["out/stream-0"]));
    }

    [Fact]
    public async Task Restore_OfAnArchiveThatIsNone_StaysPartialAndFails()
    {
        using var folder = new TemporaryFolder();
        Tapes.Write(folder, new StreamDescription("t") { ApplicationIdentifier = "mtbl/tar" }, new StreamDescription("u"));
        ToolRun run = await Tapes.Restore(folder, "--extract");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("mtbl: t: ", run.Error);
        Assert.False(Directory.Exists(folder["out/t"]));
        Assert.True(File.Exists(folder["out/u"]));
    }

    private static async Task Fails(TemporaryFolder folder, string named, params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["backup", "--tape", folder["tape"], "--log", folder["log"], .. arguments]);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(named, run.Error);
        Assert.DoesNotContain("internal error", run.Error);
    }
}
