using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests;

/// <summary>The tool is killed at random moments of a backup; what was on the medium comes back exactly.</summary>
public sealed class KillTests : IDisposable
{
    private const int FileLength = 6 << 20;
    private const long CheckpointBytes = 2 << 20;

    private readonly TemporaryFolder _folder = new();

    public KillTests()
    {
        _folder.Write("one", FileLength, 1);
        _folder.Write("two", FileLength - 12_345, 2);
        for (int index = 0; index < 60; index++)
        {
            _folder.Write("tree/" + (index % 7) + "/" + index, 100_000 + index, 100 + index);
        }
    }

    [Fact]
    public void A_backup_killed_at_any_moment_gives_back_all_that_its_log_has() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            using Killed killed = Kill(seed);
            killed.CheckWithLog();
            return true;
        },
        50);

    [Fact]
    public void A_backup_killed_at_any_moment_gives_back_all_up_to_its_last_checkpoint_from_the_tape_alone() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            using Killed killed = Kill(seed);
            killed.CheckWithoutLog();
            return true;
        },
        50);

    public void Dispose() => _folder.Dispose();

    // Random lengths of the image, from before it is there to after it is whole, spread the moments over the whole work
    // however fast the machine is.
    private Killed Kill(int seed)
    {
        var random = new Random(seed);
        var killed = new Killed(_folder, random);
        if (random.Next(4) == 0)
        {
            killed.BackUpFirst();
        }

        killed.BackUpUntil(random.NextInt64((3L * FileLength) + (3 << 20)));
        return killed;
    }

    private sealed class Killed : IDisposable
    {
        private readonly TemporaryFolder _sources;
        private readonly TemporaryFolder _folder = new();
        private readonly Random _random;
        private readonly string _blockSize;
        private readonly int _payloadLength;
        private readonly bool _hasTrailers;
        private bool _hasFirst;

        public Killed(TemporaryFolder sources, Random random)
        {
            _sources = sources;
            _random = random;
            int blockLength = random.Next(3) switch { 0 => 16 << 10, 1 => 64 << 10, _ => 50_001 };
            _blockSize = blockLength.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _hasTrailers = random.Next(4) > 0;
            _payloadLength = blockLength - (_hasTrailers ? 16 : 0);
        }

        public void BackUpFirst()
        {
            _hasFirst = true;
            Run("backup", "--tape", _folder["tape"], "--log", _folder["first"], "before=" + _sources["two"]);
        }

        public void BackUpUntil(long imageLength)
        {
            string policy = _random.Next(3) switch { 0 => "arrival", 1 => "round-robin", _ => "long-runs" };
            long before = _hasFirst ? new FileInfo(_folder["tape"]).Length : 0;
            using ToolProcess tool = ToolProcess.Start(
                "backup", "--tape", _folder["tape"], "--log", _folder["log"], "--append", "--block-size", _blockSize, "--policy", policy, "--run", "256K",
                "--checkpoint", CheckpointBytes.ToString(System.Globalization.CultureInfo.InvariantCulture), "--block-trailer", _hasTrailers ? "on" : "off",
                "one=" + _sources["one"], "two=" + _sources["two"], "tree=" + _sources["tree"]);
            var image = new FileInfo(_folder["tape"]);
            while (!tool.HasExited && (!image.Exists || image.Length < before + imageLength))
            {
                Task.Delay(1).Wait();
                image.Refresh();
            }

            tool.Kill();
            tool.WaitAsync().Wait();
        }

        public void CheckWithLog()
        {
            if (!File.Exists(_folder["log"]) || Recover() is not { } index)
            {
                return; // Killed before the log had its first page: nothing was promised yet.
            }

            // What the log has was accepted by the image before; a killed process takes no written byte back.
            Restore("--log", _folder["log"]);
            Check(index, index.EndLogicalObjectIdentifier);
            long onMedium = index.OnMediumLogicalObjectIdentifier;
            Assert.True(
                onMedium > index.BeginLogicalObjectIdentifier || index.Totals.ByteCount < 3 * CheckpointBytes,
                index.Totals.ByteCount + " bytes were taken, and none is on the medium.");
            CheckFirst();
            Assert.DoesNotContain("internal error", ToolRun.Of("tape", "list", _folder["tape"]).Result.Error);
            GoOn();
        }

        public void CheckWithoutLog()
        {
            WriteLogIndex? index = File.Exists(_folder["log"]) ? Recover() : null;
            File.Delete(_folder["log"]);
            long checkpoint = index is null ? 0 : LastCheckpoint(index);
            ToolRun run = Restore("--session", _hasFirst ? "2" : "1");
            if (checkpoint > 0)
            {
                Check(index!, checkpoint);
            }
            else
            {
                // A checkpoint may have come to the tape without its mark in the log; what comes back must be right all the same.
                CheckContents(run.Error);
            }

            CheckFirst();
            GoOn();
        }

        public void Dispose() => _folder.Dispose();

        // Every block below the object is there, and everything that is there is right.
        private void Check(WriteLogIndex index, long belowObject)
        {
            foreach (WriteLogStream stream in index.Streams)
            {
                string name = stream.Description.Name;
                long blocks = index.Runs(stream.Id, BlockRange.All).Where(run => run.FirstLogicalObjectIdentifier < belowObject)
                    .Sum(run => Math.Min(run.BlockCount, belowObject - run.FirstLogicalObjectIdentifier));
                byte[] restored = Restored(name) ?? [];
                long least = Math.Max(0, ((blocks - 1) * _payloadLength) + 1);
                Assert.True(restored.Length >= least, name + ": " + restored.Length + " bytes came back of " + blocks + " blocks.");
            }

            CheckContents(string.Empty);
        }

        private void CheckContents(string said)
        {
            Assert.DoesNotContain("internal error", said);
            foreach (string name in new[] { "one", "two" })
            {
                if (Restored(name) is { } restored)
                {
                    byte[] source = File.ReadAllBytes(_sources[name]);
                    Assert.True(source.AsSpan(0, restored.Length).SequenceEqual(restored), name + " came back wrong.");
                    Assert.True(restored.Length == source.Length || !File.Exists(_folder["out/" + name]), name + " looks whole and is not.");
                }
            }

            if (Restored("tree.tar") is { } archive)
            {
                CheckTree(archive);
            }
        }

        // The archive's headers hold the number of the process that wrote them, so its files are compared and not its bytes.
        private void CheckTree(byte[] archive)
        {
            Trees.Extract(archive, _folder["tree"], Trees.Problems());
            bool isWhole = File.Exists(_folder["out/tree.tar"]);
            string[] files = Directory.GetFiles(_folder["tree"], "*", SearchOption.AllDirectories);
            Assert.True(!isWhole || files.Length == 60);
            Assert.InRange(files.Count(file => !IsWhole(file)), 0, 1);
            Directory.Delete(_folder["tree"], true);
        }

        private bool IsWhole(string file)
        {
            byte[] source = File.ReadAllBytes(_sources["tree/" + Path.GetRelativePath(_folder["tree"], file)]);
            byte[] restored = File.ReadAllBytes(file);
            Assert.True(source.AsSpan(0, restored.Length).SequenceEqual(restored), file + " came back wrong.");
            return source.Length == restored.Length;
        }

        private byte[]? Restored(string name)
        {
            string path = _folder["out/" + (name == "tree" ? "tree.tar" : name)];
            return File.Exists(path) ? File.ReadAllBytes(path) : File.Exists(path + ".partial") ? File.ReadAllBytes(path + ".partial") : null;
        }

        // The first block of the last increment of the log that is known to be on the medium: it holds everything before it. At the end of a session
        // data gets onto the medium before its closing copy does, and the mark alone would promise too much.
        private static long LastCheckpoint(WriteLogIndex index) => index
            .Extents(index.BeginLogicalObjectIdentifier, index.OnMediumLogicalObjectIdentifier)
            .Where(extent => extent is { Type: TapeExtentType.SystemBlocks, SystemBlockType: SystemBlockType.LogIncrement }
                && extent.EndLogicalObjectIdentifier <= index.OnMediumLogicalObjectIdentifier)
            .Select(extent => extent.FirstLogicalObjectIdentifier)
            .DefaultIfEmpty(0)
            .Max();

        // The session before the one that was killed is none of its business.
        private void CheckFirst()
        {
            if (_hasFirst)
            {
                Run("restore", "--tape", _folder["tape"], "--log", _folder["first"], "--to", _folder["before"]);
                Assert.Equal(File.ReadAllBytes(_sources["two"]), File.ReadAllBytes(_folder["before/before"]));
            }
        }

        // The tape of a killed backup can be written on, and everything stays where it was.
        private void GoOn()
        {
            if (_random.Next(4) == 0 && File.Exists(_folder["tape"]))
            {
                using (TapeImage image = TapeImage.OpenReadOnly(_folder["tape"]))
                {
                    if (image.Check is { WholeObjects: 0, FileBytes: > 0 })
                    {
                        return; // Torn in its first block: there is no telling that it is a tape.
                    }
                }

                Run("backup", "--tape", _folder["tape"], "--log", _folder["next"], "--append", "after=" + _sources["one"]);
                Run("restore", "--tape", _folder["tape"], "--to", _folder["after"]);
                Assert.Equal(File.ReadAllBytes(_sources["one"]), File.ReadAllBytes(_folder["after/after"]));
            }
        }

        private WriteLogIndex? Recover()
        {
            using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(_folder["log"]);
            return recovery.Log is null ? null : WriteLogIndex.Build(recovery.Log);
        }

        private ToolRun Restore(params IEnumerable<string> arguments)
        {
            ToolRun run = ToolRun.Of(["restore", "--tape", _folder["tape"], "--to", _folder["out"], .. arguments]).Result;
            Assert.DoesNotContain("internal error", run.Error);
            return run;
        }

        private static void Run(params string[] arguments) => ToolRun.Done(arguments).Wait();
    }
}
