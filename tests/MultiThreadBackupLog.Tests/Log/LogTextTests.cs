using System;
using System.Linq;
using System.Text;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Texts that are longer than a record holds.</summary>
public class LogTextTests
{
    // Characters at both ends of each length in UTF-8; the last is half of one, which is written as the 3 bytes of U+FFFD.
    private static readonly string[] Characters = ["x", "\u007F", "\u0080", "\u07FF", "\u0800", "\uFFFF", "\U00010000", "\U0010FFFF", "\uD83D"];

    [Fact]
    public void CutText_AnyCharactersAndAnyLimit_LeavesAsManyWholeOnesAsFit()
    {
        string[] texts = [.. Characters, .. from a in Characters from b in Characters from c in Characters select a + "-" + b + c];
        foreach (string text in texts)
        {
            for (int maximum = 0; maximum < 14; maximum++)
                Assert.Equal(Cut(text, maximum), RecordContents.CutText(text, maximum));
        }
    }

    private static string Cut(string text, int maximum)
    {
        int end = 0;
        foreach (Rune character in text.EnumerateRunes())
        {
            int next = end + character.Utf16SequenceLength;
            if (Encoding.UTF8.GetByteCount(text.AsSpan(0, next)) > maximum)
                break;

            end = next;
        }

        return text.Substring(0, end);
    }
}
