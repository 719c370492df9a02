using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace MultiThreadBackupLog.Mutation;

/// <summary>A test that passes without a mutant: how long it takes, and which mutants it reaches.</summary>
internal sealed record KnownTest(string Id, string Name, double Milliseconds, int[] Reached)
{
    /// <summary>Identifier of the line that stands for the static initialisers.</summary>
    public const string Statics = "statics";

    public static List<KnownTest> ReadAll(string file) => File.ReadLines(file).Select(Parse).ToList();

    public string ToLine() => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["id"] = Id,
        ["name"] = Name,
        ["ms"] = Milliseconds.ToString("F2", CultureInfo.InvariantCulture),
        ["reached"] = string.Join(' ', Reached),
    });

    public static int[] Numbers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();

    private static KnownTest Parse(string line)
    {
        Dictionary<string, string> values = JsonSerializer.Deserialize<Dictionary<string, string>>(line)!;
        return new KnownTest(
            values["id"], values["name"], double.Parse(values["ms"], CultureInfo.InvariantCulture), Numbers(values["reached"]));
    }
}
