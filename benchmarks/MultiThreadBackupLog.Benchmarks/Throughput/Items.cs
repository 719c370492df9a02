namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>What is handed over: a small number, as an item of a channel or as the length of a block whose memory nobody touches.</summary>
/// <remarks>So both ways move the same few bytes, and what is measured is the hand-over and not the filling of memory.</remarks>
internal static class Items
{
    public const int GreatestLength = 32;

    public static int LengthOf(int producer, int item) => 1 + ((item + producer) & (GreatestLength - 1));

    public static long SumOf(int producers, int itemsPerProducer)
    {
        long sum = 0;
        for (int producer = 0; producer < producers; producer++)
        {
            for (int item = 0; item < itemsPerProducer; item++)
            {
                sum += LengthOf(producer, item);
            }
        }

        return sum;
    }
}
