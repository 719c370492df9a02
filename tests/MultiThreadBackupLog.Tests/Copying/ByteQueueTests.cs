using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Copying;

public class ByteQueueTests
{
    [Fact]
    public void Any_order_of_filling_and_taking_keeps_the_bytes_in_order() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            var queue = new ByteQueue();
            var model = new Queue<byte>();
            for (int step = 0; step < 200; step++)
            {
                var bytes = new byte[random.Next(9) == 0 ? random.Next(10_000) : random.Next(100)];
                random.NextBytes(bytes);
                if (random.Next(2) == 0)
                {
                    queue.Append(bytes);
                }
                else
                {
                    bytes.CopyTo(queue.Room(bytes.Length + random.Next(50)));
                    queue.Grow(bytes.Length);
                }

                foreach (byte value in bytes)
                {
                    model.Enqueue(value);
                }

                int taken = random.Next(random.Next(3) == 0 ? model.Count + 1 : Math.Min(model.Count, 120) + 1);
                for (int i = 0; i < taken; i++)
                {
                    model.Dequeue();
                }

                queue.Remove(taken);
                Assert.Equal(model.ToArray(), queue.Bytes.ToArray());
            }

            return true;
        },
        200);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hold_InSmallPieces_MovesEachByteAFewTimes(bool isBeyondTheLimit)
    {
        const int Limit = 1 << 20;
        const int Piece = 64;
        var queue = new ByteQueue();
        var piece = new byte[Piece];
        long bytes = isBeyondTheLimit ? 4 * Limit : Limit;
        for (long held = 0; held < bytes; held += Piece)
        {
            queue.Remove(Math.Max(0, queue.Count + Piece - Limit));
            queue.Append(piece);
        }

        Assert.Equal(Limit, queue.Count);
        Assert.InRange(queue.MovedBytes, 0, 3 * bytes);
    }
}
