using System.IO;
using MultiThreadBackupLog.Tests.House;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>Every name, clause and place of a field is a line of a reviewed file: programs look fields up by their names, and a place
/// that moves is another format.</summary>
public class WireFieldListTests
{
    [Fact]
    public void Layouts_OfTheFolder_AreThoseOfTheReviewedFile() => ReviewedFile.AssertSays(
        Path.Combine(Repository.Root, "tests", "MultiThreadBackupLog.Tests", "Xcopy", "WireFields.txt"), "A layout", WireDescriber.Describe("Xcopy"));
}
