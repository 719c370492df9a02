using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary>Options whose value is a size such as 64K or 32GiB.</summary>
internal static class SizeOption
{
    public static Option<long> Create(string name, string description, long otherwise, long least, long most) => new(name)
    {
        HelpName = "BYTES",
        Description = description,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parse(result, name, least, most) ?? 0,
    };

    public static Option<long?> CreateOptional(string name, string description) => new(name)
    {
        HelpName = "BYTES",
        Description = description,
        CustomParser = result => Parse(result, name, 1, long.MaxValue),
    };

    private static long? Parse(ArgumentResult result, string name, long least, long most)
    {
        string text = result.Tokens.Single().Value;
        if (ByteSize.TryParse(text, out long bytes) && bytes >= least && bytes <= most)
        {
            return bytes;
        }

        result.AddError(name + " wants a size such as 65536, 64K or 32GiB, at least " + least + " bytes, and not '" + Printable.Text(text) + "'.");
        return null;
    }
}
