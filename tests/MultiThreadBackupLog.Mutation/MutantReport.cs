using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Reads the mutants out of Stryker's report.</summary>
internal static class MutantReport
{
    public static List<Mutant> Read(string report)
    {
        var mutants = new List<Mutant>();
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(report));
        foreach (JsonProperty file in document.RootElement.GetProperty("files").EnumerateObject())
        {
            string[] lines = file.Value.GetProperty("source").GetString()!.Split('\n');
            foreach (JsonElement mutant in file.Value.GetProperty("mutants").EnumerateArray())
            {
                JsonElement start = mutant.GetProperty("location").GetProperty("start");
                JsonElement end = mutant.GetProperty("location").GetProperty("end");
                int line = start.GetProperty("line").GetInt32();
                int column = start.GetProperty("column").GetInt32();
                mutants.Add(new Mutant(
                    int.Parse(mutant.GetProperty("id").GetString()!, CultureInfo.InvariantCulture),
                    file.Name.Replace('\\', '/'),
                    line,
                    column,
                    mutant.GetProperty("mutatorName").GetString()!,
                    Between(lines, line, column, end.GetProperty("line").GetInt32(), end.GetProperty("column").GetInt32()),
                    OneLine(mutant.GetProperty("replacement").GetString() ?? string.Empty),
                    mutant.GetProperty("status").GetString()!));
            }
        }

        return mutants;
    }

    /// <summary>Those that count in the files that a list of globs names.</summary>
    public static List<Mutant> Read(string report, string globs)
    {
        Regex[] wanted = globs.Split(',').Select(Pattern).ToArray();
        return Read(report).Where(mutant => mutant.IsTestable && wanted.Any(pattern => pattern.IsMatch(mutant.File))).ToList();
    }

    // "Log/Format/*" is the folder, "Log/**" everything below.
    private static Regex Pattern(string glob) => new(
        "(^|/)" + Regex.Escape(glob.Trim()).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$");

    private static string Between(string[] lines, int line, int column, int endLine, int endColumn)
    {
        if (line == endLine)
        {
            return OneLine(lines[line - 1][(column - 1)..(endColumn - 1)]);
        }

        IEnumerable<string> middle = lines.Skip(line).Take(endLine - line - 1);
        return OneLine(string.Join(' ', middle.Prepend(lines[line - 1][(column - 1)..]).Append(lines[endLine - 1][..(endColumn - 1)])));
    }

    private static string OneLine(string text) => Regex.Replace(text, @"\s+", " ").Trim();
}
