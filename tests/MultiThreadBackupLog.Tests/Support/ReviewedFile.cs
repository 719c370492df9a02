using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A text file that a person reviewed and that the code must still say, line by line.</summary>
internal static class ReviewedFile
{
    private const int ShownLines = 40;

    /// <summary>Set <c>MTBL_ACCEPT_API=1</c> to write the files anew; their difference is then what the review looks at.</summary>
    public static void AssertSays(string path, string subject, IEnumerable<string> lines)
    {
        string[] actual = lines.ToArray();
        if (Environment.GetEnvironmentVariable("MTBL_ACCEPT_API") == "1")
        {
            File.WriteAllLines(path, actual);
        }

        string[] reviewed = File.ReadAllLines(path);
        int same = actual.Zip(reviewed, (left, right) => left == right).TakeWhile(isSame => isSame).Count();
        Assert.True(
            same == actual.Length && same == reviewed.Length,
            subject + " changed at line " + (same + 1) + "; review it and run with MTBL_ACCEPT_API=1.\nAdded:\n" + Difference(actual, reviewed) + "\nRemoved:\n" + Difference(reviewed, actual));
    }

    private static string Difference(string[] from, string[] without) => string.Join("\n", from.Except(without).Take(ShownLines));
}
