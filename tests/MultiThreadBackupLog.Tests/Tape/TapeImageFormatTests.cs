using System;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>Images that other programs made: every kind of word that the format has.</summary>
public sealed class TapeImageFormatTests : IDisposable
{
    /// <summary>Every class of the format; the objects are 0: a block, 1: a bad record, 2: a filemark, 3: a reserved record, 4: a block.</summary>
    private const string EveryClass =
        "050000E0 4D54424C3100 050000E0" // A tape description.
        + "FEFFFFFF FEFFFFFF" // Erase gaps.
        + "02000000 A1A2 02000000"
        + "01000070" // A private marker.
        + "04000080 B1B2B3B4 04000080" // Recorded with an error.
        + "00000000"
        + "02000010 C1C2 02000010" // A private record.
        + "02000090 D1D2 02000090" // A record of a reserved class.
        + "01000000 E1 00 01000000"
        + "FEFFFFFF"
        + "FFFFFFFF"
        + "DEADBEEF"; // Behind the end of the medium nothing counts.

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadBlock_GoldenImage_GivesItsObjectsForwardAndBackward()
    {
        using TapeImage image = TapeImage.OpenReadOnly(Image(TapeImageBytesTests.GoldenImage));
        Assert.True(image.Check.IsWhole);
        Assert.Equal(5, image.Check.WholeObjects);
        Assert.Equal(3, image.Check.WholeFilemarks);
        Assert.Equal(34, image.Check.WholeBytes);
        Assert.Equal("A1A2A3", Read(image));
        Assert.Equal("Filemark", Read(image));
        Assert.Equal("B1B2", Read(image));
        Assert.Equal("Filemark", Read(image));
        Assert.Equal("Filemark", Read(image));
        Assert.Equal("EndOfData", Read(image));
        Assert.Equal(3, image.Space(SpaceUnit.Filemarks, -2).Position.LogicalObjectIdentifier);
        Assert.Equal(2, image.Space(SpaceUnit.Blocks, -1).Position.LogicalObjectIdentifier);
        Assert.Equal("B1B2", Read(image));
    }

    [Fact]
    public void ReadBlock_EveryClass_PassesWhatIsNoObjectAndReportsBadRecords()
    {
        using TapeImage image = TapeImage.OpenReadOnly(Image(EveryClass));
        Assert.True(image.Check.IsWhole, image.Check.ToString());
        string[] expected = ["A1A2", "MediumError", "Filemark", "MediumError", "E1", "EndOfData"];
        for (int from = 0; from <= 5; from++)
        {
            for (int to = 0; to <= 5; to++)
            {
                Assert.True(image.Locate(new TapePosition(0, from)).IsSuccess);
                Assert.True(image.Locate(new TapePosition(0, to)).IsSuccess);
                Assert.Equal(expected[to], Read(image));
                Assert.True(image.ReadPosition(out TapePositionReport report).IsSuccess);
                Assert.Equal(Math.Min(to + 1, 5), report.Position.LogicalObjectIdentifier);
            }
        }
    }

    [Fact]
    public void WriteBlock_BehindAnEndOfMediumMarker_TakesItsPlace()
    {
        string path = Image(EveryClass);
        using (TapeImage image = TapeImage.Open(path))
        {
            image.Space(SpaceUnit.EndOfData, 0);
            Assert.True(image.WriteBlock([0xF1, 0xF2]).IsSuccess);
        }

        string kept = EveryClass.Replace("FEFFFFFFFFFFFFFFDEADBEEF", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal);
        Assert.Equal(kept + "02000000F1F202000000", Hex.Format(File.ReadAllBytes(path)));
    }

    [Fact]
    public void OpenReadOnly_Writes_AreRefused()
    {
        string path = Image(TapeImageBytesTests.GoldenImage);
        using TapeImage image = TapeImage.OpenReadOnly(path);
        Assert.True(image.IsWriteProtected);
        Assert.Equal(TapeCondition.WriteProtected, image.WriteBlock([1]).Condition);
        Assert.Equal(TapeCondition.WriteProtected, image.WriteBlocks([new byte[1]], out int written).Condition);
        Assert.Equal(0, written);
        Assert.Equal(TapeCondition.WriteProtected, image.WriteFilemarks(1, isImmediate: false).Condition);
        Assert.Equal(TapeCondition.WriteProtected, image.Erase().Condition);
        Assert.True(image.WriteFilemarks(0, isImmediate: false).IsSuccess);
        Assert.Contains(path, image.WriteBlock([1]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_FileThatExists_IsRefused() =>
        Assert.Throws<IOException>(() => TapeImage.Create(Image(TapeImageBytesTests.GoldenImage)));

    [Fact]
    public void Open_NoFile_IsRefused() => Assert.Throws<FileNotFoundException>(() => TapeImage.Open(_folder.File("none.tap")));

    [Fact]
    public void Open_WhileOpenForWriting_IsRefused()
    {
        string path = Image(TapeImageBytesTests.GoldenImage);
        using (TapeImage.Open(path))
        {
            Assert.Throws<IOException>(() => TapeImage.Open(path));
            Assert.Throws<IOException>(() => TapeImage.OpenReadOnly(path));
        }

        using TapeImage one = TapeImage.OpenReadOnly(path);
        using TapeImage other = TapeImage.OpenReadOnly(path);
        Assert.Equal(Read(one), Read(other));
    }

    private static string Read(TapeImage image)
    {
        var buffer = new byte[8];
        TapeResult result = image.ReadBlock(buffer);
        return result.IsSuccess ? Hex.Format(buffer.AsSpan(0, result.TransferredBytes)) : result.Condition.ToString();
    }

    private string Image(string hex)
    {
        string path = _folder.File("image" + Directory.EnumerateFiles(_folder.Path).Count() + ".tap");
        File.WriteAllBytes(path, Hex.Parse(hex));
        return path;
    }
}
