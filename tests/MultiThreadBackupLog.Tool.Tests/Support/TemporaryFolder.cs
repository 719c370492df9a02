using System;
using System.IO;

namespace MultiThreadBackupLog.Tool.Tests.Support;

/// <summary>A folder that goes away with the test, whatever modes the test gave to what is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("mtbl-test-").FullName;

    public string Root { get; }

    public string this[string name] => Path.Join(Root, name);

    public string Make(string name) => Directory.CreateDirectory(this[name]).FullName;

    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public string Write(string name, int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return Write(name, content);
    }

    public void Dispose()
    {
        Open(Root);
        Directory.Delete(Root, recursive: true);
    }

    // A directory that its owner may not enter cannot be emptied.
    private static void Open(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (string child in Directory.GetDirectories(folder))
        {
            if (new DirectoryInfo(child).LinkTarget is null)
            {
                Open(child);
            }
        }
    }
}
