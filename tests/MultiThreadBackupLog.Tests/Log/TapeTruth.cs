using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What a whole log says of each object: in the end, and ever; and which of its pages said it. What a salvage of the damaged log is compared with.</summary>
internal sealed class TapeTruth
{
    private readonly Dictionary<long, (Placement What, int Page)> _final = [];
    private readonly HashSet<(long Object, Placement What)> _ever = [];
    private readonly Dictionary<int, List<(int Page, long BlockCount)>> _spoken = [];
    private readonly WriteLogIndex _index;

    public TapeTruth(PagedLog log)
    {
        Log = log;
        var reader = new WriteLogReader(log.Bytes);
        long next = 0;
        while (reader.Read(out WriteLogRecord record))
        {
            int page = log.PageEnds.Count(end => end <= reader.VerifiedLengthBytes);
            switch (record.Type)
            {
                case WriteLogRecordType.Header:
                    next = record.Header.OriginLogicalObjectIdentifier;
                    break;
                case WriteLogRecordType.Run or WriteLogRecordType.Filemarks or WriteLogRecordType.SystemBlocks:
                    for (long at = 0; at < record.Extent.ObjectCount; at++, next++)
                    {
                        Placement what = Of(record.Extent, at);
                        _final[next] = (what, page);
                        _ever.Add((next, what));
                    }

                    break;
                case WriteLogRecordType.Retraction:
                    for (; next > record.Retraction.LogicalObjectIdentifier; next--)
                        _final.Remove(next - 1);

                    break;
            }

            foreach (int ordinal in Counted(record))
            {
                if (!_spoken.TryGetValue(ordinal, out List<(int, long)>? counts))
                    _spoken[ordinal] = counts = [];

                counts.Add((page, reader.Replay.Find(ordinal)!.BlockCount));
            }
        }

        _index = WriteLogIndex.Build(new WriteLogSnapshot(log.Bytes));
    }

    public PagedLog Log { get; }

    /// <summary>Gets how many runs behind the first hole were given with and without block numbers, over all checks.</summary>
    public (int Numbered, int Bare) Behind { get; private set; }

    /// <summary>Nothing that a salvage says is wrong.</summary>
    public void CheckRight(WriteLogRecovery recovery, string damage)
    {
        long firstHole = recovery.Losses.Count == 0 ? long.MaxValue : recovery.Losses[0].FirstLogicalObjectIdentifier;
        long before = 0;
        foreach (WriteLogSalvagedExtent extent in recovery.SalvagedExtents())
        {
            Demand(extent.FirstLogicalObjectIdentifier >= before && extent.ObjectCount > 0, damage, "the extents do not ascend: " + extent);
            before = extent.EndLogicalObjectIdentifier;
            for (long at = 0; at < extent.ObjectCount; at++)
            {
                long target = extent.FirstLogicalObjectIdentifier + at;
                Placement? final = _final.TryGetValue(target, out var there) ? there.What : null;
                bool isRight = extent.IsInDoubt
                    ? _ever.Any(e => e.Object == target && Agrees(e.What, extent, at))
                    : final is { } what && Agrees(what, extent, at);
                Demand(isRight, damage, "object " + target + " is " + final + " and not " + extent);
            }

            if (extent.Type == TapeExtentType.Run && extent.FirstLogicalObjectIdentifier >= firstHole)
                Behind = extent.FirstBlock is null ? (Behind.Numbered, Behind.Bare + 1) : (Behind.Numbered + 1, Behind.Bare);
        }

        foreach (WriteLogSalvagedStream stream in recovery.SalvagedStreams)
            Demand(stream.Description is null || stream.Description.Name == _index.Streams[stream.Id.Ordinal].Description.Name, damage, "a stream has another name");
    }

    /// <summary>Of pages that are whole nothing is missing, and what only lost pages said is reported.</summary>
    public void CheckComplete(WriteLogRecovery recovery, int[] lostPages, string damage)
    {
        // In doubt: lost pages may have taken it back and put something else there.
        var given = new HashSet<long>();
        var doubtfulObjects = new HashSet<long>();
        var doubtfulBlocks = new HashSet<(int Stream, long Block)>();
        foreach (WriteLogSalvagedExtent extent in recovery.SalvagedExtents())
        {
            for (long at = 0; at < extent.ObjectCount; at++)
            {
                given.Add(extent.FirstLogicalObjectIdentifier + at);
                if (extent.IsInDoubt)
                    doubtfulObjects.Add(extent.FirstLogicalObjectIdentifier + at);

                if (extent.IsInDoubt && extent.Type == TapeExtentType.Run && extent.FirstBlock is { } first)
                    doubtfulBlocks.Add((extent.Stream!.Value.Ordinal, first + at));
            }
        }

        // The closing totals may speak of a stream, too.
        foreach (WriteLogSalvagedStream stream in recovery.SalvagedStreams)
        {
            Demand(
                stream.BlockCount is not { } count || count == _spoken[stream.Id.Ordinal].Last(spoken => !lostPages.Contains(spoken.Page)).BlockCount
                    || (!lostPages.Contains(Log.PageEnds.Count - 1) && count == _index.Streams[stream.Id.Ordinal].BlockCount),
                damage,
                "stream " + stream.Id + " does not have " + stream.BlockCount + " blocks where it is last spoken of");
        }

        foreach ((long target, (Placement what, int page)) in _final)
        {
            if (!lostPages.Contains(page))
            {
                Demand(given.Contains(target), damage, "object " + target + " of the whole page " + page + " is missing");
                continue;
            }

            Demand(
                doubtfulObjects.Contains(target) || recovery.Losses.Any(l => l.HasRetraction || (l.FirstLogicalObjectIdentifier <= target && (l.EndLogicalObjectIdentifier is null || target < l.EndLogicalObjectIdentifier))),
                damage,
                "object " + target + " is lost and is not said to be");
            if (what.Type == TapeExtentType.Run)
            {
                Demand(
                    doubtfulBlocks.Contains((what.Owner, what.Block)) || recovery.StreamLosses.Any(l => l.Stream.Ordinal == what.Owner && !(l.FirstBlock > what.Block) && !(l.EndBlock <= what.Block)) || IsNeverSeen(recovery, what.Owner),
                    damage,
                    "block " + what.Block + " of stream " + what.Owner + " is lost and is not said to be: " + string.Join("; ", recovery.StreamLosses));
            }
        }
    }

    /// <summary>Gives the streams of which a record says how many blocks they have, or changes it.</summary>
    private static IEnumerable<int> Counted(WriteLogRecord record) => record.Type switch
    {
        WriteLogRecordType.StreamDefinition or WriteLogRecordType.Run or WriteLogRecordType.Filemarks or WriteLogRecordType.StreamChecksum or WriteLogRecordType.StreamEnd =>
            record.Stream is { } stream ? [stream.Ordinal] : [],
        WriteLogRecordType.Retraction => record.Retraction.Streams.Select(left => left.Stream.Ordinal),
        _ => [],
    };

    // A stream of which no whole page speaks cannot be spoken of.
    private static bool IsNeverSeen(WriteLogRecovery recovery, int ordinal) => recovery.SalvagedStreams.All(stream => stream.Id.Ordinal != ordinal);

    private static bool Agrees(Placement what, WriteLogSalvagedExtent extent, long at) =>
        what.Type == extent.Type && what.Owner == (extent.Stream?.Ordinal ?? -1) && what.Length == extent.BlockLengthBytes
        && (extent.FirstBlock is not { } first || what.Block == first + (extent.Type == TapeExtentType.Run ? at : 0));

    private static Placement Of(TapeExtent extent, long at) => new(
        extent.Type, extent.Stream?.Ordinal ?? -1, extent.Type == TapeExtentType.Run ? extent.FirstBlock + at : extent.FirstBlock, extent.BlockLengthBytes);

    private static void Demand(bool isTrue, string damage, string message)
    {
        if (!isTrue)
            Assert.Fail(damage + ": " + message);
    }

    internal readonly record struct Placement(TapeExtentType Type, int Owner, long Block, int Length);
}
