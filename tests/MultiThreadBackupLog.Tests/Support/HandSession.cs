using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A backup session without a thread: every step of the drain loop is taken by the test.</summary>
internal sealed class HandSession : IDisposable
{
    public HandSession(SequentialDevice device, Action<BackupSessionOptions>? configure = null)
    {
        var options = new BackupSessionOptions
        {
            BlockLength = 1024,
            BlockCount = 64,
            MaximumStreams = 8,
            HasBlockTrailers = true,
            TimeResolution = TimeSpan.Zero,
        };
        configure?.Invoke(options);
        Session = BackupSession.Start(device, options, startThread: false);
    }

    public BackupSession Session { get; }

    public WriteLog Log => Session.Log;

    /// <summary>Gets what was handed over, by ordinal.</summary>
    public Dictionary<int, List<byte[]>> Payloads { get; } = [];

    /// <summary>Starts, writes blocks of some streams in turn, and ends: a whole session in one line.</summary>
    public static HandSession Whole(SequentialDevice device, int streams, int blocks, Action<BackupSessionOptions>? configure = null)
    {
        var session = new HandSession(device, configure);
        session.WriteStreams(streams, blocks);
        session.Finish();
        return session;
    }

    public BlockStreamWriter Open(string name)
    {
        BlockStreamWriter writer = Session.OpenStream(new StreamDescription(name));
        Payloads.Add(writer.Id.Ordinal, []);
        return writer;
    }

    public BlockStreamWriter Write(BlockStreamWriter writer, int blocks, int length = 500)
    {
        for (int index = 0; index < blocks; index++)
        {
            Memory<byte> block;
            while (!writer.TryGetBlock(out block))
            {
                Session.Loop.Step();
            }

            var payload = new byte[length];
            new Random((writer.Id.Ordinal * 1000) + Payloads[writer.Id.Ordinal].Count).NextBytes(payload);
            payload.CopyTo(block);
            writer.Publish(length);
            Payloads[writer.Id.Ordinal].Add(payload);
        }

        return writer;
    }

    public void WriteStreams(int streams, int blocks)
    {
        var writers = new List<BlockStreamWriter>();
        for (int stream = 0; stream < streams; stream++)
        {
            writers.Add(Open("stream " + stream));
        }

        for (int block = 0; block < blocks; block++)
        {
            foreach (BlockStreamWriter writer in writers)
            {
                Write(writer, 1);
                Drain();
            }
        }

        writers.ForEach(w => w.Complete());
        Drain();
    }

    /// <summary>Steps until nothing is left to do.</summary>
    public void Drain()
    {
        while (Session.Loop.Step().Type is DrainStepType.Worked or DrainStepType.CaughtUp)
        {
        }
    }

    public void Checkpoint()
    {
        Task checkpoint = Session.CheckpointAsync();
        Drain();
        Assert.True(checkpoint.IsCompletedSuccessfully);
    }

    public BackupSessionReport Finish()
    {
        Task<BackupSessionReport> completion = Session.CompleteAsync();
        for (int steps = 0; Session.Loop.Step().Type != DrainStepType.Finished; steps++)
        {
            Assert.True(steps < 1_000_000, "The drain loop does not come to its end.");
        }

        return completion.GetAwaiter().GetResult();
    }

    public WriteLogIndex Index() => WriteLogIndex.Build(Log.Snapshot());

    /// <summary>Restores everything that an index has of this session, and compares.</summary>
    public void AssertRestores(SequentialDevice tape, WriteLogIndex index, params long[] blocksOfStreams)
    {
        if (index.Streams.Count == 0)
        {
            Assert.Empty(blocksOfStreams);
            return;
        }

        var restoring = new Restoring(tape, index);
        RestoreReport report = restoring.Run();
        Assert.True(report.IsSuccess);
        restoring.AssertTrue(report, id => Payloads[id.Ordinal]);
        for (int stream = 0; stream < blocksOfStreams.Length; stream++)
        {
            Assert.True(index.TryGetStream(new StreamId(stream), out WriteLogStream? found));
            Assert.Equal(blocksOfStreams[stream], found!.BlockCount);
        }
    }

    public void Dispose() => Session.Dispose();
}
