using System;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>What an image does to its file, and what it makes of a file that fails.</summary>
public sealed class TapeImageFileTests : IDisposable
{
    private const int BlockLength = 4_001;

    private readonly TemporaryFolder _folder = new();

    private string TapePath => _folder.File("tape.tap");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Moves_OverManyBlocks_ReadLengthWordsOnlyAndFewOfThem()
    {
        using TapeImage image = Create(out WatchedFile file);
        ReadOnlyMemory<byte>[] blocks = Blocks(3_000);
        Assert.True(image.WriteBlocks(blocks, out _).IsSuccess);
        image.WriteFilemarks(1, isImmediate: false);
        image.Rewind();

        file.ForgetCounts();
        Assert.True(image.Space(SpaceUnit.Blocks, 2_999).IsSuccess);
        Assert.InRange(file.Reads, 1, 1_600);   // At most 1,024 to find the filemark that would end the move, and 512 to get there.
        Assert.InRange(file.ReadBytes, 1, 20_000 + (1_600 * 8));
        file.ForgetCounts();
        Assert.True(image.Space(SpaceUnit.Blocks, -2_000).IsSuccess);
        Assert.InRange(file.Reads, 1, 600);
        Assert.InRange(file.ReadBytes, 1, 20_000 + (600 * 8));
        file.ForgetCounts();
        Assert.True(image.Locate(new TapePosition(0, 1_500)).IsSuccess);
        Assert.InRange(file.Reads, 1, 600);
        file.ForgetCounts();
        Assert.Equal(3_001, image.Space(SpaceUnit.Filemarks, 1).Position.LogicalObjectIdentifier);
        Assert.InRange(file.Reads, 0, 1_600);
        file.ForgetCounts();
        for (int step = 0; step < 100; step++)
        {
            image.Space(SpaceUnit.Blocks, -1);
        }

        Assert.InRange(file.Reads, 0, 1_700);   // One search for the filemark that would end the move, then two words a step.
        Assert.InRange(file.ReadBytes, 0, 20_000 + (1_700 * 8));
    }

    [Fact]
    public void Open_LongBlocks_ReadsEightBytesABlock()
    {
        using (TapeImage image = Create(out _))
        {
            image.WriteBlocks(Blocks(1_000), out _);
        }

        using var file = new WatchedFile(TapePath, FileMode.Open);
        using var reopened = new TapeImage(file, new TapeImageOptions(), isReadOnly: false);
        Assert.Equal(1_000, reopened.Check.WholeObjects);
        Assert.InRange(file.ReadBytes, 8_000, 8_000 + 20_000);
        Assert.InRange(file.Reads, 990, 1_010);
    }

    [Fact]
    public void WriteBlocks_OneGather_IsOneWrite()
    {
        using TapeImage image = Create(out WatchedFile file);
        image.WriteBlocks(Blocks(200), out _);
        Assert.Equal(1, file.Writes);
        Assert.Equal(200 * (BlockLength + 9), file.Length);
        file.ForgetCounts();
        image.WriteFilemarks(3, isImmediate: true);
        Assert.Equal((1, 0), (file.Writes, file.Flushes));
    }

    [Fact]
    public void WriteFilemarks_Synchronous_FlushesOnceAndOnlyWhatIsNew()
    {
        using TapeImage image = Create(out WatchedFile file);
        image.WriteBlock(new byte[10]);
        image.WriteFilemarks(1, isImmediate: true);
        image.ReadPosition(out TapePositionReport before);
        Assert.Equal((0L, 2L, 10L), (before.FirstBuffered.LogicalObjectIdentifier, before.ObjectsInBuffer, before.BytesInBuffer));
        image.WriteFilemarks(0, isImmediate: false);
        Assert.Equal(1, file.Flushes);
        image.WriteFilemarks(0, isImmediate: false);
        image.Rewind();
        image.ReadBlock(new byte[10]);
        Assert.Equal(1, file.Flushes);
        image.WriteBlock(new byte[10]);
        image.Rewind();
        Assert.Equal(2, file.Flushes);
    }

    [Theory]
    [InlineData(WatchedFile.NoSpace, TapeCondition.EndOfMedium)]
    [InlineData(5, TapeCondition.MediumError)] // EIO
    public void Write_DiskFullAtEveryByte_KeepsWhatWasAcceptedAndNothingTorn(int error, TapeCondition expected)
    {
        for (int room = 0; room < 60; room++)
        {
            File.Delete(TapePath);
            using (TapeImage image = Create(out WatchedFile file))
            {
                file.WriteErrorCode = error;
                image.WriteBlock([1, 2, 3]);
                image.WriteFilemarks(1, isImmediate: false);
                file.Room = room;
                TapeResult[] results =
                [
                    image.WriteBlocks([new byte[] { 4, 5 }, new byte[] { 6 }], out int written),
                    image.WriteBlock(new byte[20_000]),
                    image.WriteFilemarks(5, isImmediate: true),
                ];
                Assert.Contains(written, new[] { 0, 2 });
                foreach (TapeResult result in results.Where(r => !r.IsSuccess))
                {
                    Assert.Equal(expected, result.Condition);
                    Assert.Contains(TapePath, result.Message, StringComparison.Ordinal);
                }

                Assert.False(results[1].IsSuccess);
                Assert.Equal(2 + written + (results[2].IsSuccess ? 5 : 0), results[2].Position.LogicalObjectIdentifier);
                file.Room = long.MaxValue;
                Assert.True(image.WriteBlock([9]).IsSuccess);
            }

            using TapeImage reopened = TapeImage.OpenReadOnly(TapePath);
            Assert.True(reopened.Check.IsWhole, reopened.Check.ToString());
        }
    }

    [Fact]
    public void Write_TornRecordThatCannotBeCutOff_BlocksWritesUntilItCan()
    {
        using TapeImage image = Create(out WatchedFile file);
        image.WriteBlock([1, 2]);
        file.Room = 5;
        file.FailsSettingLength = true;
        Assert.Equal(TapeCondition.EndOfMedium, image.WriteBlock([3, 4]).Condition);
        file.Room = long.MaxValue;
        Assert.Equal(TapeCondition.MediumError, image.WriteBlock([3, 4]).Condition);
        Assert.Equal(TapeCondition.MediumError, image.WriteFilemarks(1, isImmediate: true).Condition);
        Assert.True(image.Rewind().IsSuccess);
        Assert.Equal(2, image.ReadBlock(new byte[2]).TransferredBytes);
        Assert.Equal(TapeCondition.EndOfData, image.ReadBlock(new byte[2]).Condition);
        file.FailsSettingLength = false;
        Assert.True(image.WriteBlock([5, 6]).IsSuccess);
        Assert.Equal(20, file.Length);
    }

    [Fact]
    public void WriteFilemarks_FlushFails_NothingAfterTheLastFlushIsClaimedAgain()
    {
        using TapeImage image = Create(out WatchedFile file);
        image.WriteBlock([1]);
        image.WriteFilemarks(1, isImmediate: false);
        image.WriteBlock([2]);
        image.WriteBlock([3]);
        file.FlushFailures = 1;
        TapeResult failed = image.WriteFilemarks(0, isImmediate: false);
        Assert.Equal(TapeCondition.MediumError, failed.Condition);
        Assert.Contains(TapePath, failed.Message, StringComparison.Ordinal);

        // The next flush would succeed, and would prove nothing.
        Assert.Equal(TapeCondition.MediumError, image.WriteFilemarks(0, isImmediate: false).Condition);
        Assert.Equal(TapeCondition.MediumError, image.WriteBlock([4]).Condition);
        Assert.Equal(TapeCondition.MediumError, image.Space(SpaceUnit.Blocks, -1).Condition);
        image.ReadPosition(out TapePositionReport report);
        Assert.Equal((2L, 2L), (report.FirstBuffered.LogicalObjectIdentifier, report.ObjectsInBuffer));

        Assert.True(image.Rewind().IsSuccess);
        Assert.True(image.ReadBlock(new byte[1]).IsSuccess);
        Assert.Equal(TapeCondition.MediumError, image.WriteFilemarks(0, isImmediate: false).Condition);
        Assert.True(image.Locate(report.FirstBuffered).IsSuccess);
        Assert.True(image.WriteBlock([5]).IsSuccess);
        Assert.True(image.WriteFilemarks(1, isImmediate: false).IsSuccess);
        Assert.Equal(4, image.Space(SpaceUnit.EndOfData, 0).Position.LogicalObjectIdentifier);
    }

    [Fact]
    public void Write_RealFileWithRealFlushes_IsReadBackAfterReopening()
    {
        using (TapeImage image = TapeImage.Create(TapePath, new TapeImageOptions { CapacityBytes = 1_000_000, EarlyWarningBytes = 900_000 }))
        {
            Assert.Equal(1_000_000, image.RemainingBytes);
            Assert.False(image.WriteBlock(new byte[99_992]).IsEarlyWarning);
            Assert.True(image.WriteBlock(new byte[40_000]).IsEarlyWarning);
            Assert.True(image.WriteFilemarks(1, isImmediate: false).IsSuccess);
            Assert.True(image.Locate(new TapePosition(0, 1)).IsSuccess);
            Assert.True(image.WriteBlock([7, 7, 7]).IsSuccess);
            Assert.True(image.WriteFilemarks(0, isImmediate: false).IsSuccess);
        }

        using TapeImage reopened = TapeImage.Open(TapePath);
        Assert.Null(reopened.RemainingBytes);
        Assert.Equal((2L, 0L, 100_012L, 100_012L), (reopened.Check.WholeObjects, reopened.Check.WholeFilemarks, reopened.Check.WholeBytes, reopened.Check.FileBytes));
    }

    private static ReadOnlyMemory<byte>[] Blocks(int count) => Enumerable.Repeat(new ReadOnlyMemory<byte>(new byte[BlockLength]), count).ToArray();

    private TapeImage Create(out WatchedFile file) => new(file = new WatchedFile(TapePath, FileMode.CreateNew), new TapeImageOptions(), isReadOnly: false);
}
