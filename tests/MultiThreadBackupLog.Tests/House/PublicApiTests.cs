using System.IO;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.House;

/// <summary>Every public member is a line of a reviewed file: vendors keep what we publish for ten years.</summary>
public class PublicApiTests
{
    [Fact]
    public void PublicMembers_OfTheLibrary_AreThoseOfTheReviewedFile() => ReviewedFile.AssertSays(
        Path.Combine(Repository.Library, "PublicApi.txt"), "The public surface", PublicApi.Describe(typeof(StreamId).Assembly));
}
