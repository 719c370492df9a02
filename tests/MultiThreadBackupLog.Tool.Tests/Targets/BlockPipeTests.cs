using System;
using System.IO;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Tool.Targets;

namespace MultiThreadBackupLog.Tool.Tests.Targets;

public class BlockPipeTests
{
    [Fact]
    public void Bytes_and_gaps_arrive_in_order_whatever_the_lengths() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            var expected = new MemoryStream();
            using var pipe = new BlockPipe(capacityBytes: 1 + random.Next(5_000));
            long lost = 0;
            Task<byte[]> reader = Task.Run(() => ReadAll(pipe, new Random(seed)));
            for (int count = random.Next(50); count > 0; count--)
            {
                var piece = new byte[random.Next(3_000)];
                if (random.Next(4) == 0)
                {
                    pipe.WriteGap(piece.Length);
                    lost += piece.Length;
                }
                else
                {
                    random.NextBytes(piece);
                    pipe.Write(piece);
                }

                expected.Write(piece);
            }

            pipe.Complete();
            Assert.Equal(expected.ToArray(), reader.Result);
            Assert.Equal(lost, pipe.LostBytesBefore);
            return true;
        },
        300);

    [Fact]
    public async Task Write_WhenTheReaderIsGone_DoesNotWait()
    {
        var pipe = new BlockPipe(capacityBytes: 10);
        Task writer = Task.Run(() =>
        {
            for (int count = 0; count < 100; count++)
            {
                pipe.Write(new byte[10]);
            }
        });
        pipe.Dispose();
        await writer;
        Assert.True(writer.IsCompletedSuccessfully);
    }

    [Fact]
    public void Read_AfterAFailure_GivesWhatCameBeforeAndThenThrows()
    {
        using var pipe = new BlockPipe();
        pipe.Write([1, 2]);
        pipe.Fail(new IOException("torn"));
        var buffer = new byte[10];
        Assert.Equal(2, pipe.Read(buffer));
        Assert.Contains("torn", Assert.Throws<IOException>(() => pipe.Read(buffer)).Message);
    }

    private static byte[] ReadAll(BlockPipe pipe, Random random)
    {
        var all = new MemoryStream();
        var buffer = new byte[2_000];
        for (int read = pipe.Read(buffer, 0, 1 + random.Next(2_000)); read > 0; read = pipe.Read(buffer, 0, 1 + random.Next(2_000)))
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }
}
