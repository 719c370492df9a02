using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Samples;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.House;

/// <summary>The host of the documents compiles, runs, and is the text that people read.</summary>
public class CopyManagerHostTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(40_000)]
    public async Task CopyManagerHost_ADisk_ComesBackBitForBit(int blocks)
    {
        using var folder = new TemporaryFolder();
        var content = new byte[blocks * 512];
        new Random(blocks).NextBytes(content);
        File.WriteAllBytes(Path.Combine(folder.Path, "disk.img"), content);
        var logger = new ListLogger();

        byte[] held = await CopyManagerHost.RunAsync(folder.Path, logger);

        Assert.Equal(content, File.ReadAllBytes(Path.Combine(folder.Path, "spare.img")));
        Assert.Equal(content.Take(65536), held);
        Assert.Contains(CopyTelemetry.LogEndedEvent, logger.Events);
    }

    [Fact]
    public void CopyManagerHost_EachPartInTheDocument_IsTheCompiledText()
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "CopyManagerHost.cs")).ReplaceLineEndings("\n");
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "copy-manager.md")).ReplaceLineEndings("\n");
        MatchCollection parts = Regex.Matches(source, @"^( +)// begin of ([^\n]+)\n(.*?)\n\s*// end of \2$", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.Equal(8, parts.Count);
        foreach (Match part in parts)
        {
            string[] lines = part.Groups[3].Value.TrimEnd().Split('\n');
            string text = string.Join("\n", lines.Select(line => line.Length == 0 ? line : line.Substring(part.Groups[1].Length)));
            Assert.True(document.Contains(text, StringComparison.Ordinal), "docs/copy-manager.md does not show '" + part.Groups[2].Value + "' as it is compiled.");
        }
    }
}
