using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Writes the logs that are kept as files of format version 1 under tests/golden-logs, with fixed identifiers and a fixed clock.</summary>
internal static class GoldenLogFiles
{
    public static IEnumerable<(string Name, byte[] Bytes)> All()
    {
        yield return ("empty", Write(Options(), (_, _) => { }));
        yield return ("lengths", Write(Options(), Lengths));
        yield return ("filemarks", Write(Options(), Filemarks));
        yield return ("retraction", Write(Options(), Retraction));
        yield return ("errors", Write(Options(), Errors));
        yield return ("many-streams", Write(Options(), (log, time) => ManyStreams(log, time, 40, 8_000)));
        yield return ("names", Write(Options(), Names));
        yield return ("intents", Write(Options(), Intents));

        WriteLogOptions perBlock = Options();
        perBlock.Granularity = WriteLogGranularity.Blocks;
        perBlock.HasBlockTrailers = true;
        yield return ("per-block", Write(perBlock, (log, time) => ManyStreams(log, time, 3, 60)));

        WriteLogOptions noTimes = Options();
        noTimes.TimeResolution = TimeSpan.Zero;
        yield return ("no-times", Write(noTimes, (log, time) => ManyStreams(log, time, 5, 200)));

        WriteLogOptions everyRun = Options();
        everyRun.RunsPerTimeStamp = 1;
        everyRun.TimeResolution = TimeSpan.FromTicks(10);
        everyRun.OriginLogicalObjectIdentifier = 5_000_000_000;
        everyRun.PredecessorCopyLogicalObjectIdentifier = 4_999_999_990;
        everyRun.PredecessorLogIdentifier = new Guid("0e0e0e0e-0e0e-0e0e-0e0e-0e0e0e0e0e0e");
        everyRun.SessionNumber = 7;
        yield return ("times", Write(everyRun, (log, time) => ManyStreams(log, time, 4, 200)));

        byte[] whole = Write(Options(), (log, time) => ManyStreams(log, time, 6, 300));
        yield return ("torn-tail", whole[..^20]);
        yield return ("preallocated", [.. whole, .. new byte[1000]]);
        byte[] flipped = [.. whole];
        flipped[flipped.Length * 2 / 3] ^= 0x10;
        yield return ("flipped-bit", flipped);
    }

    /// <summary>The same logs sealed, and two that are damaged.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> AllSealed()
    {
        foreach ((string name, byte[] bytes) in All())
        {
            if (name is not ("torn-tail" or "flipped-bit" or "preallocated"))
                yield return (name, Sealing.Sealed.Of(new WriteLogSnapshot(bytes)));
        }

        WriteLogOptions noTimes = Options();
        noTimes.TimeResolution = TimeSpan.Zero;
        byte[] pages = Sealing.Sealed.Of(new WriteLogSnapshot(Write(noTimes, (log, time) => ManyStreams(log, time, 6, 60_000))));
        yield return ("pages", pages);

        byte[] whole = Sealing.Sealed.Of(new WriteLogSnapshot(Write(Options(), (log, time) => ManyStreams(log, time, 6, 300))));
        int end = Sealing.Sealed.PageEnds(whole)[^1];
        yield return ("torn-tail", whole[..(end - 20)]);
        byte[] flipped = [.. whole];
        flipped[end * 2 / 3] ^= 0x10;
        yield return ("flipped-bit", flipped);
    }

    private static WriteLogOptions Options() => new()
    {
        LogIdentifier = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        ApplicationLogIdentifier = "golden",
        VolumeIdentifier = new Guid("a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf"),
        VolumeSetIdentifier = new Guid("b0b1b2b3-b4b5-b6b7-b8b9-babbbcbdbebf"),
        VolumeNumber = 2,
        PredecessorVolume = new Guid("c0c1c2c3-c4c5-c6c7-c8c9-cacbcccdcecf"),
        HasSessionLabel = true,
        OriginLogicalObjectIdentifier = 3,
    };

    private static byte[] Write(WriteLogOptions options, Action<WriteLog, ManualTime> life)
    {
        var time = new ManualTime();
        options.TimeProvider = time;
        using WriteLog log = WriteLog.CreateInMemory(options);
        life(log, time);
        time.Advance(TimeSpan.FromSeconds(1));
        log.Close();
        return LogRecords.Bytes(log.Snapshot());
    }

    private static void Lengths(WriteLog log, ManualTime time)
    {
        log.AppendSystemBlocks(SystemBlockType.SessionLabel, 65_536, 1, 0, 0);
        StreamId a = log.DefineStream(new StreamDescription("a") { BlockLength = 65_536, SourceDesignator = new byte[] { 1, 2, 3 } });
        StreamId b = log.DefineStream(new StreamDescription("b") { ListIdentifier = 9, ListIdentifierFormat = ListIdentifierFormat.Lid1, HostIdentifier = "host", TargetPort = "port" });
        foreach (int length in new[] { 65_536, 65_536, 512, 1, int.MaxValue, 512 })
        {
            time.Advance(TimeSpan.FromMilliseconds(40));
            log.AppendBlocks(a, length, 3);
            log.AppendBlocks(b, length, 33);
            log.AppendBlocks(b, length, 100_000);
            log.AppendReceiveTime(b, 5, time.GetUtcNow());
        }

        log.AppendStreamChecksum(a, 0xE3069283);
        log.EndStream(a, StreamEndType.Completed);
        log.EndStream(b, StreamEndType.Failed, "gone");
    }

    private static void Filemarks(WriteLog log, ManualTime time)
    {
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId late = log.ReserveStream();
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.AppendBlocks(a, 1000, 2);
        log.AppendFilemarks(a, 1);
        log.AppendFilemarks(null, 2);
        log.AppendBlocks(b, 1000, 2);
        log.DefineStream(late, new StreamDescription("late"));
        log.AppendFilemarks(late, 3);
        log.AppendSystemBlocks(SystemBlockType.LogIncrement, 65_536, 2, 0, 400);
        log.AppendOrigin(new WriteLogOrigin(late, 0, 4096, 2, 77, new byte[] { 9 }));
        log.AppendBlocks(late, 4096, 1);
        log.MarkOnMedium(log.NextLogicalObjectIdentifier);
        time.Advance(TimeSpan.FromSeconds(2));
        log.AppendSystemBlocks(SystemBlockType.ClosingCopy, 65_536, 1, 0, 900);
        log.AppendSuccessorVolume(new Guid("d0d1d2d3-d4d5-d6d7-d8d9-dadbdcdddedf"));
    }

    private static void Retraction(WriteLog log, ManualTime time)
    {
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.AppendBlocks(a, 100, 10); // 3 to 12
        log.AppendBlocks(b, 200, 10); // 13 to 22
        log.MarkOnMedium(15);
        log.EndStream(b, StreamEndType.Completed);
        log.Commit();
        log.RetractTo(18);
        time.Advance(TimeSpan.FromMilliseconds(5));
        log.AppendBlocks(b, 200, 1);
        log.AppendFilemarks(a, 2);
        log.AppendBlocks(a, 100, 4);
        log.RetractTo(20);
        log.AppendBlocks(a, 100, 6);
        log.RetractTo(8); // Into the first run.
        log.AppendBlocks(a, 100, 1);
        log.AppendBlocks(b, 200, 5);
    }

    private static void Errors(WriteLog log, ManualTime time)
    {
        StreamId a = log.DefineStream(new StreamDescription("a"));
        log.AppendBlocks(a, 100, 10);
        log.AppendError(new WriteLogError(3, isDeferred: true, 13, 9, "deferred write error"));
        log.RetractTo(9);
        time.Advance(TimeSpan.FromSeconds(30));
        log.AppendBlocks(a, 100, 10);
        log.AppendError(new WriteLogError(int.MaxValue, isDeferred: false, -1, -1, "das Band ist zerknittert: \u00FC"));
    }

    private static void Intents(WriteLog log, ManualTime time)
    {
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.AppendIntent(a, 32);
        log.AppendBlocks(a, 100, 32);
        log.AppendIntent(a, 32);
        log.AppendBlocks(a, 100, 10);
        log.AppendError(new WriteLogError(3, isDeferred: false, 45, 45, "write error"));
        log.AppendIntent(a, 0);
        log.AppendIntent(b, 3);
        time.Advance(TimeSpan.FromMilliseconds(7));
        log.AppendBlocks(b, 100, 2);
    }

    private static void Names(WriteLog log, ManualTime time)
    {
        foreach (string name in new[] { string.Empty, "plain", "comma, and \"quote\"", "line\r\nfeed", "\u65E5\u672C\u8A9E \U0001F600", "a\\b\u0001<&>\u202E", new string('n', 4096) })
        {
            StreamId stream = log.DefineStream(new StreamDescription(name));
            time.Advance(TimeSpan.FromMilliseconds(1));
            log.AppendBlocks(stream, 10, 1);
        }
    }

    private static void ManyStreams(WriteLog log, ManualTime time, int streams, int runs)
    {
        var random = new Random(1);
        for (int stream = 0; stream < streams; stream++)
            log.DefineStream(new StreamDescription("stream " + stream));

        for (int run = 0; run < runs; run++)
        {
            time.Advance(TimeSpan.FromTicks(random.Next(100_000)));
            log.AppendBlocks(new StreamId(random.Next(streams)), random.Next(10) == 0 ? 32_768 : 65_536, 1 + random.Next(1 << random.Next(7)));
            if (run % 100 == 99)
                log.Commit();
        }
    }
}
