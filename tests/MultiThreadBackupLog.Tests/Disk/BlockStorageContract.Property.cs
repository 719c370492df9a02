using System;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Disk;

/// <content>Any sequence of operations, against an array of bytes.</content>
public abstract partial class BlockStorageContract
{
    [Fact]
    public void Any_sequence_of_operations_gives_the_results_and_contents_of_an_array_of_bytes() =>
        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            int blockLength = random.Next(3) == 0 ? random.Next(1, 20_000) : random.Next(1, 40);
            int blockCount = random.Next(3) == 0 ? random.Next(0, 3) : random.Next(0, Math.Max(1, Math.Min(300_000 / blockLength, 5_000)));
            var model = new byte[blockLength * blockCount];
            BlockStorage device = Create(blockLength, blockCount);
            try
            {
                int operations = random.Next(1, 30);
                for (int operation = 0; operation < operations; operation++)
                {
                    Step(ref device, model, random);
                }

                AssertContent(model, device);
            }
            finally
            {
                device.Dispose();
            }

            return true;
        },
        cases: 200);

    private void Step(ref BlockStorage device, byte[] model, Random random)
    {
        int length = device.BlockLength;
        int blocks = model.Length / length;
        int first = random.Next(blocks + 2);
        int count = random.Next(4) == 0 ? random.Next(blocks + 3) : random.Next(0, 6);
        bool isWithin = first + count <= blocks;
        StorageCondition condition = isWithin ? StorageCondition.None : StorageCondition.OutOfRange;
        switch (random.Next(6))
        {
            case 0 or 1 or 2:
                byte[] source = Pattern(count * length, random.Next());
                Same(condition, isWithin ? count : 0, device.Write(first, source));
                if (isWithin)
                {
                    source.CopyTo(model, first * length);
                }

                break;
            case 3 or 4:
                var destination = new byte[count * length];
                Same(condition, isWithin ? count : 0, device.Read(first, destination));
                Assert.True(!isWithin || model.AsSpan(first * length, count * length).SequenceEqual(destination));
                break;
            default:
                Same(StorageCondition.None, 0, device.Flush());
                device = Reload(device);
                Assert.Equal((length, (long)blocks), (device.BlockLength, device.BlockCount));
                break;
        }
    }
}
