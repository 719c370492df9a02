using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Sectors that are zeroed, old, of another log, swapped or repeated, at every place of a log: a fault and the pages before it, never a wrong record.</summary>
public class SectorDamageTests
{
    private static readonly PagedLog Small = PagedLog.Write(seed: 11, steps: 14, nameLength: 300);
    private static readonly PagedLog SmallOther = PagedLog.Write(seed: 12, steps: 18, nameLength: 300);
    private static readonly PagedLog Large = PagedLog.Write(seed: 13, steps: 36, nameLength: 2_000);
    private static readonly PagedLog LargeOther = PagedLog.Write(seed: 14, steps: 42, nameLength: 2_000);

    public static TheoryData<int> SectorLengths() => [512, 4096];

    [Theory]
    [MemberData(nameof(SectorLengths))]
    public void Recover_ZeroedSectorAnywhere_YieldsThePagesBeforeIt(int sectorLength) => ForEachSector(sectorLength, (log, _, bytes, from, length) =>
    {
        bytes.AsSpan(from, length).Clear();
        AssertPrefix(log, bytes);
    });

    [Theory]
    [MemberData(nameof(SectorLengths))]
    public void Recover_SectorAsItWasAtAnEarlierCommit_YieldsThePagesOfThatCommit(int sectorLength) => ForEachSector(sectorLength, (log, _, bytes, from, length) =>
    {
        foreach (int end in log.PageEnds.Where(end => end > from && end < from + length))
        {
            log.Bytes.CopyTo(bytes, 0);
            bytes.AsSpan(end, from + length - end).Clear();
            AssertPrefix(log, bytes);
        }
    });

    [Theory]
    [MemberData(nameof(SectorLengths))]
    public void Recover_SectorOfAnotherLogAtTheSamePlace_YieldsThePagesBeforeIt(int sectorLength) => ForEachSector(sectorLength, (log, other, bytes, from, length) =>
    {
        length = Math.Min(length, other.Bytes.Length - from);
        if (length <= 0)
            return;

        other.Bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(from));
        if (bytes.AsSpan(0, 48).SequenceEqual(other.Bytes.AsSpan(0, 48)))
        {
            // The identity of the log is the other's now: what is good is its beginning, and it says whose it is.
            using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(bytes));
            Assert.Equal(other.GoodBefore(bytes.AsSpan().CommonPrefixLength(other.Bytes)), recovery.ValidLengthBytes);
            Assert.True(recovery.Fault.IsFault);
            Assert.NotEqual(recovery.Header!.LogIdentifier, PagedLog.Options(13).LogIdentifier);
            return;
        }

        AssertPrefix(log, bytes);
    });

    [Theory]
    [MemberData(nameof(SectorLengths))]
    public void Recover_SectorsSwappedOrRepeated_YieldsThePagesBeforeThem(int sectorLength) => ForEachSector(sectorLength, (log, _, bytes, from, length) =>
    {
        // With the next one at any offset, with every other one at whole sectors.
        IEnumerable<int> others = from % sectorLength == 0
            ? Enumerable.Range(0, log.Bytes.Length / sectorLength).Select(index => index * sectorLength).Where(at => at != from)
            : [from + length];
        foreach (int at in others.Where(at => at + length <= log.Bytes.Length))
        {
            log.Bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(at));
            log.Bytes.AsSpan(at, length).CopyTo(bytes.AsSpan(from));
            AssertPrefix(log, bytes);

            log.Bytes.CopyTo(bytes, 0);
            log.Bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(at));
            AssertPrefix(log, bytes);
            log.Bytes.CopyTo(bytes, 0);
        }

        // Once more behind itself, so that everything after it stands in the wrong place.
        AssertPrefix(log, [.. log.Bytes.AsSpan(0, from + length), .. log.Bytes.AsSpan(from)]);
        AssertPrefix(log, [.. log.Bytes.AsSpan(0, from), .. log.Bytes.AsSpan(from + length)]);
    });

    private static void ForEachSector(int sectorLength, Action<PagedLog, PagedLog, byte[], int, int> damage)
    {
        (PagedLog log, PagedLog other) = sectorLength == 512 ? (Small, SmallOther) : (Large, LargeOther);
        Assert.True(log.Bytes.Length > 3 * sectorLength, "the log is too short for this: " + log.Bytes.Length);
        var bytes = new byte[log.Bytes.Length];
        for (int from = 0; from < bytes.Length; from++)
        {
            log.Bytes.CopyTo(bytes, 0);
            damage(log, other, bytes, from, Math.Min(sectorLength, bytes.Length - from));
        }
    }

    private static void AssertPrefix(PagedLog log, byte[] bytes)
    {
        int same = bytes.AsSpan().CommonPrefixLength(log.Bytes);
        int good = log.GoodBefore(same);
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(bytes));
        if (recovery.ValidLengthBytes != good)
            Assert.Fail(good + " bytes are good and " + recovery.ValidLengthBytes + " were recovered");

        bool isZeroBehind = good > 0 && bytes.AsSpan(good).IndexOfAnyExcept((byte)0) < 0;
        Assert.Equal(isZeroBehind, recovery.IsWhole);
        Assert.Equal(good == log.Bytes.Length, recovery.IsClosed);
        if (good > 0 && good < same && same < log.Bytes.Length)
            Assert.True(isZeroBehind || recovery.Fault.OffsetBytes == good, recovery.ToString());
    }
}
