using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>A small log of many pages, with what it says and where its pages end; the same for the same numbers.</summary>
internal sealed class PagedLog
{
    private PagedLog(byte[] bytes)
    {
        Bytes = bytes;
        for (int at = 0; at < bytes.Length; at = PageEnds[^1])
            PageEnds.Add(at + 32 + (bytes[at + 6] << 8) + bytes[at + 7]);

        Records = LogRecords.ReadAll(new WriteLogReader(bytes));
    }

    public byte[] Bytes { get; }

    public List<int> PageEnds { get; } = [];

    public List<string> Records { get; }

    public static WriteLogOptions Options(int seed) => new()
    {
        LogIdentifier = new Guid(seed, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5),
        OriginLogicalObjectIdentifier = 7,
        TimeProvider = new ManualTime(),
        RunsPerTimeStamp = 4,
    };

    /// <summary>Writes a log: a page for each step, every kind of record among them, streams defined all along and ended, errors that take back.</summary>
    public static PagedLog Write(int seed, int steps, int nameLength, bool hasRetractions = true, bool isClosed = true)
    {
        var random = new Random(seed);
        WriteLogOptions options = Options(seed);
        using WriteLog log = WriteLog.CreateInMemory(options);
        var open = new List<StreamId>();
        for (int step = 0; step < steps; step++)
        {
            ((ManualTime)options.TimeProvider).Advance(TimeSpan.FromMilliseconds(5));
            if (step % 3 == 0)
                open.Add(log.DefineStream(new StreamDescription(new string('n', random.Next(nameLength)))));

            for (int run = random.Next(6); run > 0; run--)
                log.AppendBlocks(open[random.Next(open.Count)], random.Next(4) == 0 ? 100 : 512, random.Next(1, 20));

            StreamId stream = open[random.Next(open.Count)];
            switch (random.Next(9))
            {
                case 0:
                    log.AppendFilemarks(random.Next(2) == 0 ? null : stream, random.Next(1, 3));
                    break;
                case 1:
                    log.AppendSystemBlocks(SystemBlockType.LogIncrement, 4096, 2, 0, log.Length);
                    break;
                case 2:
                    log.MarkOnMedium(log.NextLogicalObjectIdentifier);
                    break;
                case 3:
                    log.AppendStreamChecksum(stream, (uint)random.Next());
                    break;
                case 4 when hasRetractions:
                    log.AppendError(new WriteLogError(3, true, 5, 4, "lost"));
                    log.RetractTo(Math.Max(log.OnMediumLogicalObjectIdentifier, log.NextLogicalObjectIdentifier - random.Next(60)));
                    break;
                case 5 when open.Count > 1:
                    log.EndStream(stream, StreamEndType.Completed);
                    open.Remove(stream);
                    break;
                case 6:
                    log.AppendOrigin(new WriteLogOrigin(stream, 1, 2, 3, 4, new byte[] { 5 }));
                    log.AppendReceiveTime(stream, 3, DateTimeOffset.UnixEpoch);
                    break;
            }

            if (step % 4 == 0 && open.Count > 0)
                log.AppendIntent(open[0], step);

            log.Commit();
            open = Reopened(log, open);
        }

        log.AppendSuccessorVolume(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        foreach (StreamId stream in open)
            log.EndStream(stream, StreamEndType.Completed);

        if (isClosed)
            log.Close();

        log.Commit();
        return new PagedLog(LogRecords.Bytes(log.Snapshot()));
    }

    /// <summary>Gives the end of the last page that is whole before a byte.</summary>
    public int GoodBefore(int offset) => PageEnds.LastOrDefault(end => end <= offset);

    // A retraction opens streams again that had ended.
    private static List<StreamId> Reopened(WriteLog log, List<StreamId> open)
    {
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        return index.Streams.Where(s => !s.IsEnded).Select(s => s.Id).ToList() is { Count: > 0 } now ? now : open;
    }
}
