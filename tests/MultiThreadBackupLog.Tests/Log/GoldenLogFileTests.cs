using System;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.House;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Logs of format version 1 are kept as files: today's writer still writes them, and today's reader reads them for ever.</summary>
public class GoldenLogFileTests
{
    private static readonly string Folders = Path.Combine(Repository.Root, "tests", "golden-logs");

    /// <summary>Set <c>MTBL_ACCEPT_GOLDEN=1</c> to write files that are not there yet; those that are never change.</summary>
    [Fact]
    public void Writer_OfToday_WritesTheBytesOfTheGoldenFiles() => AssertWritten("version-1", GoldenLogFiles.All().ToArray());

    [Fact]
    public void Sealer_OfToday_WritesTheBytesOfTheGoldenFiles() => AssertWritten("version-1-sealed", GoldenLogFiles.AllSealed().ToArray());

    [Theory]
    [InlineData("version-1")]
    [InlineData("version-1-sealed")]
    public void Reader_OfToday_ReadsTheGoldenFiles(string version)
    {
        foreach (string path in Directory.GetFiles(Path.Combine(Folders, version), "*.wlog"))
        {
            using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path);
            string name = Path.GetFileNameWithoutExtension(path);
            Assert.Equal(name is not ("torn-tail" or "flipped-bit"), recovery.IsWhole);
            Assert.Equal(recovery.IsWhole, recovery.IsClosed);
            if (recovery.Log is null)
                continue; // The first page of a sealed log may be all of it.

            WriteLogIndex index = WriteLogIndex.Build(recovery.Log);
            Assert.Equal(name == "empty", index.Totals.BlockCount == 0);
        }
    }

    private static void AssertWritten(string version, (string Name, byte[] Bytes)[] files)
    {
        string folder = Path.Combine(Folders, version);
        foreach ((string name, byte[] bytes) in files)
        {
            string path = Path.Combine(folder, name + ".wlog");
            if (Environment.GetEnvironmentVariable("MTBL_ACCEPT_GOLDEN") == "1" && !File.Exists(path))
            {
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(path, bytes);
            }

            Assert.True(File.Exists(path), path + " is missing.");
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes), name + ": the writer writes other bytes than the golden file has.");
        }

        Assert.Equal(files.Length, Directory.GetFiles(folder).Length);
    }
}
