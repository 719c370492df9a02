using System;
using System.Collections.Generic;
using System.Globalization;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;

namespace MultiThreadBackupLog.Copying;

/// <summary>Which bytes of which streams go where: to a disk, to the application client, or nowhere.</summary>
/// <remarks>
/// <para>A stream holds the data of one or more disks and metadata beside them, sometimes in one tape block; the map says which is which. Bytes that it does not
/// name reach no disk. Stream bytes are counted from 0 over the payload of the stream's blocks, without block trailers.</para>
/// <para>Not safe to change from several threads; a builder copies it.</para>
/// </remarks>
public sealed class RestoreMap
{
    private readonly SortedDictionary<StreamId, List<RestoreMapRange>> _ranges = new();

    /// <summary>Gets the streams of which bytes are named, by ascending ordinal.</summary>
    public IReadOnlyList<StreamId> Streams => [.. _ranges.Keys];

    /// <summary>Makes a map from what the log says of where the bytes came from.</summary>
    /// <param name="index">The log.</param>
    /// <param name="streams">The streams to restore. Two that hold the same blocks of one disk cannot be restored by one map.</param>
    /// <param name="resolve">
    /// Says where the bytes of an origin go; called once for each. For data that a segment of type 00h, 08h or 0Bh read from a disk that is usually
    /// <see cref="RestoreDestination.ToDisk(CopyListDevice, WriteLogOrigin)"/> with the disk of <see cref="WriteLogOrigin.SourceDesignator"/>.
    /// </param>
    /// <returns>The map.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A destination reaches over what can be addressed.</exception>
    public static RestoreMap FromOrigins(WriteLogIndex index, IEnumerable<StreamId> streams, Func<WriteLogOrigin, RestoreDestination> resolve)
    {
        Guard.NotNull(index);
        Guard.NotNull(streams);
        Guard.NotNull(resolve);
        var wanted = new HashSet<StreamId>(streams);
        var byStream = new Dictionary<StreamId, List<RestoreMapRange>>();
        foreach (WriteLogOrigin origin in index.Origins)
        {
            long byteCount = Math.Min(origin.ByteCount, long.MaxValue - origin.FirstStreamByte);
            if (byteCount == 0 || !wanted.Contains(origin.Stream))
            {
                continue;
            }

            if (!byStream.TryGetValue(origin.Stream, out List<RestoreMapRange>? ranges))
            {
                byStream.Add(origin.Stream, ranges = []);
            }

            ranges.Add(new RestoreMapRange(origin.FirstStreamByte, byteCount, resolve(origin)));
        }

        var map = new RestoreMap();
        foreach (KeyValuePair<StreamId, List<RestoreMapRange>> stream in byStream)
        {
            foreach (RestoreMapRange range in LastOneCounts.Resolve(stream.Value))
            {
                map.Add(stream.Key, range.FirstStreamByte, range.ByteCount, range.Destination);
            }
        }

        return map;
    }

    /// <summary>Makes a map that puts everything back where it came from.</summary>
    /// <param name="index">The log.</param>
    /// <param name="streams">The streams to restore.</param>
    /// <param name="disks">The disks to restore, named by the descriptors by which they were backed up. Bytes of other disks go nowhere. Where a disk's blocks have another
    /// length by now, bytes go back to the same bytes of it.</param>
    /// <param name="metadata">Where bytes go that came from no disk: inline and embedded data of the backup.</param>
    /// <returns>The map.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">Bytes came from behind the end of a disk, or <paramref name="metadata"/> is a disk: one place cannot hold them all.</exception>
    public static RestoreMap FromOrigins(
        WriteLogIndex index, IEnumerable<StreamId> streams, IEnumerable<CopyListDevice> disks, RestoreDestination metadata = default)
    {
        var known = new List<CopyListDevice>(Guard.NotNull(disks));
        return metadata.Disk is null
            ? FromOrigins(index, streams, Resolve)
            : throw new ArgumentException("Data that came from no disk can be held or dropped.", nameof(metadata));

        RestoreDestination Resolve(WriteLogOrigin origin)
        {
            if (origin.SourceDesignator.IsEmpty)
            {
                return metadata;
            }

            CopyListDevice? disk = known.Find(d => d.Designator.Span.SequenceEqual(origin.SourceDesignator.Span));
            return disk is null ? RestoreDestination.Discard : RestoreDestination.ToDisk(disk, origin);
        }
    }

    /// <summary>Says where bytes of a stream go.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="firstStreamByte">The first byte, counted from 0 over the payload of the stream's blocks.</param>
    /// <param name="byteCount">How many, at least one.</param>
    /// <param name="destination">Where they go.</param>
    /// <returns>This map.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range, or the bytes end behind 2^63 - 1.</exception>
    /// <exception cref="ArgumentException">Some of the bytes are named already, or the range ends behind the disk.</exception>
    public RestoreMap Add(StreamId stream, long firstStreamByte, long byteCount, RestoreDestination destination)
    {
        if (firstStreamByte < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(firstStreamByte), firstStreamByte, "A byte number is not negative.");
        }

        if (byteCount < 1 || byteCount > long.MaxValue - firstStreamByte)
        {
            throw new ArgumentOutOfRangeException(nameof(byteCount), byteCount, "A range has at least one byte and ends within 63 bits.");
        }

        ThrowIfBehindDisk(destination, byteCount);
        if (!_ranges.TryGetValue(stream, out List<RestoreMapRange>? ranges))
        {
            _ranges.Add(stream, ranges = []);
        }

        int at = FirstEndingBehind(ranges, firstStreamByte);
        if (at < ranges.Count && ranges[at].FirstStreamByte < firstStreamByte + byteCount)
        {
            throw new ArgumentException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "Bytes [{0}, {1}) of stream {2} overlap bytes [{3}, {4}), which have a destination already.",
                    firstStreamByte,
                    firstStreamByte + byteCount,
                    stream,
                    ranges[at].FirstStreamByte,
                    ranges[at].EndStreamByte),
                nameof(firstStreamByte));
        }

        ranges.Insert(at, new RestoreMapRange(firstStreamByte, byteCount, destination));
        return this;
    }

    /// <summary>Selects exactly the blocks that hold bytes for a disk or for the application client.</summary>
    /// <param name="index">The log; streams that it does not have, and bytes behind the end of a stream, are passed over.</param>
    /// <returns>What to plan, so that nothing is read that goes nowhere.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="index"/> is null.</exception>
    public RestoreSelection SelectBlocks(WriteLogIndex index)
    {
        Guard.NotNull(index);
        var selection = new RestoreSelection();
        foreach (KeyValuePair<StreamId, List<RestoreMapRange>> stream in _ranges)
        {
            var places = new StreamPlaces(index);
            int at = 0;
            foreach (WriteRun run in index.Runs(stream.Key, BlockRange.All))
            {
                long runBegin = places.FirstByteOf(stream.Key, run.FirstBlock);
                int payload = places.PayloadLength(run.BlockLengthBytes);
                for (; payload > 0 && at < stream.Value.Count; at++)
                {
                    RestoreMapRange range = stream.Value[at];
                    long runEnd = runBegin + (run.BlockCount * payload);
                    long begin = Math.Max(range.FirstStreamByte, runBegin);
                    long end = Math.Min(range.EndStreamByte, runEnd);
                    if (begin < end && range.Destination.Type != RestoreDestinationType.Discard)
                    {
                        selection.Add(
                            stream.Key, BlockRange.FromBounds(run.FirstBlock + ((begin - runBegin) / payload), run.FirstBlock + ((end - 1 - runBegin) / payload) + 1));
                    }

                    if (range.EndStreamByte > runEnd)
                    {
                        break; // It goes on in the next run.
                    }
                }
            }
        }

        return selection;
    }

    /// <summary>Copies what the map says of some streams, so that later changes do not matter.</summary>
    internal Dictionary<StreamId, RestoreMapRange[]> Take(IEnumerable<StreamId> streams)
    {
        var taken = new Dictionary<StreamId, RestoreMapRange[]>();
        foreach (StreamId stream in streams)
        {
            taken.Add(stream, _ranges.TryGetValue(stream, out List<RestoreMapRange>? ranges) ? ranges.ToArray() : []);
        }

        return taken;
    }

    /// <summary>Finds the first of ascending ranges that ends behind a byte.</summary>
    internal static int FirstEndingBehind(IReadOnlyList<RestoreMapRange> ranges, long streamByte)
    {
        int low = 0;
        int high = ranges.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ranges[middle].EndStreamByte > streamByte)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private static void ThrowIfBehindDisk(RestoreDestination destination, long byteCount)
    {
        if (destination.Disk is not { } disk)
        {
            return;
        }

        long diskBytes = disk.BlockCount is { } blocks && blocks <= long.MaxValue / disk.BlockLength ? blocks * disk.BlockLength : long.MaxValue;
        if (byteCount > diskBytes - destination.FirstDiskByte)
        {
            throw new ArgumentException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} bytes from byte {1} on reach over the end of {2}, which has {3} bytes.",
                    byteCount,
                    destination.FirstDiskByte,
                    disk,
                    diskBytes),
                nameof(destination));
        }
    }
}
