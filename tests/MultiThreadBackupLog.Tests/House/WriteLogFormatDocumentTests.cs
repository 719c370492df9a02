using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.House;

/// <summary>The format document is what a second implementation is written from: its example and its numbers are those of the code.</summary>
public class WriteLogFormatDocumentTests
{
    private static string Text => File.ReadAllText(Path.Combine(Repository.Root, "docs", "write-log-format.md"));

    [Fact]
    public void WorkedExample_OfTheDocument_IsTheGoldenLog()
    {
        // Two hex blocks, each line's comment after two semicolons.
        string hex = string.Concat(Regex.Matches(Text, "```hex\n(.*?)```", RegexOptions.Singleline)
            .SelectMany(block => block.Groups[1].Value.Split('\n')).Select(line => line.Split(";;")[0]));
        Assert.Equal(Hex.Format(GoldenLog.Bytes), Hex.Format(Hex.Parse(hex)));
    }

    [Fact]
    public void RecordTable_OfTheDocument_HasEveryNumberOfTheCode()
    {
        foreach (System.Reflection.FieldInfo number in typeof(RecordNumbers).GetFields())
        {
            if (number.IsLiteral && number.FieldType == typeof(byte))
            {
                string row = "| " + ((byte)number.GetRawConstantValue()!).ToString("X2") + "h";
                Assert.Contains(row, Text, StringComparison.Ordinal);
            }
        }
    }
}
