using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary>Options whose value is a time in seconds, such as 10 or 0.5.</summary>
internal static class DurationOption
{
    public static Option<TimeSpan> Create(string name, string description, TimeSpan otherwise, bool isZeroAllowed) => new(name)
    {
        HelpName = "SECONDS",
        Description = description,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parse(result, name, isZeroAllowed),
    };

    private static TimeSpan Parse(ArgumentResult result, string name, bool isZeroAllowed)
    {
        const decimal Longest = 1_000_000_000;
        string text = result.Tokens.Single().Value;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds) && seconds <= Longest)
        {
            var time = TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
            if (time > TimeSpan.Zero || (isZeroAllowed && seconds == 0))
            {
                return time;
            }
        }

        result.AddError(name + " wants a time in seconds such as 10 or 0.5, and not '" + Printable.Text(text) + "'.");
        return TimeSpan.Zero;
    }
}
