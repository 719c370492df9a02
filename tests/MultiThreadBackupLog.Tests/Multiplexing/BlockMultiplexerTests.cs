using System;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

public class BlockMultiplexerTests
{
    [Fact]
    public async Task OpenStream_SeveralThreads_EachStreamIsWrittenInItsOrder()
    {
        var target = new ModelTarget();
        using var multiplexer = new BlockMultiplexer(target, new BlockMultiplexerOptions(64) { BlockCount = 32, MaximumStreams = 8 }, startThread: true);
        Task[] producers = Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            using BlockStreamWriter writer = multiplexer.OpenStream(new StreamDescription("s" + i));
            for (int block = 0; block < 500; block++)
            {
                Memory<byte> memory = writer.GetBlock();
                memory.Span[0] = (byte)writer.Id.Ordinal;
                memory.Span[1] = unchecked((byte)block);
                writer.Publish(2 + (block % 60));
            }

            writer.Complete();
        })).ToArray();
        await Task.WhenAll(producers);
        await multiplexer.CompleteAsync();
        Assert.Equal(4000, target.Tape.Count);
        foreach (IGrouping<int, ModelTarget.Written> stream in target.Tape.GroupBy(w => w.Stream))
        {
            Assert.Equal(Enumerable.Range(0, 500).Select(b => unchecked((byte)b)), stream.Select(w => w.Bytes[1]));
            Assert.All(stream, w => Assert.Equal(w.Stream, w.Bytes[0]));
        }
    }

    [Fact]
    public async Task GetBlockAsync_SlabTaken_EndsWhenTheTapeTookBlocks()
    {
        var target = new ModelTarget();
        using var multiplexer = new BlockMultiplexer(target, new BlockMultiplexerOptions(64) { BlockCount = 4, MaximumStreams = 2 }, startThread: true);
        Task[] producers = Enumerable.Range(0, 2).Select(i => Task.Run(async () =>
        {
            using BlockStreamWriter writer = multiplexer.OpenStream(new StreamDescription("s" + i));
            for (int block = 0; block < 2000; block++)
            {
                Memory<byte> memory = await writer.GetBlockAsync();
                memory.Span[0] = unchecked((byte)block);
                writer.Publish(1);
            }

            writer.Complete();
            await writer.Completion;
        })).ToArray();
        await Task.WhenAll(producers);
        await multiplexer.CompleteAsync();
        Assert.Equal(4000, target.Tape.Count);
    }
}
