using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>Cut, flipped and hostile images: what is whole is said and read, and nothing else happens.</summary>
public sealed class TapeImageDamageTests : IDisposable
{
    private static readonly byte[]?[] Objects =
    [
        Bytes(3), Bytes(10), null, Bytes(1), Bytes(8), Bytes(40), null, null, Bytes(25), Bytes(6), null,
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_EveryPrefix_SaysExactlyWhatIsWhole()
    {
        byte[] whole = Encode(Objects, out long[] ends);
        for (int length = 0; length <= whole.Length; length++)
        {
            string path = Image(whole.AsSpan(0, length));
            int objects = ends.Count(end => end <= length);
            long bytes = objects == 0 ? 0 : ends[objects - 1];
            using TapeImage image = TapeImage.Open(path);
            Assert.Equal(objects, image.Check.WholeObjects);
            Assert.Equal(Objects.Take(objects).Count(o => o is null), image.Check.WholeFilemarks);
            Assert.Equal(bytes, image.Check.WholeBytes);
            Assert.Equal(length, image.Check.FileBytes);
            Assert.Equal(bytes == length, image.Check.IsWhole);
            Assert.Equal(bytes != length, image.Check.IsCutOff);
            Assert.Equal(bytes == length, image.Check.Reason is null);
            Assert.Contains(path, image.Check.ToString(), StringComparison.Ordinal);
            Assert.Equal(objects, ReadsAsWritten(image, objects));
            Assert.Equal(TapeCondition.EndOfData, image.ReadBlock(new byte[50]).Condition);
            Assert.True(image.Space(SpaceUnit.EndOfData, 0).IsSuccess);
        }
    }

    [Fact]
    public void Write_CutOffImage_NeedsTheCutAccepted()
    {
        byte[] whole = Encode(Objects, out long[] ends);
        for (int length = 0; length < whole.Length; length++)
        {
            if (ends.Contains(length) || length == 0)
            {
                continue;
            }

            string path = Image(whole.AsSpan(0, length));
            int objects = ends.Count(end => end <= length);
            using (TapeImage image = TapeImage.Open(path))
            {
                image.Space(SpaceUnit.EndOfData, 0);
                foreach (TapeResult refusal in new[]
                {
                    image.WriteBlock([1]), image.WriteBlocks([new byte[1]], out _), image.WriteFilemarks(1, isImmediate: true), image.Erase(),
                })
                {
                    Assert.Equal(TapeCondition.CorruptData, refusal.Condition);
                    Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
                }

                Assert.Equal(length, new FileInfo(path).Length);
                image.AcceptCut();
                Assert.Equal(length, new FileInfo(path).Length);
                Assert.True(image.WriteFilemarks(1, isImmediate: false).IsSuccess);
            }

            Assert.True(Check(path).IsWhole);
            Assert.Equal(objects + 1, Check(path).WholeObjects);
        }
    }

    [Fact]
    public void Open_EverySingleFlippedBit_KeepsWhatLiesBeforeAndNeverMore()
    {
        byte[] whole = Encode(Objects, out long[] ends);
        bool[] isWord = Words(ends, whole.Length);
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = whole.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            int hit = ends.Count(end => end <= bit / 8);
            using TapeImage image = TapeImage.Open(Image(flipped));
            if (!isWord[bit / 8])
            {
                Assert.True(image.Check.IsWhole, "A changed byte inside a record is not for the length words to see.");
                continue;
            }

            // Objects before the flipped one are there, byte for byte; the flipped one and what follows is not taken for whole. One thing the
            // format cannot see: a leading word of which one bit was set becomes a filemark. What stands behind it then gives the damage away.
            long start = hit == 0 ? 0 : ends[hit - 1];
            bool becomesFilemark = bit / 8 < start + 4 && BitConverter.ToInt32(flipped, (int)start) == 0;
            Assert.False(image.Check.IsWhole, "bit " + bit);
            Assert.Equal(hit + (becomesFilemark ? 1 : 0), image.Check.WholeObjects);
            Assert.Equal(hit, ReadsAsWritten(image, hit));
            hit += becomesFilemark ? 1 : 0;
            Assert.Equal(hit, image.Locate(new TapePosition(0, hit)).Position.LogicalObjectIdentifier);
            bool areRecordsBehind = hit < ends.Length - 2;   // The last two objects are a record and a filemark.
            TapeCondition end = image.ReadBlock(new byte[50]).Condition;
            Assert.Equal(image.Check.IsCutOff ? TapeCondition.EndOfData : TapeCondition.CorruptData, end);
            Assert.False(image.Check.IsCutOff && areRecordsBehind, "bit " + bit + ": " + image.Check);
            Assert.Equal(end, image.Locate(new TapePosition(0, hit + 1)).Condition);
            Assert.Equal(end, image.Space(SpaceUnit.Filemarks, 100).Condition);
            Assert.Equal(end == TapeCondition.EndOfData ? TapeCondition.None : end, image.Space(SpaceUnit.EndOfData, 0).Condition);
            image.AcceptCut();
            Assert.Equal(TapeCondition.None, image.Space(SpaceUnit.EndOfData, 0).Condition);
            Assert.Equal(TapeCondition.EndOfData, image.ReadBlock(new byte[50]).Condition);
            Assert.Equal(TapeCondition.BeginningOfMedium, image.Space(SpaceUnit.Filemarks, -100).Condition);
        }
    }

    [Fact]
    public void Any_bytes_open_without_an_exception_and_end() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            byte[] bytes = Encode(Objects, out _);
            for (int change = random.Next(1, 8); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
            }

            using TapeImage image = TapeImage.Open(Image(bytes.AsSpan(0, random.Next(bytes.Length + 1))));
            long objects = 0;
            while (image.ReadBlock(new byte[random.Next(60)]).Condition is TapeCondition.None or TapeCondition.Filemark or TapeCondition.IncorrectLength or TapeCondition.MediumError)
            {
                objects++;
            }

            Assert.Equal(image.Check.WholeObjects, objects);
            for (long backward = objects; backward > 0; backward--)
            {
                Assert.Equal(backward - 1, image.Locate(new TapePosition(0, backward - 1)).Position.LogicalObjectIdentifier);
            }

            return true;
        });

    [Theory]
    [InlineData("FFFFFF0F")] // A record of 256 MiB.
    [InlineData("FFFFFF8F")]
    [InlineData("FFFFFFEF")]
    [InlineData("0000FFFF")] // A half gap.
    [InlineData("FFFFFF00 00")]
    public void Open_HostileWord_AllocatesNothingForIt(string hex)
    {
        string path = Image(Hex.Parse(hex));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using TapeImage image = TapeImage.Open(path);
        Assert.False(image.Check.IsWhole);
        Assert.Equal(0, image.Check.WholeObjects);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Open_LongRunsOfFilemarksAndGaps_StaySmallInMemory()
    {
        var bytes = new byte[8 * 1024 * 1024];
        bytes.AsSpan(bytes.Length / 2).Fill(0xFF);
        for (int offset = bytes.Length / 2; offset < bytes.Length; offset += 4)
        {
            bytes[offset] = 0xFE;   // An erase gap.
        }

        string path = Image(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using TapeImage image = TapeImage.Open(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
        Assert.Equal(1024 * 1024, image.Check.WholeFilemarks);
        Assert.Equal(1024 * 1024, image.Space(SpaceUnit.EndOfData, 0).Position.LogicalObjectIdentifier);
        Assert.Equal(24, image.Space(SpaceUnit.Filemarks, -1024 * 1024 + 24).Position.LogicalObjectIdentifier);
        Assert.Equal(TapeCondition.EndOfData, image.Space(SpaceUnit.Filemarks, 1024 * 1024).Condition);
    }

    [Fact]
    public void ReadBlock_FileShortenedByAnother_IsCorruptData()
    {
        string path = Image(Encode(Objects, out _));
        using TapeImage image = TapeImage.OpenReadOnly(path);
        using (var other = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(20);
        }

        Assert.True(image.ReadBlock(new byte[50]).IsSuccess);
        TapeResult result = image.Locate(new TapePosition(0, 7));
        result = result.IsFailure ? result : image.ReadBlock(new byte[50]);
        result = result.IsFailure ? result : image.Space(SpaceUnit.Filemarks, -2);
        result = result.IsFailure ? result : image.ReadBlock(new byte[50]);
        Assert.Equal(TapeCondition.CorruptData, result.Condition);
        Assert.Contains(path, result.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(int length) => Enumerable.Range(0, length).Select(n => (byte)(0xA0 + n + length)).ToArray();

    private static int ReadsAsWritten(TapeImage image, int objects)
    {
        Assert.True(image.Rewind().IsSuccess);
        var buffer = new byte[50];
        int read = 0;
        for (; read < objects; read++)
        {
            TapeResult result = image.ReadBlock(buffer);
            Assert.Equal(Objects[read] is null ? TapeCondition.Filemark : TapeCondition.None, result.Condition);
            Assert.True(Objects[read] is null || Objects[read].AsSpan().SequenceEqual(buffer.AsSpan(0, result.TransferredBytes)));
        }

        return read;
    }

    /// <summary>Builds the image by the description of the format alone, not by the code under test.</summary>
    private static byte[] Encode(byte[]?[] objects, out long[] ends)
    {
        var bytes = new List<byte>();
        var at = new List<long>();
        foreach (byte[]? block in objects)
        {
            byte[] word = BitConverter.GetBytes(block?.Length ?? 0);
            bytes.AddRange(word);
            if (block is not null)
            {
                bytes.AddRange(block);
                bytes.AddRange(new byte[block.Length % 2]);
                bytes.AddRange(word);
            }

            at.Add(bytes.Count);
        }

        ends = at.ToArray();
        return bytes.ToArray();
    }

    private static bool[] Words(long[] ends, int length)
    {
        var isWord = new bool[length];
        for (int index = 0; index < ends.Length; index++)
        {
            long start = index == 0 ? 0 : ends[index - 1];
            for (int offset = 0; offset < 4; offset++)
            {
                isWord[start + offset] = true;
                isWord[ends[index] - 4 + offset] = true;
            }
        }

        return isWord;
    }

    private static TapeImageCheck Check(string path)
    {
        using TapeImage image = TapeImage.OpenReadOnly(path);
        return image.Check;
    }

    private string Image(ReadOnlySpan<byte> bytes)
    {
        string path = _folder.File("image.tap");
        File.WriteAllBytes(path, bytes.ToArray());
        return path;
    }
}
