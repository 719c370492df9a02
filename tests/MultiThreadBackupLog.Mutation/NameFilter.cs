using System;
using System.Linq;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Parts of a name: one of them must occur, and none of those with an exclamation mark.</summary>
internal sealed class NameFilter
{
    private readonly string[] _wanted;
    private readonly string[] _unwanted;

    public NameFilter(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _wanted = parts.Where(part => part[0] != '!').ToArray();
        _unwanted = parts.Where(part => part[0] == '!').Select(part => part[1..]).ToArray();
    }

    public bool Matches(string name) =>
        (_wanted.Length == 0 || _wanted.Any(part => name.Contains(part, StringComparison.Ordinal)))
        && !_unwanted.Any(part => name.Contains(part, StringComparison.Ordinal));
}
