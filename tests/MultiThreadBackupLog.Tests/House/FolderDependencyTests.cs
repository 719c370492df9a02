using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace MultiThreadBackupLog.Tests.House;

/// <summary>Who may use whom among the library's folders; nothing points back. Internal serves all.</summary>
public class FolderDependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        [""] = [],
        ["Internal"] = [],
        ["Tape"] = [""],
        ["Disk"] = [""],
        ["Log"] = [""],
        ["Scsi"] = [""],
        ["Multiplexing"] = ["", "Tape", "Log"],
        ["Catalog"] = ["", "Tape", "Log"],
        ["Planning"] = ["", "Log", "Tape"],
        ["Xcopy"] = ["", "Scsi"],
        ["Transports"] = ["", "Scsi", "Tape", "Disk"],
        ["Backup"] = ["", "Multiplexing", "Catalog", "Tape", "Log"],
        ["Restore"] = ["", "Planning", "Catalog", "Tape", "Log"],
        ["Copying"] = ["", "Xcopy", "Scsi", "Tape", "Disk", "Log", "Catalog", "Multiplexing", "Backup", "Restore", "Planning"],
    };

    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (string file in Repository.SourceFiles(Repository.Library))
        {
            files.Add(Path.GetRelativePath(Repository.Library, file));
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Usings_OfAFile_NameOnlyFoldersThatItsFolderMayUse(string file)
    {
        string folder = FolderOf(file);
        Assert.True(Allowed.ContainsKey(folder), "The folder '" + folder + "' has no row in the table of who may use whom.");
        string text = File.ReadAllText(Path.Combine(Repository.Library, file));
        foreach (Match match in Regex.Matches(text, @"using\s+(?:static\s+|\w+\s*=\s*)?MultiThreadBackupLog((?:\.\w+)*)"))
        {
            string used = match.Groups[1].Value.TrimStart('.').Split('.')[0];
            bool isFine = used == folder || used == "Internal" || Allowed[folder].Contains(used);
            Assert.True(isFine, file + " uses " + used + ", which " + folder + " may not.");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Namespace_OfAFile_IsItsFolder(string file)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Library, file));
        string folder = (Path.GetDirectoryName(file) ?? string.Empty).Replace(Path.DirectorySeparatorChar, '.');
        string expected = folder.Length == 0 ? "MultiThreadBackupLog" : "MultiThreadBackupLog." + folder;
        Match match = Regex.Match(text, @"^namespace\s+([\w.]+)", RegexOptions.Multiline);
        Assert.True(!match.Success || match.Groups[1].Value == expected || match.Groups[1].Value.StartsWith("System.", StringComparison.Ordinal), file);
    }

    private static string FolderOf(string file)
    {
        string folder = Path.GetDirectoryName(file) ?? string.Empty;
        return folder.Split(Path.DirectorySeparatorChar)[0];
    }
}
