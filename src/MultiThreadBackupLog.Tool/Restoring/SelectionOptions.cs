using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Restoring;

/// <summary>The options by which <c>restore</c> and <c>plan</c> choose streams and blocks.</summary>
internal sealed class SelectionOptions
{
    public Option<string[]> Names { get; } = Many<string>("--stream", "NAME", "A stream by its name. May be given several times; without any choice all streams are meant.");

    public Option<string[]> Devices { get; } = Many<string>("--device", "DESIGNATOR", "A stream by the designator of its source: for sources of this tool the full path; or in hexadecimal.");

    public Option<int[]> Ordinals { get; } = Many<int>("--ordinal", "N", "A stream by its ordinal in the log, where a name is not unique.");

    public Option<BlockRange?> Blocks { get; } = new("--blocks")
    {
        HelpName = "A-B",
        Description = "Only these blocks of each chosen stream, numbered from 0, both ends included.",
        CustomParser = ParseBlocks,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Names);
        command.Options.Add(Devices);
        command.Options.Add(Ordinals);
        command.Options.Add(Blocks);
    }

    public StreamChoice Of(ParseResult parsed) => new(
        parsed.GetValue(Names) ?? [],
        parsed.GetValue(Devices) ?? [],
        parsed.GetValue(Ordinals) ?? [],
        parsed.GetValue(Blocks));

    private static Option<T[]> Many<T>(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, AllowMultipleArgumentsPerToken = false };

    private static BlockRange? ParseBlocks(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (BlockSpan.TryParse(text, out BlockRange blocks))
        {
            return blocks;
        }

        result.AddError("'" + Printable.Text(text) + "' is no range of blocks: A-B is wanted, from 0, A not after B.");
        return null;
    }
}
