using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

// The questions.
public sealed partial class WriteLogIndex
{
    /// <summary>Finds a stream by its key.</summary>
    /// <param name="stream">The key.</param>
    /// <param name="found">The stream, or null.</param>
    /// <returns><see langword="false"/> when the log does not define it.</returns>
    public bool TryGetStream(StreamId stream, out WriteLogStream? found)
    {
        bool isKnown = _byOrdinal.TryGetValue(stream.Ordinal, out (WriteLogStream Stream, RunSequence Runs) entry);
        found = entry.Stream;
        return isKnown;
    }

    /// <summary>Finds the streams of a name. Names are no keys: there may be several.</summary>
    /// <param name="name">The exact name.</param>
    /// <returns>All streams of that name, by ascending ordinal.</returns>
    public IReadOnlyList<WriteLogStream> FindStreams(string name)
    {
        var found = new List<WriteLogStream>();
        foreach (WriteLogStream stream in Streams)
        {
            if (string.Equals(stream.Description.Name, name, StringComparison.Ordinal))
                found.Add(stream);
        }

        return found;
    }

    /// <summary>Finds the streams of a source device. There may be several.</summary>
    /// <param name="sourceDesignator">The exact designator.</param>
    /// <returns>All streams from that device, by ascending ordinal.</returns>
    public IReadOnlyList<WriteLogStream> FindStreamsByDevice(ReadOnlySpan<byte> sourceDesignator)
    {
        var found = new List<WriteLogStream>();
        foreach (WriteLogStream stream in Streams)
        {
            if (stream.Description.SourceDesignator.Span.SequenceEqual(sourceDesignator))
                found.Add(stream);
        }

        return found;
    }

    /// <summary>Finds where a block of a stream lies.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="block">The number of the block in its stream, from 0.</param>
    /// <param name="run">The whole run that holds the block, or the default value.</param>
    /// <returns><see langword="false"/> when the log has no such block.</returns>
    public bool TryFindBlock(StreamId stream, long block, out WriteRun run)
    {
        if (block < 0 || !_byOrdinal.TryGetValue(stream.Ordinal, out (WriteLogStream Stream, RunSequence Runs) entry) || block >= entry.Stream.BlockCount)
        {
            run = default;
            return false;
        }

        RunPlace place = entry.Runs.FindBlock(block);
        run = WriteRun.Known(stream, place.FirstBlock, place.BlockCount, place.BlockLength, place.FirstObject);
        return true;
    }

    /// <summary>Gives the runs in which blocks of a stream lie, in the order of the stream, which is that of the tape.</summary>
    /// <param name="stream">The stream; one that the log does not define has none.</param>
    /// <param name="blocks">Which blocks; those that the log does not have are passed over.</param>
    /// <returns>The runs, the first and the last cut to the range; computed as they are asked for.</returns>
    public IEnumerable<WriteRun> Runs(StreamId stream, BlockRange blocks)
    {
        bool isKnown = _byOrdinal.TryGetValue(stream.Ordinal, out (WriteLogStream Stream, RunSequence Runs) entry);
        return isKnown && !blocks.IsEmpty && blocks.FirstBlock < entry.Stream.BlockCount ? new RunEnumeration(entry.Runs, stream, blocks) : [];
    }

    /// <summary>Gives what lies at an object of the tape.</summary>
    /// <param name="logicalObjectIdentifier">The object's number, from <see cref="BeginLogicalObjectIdentifier"/> and below <see cref="EndLogicalObjectIdentifier"/>.</param>
    /// <returns>The whole extent that holds the object.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The log has no such object.</exception>
    public TapeExtent At(long logicalObjectIdentifier)
    {
        if (logicalObjectIdentifier < BeginLogicalObjectIdentifier || logicalObjectIdentifier >= EndLogicalObjectIdentifier)
            throw new ArgumentOutOfRangeException(nameof(logicalObjectIdentifier), logicalObjectIdentifier, "The log has no such object.");

        return _tape.At(logicalObjectIdentifier);
    }

    /// <summary>Gives everything on a part of the tape, in tape order.</summary>
    /// <param name="fromLogicalObjectIdentifier">The first object.</param>
    /// <param name="toLogicalObjectIdentifier">The object after the last.</param>
    /// <returns>Every extent of which the part holds an object, whole, also where it reaches out of the part; computed as they are asked for.</returns>
    public IEnumerable<TapeExtent> Extents(long fromLogicalObjectIdentifier, long toLogicalObjectIdentifier)
    {
        long from = Math.Max(fromLogicalObjectIdentifier, BeginLogicalObjectIdentifier);
        long to = Math.Min(toLogicalObjectIdentifier, EndLogicalObjectIdentifier);
        return from < to ? _tape.Extents(from, to) : [];
    }

    /// <summary>Counts the filemarks on a part of the tape, in time that does not grow with the part.</summary>
    /// <param name="fromLogicalObjectIdentifier">The first object.</param>
    /// <param name="toLogicalObjectIdentifier">The object after the last.</param>
    /// <returns>The filemarks, whosever they are, with numbers in that range.</returns>
    public long CountFilemarks(long fromLogicalObjectIdentifier, long toLogicalObjectIdentifier) =>
        fromLogicalObjectIdentifier >= toLogicalObjectIdentifier ? 0 : _tape.Filemarks.CountBelow(toLogicalObjectIdentifier) - _tape.Filemarks.CountBelow(fromLogicalObjectIdentifier);

    /// <summary>Gives the filemarks on a part of the tape, in tape order, without passing through what lies between them.</summary>
    /// <param name="fromLogicalObjectIdentifier">The first object.</param>
    /// <param name="toLogicalObjectIdentifier">The object after the last.</param>
    /// <returns>Every extent of filemarks of which the part holds one, whole, also where it reaches out of the part; computed as they are asked for.</returns>
    public IEnumerable<TapeExtent> FilemarkExtents(long fromLogicalObjectIdentifier, long toLogicalObjectIdentifier)
    {
        if (fromLogicalObjectIdentifier >= toLogicalObjectIdentifier)
            yield break;

        FilemarkTable filemarks = _tape.Filemarks;
        int at = Math.Max(0, filemarks.FindLast(fromLogicalObjectIdentifier));
        for (; at < filemarks.Count && filemarks.FirstObject(at) < toLogicalObjectIdentifier; at++)
        {
            TapeExtent extent = filemarks[at];
            if (extent.EndLogicalObjectIdentifier > fromLogicalObjectIdentifier)
                yield return extent;
        }
    }

    /// <summary>Finds the last filemark below an object; -1 when there is none.</summary>
    internal long FindLastFilemark(long belowLogicalObjectIdentifier)
    {
        int at = _tape.Filemarks.FindLast(belowLogicalObjectIdentifier - 1);
        return at < 0 ? -1 : Math.Min(_tape.Filemarks[at].EndLogicalObjectIdentifier, belowLogicalObjectIdentifier) - 1;
    }

    /// <summary>Gives what is known without going through runs of a part of the tape that holds an object of it.</summary>
    internal TapeStretch StretchAt(long logicalObjectIdentifier) => _tape.StretchAt(logicalObjectIdentifier);

    /// <summary>Gets how many bytes of memory the places of runs take, the streams' own descriptions apart.</summary>
    internal long RunMemoryBytes => _tape.RunMemoryBytes;
}
