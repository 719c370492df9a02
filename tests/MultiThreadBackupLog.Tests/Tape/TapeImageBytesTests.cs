using System;
using System.IO;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>The bytes of the SIMH format, as other programs read and write them.</summary>
public sealed class TapeImageBytesTests : IDisposable
{
    /// <summary>Three bytes, a filemark, two bytes, two filemarks: written out by hand from the format's description.</summary>
    public const string GoldenImage =
        "03000000 A1A2A3 00 03000000" // An odd record is padded to an even length; its words say the true one.
        + "00000000"
        + "02000000 B1B2 02000000"
        + "00000000 00000000";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_SmallTape_GivesTheBytesOfTheFormat(bool isGathered)
    {
        string path = _folder.File("small.tap");
        using (TapeImage image = TapeImage.Create(path))
        {
            byte[][] blocks = [[0xA1, 0xA2, 0xA3], [0xB1, 0xB2]];
            Write(image, isGathered, blocks[0]);
            Assert.True(image.WriteFilemarks(1, isImmediate: true).IsSuccess);
            Write(image, isGathered, blocks[1]);
            Assert.True(image.WriteFilemarks(2, isImmediate: false).IsSuccess);
        }

        Assert.Equal(Hex.Format(Hex.Parse(GoldenImage)), Hex.Format(File.ReadAllBytes(path)));
    }

    private static void Write(TapeImage image, bool isGathered, byte[] block)
    {
        if (isGathered)
        {
            Assert.True(image.WriteBlocks([block], out int written).IsSuccess);
            Assert.Equal(1, written);
        }
        else
        {
            Assert.True(image.WriteBlock(block).IsSuccess);
        }
    }
}
