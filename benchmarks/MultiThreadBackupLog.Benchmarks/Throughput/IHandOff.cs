using System;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>One way to bring items from many producers, each with a thread of its own, to one consumer.</summary>
internal interface IHandOff
{
    string Name { get; }

    /// <summary>Moves <paramref name="itemsPerProducer"/> items of each producer and returns what the consumer made of them.</summary>
    /// <param name="producers">How many threads produce.</param>
    /// <param name="itemsPerProducer">How many items each.</param>
    /// <param name="paceItemsPerSecond">At what rate the consumer takes items, or 0 for as fast as it can.</param>
    /// <returns>The time from the first item to the last, and the sum that proves the answer right.</returns>
    HandOffResult Run(int producers, int itemsPerProducer, int paceItemsPerSecond);
}

/// <summary>What a run came to.</summary>
internal readonly record struct HandOffResult(TimeSpan Elapsed, TimeSpan ProcessorTime, long Items, long Sum, long AllocatedBytes);
