using System.Collections.Generic;
using System.IO;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Sources;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Sources;

public class SourceArgumentTests
{
    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a=/x/=", "a", "/x/=")]
    [InlineData("...=b", "...", "b")]
    [InlineData("@x=@y", "@x", "@y")]
    [InlineData("mit Platz = ü", "mit Platz ", " ü")]
    public void TryParse_ASource_HasANameUpToTheFirstEqualsSign(string text, string name, string path)
    {
        Assert.True(SourceArgument.TryParse(text, out SourceArgument? source, out _));
        Assert.Equal((name, path), (source.Name, source.Path));
    }

    [Theory]
    [InlineData("a", "'a' is no source: NAME=PATH is wanted")]
    [InlineData("", "'' is no source")]
    [InlineData("=b", "it is empty")]
    [InlineData("a=", "has no path")]
    [InlineData(".=b", "a directory of every directory")]
    [InlineData("..=b", "a directory of every directory")]
    [InlineData("x/y=b", "path separator")]
    [InlineData("x\\y=b", "path separator")]
    [InlineData("x\ny=b", "control character")]
    [InlineData("\u001b[2J=b", "control character")]
    public void TryParse_SomethingElse_SaysWhatIsWrongAndNamesIt(string text, string expected)
    {
        Assert.False(SourceArgument.TryParse(text, out _, out string fault));
        Assert.Contains(expected, fault);
        Assert.DoesNotContain('\u001b', fault);
    }

    [Fact]
    public void TryParse_ANameTooLongForAFile_IsRefused() =>
        Assert.False(SourceArgument.TryParse(new string('é', 121) + "=b", out _, out _));

    [Fact]
    public void TryParseAll_TheSameNameTwice_IsRefusedByName()
    {
        Assert.False(SourceArgument.TryParseAll(["a=1", "b=2", "a=3"], out _, out string fault));
        Assert.Contains("'a'", fault);
        Assert.True(SourceArgument.TryParseAll(["a=1", "A=1"], out List<SourceArgument> sources, out _));
        Assert.Equal(2, sources.Count);
    }

    [Fact]
    public void Open_AMissingPath_NamesIt()
    {
        using var folder = new TemporaryFolder();
        Assert.True(SourceArgument.TryParse("a=" + folder["missing"], out SourceArgument? source, out _));
        Assert.Contains("missing", Assert.ThrowsAny<IOException>(() => source.Open(Trees.Problems(), new HashSet<FileIdentity>())).Message);
    }

    [Fact]
    public void Open_LooksAtWhatThePathLeadsTo()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/f", 1);
        File.CreateSymbolicLink(folder["link"], folder["tree"]);
        Assert.IsType<DirectorySource>(Open("a=" + folder["tree"]));
        Assert.IsType<DirectorySource>(Open("a=" + folder["link"]));
        Assert.IsType<FileSource>(Open("a=" + folder["tree/f"]));
    }

    private static BackupSource Open(string text)
    {
        Assert.True(SourceArgument.TryParse(text, out SourceArgument? source, out _));
        return source.Open(Trees.Problems(), new HashSet<FileIdentity>());
    }
}
