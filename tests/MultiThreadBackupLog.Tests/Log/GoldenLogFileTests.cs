using System;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.House;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Logs of format version 1 are kept as files: today's writer still writes them, and today's reader reads them for ever.</summary>
public class GoldenLogFileTests
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "golden-logs", "version-1");

    /// <summary>Set <c>MTBL_ACCEPT_GOLDEN=1</c> to write files that are not there yet; those that are never change.</summary>
    [Fact]
    public void Writer_OfToday_WritesTheBytesOfTheGoldenFiles()
    {
        foreach ((string name, byte[] bytes) in GoldenLogFiles.All())
        {
            string path = Path.Combine(Folder, name + ".wlog");
            if (Environment.GetEnvironmentVariable("MTBL_ACCEPT_GOLDEN") == "1" && !File.Exists(path))
            {
                Directory.CreateDirectory(Folder);
                File.WriteAllBytes(path, bytes);
            }

            Assert.True(File.Exists(path), path + " is missing.");
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes), name + ": the writer writes other bytes than the golden file has.");
        }

        Assert.Equal(GoldenLogFiles.All().Count(), Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public void Reader_OfToday_ReadsTheGoldenFiles()
    {
        foreach (string path in Directory.GetFiles(Folder, "*.wlog"))
        {
            using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path);
            string name = Path.GetFileNameWithoutExtension(path);
            Assert.Equal(name is not ("torn-tail" or "flipped-bit"), recovery.IsWhole);
            Assert.Equal(recovery.IsWhole, recovery.IsClosed);
            WriteLogIndex index = WriteLogIndex.Build(recovery.Log!);
            Assert.Equal(name == "empty", index.Totals.BlockCount == 0);
        }
    }
}
