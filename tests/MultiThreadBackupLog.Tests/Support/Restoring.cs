using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A restore with a collecting sink for each stream.</summary>
internal sealed class Restoring
{
    public Restoring(SequentialDevice tape, WriteLogIndex index, RestoreSelection? selection = null, int retries = 3, TapeDriveModel? model = null)
    {
        if (selection is null)
        {
            selection = new RestoreSelection();
            foreach (WriteLogStream stream in index.Streams)
            {
                selection.AddAll(stream.Id);
            }
        }

        Plan = RestorePlanner.Plan(index, selection, model ?? TapeDriveModel.NoSeekCost);
        Session = new RestoreSession(tape, Plan, new RestoreSessionOptions { MaximumRetries = retries });
        Sinks = Plan.Streams.ToDictionary(id => id, _ => new CollectingSink());
        foreach (KeyValuePair<StreamId, CollectingSink> sink in Sinks)
        {
            Session.AddSink(sink.Key, sink.Value);
        }
    }

    public RestorePlan Plan { get; }

    public RestoreSession Session { get; }

    public Dictionary<StreamId, CollectingSink> Sinks { get; }

    public RestoreReport Run(IProgress<RestoreProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Session.Run(progress, cancellationToken);

    /// <summary>Asserts that each delivered block is what the stream handed over, and that every wanted one was delivered or reported.</summary>
    public void AssertTrue(RestoreReport report, Func<StreamId, IReadOnlyList<byte[]>> payloads)
    {
        foreach (RestoreStreamReport stream in report.Streams)
        {
            CollectingSink sink = Sinks[stream.Stream];
            Assert.True(sink.IsComplete);
            Assert.Equal(sink.Losses.Sum(l => l.BlockCount), stream.Losses.Sum(l => l.Blocks.BlockCount));
            IEnumerable<long> lost = stream.Losses.SelectMany(l => Numbers(l.Blocks));
            Assert.Equal(Plan.RangesOf(stream.Stream).SelectMany(Numbers), sink.Blocks.Keys.Concat(lost).OrderBy(n => n));
            Assert.All(sink.Blocks, b => Assert.True(payloads(stream.Stream)[(int)b.Key].AsSpan().SequenceEqual(b.Value), "A wrong block was restored."));
            Assert.Equal(sink.Blocks.Count, stream.RestoredBlocks);
            Assert.Equal(sink.Blocks.Values.Sum(b => (long)b.Length), stream.RestoredBytes);
        }
    }

    private static IEnumerable<long> Numbers(BlockRange range)
    {
        for (long number = range.FirstBlock; number < range.EndBlock; number++)
        {
            yield return number;
        }
    }
}
