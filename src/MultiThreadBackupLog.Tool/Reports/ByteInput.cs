using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>Bytes that a person brings: a file or standard input, raw or as hexadecimal text.</summary>
internal static partial class ByteInput
{
    // No list, CDB or record is longer; more is a mistake, and must not fill the memory.
    private const long MaximumLength = 256L << 20;

    // Some editors begin every text with one.
    private const char ByteOrderMark = '\uFEFF';

    public static Argument<string> PathArgument() => new("FILE") { Description = "The file, or - for standard input." };

    public static Option<bool> HexOption() => new("--hex")
    {
        Description = "The input is hexadecimal text. White space, line breaks, # comments and addresses such as 0010: are passed over.",
    };

    /// <exception cref="ToolFailureException">The text is not hexadecimal, or the input is too long.</exception>
    public static byte[] Read(string path, bool isHex)
    {
        byte[] bytes = ReadRaw(path);
        return isHex ? ParseHex(Encoding.UTF8.GetString(bytes)) : bytes;
    }

    public static byte[] ReadRaw(string path)
    {
        using Stream stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        using var bytes = new MemoryStream();
        var buffer = new byte[65_536];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > MaximumLength)
            {
                throw new ToolFailureException("The input is longer than 256 MiB.");
            }
        }

        return bytes.ToArray();
    }

    /// <exception cref="ToolFailureException">The text is not hexadecimal.</exception>
    public static byte[] ParseHex(string text)
    {
        var digits = new StringBuilder(text.Length);
        int lineNumber = 0;
        foreach (string line in text.TrimStart(ByteOrderMark).Split('\n'))
        {
            lineNumber++;
            string content = Address().Replace(line.Split('#')[0], string.Empty);
            foreach (char character in content)
            {
                if (char.IsAsciiHexDigit(character))
                {
                    digits.Append(character);
                }
                else if (!char.IsWhiteSpace(character))
                {
                    throw new ToolFailureException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"Line {lineNumber}: '{Printable.Text(character.ToString())}' is no hexadecimal digit."));
                }
            }
        }

        return digits.Length % 2 == 0
            ? Convert.FromHexString(digits.ToString())
            : throw new ToolFailureException("The hexadecimal text has an odd number of digits.");
    }

    [GeneratedRegex(@"^\s*[0-9A-Fa-f]+:")]
    private static partial Regex Address();
}
