using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Every short life of a log, with a crash at every step of it and every way in which a disk may lose, tear and reorder what was not synchronised.</summary>
/// <remarks>
/// A life is tried by its last operation: crashes in the others were tried in the lives that end there. Every state that the disk may be left in is tried, states of the
/// same bytes once. <c>MTBL_CASES</c> from 20 on adds an operation.
/// </remarks>
public class CrashPointTests
{
    private static readonly CrashOperation[] All = Enum.GetValues<CrashOperation>();

    // A log that has something to lose.
    private static readonly CrashOperation[] Warm =
        [CrashOperation.DefineStream, CrashOperation.DefineStream, CrashOperation.Run, CrashOperation.Filemark, CrashOperation.Run, CrashOperation.Checkpoint];

    private static int Length => PropertyCheck.Scale >= 20 ? 5 : 4;

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 700)]
    [InlineData(true, 700)]
    public void Recover_AfterACrashAtAnyStepOfAnyShortLife_LosesNothingCommittedAndInventsNothing(bool isWarm, int preallocationBytes)
    {
        CrashOperation[] start = isWarm ? Warm : [];
        using (var first = new CrashLife(preallocationBytes, isWatched: true))
            first.CheckImages("a new log");

        long images = 0;
        int lives = 0;
        var life = new List<CrashOperation>(start);
        Try(life, preallocationBytes, start.Length + Length, ref lives, ref images);
        Assert.True(lives > 2_000 && images > 10_000, lives + " lives and " + images + " states of a file are fewer than there are.");
    }

    private static void Try(List<CrashOperation> life, int preallocationBytes, int length, ref int lives, ref long images)
    {
        foreach (CrashOperation operation in All)
        {
            using var played = new CrashLife(preallocationBytes);
            foreach (CrashOperation before in life)
                played.Play(before);

            life.Add(operation);
            string name = string.Join(", ", life);
            if (!played.PlayWatched(operation, name))
            {
                life.RemoveAt(life.Count - 1);
                continue;
            }

            played.CheckImages(name);
            lives++;
            images += played.ImageCount;
            if (life.Count < length)
                Try(life, preallocationBytes, length, ref lives, ref images);

            life.RemoveAt(life.Count - 1);
        }
    }
}
