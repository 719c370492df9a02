using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The three modes of recovery: what each gives of a damaged log is right, and of pages that are whole nothing is missing.</summary>
public class SalvageTests
{
    public static TheoryData<int, bool> Logs()
    {
        var logs = new TheoryData<int, bool>();
        for (int log = 0; log < PropertyCheck.Cases(4); log++)
            logs.Add(31 + log, log % 4 is 1 or 2);

        return logs;
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void Salvage_AnyPagesLost_GivesAllOfTheOthersAndSaysWhatIsMissing(int seed, bool hasRetractions)
    {
        var truth = new TapeTruth(PagedLog.Write(seed, steps: 26, nameLength: 40, hasRetractions));
        int pages = truth.Log.PageEnds.Count;
        for (int first = 1; first < pages; first++)
        {
            for (int second = first; second < pages; second++)
            {
                int[] lost = first == second ? [first] : [first, second];
                foreach (int way in new[] { 0, 1, 2 })
                {
                    string damage = "pages " + string.Join(" and ", lost) + " lost in way " + way;
                    using WriteLogRecovery recovery = Salvage(Damaged(truth.Log, lost, way));
                    truth.CheckRight(recovery, damage);
                    truth.CheckComplete(recovery, lost, damage);
                    Assert.Equal(pages - 1 != lost[^1], recovery.Losses[^1].EndLogicalObjectIdentifier is not null);
                }
            }
        }

        // Ends, checksums and definitions prove a good part of the numbers.
        Assert.True(truth.Behind.Numbered > 500 && truth.Behind.Bare > 50, truth.Behind.ToString());
    }

    [Fact]
    public void Salvage_EveryFlippedBit_SaysNothingWrong()
    {
        var truth = new TapeTruth(PagedLog.Write(35, steps: 10, nameLength: 60));
        for (int bit = 0; bit < 8 * truth.Log.Bytes.Length; bit++)
        {
            byte[] bytes = (byte[])truth.Log.Bytes.Clone();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            int page = truth.Log.PageEnds.Count(end => end <= bit / 8);
            using WriteLogRecovery recovery = Salvage(bytes);
            truth.CheckRight(recovery, "bit " + bit);
            bool isIdentity = bit / 8 is >= 32 and < 48;
            if (!isIdentity)
                truth.CheckComplete(recovery, [page], "bit " + bit);
        }
    }

    [Fact]
    public void Salvage_SealedForm_SaysTheSameAndUnderAnyFlippedBitNothingWrong()
    {
        var truth = new TapeTruth(PagedLog.Write(37, steps: 16, nameLength: 20));
        using var stream = new MemoryStream();
        LogSealer.Seal(new WriteLogSnapshot(truth.Log.Bytes), stream);
        byte[] whole = stream.ToArray();
        using WriteLogRecovery live = Salvage(truth.Log.Bytes);
        using WriteLogRecovery undamaged = Salvage(whole);
        Assert.Empty(undamaged.Losses);
        Assert.Equal(live.SalvagedExtents().Sum(extent => extent.ObjectCount), undamaged.SalvagedExtents().Sum(extent => extent.ObjectCount));
        truth.CheckRight(undamaged, "none");
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] bytes = (byte[])whole.Clone();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            using WriteLogRecovery recovery = Salvage(bytes);
            truth.CheckRight(recovery, "bit " + bit);
        }
    }

    [Fact]
    public void Salvage_FirstPageLost_NeedsTheIdentityOfTheLog()
    {
        var truth = new TapeTruth(PagedLog.Write(36, steps: 12, nameLength: 40));
        byte[] bytes = (byte[])truth.Log.Bytes.Clone();
        bytes.AsSpan(0, truth.Log.PageEnds[0]).Clear();
        using WriteLogRecovery nothing = Salvage(bytes);
        Assert.Empty(nothing.SalvagedExtents());
        Assert.Null(nothing.Log);

        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(bytes), WriteLogRecoveryMode.Salvage, PagedLog.Options(36).LogIdentifier);
        Assert.Null(recovery.Log);
        truth.CheckRight(recovery, "no first page");
        truth.CheckComplete(recovery, [0], "no first page");
        Assert.NotEmpty(recovery.SalvagedExtents());

        using WriteLogRecovery other = WriteLogRecovery.Recover(new WriteLogSnapshot(truth.Log.Bytes), WriteLogRecoveryMode.Salvage, Guid.NewGuid());
        Assert.Empty(other.SalvagedExtents());
    }

    [Fact]
    public void Salvage_AnyDamageOfAnySize_SaysNothingWrong()
    {
        TapeTruth[] truths = Enumerable.Range(40, 6).Select(seed => new TapeTruth(PagedLog.Write(seed, steps: 20, nameLength: 100))).ToArray();
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            TapeTruth truth = truths[random.Next(truths.Length)];
            byte[] bytes = (byte[])truth.Log.Bytes.Clone();
            for (int hole = random.Next(1, 4); hole > 0; hole--)
                Hurt(bytes, truth.Log.Bytes, random);

            if (bytes.AsSpan(32, 16).SequenceEqual(truth.Log.Bytes.AsSpan(32, 16)))
                truth.CheckRight(Salvage(bytes), "seed " + seed);

            return true;
        });
    }

    [Theory]
    [InlineData(428562600)]
    [InlineData(1253331357)]
    [InlineData(1408886509)]
    [InlineData(958267587)]
    public void Salvage_PagesZeroedUpToTheEnd_DoubtsWhatNoMarkCovers(int seed)
    {
        // The zeros look like a file that was allocated in advance, and a retraction stood where they are.
        var random = new Random(seed);
        var truth = new TapeTruth(PagedLog.Write(40 + random.Next(6), steps: 20, nameLength: 100));
        byte[] bytes = (byte[])truth.Log.Bytes.Clone();
        for (int hole = random.Next(1, 4); hole > 0; hole--)
            Hurt(bytes, truth.Log.Bytes, random);

        Assert.Contains(Salvage(bytes).SalvagedExtents(), extent => extent.IsInDoubt);
        truth.CheckRight(Salvage(bytes), "seed " + seed);
    }

    [Fact]
    public void Salvage_WholeLog_IsTheIndexOfIt()
    {
        PagedLog log = PagedLog.Write(50, steps: 30, nameLength: 40);
        using WriteLogRecovery recovery = Salvage(log.Bytes);
        WriteLogIndex index = WriteLogIndex.Build(recovery.Log!);
        Assert.Empty(recovery.Losses);
        Assert.Empty(recovery.StreamLosses);
        Assert.True(recovery.IsClosed);
        Assert.Equal(index.Streams.Select(s => (s.Id, (long?)s.BlockCount, s.Description.Name)), recovery.SalvagedStreams.Select(s => (s.Id, s.BlockCount, s.Description!.Name)));
        Assert.Equal(index.Totals.ObjectCount, recovery.SalvagedExtents().Sum(e => e.ObjectCount));
        Assert.DoesNotContain(recovery.SalvagedExtents(), e => e.IsInDoubt || (e.FirstBlock is null && e.Stream is not null));
    }

    [Fact]
    public void Recover_EachMode_TakesWhatItSays()
    {
        PagedLog log = PagedLog.Write(51, steps: 12, nameLength: 40, isClosed: false);
        byte[] torn = log.Bytes[..^5];
        int good = log.PageEnds[^2];

        using WriteLogRecovery whole = WriteLogRecovery.Recover(new WriteLogSnapshot(log.Bytes), WriteLogRecoveryMode.Strict);
        Assert.Equal(log.Bytes.Length, whole.ValidLengthBytes);
        Assert.Empty(whole.Losses);

        using WriteLogRecovery strict = WriteLogRecovery.Recover(new WriteLogSnapshot(torn), WriteLogRecoveryMode.Strict);
        Assert.Null(strict.Log);
        Assert.Null(strict.Header);
        Assert.Equal(torn.Length, strict.DiscardedBytes);
        Assert.Equal(WriteLogFaultReason.Truncated, strict.Fault.Reason);

        using WriteLogRecovery usual = WriteLogRecovery.Recover(new WriteLogSnapshot(torn));
        Assert.Equal(WriteLogRecoveryMode.UpToDamage, usual.Mode);
        Assert.Equal(good, usual.ValidLengthBytes);
        WriteLogIndex index = WriteLogIndex.Build(usual.Log!);
        Assert.Equal([new WriteLogLoss(good, torn.Length - good, index.EndLogicalObjectIdentifier, null)], usual.Losses);
        Assert.Equal(strict.Losses, usual.Losses);
        Assert.Equal(
            index.Streams.Where(s => !s.IsEnded).Select(s => new WriteLogStreamLoss(s.Id, s.BlockCount, null)), usual.StreamLosses);
        Assert.Empty(usual.SalvagedExtents());
        Assert.Empty(usual.SalvagedStreams);

        using WriteLogRecovery salvage = Salvage(torn);
        Assert.Equal(good, salvage.ValidLengthBytes);
        Assert.Equal(usual.Losses, salvage.Losses);
        Assert.Equal(usual.StreamLosses, salvage.StreamLosses);
        Assert.Throws<ArgumentOutOfRangeException>(() => WriteLogRecovery.Recover(new WriteLogSnapshot(torn), (WriteLogRecoveryMode)3));
    }

    [Fact]
    public void Salvage_BytesMadeToBeSlow_EndsSoon()
    {
        // Right headers of pages that are not there, as near to one another as they can be.
        PagedLog log = PagedLog.Write(52, steps: 4, nameLength: 40);
        byte[] header = log.Bytes[log.PageEnds[2]..(log.PageEnds[2] + 32)];
        byte[] bytes = [.. log.Bytes[..log.PageEnds[0]], .. Enumerable.Repeat(header, 100_000).SelectMany(b => b)];
        using WriteLogRecovery recovery = Salvage(bytes);
        Assert.Equal(log.PageEnds[0], recovery.ValidLengthBytes);
        Assert.Single(recovery.Losses);
    }

    private static WriteLogRecovery Salvage(byte[] bytes) => WriteLogRecovery.Recover(new WriteLogSnapshot(bytes), WriteLogRecoveryMode.Salvage);

    /// <summary>Zeros, one flipped bit, or nothing at all in the place of each page.</summary>
    private static byte[] Damaged(PagedLog log, int[] lost, int way)
    {
        var bytes = new List<byte>();
        for (int page = 0; page < log.PageEnds.Count; page++)
        {
            byte[] whole = log.Bytes[(page == 0 ? 0 : log.PageEnds[page - 1])..log.PageEnds[page]];
            if (lost.Contains(page) && way == 2)
                whole = page == log.PageEnds.Count - 1 ? whole[..^1] : [];
            else if (lost.Contains(page) && way == 1)
                whole[whole.Length / 2] ^= 4;
            else if (lost.Contains(page))
                whole.AsSpan().Clear();

            if (lost.Contains(page) && way == 0 && page == log.PageEnds.Count - 1)
                whole[^1] = 1; // Zeros up to the end would be the end.

            bytes.AddRange(whole);
        }

        return bytes.ToArray();
    }

    private static void Hurt(byte[] bytes, byte[] whole, Random random)
    {
        int from = random.Next(48, bytes.Length);
        int length = Math.Min(random.Next(1, 1 << random.Next(1, 11)), bytes.Length - from);
        int source = random.Next(bytes.Length - length + 1);
        switch (random.Next(4))
        {
            case 0:
                random.NextBytes(bytes.AsSpan(from, length));
                break;
            case 1:
                bytes.AsSpan(from, length).Clear();
                break;
            case 2:
                bytes.AsSpan(source, length).CopyTo(bytes.AsSpan(from));
                break;
            default:
                whole.AsSpan(source, length).CopyTo(bytes.AsSpan(from));
                break;
        }
    }
}
