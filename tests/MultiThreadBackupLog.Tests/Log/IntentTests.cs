using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Intents: what was about to be written is in the log before it is written, is no run, and is in doubt until one says more.</summary>
public class IntentTests
{
    [Fact]
    public void AppendIntent_BlocksThatNoRunConfirms_AreInDoubtAtTheErrorAndAtTheEnd()
    {
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(1));
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.AppendIntent(a, 4);
        log.AppendBlocks(a, 512, 4);
        log.AppendIntent(a, 8);
        log.AppendBlocks(a, 512, 3); // The fourth failed.
        log.AppendError(new WriteLogError(3, false, 14, 7, "write error"));
        Assert.Equal([(0, 7L, 5L, "write error"), (0, 7L, 5L, null)], Doubts(log));

        // What the session says after it has looked is what counts from then on.
        log.AppendIntent(a, 0);
        Assert.Equal([(0, 7L, 5L, "write error")], Doubts(log));
        log.AppendIntent(b, 2);
        log.AppendIntent(a, 1);
        Assert.Equal([(0, 7L, 5L, "write error"), (0, 7L, 1L, null), (1, 0L, 2L, null)], Doubts(log));
        log.AppendBlocks(b, 512, 2);
        log.AppendBlocks(a, 512, 1);
        Assert.Equal([(0, 7L, 5L, "write error")], Doubts(log));
        Assert.Equal(17, log.NextLogicalObjectIdentifier);
        Assert.Equal(10, Index(log).Totals.BlockCount);
    }

    [Fact]
    public void AppendIntent_BeforeARetraction_IsDecidedByIt()
    {
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(1));
        StreamId a = log.DefineStream(new StreamDescription("a"));
        log.AppendIntent(a, 4);
        log.AppendBlocks(a, 512, 4);
        log.RetractTo(9);
        Assert.Empty(Doubts(log));
        log.AppendError(new WriteLogError(3, false, 9, 9, "another"));
        Assert.Empty(Doubts(log));
    }

    [Fact]
    public void AppendIntent_InsideARun_LeavesItOneEntry()
    {
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(1));
        StreamId a = log.DefineStream(new StreamDescription("a"));
        for (int gather = 0; gather < 5; gather++)
        {
            log.AppendIntent(a, 8);
            log.AppendBlocks(a, 512, 8);
        }

        log.Commit();
        Assert.Single(LogRecords.Runs(log.Snapshot()));
        Assert.Equal(40, LogRecords.Runs(log.Snapshot())[0].BlockCount);
        Assert.Empty(Doubts(log));
        var reader = new WriteLogReader(log.Snapshot());
        var intents = new List<WriteLogIntent>();
        while (reader.Read(out WriteLogRecord record))
        {
            if (record.Type == WriteLogRecordType.Intent)
            {
                intents.Add(record.Intent);
                Assert.Equal(a, record.Stream);
            }
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(gather => (8L * gather, 8L)), intents.Select(i => (i.FirstBlock, i.BlockCount)));
    }

    [Fact]
    public void AppendIntent_ManyPagesWithARunOpenAcrossThem_IsReadBackWhole()
    {
        // Each page begins where the run that is open begins, and not where the tape stands.
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(1));
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        for (int gather = 0; gather < 20_000; gather++)
        {
            StreamId stream = gather % 7 == 0 ? b : a;
            log.AppendIntent(stream, 3);
            log.AppendBlocks(stream, 512, 3);
        }

        log.Close();
        Assert.True(log.Length > 100_000);
        WriteLogIndex index = Index(log);
        Assert.Equal(60_000, index.Totals.BlockCount);
        Assert.Empty(index.BlocksInDoubt);
    }

    [Fact]
    public void AppendIntent_WhatCannotBe_IsTheCallersMistake()
    {
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(1));
        StreamId a = log.DefineStream(new StreamDescription("a"));
        Assert.Throws<ArgumentException>(() => log.AppendIntent(new StreamId(1), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.AppendIntent(a, -1));
        log.EndStream(a, StreamEndType.Completed);
        Assert.Throws<ArgumentException>(() => log.AppendIntent(a, 1));
        log.Close();
        Assert.Throws<InvalidOperationException>(() => log.AppendIntent(a, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WriteLogOptions { Intents = (WriteLogIntents)3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BackupSessionOptions { LogIntents = (WriteLogIntents)3 });
    }

    [Theory]
    [InlineData(WriteLogIntents.None)]
    [InlineData(WriteLogIntents.Appended)]
    [InlineData(WriteLogIntents.Committed)]
    public void Session_WithIntents_SaysWhatIsUnderWayBeforeTheDeviceSeesIt(WriteLogIntents intents)
    {
        using var tape = new MemoryTape(new MemoryTapeOptions());
        BackupSession? session = null;
        int doubts = 0;
        using var watched = new WatchedTape(tape, operation =>
        {
            // While the device is asked to write, what it is given is the only thing in doubt; committed, a crash would not lose that.
            if (session is null)
                return;

            using WriteLogSnapshot snapshot = session.Log.Snapshot();
            IReadOnlyList<WriteLogDoubt> now = WriteLogIndex.Build(snapshot).BlocksInDoubt;
            Assert.True(now.Count <= 1);
            Assert.True(session.Log.CommittedLength == session.Log.Length || intents != WriteLogIntents.Committed || now.Count == 0);
            doubts += now.Count;
        });
        using var hand = new HandSession(watched, options => options.LogIntents = intents);
        session = hand.Session;
        hand.WriteStreams(3, 40);
        hand.Finish();
        WriteLogIndex index = Index(hand.Log);
        Assert.Empty(index.BlocksInDoubt);
        Assert.Equal(120, index.Totals.BlockCount);
        Assert.Equal(intents == WriteLogIntents.Committed, doubts > 0);
    }

    [Fact]
    public void Session_WhoseWriteFails_SaysWhichBlocksWereInDoubt()
    {
        int failures = 0;
        for (int operation = 0; operation < 40; operation++)
        {
            using var tape = new MemoryTape(new MemoryTapeOptions());
            FaultyTape faulty = FaultyTape.At(tape, operation, TapeFault.ErrorAfter, seed: operation);
            HandSession hand;
            try
            {
                hand = new HandSession(faulty, options => options.LogIntents = WriteLogIntents.Appended);
            }
            catch (TapeException)
            {
                continue; // Before there was a session.
            }

            using (hand)
            {
                try
                {
                    hand.WriteStreams(2, 30);
                }
                catch (BlockStreamException)
                {
                    // The stream was told what it lost.
                }

                hand.Drain();
                hand.Log.Publish();
                WriteLogIndex index = Index(hand.Log);

                // The session went on, so nothing is in doubt at its end; at the error it was what the device had been given and had not taken.
                Assert.DoesNotContain(index.BlocksInDoubt, doubt => doubt.Error is null);
                Assert.True(index.BlocksInDoubt.Count <= index.Errors.Count);
                if (index.Errors.Count > 0 && index.Errors[0].Message.StartsWith("writing a block", StringComparison.Ordinal))
                {
                    WriteLogDoubt doubt = Assert.Single(index.BlocksInDoubt);
                    Assert.Same(index.Errors[0], doubt.Error);
                    Assert.InRange(doubt.Blocks.BlockCount, 1, DrainLoop.MaximumGatherBlocks);
                    failures++;
                }
            }
        }

        Assert.True(failures > 5, failures + " writes failed.");
    }

    [Fact]
    public void A_log_with_committed_intents_names_after_any_crash_every_block_that_the_tape_may_hold() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            var file = new SimulatedFile([]);
            var onTape = new long[2];
            var logged = new long[2];
            var crashes = new List<(byte[] Image, long[] OnTape)>();
            void Crash() => crashes.AddRange(file.CrashImages().Select(image => (image, (long[])onTape.Clone())));

            using var log = new WriteLog(PagedLog.Options(seed), new FileLogStore(file, 0));
            StreamId[] streams = [log.DefineStream(new StreamDescription("a")), log.DefineStream(new StreamDescription("b"))];
            log.Commit();
            file.Watch = Crash;
            for (int gather = 0; gather < 4; gather++)
            {
                StreamId stream = streams[random.Next(2)];
                int count = random.Next(1, 33);
                log.AppendIntent(stream, count);
                log.Commit();
                onTape[stream.Ordinal] += random.Next(count + 1); // The device is at it, and the host stops here.
                Crash();
                long accepted = onTape[stream.Ordinal] - logged[stream.Ordinal];
                logged[stream.Ordinal] += accepted;
                if (accepted > 0)
                    log.AppendBlocks(stream, 512, accepted);

                if (accepted < count)
                    log.AppendIntent(stream, 0);
            }

            foreach ((byte[] image, long[] tape) in crashes)
            {
                using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(image));
                WriteLogIndex index = WriteLogIndex.Build(recovery.Log!);
                foreach (StreamId stream in streams)
                {
                    long sure = index.Streams[stream.Ordinal].BlockCount;
                    long named = index.BlocksInDoubt.Where(d => d.Blocks.Stream == stream).Select(d => d.Blocks.EndBlock).Append(sure).Max();
                    Assert.InRange(tape[stream.Ordinal], sure, named);
                }
            }

            return true;
        },
        cases: 60);

    private static List<(int Stream, long First, long Count, string? Error)> Doubts(WriteLog log)
    {
        log.Publish();
        return Index(log).BlocksInDoubt.Select(d => (d.Blocks.Stream.Ordinal, d.Blocks.FirstBlock, d.Blocks.BlockCount, d.Error?.Message)).ToList();
    }

    private static WriteLogIndex Index(WriteLog log) => WriteLogIndex.Build(log.Snapshot());
}
