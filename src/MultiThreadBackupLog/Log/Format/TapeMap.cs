using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Threading;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Everything on a tape, in tape order, put together from the runs of each stream, the filemarks and the system blocks.</summary>
/// <remarks>The runs of the streams are kept once, by stream: that is what lookups ask for. Safe to share between threads. Nothing changes, but that
/// the tables of a carried index are read anew when another index takes its place: so a question takes them once.</remarks>
internal sealed class TapeMap
{
    private readonly Func<TapeTables>? _readTables; // Of an index that a log carries.
    private Lazy<TapeTables> _tables;
    private IndexedStream[] _streams = [];
    private TapeWalk? _idleWalk;

    public TapeMap(IndexBuilder builder)
    {
        _streams = builder.Seal();
        EndObject = builder.EndObject;
        var tables = new TapeTables(builder.Filemarks, builder.SystemBlocks, builder.Zones);
        _tables = new Lazy<TapeTables>(() => tables);
    }

    /// <summary>Takes the tables when they are asked for; who calls says the rest.</summary>
    public TapeMap(Func<TapeTables> tables)
    {
        _readTables = tables;
        _tables = new Lazy<TapeTables>(tables);
    }

    public TapeTables Tables
    {
        get
        {
            Lazy<TapeTables> tables = Volatile.Read(ref _tables);
            return tables.IsValueCreated ? tables.Value : Read(tables);
        }
    }

    public FilemarkTable Filemarks => Tables.Filemarks;

    public SystemBlockTable SystemBlocks => Tables.SystemBlocks;

    public ZoneTable Zones => Tables.Zones;

    public long EndObject { get; set; }

    public long RunMemoryBytes
    {
        get
        {
            long bytes = Zones.MemoryBytes;
            foreach (IndexedStream stream in _streams)
                bytes += stream.Runs.MemoryBytes;

            return bytes;
        }
    }

    public IndexedStream[] Streams
    {
        get => _streams;
        set => _streams = value;
    }

    public IndexedStream Stream(int index) => _streams[index];

    /// <summary>Gives the extent that holds an object of the tape.</summary>
    public TapeExtent At(long logicalObject)
    {
        TapeTables tables = Tables;
        int marks = tables.Filemarks.FindLast(logicalObject);
        if (marks >= 0 && tables.Filemarks[marks].EndLogicalObjectIdentifier > logicalObject)
            return tables.Filemarks[marks];

        int blocks = tables.SystemBlocks.FindLast(logicalObject);
        if (blocks >= 0 && tables.SystemBlocks[blocks].EndLogicalObjectIdentifier > logicalObject)
            return tables.SystemBlocks[blocks];

        // Of the runs that begin at the object or before it the last one holds it, since nothing else does.
        int zone = tables.Zones.FindLast(logicalObject);
        Require(zone >= 0, "every object of the tape lies in an extent");
        IndexedStream? owner = null;
        long first = -1;
        int chunk = 0;
        int index = 0;
        foreach (int candidate in tables.Zones.Streams(zone))
        {
            RunSequence runs = _streams[candidate].Runs;
            long firstOfCandidate = runs.FindObject(logicalObject, out int chunkOfCandidate, out int indexOfCandidate);
            if (firstOfCandidate <= first)
                continue;

            owner = _streams[candidate];
            first = firstOfCandidate;
            chunk = chunkOfCandidate;
            index = indexOfCandidate;
        }

        Require(owner is not null, "a run lies where nothing else does");
        RunPlace run = owner.Runs.Get(chunk, index);
        return TapeExtent.OfRun(owner.Id.Ordinal, run.FirstBlock, run.BlockCount, run.BlockLength, run.FirstObject);
    }

    /// <summary>Gives the stretch that holds an object of the tape: of filemarks, of blocks of no stream, or of runs within a zone.</summary>
    public TapeStretch StretchAt(long logicalObject)
    {
        TapeTables tables = Tables;
        int marks = tables.Filemarks.FindLast(logicalObject);
        long begin = marks < 0 ? 0 : tables.Filemarks[marks].EndLogicalObjectIdentifier;
        if (begin > logicalObject)
            return new TapeStretch(tables.Filemarks.FirstObject(marks), begin, 0);

        int blocks = tables.SystemBlocks.FindLast(logicalObject);
        TapeExtent system = blocks < 0 ? default : tables.SystemBlocks[blocks]; // None ends at 0.
        if (system.EndLogicalObjectIdentifier > logicalObject)
            return new TapeStretch(system.FirstLogicalObjectIdentifier, system.EndLogicalObjectIdentifier, system.BlockLengthBytes);

        int zone = tables.Zones.FindLast(logicalObject);
        Require(zone >= 0, "every object of the tape lies in an extent");
        long zoneBegin = tables.Zones.FirstObject(zone);
        long zoneEnd = zone + 1 < tables.Zones.Count ? tables.Zones.FirstObject(zone + 1) : EndObject;
        begin = Math.Max(zoneBegin, Math.Max(begin, system.EndLogicalObjectIdentifier));
        long end = marks + 1 < tables.Filemarks.Count ? Math.Min(zoneEnd, tables.Filemarks.FirstObject(marks + 1)) : zoneEnd;
        end = blocks + 1 < tables.SystemBlocks.Count ? Math.Min(end, tables.SystemBlocks[blocks + 1].FirstLogicalObjectIdentifier) : end;
        return new TapeStretch(begin, end, LengthIn(tables.Zones.Streams(zone), begin, end));
    }

    /// <summary>Gives the length of all blocks of a part of a zone that has nothing but runs; 0 when the directories of its streams do not say that there is only one.</summary>
    private int LengthIn(ReadOnlySpan<int> streams, long from, long to)
    {
        int length = 0;
        foreach (int stream in streams)
        {
            RunSequence runs = _streams[stream].Runs;
            if (!runs.HasUsualLength(from, to) || (length != 0 && length != runs.UsualLength))
                return 0;

            length = runs.UsualLength;
        }

        return length;
    }

    /// <summary>Says what must be. In an index that a log carries it may not be, though all checksums are right: then somebody made it so.</summary>
    /// <exception cref="WriteLogException">The index that the log carries contradicts itself.</exception>
    public void Require([DoesNotReturnIf(false)] bool holds, string what)
    {
        if (!holds && _readTables is not null)
            throw new WriteLogException(new WriteLogFault(WriteLogFaultReason.Inconsistent, 0, "The index that the log carries contradicts itself: " + what + "."));

        Guard.Invariant(holds, what);
    }

    private TapeTables Read(Lazy<TapeTables> tables)
    {
        try
        {
            return tables.Value;
        }
        catch (IOException)
        {
            Interlocked.CompareExchange(ref _tables, new Lazy<TapeTables>(_readTables!), tables); // That one would throw for ever.
            throw;
        }
    }

    /// <summary>Reads the tables again for who asks from now on: other words took the place of those that they were read from.</summary>
    public void ForgetTables() => Volatile.Write(ref _tables, new Lazy<TapeTables>(_readTables!));

    /// <summary>Gives the extents that hold an object of a range that the tape has.</summary>
    public IEnumerable<TapeExtent> Extents(long from, long to)
    {
        // Who goes along a tape asks for one gap after the other; the next one goes on where the last one stopped.
        TapeWalk? idle = Interlocked.Exchange(ref _idleWalk, null);
        TapeTables tables = Tables;
        TapeWalk walk = idle is not null && idle.Tables == tables ? idle : new TapeWalk(this, tables);
        try
        {
            for (walk.MoveTo(from); walk.FirstObject < to; walk.MoveNext())
                yield return walk.Current;
        }
        finally
        {
            Volatile.Write(ref _idleWalk, walk);
        }
    }
}
