using System;
using System.Collections.Generic;
using System.Globalization;

namespace MultiThreadBackupLog.Mutation;

/// <summary>The <c>--name value</c> pairs behind the verb.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    public Arguments(string[] args)
    {
        for (int i = 1; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
            {
                throw new ArgumentException($"'{args[i]}' is no option with a value.");
            }

            _values[args[i][2..]] = args[i + 1];
        }
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    public string Needed(string name) => this[name] ?? throw new ArgumentException($"--{name} is missing.");

    public double Number(string name, double otherwise) =>
        this[name] is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
