using System;
using System.IO;
using System.Linq;

namespace MultiThreadBackupLog.Tests.House;

/// <summary>Every public member is a line of a reviewed file: vendors keep what we publish for ten years.</summary>
public class PublicApiTests
{
    private static string ReviewedFile => Path.Combine(Repository.Library, "PublicApi.txt");

    /// <summary>Set <c>MTBL_ACCEPT_API=1</c> to write the file anew; its difference is then what the review looks at.</summary>
    [Fact]
    public void PublicMembers_OfTheLibrary_AreThoseOfTheReviewedFile()
    {
        string[] actual = PublicApi.Describe(typeof(StreamId).Assembly).ToArray();
        if (Environment.GetEnvironmentVariable("MTBL_ACCEPT_API") == "1")
        {
            File.WriteAllLines(ReviewedFile, actual);
        }

        string[] reviewed = File.ReadAllLines(ReviewedFile);
        string[] added = actual.Except(reviewed).ToArray();
        string[] removed = reviewed.Except(actual).ToArray();
        Assert.True(
            added.Length == 0 && removed.Length == 0,
            "The public surface changed; review it and run with MTBL_ACCEPT_API=1.\nAdded:\n" + string.Join("\n", added) + "\nRemoved:\n" + string.Join("\n", removed));
    }
}
