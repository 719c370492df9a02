using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>What we measure ourselves against: one bounded channel of the same capacity; both sides may park.</summary>
internal sealed class ChannelHandOff(int capacity) : IHandOff
{
    public string Name => "bounded Channel";

    public HandOffResult Run(int producers, int itemsPerProducer, int paceItemsPerSecond)
    {
        Channel<long> channel = Channel.CreateBounded<long>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        long items = 0;
        long sum = 0;
        var consumer = new Thread(() =>
        {
            ChannelReader<long> reader = channel.Reader;
            var pace = new Pace(paceItemsPerSecond);
            while (Wait(reader.WaitToReadAsync()))
            {
                while (reader.TryRead(out long item))
                {
                    items++;
                    sum += item;
                    pace.Take(1);
                }
            }
        }) { IsBackground = true };
        consumer.Start();
        return ProducerThreads.Measure(
            producers,
            index =>
            {
                ChannelWriter<long> writer = channel.Writer;
                for (int i = 0; i < itemsPerProducer; i++)
                {
                    long item = Items.LengthOf(index, i);
                    while (!writer.TryWrite(item))
                    {
                        Wait(writer.WaitToWriteAsync());
                    }
                }
            },
            () =>
            {
                channel.Writer.Complete();
                consumer.Join();
                return (items, sum);
            });
    }

    private static bool Wait(ValueTask<bool> task) => task.IsCompleted ? task.Result : task.AsTask().GetAwaiter().GetResult();
}
