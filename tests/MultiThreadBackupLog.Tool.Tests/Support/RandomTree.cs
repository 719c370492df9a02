using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace MultiThreadBackupLog.Tool.Tests.Support;

/// <summary>A tree drawn from a seed: everything that a directory can hold and that a restore must bring back.</summary>
internal sealed class RandomTree
{
    private static readonly string[] Names =
    [
        "a", "b", "plain.txt", "with space", " leading", "trailing ", "line\nfeed", "12 path=x\n", "tab\t", "cr\r", "back\\slash", "quote\"'", "*?[x]",
        "-dash", "é", "e\u0301", "日本語", "😀", "\u202Ereverse", "\u0001\u001b[31m", "\u007f", "%41", "$(x)", "a=b", "...", "..x", ".hidden", "~",
        new string('n', 255), new string('é', 127), "\uFFFD", "PaxHeaders.1", "@LongLink", "ustar",
    ];

    private readonly Random _random;
    private readonly List<string> _files = [];
    private readonly List<string> _directories = [];

    private RandomTree(int seed) => _random = new Random(seed);

    /// <summary>Makes a tree of up to some entries in an empty folder.</summary>
    public static void Make(string root, int seed, int maximumEntries = 40)
    {
        var tree = new RandomTree(seed);
        tree._directories.Add(root);
        int entries = tree._random.Next(maximumEntries + 1);
        for (int index = 0; index < entries; index++)
        {
            tree.AddEntry();
        }

        foreach (string directory in tree._directories.AsEnumerable().Reverse())
        {
            tree.SetAttributes(directory, isDirectory: true);
        }
    }

    private void AddEntry()
    {
        string path = Path.Join(Pick(_directories), Pick(Names));
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null || path.Length > 3000)
        {
            return;
        }

        switch (_random.Next(8))
        {
            case 0 or 1:
                Directory.CreateDirectory(path);
                _directories.Add(path);
                break;
            case 2:
                File.CreateSymbolicLink(path, Target());
                File.SetLastWriteTimeUtc(path, Time());
                break;
            case 3 when _files.Count > 0:
                TestCalls.LinkTo(Pick(_files), path);
                _files.Add(path);
                break;
            default:
                AddFile(path);
                break;
        }
    }

    private void AddFile(string path)
    {
        // Around the lengths at which archives and blocks end, and now and then something bigger.
        int length = _random.Next(6) switch
        {
            0 => 0,
            1 => 512 * _random.Next(1, 20),
            2 => (512 * _random.Next(1, 20)) - 1,
            3 => _random.Next(300_000),
            _ => _random.Next(2_000),
        };
        var content = new byte[length];
        if (_random.Next(4) > 0)
        {
            _random.NextBytes(content);
        }

        File.WriteAllBytes(path, content);
        SetAttributes(path, isDirectory: false);
        _files.Add(path);
    }

    private void SetAttributes(string path, bool isDirectory)
    {
        // Their owner must be able to read them; that the mode comes back is what counts. Others' bits are free.
        int mode = isDirectory ? 0x1C0 | _random.Next(0x40) | (_random.Next(4) == 0 ? 0x200 : 0) : 0x100 | _random.Next(0x200);
        if (!isDirectory && Environment.IsPrivilegedProcess && _random.Next(4) == 0)
        {
            mode |= 0x200 << _random.Next(3);
        }

        File.SetUnixFileMode(path, (UnixFileMode)mode);
        File.SetLastWriteTimeUtc(path, Time());
    }

    private string Target() => _random.Next(6) switch
    {
        0 => "/etc/passwd",
        1 => "../../../outside",
        2 => "nowhere",
        3 => ".",
        4 => new string('t', _random.Next(1, 1000)) + "/x",
        _ => Pick(Names),
    };

    private DateTime Time() => _random.Next(4) switch
    {
        0 => DateTime.UnixEpoch.AddTicks(-_random.NextInt64(TimeSpan.TicksPerDay * 10_000)),
        1 => DateTime.UnixEpoch.AddSeconds(_random.Next()),
        _ => DateTime.UnixEpoch.AddTicks(_random.NextInt64(TimeSpan.TicksPerDay * 30_000)),
    };

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
