using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Takes the root and the tables of a carried index apart.</summary>
internal static class CarriedIndexReader
{
    /// <summary>Reads the root. Null when it says what cannot be.</summary>
    public static IndexSummary? Read(CarriedIndex carried, in IndexSection section) => Read(carried, section, isRebuilt: false);

    private static IndexSummary? Read(CarriedIndex carried, in IndexSection section, bool isRebuilt)
    {
        int at = 0;
        if (!TryTake(carried, ref at, out int rootAt, out int rootLength) || !TryTake(carried, ref at, out int tablesAt, out _))
            return null;

        byte[] rootBytes = carried.Bytes(rootAt, rootLength);
        if (carried.Fault.IsFault && !isRebuilt)
            return Read(carried, section, isRebuilt: true); // The lengths were of the index that was there before.

        var root = new RecordContentReader(rootBytes);
        var headerContent = new RecordContentReader(root.Bytes(rootLength));
        if (!root.IsGood || !HeaderContent.TryRead(ref headerContent, section.LogIdentifier, out WriteLogHeader header))
            return null;

        int streamCount = 0;
        var summary = new IndexSummary(header, new TapeMap(() => ReadTables(carried, tablesAt, streamCount))) { OnMediumObject = root.Number() };
        summary.Tape.EndObject = root.Number();
        var totalsContent = new RecordContentReader(root.Bytes(rootLength));
        bool isGood = RecordContents.TryRead(ref totalsContent, out WriteLogTotals totals);
        summary.Totals = totals;
        summary.LengthBytes = section.PagesLength;
        summary.LastTime = Time(ref root);
        summary.SuccessorVolume = root.Guid();
        for (long count = Count(ref root); count > 0 && isGood; count--)
        {
            var content = new RecordContentReader(root.Bytes(rootLength));
            isGood = RecordContents.TryRead(ref content, out WriteLogError error) && root.IsGood;
            summary.Errors.Add(error);
        }

        for (long count = Count(ref root); count > 0 && isGood; count--)
        {
            var content = new RecordContentReader(root.Bytes(rootLength));
            isGood = RecordContents.TryRead(ref content, out WriteLogRetraction left) && root.IsGood;
            summary.Retractions.Add(new WriteLogRetraction(
                left.LogicalObjectIdentifier, root.Number(), left.SessionFilemarkCount, left.SystemBlockCount, left.Streams));
        }

        var streams = new IndexedStream[Count(ref root)];
        var ordinals = new HashSet<int>();
        for (int index = 0; index < streams.Length && isGood; index++)
            isGood = TryReadStream(carried, ref root, index, ref at, out streams[index]) && ordinals.Add(streams[index].Id.Ordinal);

        isGood = isGood && TryReadRest(ref root, summary);
        if (!isGood || at + 1 != carried.Words.Length)
            return null;

        streamCount = streams.Length;
        summary.Tape.Streams = streams;
        carried.RootWords = rootAt + IndexSectionWriter.WordsOf(rootLength);
        carried.Rebuilt = summary.Tape.ForgetTables;
        return summary;
    }

    private static bool TryReadRest(ref RecordContentReader root, IndexSummary summary)
    {
        var origins = new List<WriteLogOrigin>();
        for (long count = Count(ref root); count > 0; count--)
        {
            var content = new RecordContentReader(root.Bytes(root.Remaining));
            if (!root.IsGood || !RecordContents.TryRead(ref content, out WriteLogOrigin origin))
                return false;

            origins.Add(origin);
        }

        summary.Origins = origins;
        for (long count = Count(ref root); count > 0; count--)
        {
            var stream = new StreamId(root.Int32());
            long first = root.Number();
            var blocks = new WriteLogIntent(stream, first, root.Number(long.MaxValue - first));
            var error = (int)root.Number(summary.Errors.Count);
            if (!root.IsGood)
                return false;

            summary.Doubts.Add(new WriteLogDoubt(blocks, error == 0 ? null : summary.Errors[error - 1]));
        }

        return root.IsGood;
    }

    private static bool TryReadStream(CarriedIndex carried, ref RecordContentReader root, int index, ref int at, out IndexedStream stream)
    {
        stream = null!;
        var content = new RecordContentReader(root.Bytes(root.Remaining));
        if (!RecordContents.TryRead(ref content, out StreamDefinitionContent definition))
            return false;

        long blocks = root.Number();
        long bytes = root.Number();
        long endObject = root.Number();
        long runs = root.Number((long)int.MaxValue * RunSequence.ChunkRuns);
        int usualLength = root.Int32();
        int words = root.Int32();
        long chunks = (runs + RunSequence.ChunkRuns - 1) / RunSequence.ChunkRuns;
        if (!root.IsGood || runs > blocks || runs == 0 != (blocks == 0) || (3 * chunks) + words > carried.Words.Length - at)
            return false;

        var sequence = new RunSequence(carried, at, words, runs, blocks, bytes, endObject, usualLength);
        at += (3 * (int)chunks) + words;
        stream = new IndexedStream(index, definition.Stream, definition.Description, sequence)
        {
            FilemarkCount = root.Number(),
            FirstTime = Time(ref root),
            LastTime = Time(ref root),
        };
        byte[] end = root.Bytes(root.Remaining);
        var endContent = new RecordContentReader(end);
        if (end.Length > 0)
        {
            if (!RecordContents.TryRead(ref endContent, out WriteLogStreamEnd streamEnd))
                return false;

            stream.End = streamEnd;
        }

        for (long count = Count(ref root); count > 0; count--)
        {
            var checksumContent = new RecordContentReader(root.Bytes(root.Remaining));
            if (!RecordContents.TryRead(ref checksumContent, out WriteLogStreamChecksum checksum))
                return false;

            stream.Checksums.Add(checksum);
        }

        return root.IsGood;
    }

    private static TapeTables ReadTables(CarriedIndex carried, int at, int streamCount)
    {
        var length = (int)carried.Words[at - 1]; // Not as it was when the root was read: another index may have taken the place since.
        if (TryReadTables(carried.Bytes(at, length), streamCount, out TapeTables tables))
            return tables;

        carried.Rebuild(new WriteLogFault(WriteLogFaultReason.Malformed, 0, "The tables of the index say what cannot be."));
        length = (int)carried.Words[at - 1]; // Behind the same root, and as long as those of the pages are.
        Guard.Invariant(TryReadTables(carried.Bytes(at, length), streamCount, out tables), "tables that were just made can be read");
        return tables;
    }

    private static bool TryReadTables(byte[] bytes, int streamCount, out TapeTables tables)
    {
        tables = new TapeTables();
        var reader = new RecordContentReader(bytes);
        long next = 0;
        for (long count = Count(ref reader); count > 0 && reader.IsGood; count--)
        {
            long first = reader.Number(long.MaxValue - next) + next;
            long marks = reader.Number(long.MaxValue - first);
            var owner = (int)(reader.Number((long)int.MaxValue + 1) - 1);
            tables.Filemarks.Add(TapeExtent.OfFilemarks(owner, reader.Number(), Math.Max(1, marks), first));
            next = first + marks;
        }

        next = 0;
        for (long count = Count(ref reader); count > 0 && reader.IsGood; count--)
        {
            long first = reader.Number(long.MaxValue - next) + next;
            var content = new RecordContentReader(reader.Bytes(reader.Remaining));
            if (!RecordContents.TryReadSystemBlocks(ref content, out TapeExtent blocks) || blocks.ObjectCount > long.MaxValue - first)
                return false;

            tables.SystemBlocks.Add(TapeExtent.OfSystemBlocks(
                blocks.SystemBlockType, blocks.BlockLengthBytes, blocks.ObjectCount, blocks.LogOffsetBytes, blocks.LogLengthBytes, first));
            next = first + blocks.ObjectCount;
        }

        next = 0;
        var streams = new List<int>();
        for (long count = Count(ref reader); count > 0 && reader.IsGood; count--)
        {
            next += reader.Number(long.MaxValue - next);
            long listed = Count(ref reader);
            if (listed > 0)
                streams.Clear();

            int before = -1;
            for (; listed > 0 && reader.IsGood; listed--)
            {
                before += 1 + (int)reader.Number(int.MaxValue - 1 - Math.Max(before, 0));
                streams.Add(before);
            }

            if (before >= streamCount)
                return false;

            tables.Zones.AddWhole(next, streams);
        }

        tables.Filemarks.Seal();
        tables.SystemBlocks.Seal();
        tables.Zones.Seal();
        return reader.IsGood;
    }

    /// <summary>Takes the place of some bytes, whose length stands in a word before them.</summary>
    private static bool TryTake(CarriedIndex carried, ref int at, out int bytesAt, out int length)
    {
        bytesAt = at + 1;
        length = 0;
        if (bytesAt >= carried.Words.Length)
            return false;

        carried.Ensure(at, bytesAt);
        ulong bytes = carried.Words[at];
        if (bytes > 8UL * (ulong)(carried.Words.Length - 1 - bytesAt))
            return false;

        length = (int)bytes;
        at = bytesAt + IndexSectionWriter.WordsOf(length);
        return true;
    }

    /// <summary>Reads how many things follow, of which each takes a byte at least.</summary>
    private static long Count(ref RecordContentReader reader) => reader.Number(reader.Remaining);

    private static DateTimeOffset? Time(ref RecordContentReader reader)
    {
        long ticks = reader.Number(DateTimeOffset.MaxValue.UtcTicks + 1);
        return ticks == 0 ? null : new DateTimeOffset(ticks - 1, TimeSpan.Zero);
    }
}
