using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>A tape as a plain list of extents, for sizes at which a model cannot count objects; written to a log at the same time.</summary>
internal sealed class ExtentList(WriteLog log) : IDisposable
{
    private readonly Dictionary<int, long> _blockCounts = [];

    public List<TapeExtent> Extents { get; } = [];

    public long Next { get; private set; } = log.NextLogicalObjectIdentifier;

    public IEnumerable<int> Streams => _blockCounts.Keys;

    public long BlockCount(int stream) => _blockCounts[stream];

    public IEnumerable<WriteRun> Runs(int stream) => Extents.Where(e => e.Type == TapeExtentType.Run && e.Stream!.Value.Ordinal == stream).Select(e => e.Run);

    public void Define(int streams)
    {
        for (int stream = 0; stream < streams; stream++)
            _blockCounts.Add(log.DefineStream(new StreamDescription("s")).Ordinal, 0);
    }

    public void Blocks(int stream, int length, long count)
    {
        log.AppendBlocks(new StreamId(stream), length, count);
        TapeExtent last = Extents.LastOrDefault();
        if (last.Type == TapeExtentType.Run && last.Stream == new StreamId(stream) && last.BlockLengthBytes == length)
            Extents[^1] = TapeExtent.OfRun(stream, last.FirstBlock, last.ObjectCount + count, length, last.FirstLogicalObjectIdentifier);
        else
            Extents.Add(TapeExtent.OfRun(stream, _blockCounts[stream], count, length, Next));

        _blockCounts[stream] += count;
        Next += count;
    }

    public void Filemarks(int owner, int count)
    {
        log.AppendFilemarks(owner < 0 ? null : new StreamId(owner), count);
        TapeExtent last = Extents.LastOrDefault();
        StreamId? stream = owner < 0 ? null : new StreamId(owner);
        if (last.Type == TapeExtentType.Filemarks && last.Stream == stream)
            Extents[^1] = TapeExtent.OfFilemarks(owner, last.FirstBlock, last.ObjectCount + count, last.FirstLogicalObjectIdentifier);
        else
            Extents.Add(TapeExtent.OfFilemarks(owner, owner < 0 ? 0 : _blockCounts[owner], count, Next));

        Next += count;
    }

    public void System(int count)
    {
        log.AppendSystemBlocks(SystemBlockType.LogIncrement, 4096, count, 10, 20);
        Extents.Add(TapeExtent.OfSystemBlocks(SystemBlockType.LogIncrement, 4096, count, 10, 20, Next));
        Next += count;
    }

    public void Retract(long target)
    {
        log.RetractTo(target);
        while (Next > target)
        {
            TapeExtent last = Extents[^1];
            long left = Math.Max(0, target - last.FirstLogicalObjectIdentifier);
            Extents.RemoveAt(Extents.Count - 1);
            if (last.Type == TapeExtentType.Run)
                _blockCounts[last.Stream!.Value.Ordinal] -= last.ObjectCount - left;

            int owner = last.Stream?.Ordinal ?? -1;
            if (left > 0)
            {
                Extents.Add(last.Type switch
                {
                    TapeExtentType.Run => TapeExtent.OfRun(owner, last.FirstBlock, left, last.BlockLengthBytes, last.FirstLogicalObjectIdentifier),
                    TapeExtentType.Filemarks => TapeExtent.OfFilemarks(owner, last.FirstBlock, left, last.FirstLogicalObjectIdentifier),
                    _ => TapeExtent.OfSystemBlocks(last.SystemBlockType, last.BlockLengthBytes, left, 0, 0, last.FirstLogicalObjectIdentifier),
                });
            }

            Next = last.FirstLogicalObjectIdentifier + left;
        }
    }

    public WriteLogIndex Build()
    {
        log.Commit();
        return WriteLogIndex.Build(log.Snapshot());
    }

    public void Dispose() => log.Dispose();
}
