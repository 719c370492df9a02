using System.Globalization;
using System.Linq;
using System.Text;

namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>Text from outside (file names, names in a log) made safe to print: a control character in a name must not steer a terminal.</summary>
internal static class Printable
{
    public static string Text(string text)
    {
        if (text.EnumerateRunes().All(IsPrintable))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsPrintable(rune))
            {
                safe.Append(rune.ToString());
            }
            else
            {
                safe.Append(rune.Value <= 0xFF ? "\\x" : "\\u").Append(rune.Value.ToString(rune.Value <= 0xFF ? "x2" : "x4", CultureInfo.InvariantCulture));
            }
        }

        return safe.ToString();
    }

    // Format characters include the marks that turn the direction of writing, with which a name can pretend to be another.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
