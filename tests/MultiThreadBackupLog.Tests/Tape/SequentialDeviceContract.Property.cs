using System;
using System.Linq;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Tape;

/// <content>Any sequence of operations, against the naive tape.</content>
public abstract partial class SequentialDeviceContract
{
    /// <summary>Gets the longest block that random sequences write.</summary>
    protected virtual int LongestRandomBlock => 300;

    [Fact]
    public void Any_sequence_of_operations_gives_the_results_positions_and_contents_of_a_list_of_objects() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            ContractTape tape = random.Next(3) switch
            {
                0 => new ContractTape(),
                1 => new ContractTape(CapacityBytes: random.Next(5_000)),
                _ => new ContractTape(CapacityBytes: random.Next(5_000), EarlyWarningBytes: random.Next(3_000)),
            };
            var model = new NaiveTape(BlockCost, FilemarkCost, tape);
            SequentialDevice device = CreateBlank(tape);
            try
            {
                int operations = random.Next(1, 60);
                for (int operation = 0; operation < operations; operation++)
                {
                    Step(ref device, model, tape, random);
                    ComparePosition(device, model);
                }

                CompareContent(device, model);
            }
            finally
            {
                device.Dispose();
            }

            return true;
        });

    private void Step(ref SequentialDevice device, NaiveTape model, ContractTape tape, Random random)
    {
        switch (random.Next(14))
        {
            case 0 or 1 or 2:
                byte[] block = RandomBlock(random);
                Same(model.WriteBlock(block), device.WriteBlock(block));
                break;
            case 3 or 4:
                byte[][] blocks = Enumerable.Range(0, random.Next(1, 8)).Select(_ => RandomBlock(random)).ToArray();
                TapeResult actual = device.WriteBlocks(blocks.Select(b => new ReadOnlyMemory<byte>(b)).ToArray(), out int written);
                Same(model.WriteBlocks(blocks, out int expectedWritten), actual);
                Assert.Equal(expectedWritten, written);
                break;
            case 5 or 6:
                (int marks, bool isImmediate) = (random.Next(4), random.Next(2) == 0);
                Same(model.WriteFilemarks(marks, isImmediate), device.WriteFilemarks(marks, isImmediate));
                break;
            case 7 or 8:
                var buffer = new byte[random.Next(3) == 0 ? random.Next(LongestRandomBlock) : LongestRandomBlock];
                Same(model.ReadBlock(buffer.Length, out byte[] expected), device.ReadBlock(buffer));
                Assert.True(expected.AsSpan().SequenceEqual(buffer.AsSpan(0, expected.Length)));
                break;
            case 9 or 10:
                (SpaceUnit unit, int count) = ((SpaceUnit)random.Next(4), random.Next(-12, 13));
                Same(model.Space(unit, count), device.Space(unit, count));
                break;
            case 11:
                long target = random.Next(model.Count + 3);
                Same(model.Locate(target), device.Locate(new TapePosition(0, target)));
                break;
            case 12 when random.Next(3) == 0:
                Same(model.Erase(), device.Erase());
                break;
            case 12:
                Same(model.Locate(0), device.Rewind());
                break;
            default:
                Same(model.WriteFilemarks(0, isImmediate: false), device.WriteFilemarks(0, isImmediate: false));
                device = Reload(device, tape);
                model.Locate(0);
                break;
        }
    }

    private byte[] RandomBlock(Random random)
    {
        var block = new byte[random.Next(1, random.Next(2, LongestRandomBlock + 1))];
        random.NextBytes(block);
        return block;
    }

    private static void Same(TapeResult expected, TapeResult actual)
    {
        Assert.Equal(expected.ToString(), actual.ToString());
        Assert.Equal(expected.TransferredBytes, actual.TransferredBytes);
    }

    private static void ComparePosition(SequentialDevice device, NaiveTape model)
    {
        Assert.True(device.ReadPosition(out TapePositionReport report).IsSuccess);
        Assert.Equal(new TapePosition(0, model.Position), report.Position);
        if (report.IsBufferKnown && device.IsBufferReportTrusted)
        {
            // A device may have brought more to the medium than was asked for, never less.
            Assert.InRange(report.ObjectsInBuffer, 0, Math.Max(0, model.Position - model.FirstUnsynchronised));
            Assert.InRange(report.BytesInBuffer, 0, model.UnsynchronisedBytes);
        }
    }

    private void CompareContent(SequentialDevice device, NaiveTape model)
    {
        Assert.True(device.Rewind().IsSuccess);
        var buffer = new byte[LongestRandomBlock];
        foreach (byte[]? expected in model.Objects)
        {
            TapeResult result = device.ReadBlock(buffer);
            Assert.Equal(expected is null ? TapeCondition.Filemark : TapeCondition.None, result.Condition);
            Assert.True(expected is null || expected.AsSpan().SequenceEqual(buffer.AsSpan(0, result.TransferredBytes)));
        }

        Assert.Equal(TapeCondition.EndOfData, device.ReadBlock(buffer).Condition);
    }
}
