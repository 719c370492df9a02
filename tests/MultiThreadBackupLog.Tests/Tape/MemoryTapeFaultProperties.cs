using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>Random misfortunes of the drive, against what was synchronised and what the position report said.</summary>
public class MemoryTapeFaultProperties
{
    [Fact]
    public void After_any_misfortune_the_medium_holds_what_was_synchronised_and_what_the_report_cleared_and_no_wrong_object() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            using var tape = new MemoryTape(new MemoryTapeOptions
            {
                BufferSizeObjects = random.Next(1, 12),
                BufferSizeBytes = random.Next(0, 400),
                IsBuffered = random.Next(8) != 0,
                FilemarkLengthBytes = random.Next(0, 9),
            });
            var accepted = new List<byte[]?>();
            int safe = 0;
            for (int operation = random.Next(1, 80); operation > 0; operation--)
            {
                if (random.Next(10) == 0)
                {
                    Misfortune(tape, random);
                }

                int before = accepted.Count;
                TapeResult result;
                switch (random.Next(7))
                {
                    case 0:
                        int count = random.Next(3);
                        bool isImmediate = random.Next(2) == 0;
                        result = tape.WriteFilemarks(count, isImmediate);
                        if (result.IsSuccess)
                        {
                            accepted.AddRange(Enumerable.Repeat<byte[]?>(null, count));
                            safe = isImmediate ? safe : accepted.Count;
                        }

                        break;
                    case 1:
                        int target = random.Next(accepted.Count + 1);
                        result = tape.Locate(new TapePosition(0, target));
                        if (result.IsSuccess)
                        {
                            // Locating synchronises; writing from there then takes away the rest.
                            safe = target;
                            accepted.RemoveRange(target, accepted.Count - target);
                            Assert.True(tape.Erase().IsSuccess);
                        }

                        break;
                    default:
                        byte[] block = new byte[random.Next(1, 100)];
                        random.NextBytes(block);
                        result = tape.WriteBlock(block);
                        if (result.IsSuccess)
                        {
                            accepted.Add(block);
                        }

                        break;
                }

                if (!result.IsSuccess)
                {
                    // As a session does: ask what is cleared, go there, and count on nothing else.
                    Assert.True(result.IsFailure, result.ToString());
                    long cleared = tape.ReadPosition(out TapePositionReport report).IsSuccess ? report.FirstBuffered.LogicalObjectIdentifier : safe;
                    Assert.InRange(cleared, safe, Math.Max(before, accepted.Count) + 2);
                    Assert.InRange(cleared, 0, tape.CountRecordedObjects());
                    int kept = (int)Math.Min(cleared, accepted.Count);
                    accepted.RemoveRange(kept, accepted.Count - kept);
                    GoTo(tape, kept);
                    Assert.True(tape.Erase().IsSuccess);
                    safe = kept;
                }

                for (int number = 0; number < safe; number++)
                {
                    Assert.Equal(accepted[number], tape.PeekRecordedObject(number));
                }
            }

            return true;
        });

    [Fact]
    public void When_the_power_fails_during_an_overwrite_the_medium_holds_the_old_objects_until_the_first_new_one_got_there() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            using var tape = new MemoryTape(new MemoryTapeOptions { FilemarkLengthBytes = random.Next(3) * 20_000, BufferSizeBytes = 1_000_000 });
            var medium = new List<byte[]?>();
            for (int round = random.Next(1, 6); round > 0; round--)
            {
                int from = random.Next(medium.Count + 1);
                Assert.True(tape.Locate(new TapePosition(0, from)).IsSuccess);
                byte[]?[] objects = Enumerable.Range(0, random.Next(1, 8)).Select(_ => RandomObject(random)).ToArray();
                foreach (byte[]? block in objects)
                {
                    Assert.True((block is null ? tape.WriteFilemarks(1, isImmediate: true) : tape.WriteBlock(block)).IsSuccess);
                }

                int recorded = random.Next(objects.Length + 1);
                tape.AdvanceBuffer(recorded);
                if (recorded > 0)
                {
                    medium.RemoveRange(from, medium.Count - from);
                    medium.AddRange(objects.Take(recorded));
                }

                SameMedium(tape, medium);
                if (random.Next(2) == 0)
                {
                    tape.LosePower();
                    Assert.Equal(TapeCondition.DeviceReset, tape.Rewind().Condition);
                }
                else
                {
                    Assert.True(tape.WriteFilemarks(0, isImmediate: false).IsSuccess);
                    medium.RemoveRange(from, medium.Count - from);
                    medium.AddRange(objects);
                }

                SameMedium(tape, medium);
            }

            return true;
        });

    private static void SameMedium(MemoryTape tape, List<byte[]?> expected)
    {
        Assert.Equal(expected.Count, tape.CountRecordedObjects());
        for (int number = 0; number < expected.Count; number++)
        {
            byte[]? actual = tape.PeekRecordedObject(number);
            Assert.Equal(expected[number] is null, actual is null);
            Assert.True(expected[number].AsSpan().SequenceEqual(actual));
        }
    }

    private static byte[]? RandomObject(Random random)
    {
        if (random.Next(4) == 0)
        {
            return null;
        }

        var block = new byte[random.Next(1, random.Next(2, 20_000))];
        random.NextBytes(block);
        return block;
    }

    private static void Misfortune(MemoryTape tape, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                tape.LosePower();
                break;
            case 1:
                tape.ChangeMedium(isBlank: false);
                break;
            case 2:
                tape.FailWrite(tape.CountRecordedObjects() + random.Next(4), times: 1);
                break;
            default:
                tape.AdvanceBuffer(random.Next(4));
                break;
        }
    }

    private static void GoTo(MemoryTape tape, long target)
    {
        for (int attempt = 0; attempt < 4; attempt++)
        {
            if (tape.Locate(new TapePosition(0, target)).IsSuccess)
            {
                return;
            }
        }

        Assert.Fail("The drive does not go anywhere any more.");
    }
}
