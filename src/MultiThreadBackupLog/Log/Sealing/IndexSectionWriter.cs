using System;
using System.Buffers.Binary;
using System.IO;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Puts an index into words: the root, the tables of what lies between runs, and for each stream its directory and its chunks.</summary>
internal static class IndexSectionWriter
{
    /// <summary>Gives the words of an index; the same index always gives the same ones.</summary>
    public static ulong[] Words(IndexSummary index)
    {
        byte[] root = Root(index);
        byte[] tables = Tables(index.Tape);
        int length = 2 + WordsOf(root.Length) + WordsOf(tables.Length);
        foreach (IndexedStream stream in index.Tape.Streams)
            length += (3 * stream.Runs.ChunkCount) + stream.Runs.WordCount;

        var words = new ulong[length + 1]; // Low bits are read two words at a time.
        int at = 0;
        Put(words, ref at, root);
        Put(words, ref at, tables);
        foreach (IndexedStream stream in index.Tape.Streams)
        {
            RunSequence runs = stream.Runs;
            int from = at + (3 * runs.ChunkCount);
            for (int chunk = 0; chunk < runs.ChunkCount; chunk++)
                runs.ChunkAt(chunk).Write(words, at + (3 * chunk), from);

            Array.Copy(runs.Words, 0, words, from, runs.WordCount);
            at = from + runs.WordCount;
        }

        return words;
    }

    public static void Write(in IndexSection section, ulong[] words, Stream output)
    {
        var buffer = new byte[IndexSection.SegmentLength];
        IndexSection.WriteHeader(buffer.AsSpan(0, IndexSection.HeaderLength));
        output.Write(buffer, 0, IndexSection.HeaderLength);
        for (int segment = 0; segment < section.Segments; segment++)
        {
            int length = FillSegment(section, words, segment, buffer);
            output.Write(buffer, 0, length);
        }

        section.WriteFooter(buffer.AsSpan(0, IndexSection.FooterLength));
        output.Write(buffer, 0, IndexSection.FooterLength);
    }

    /// <summary>Compares the words of an index with those that a log carries.</summary>
    public static WriteLogFault Compare(ulong[] words, in IndexSection section, WriteLogSnapshot log)
    {
        var expected = new byte[IndexSection.SegmentLength];
        var found = new byte[IndexSection.SegmentLength];
        bool isSame = section.Words == words.Length;
        int segment = 0;
        for (; segment < section.Segments && isSame; segment++)
        {
            int length = FillSegment(section, words, segment, expected);
            isSame = log.ReadBytes(section.OffsetOf(segment), found.AsSpan(0, length)) == length && found.AsSpan(0, length).SequenceEqual(expected.AsSpan(0, length));
        }

        return isSame
            ? default
            : new WriteLogFault(WriteLogFaultReason.Damaged, section.OffsetOf(Math.Max(0, segment - 1)), "The index says something else than the log.");
    }

    private static int FillSegment(in IndexSection section, ulong[] words, int segment, byte[] buffer)
    {
        int from = segment * IndexSection.SegmentWords;
        int count = section.WordsIn(segment);
        for (int word = 0; word < count; word++)
            BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(8 * word), words[from + word]);

        BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(8 * count), section.ChecksumOf(segment, buffer.AsSpan(0, 8 * count)));
        BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan((8 * count) + 4), 0);
        return 8 * (count + 1);
    }

    public static int WordsOf(long bytes) => (int)((bytes + 7) / 8);

    private static void Put(ulong[] words, ref int at, byte[] bytes)
    {
        words[at++] = (ulong)bytes.Length;
        for (int index = 0; index < bytes.Length; index++)
            words[at + (index >> 3)] |= (ulong)bytes[index] << (8 * (index & 7));

        at += WordsOf(bytes.Length);
    }

    private static byte[] Root(IndexSummary index)
    {
        var root = new IndexBytes();
        root.Header(index.Header);
        root.Number(index.OnMediumObject);
        root.Number(index.Tape.EndObject);
        root.Totals(index.Totals);
        root.Time(index.LastTime);
        root.Guid(index.SuccessorVolume);
        root.Number(index.Errors.Count);
        foreach (WriteLogError error in index.Errors)
            root.Error(error);

        root.Number(index.Retractions.Count);
        foreach (WriteLogRetraction retraction in index.Retractions)
            root.Retraction(retraction);

        root.Number(index.Tape.Streams.Length);
        foreach (IndexedStream stream in index.Tape.Streams)
        {
            root.Definition(stream.Id, stream.Description);
            root.Number(stream.Runs.BlockCount);
            root.Number(stream.Runs.ByteCount);
            root.Number(stream.Runs.EndObject);
            root.Number(stream.Runs.Count);
            root.Number(stream.Runs.UsualLength);
            root.Number(stream.Runs.WordCount);
            root.Number(stream.FilemarkCount);
            root.Time(stream.FirstTime);
            root.Time(stream.AwaitsTime ? null : stream.LastTime);
            root.End(stream.End);
            root.Number(stream.Checksums.Count);
            foreach (WriteLogStreamChecksum checksum in stream.Checksums)
                root.Checksum(checksum);
        }

        root.Number(index.Origins.Count);
        foreach (WriteLogOrigin origin in index.Origins)
            root.Origin(origin);

        root.Number(index.Doubts.Count);
        foreach (WriteLogDoubt doubt in index.Doubts)
            root.Doubt(doubt, doubt.Error is null ? -1 : index.Errors.IndexOf(doubt.Error));

        return root.ToArray();
    }

    private static byte[] Tables(TapeMap tape)
    {
        var tables = new IndexBytes();
        tables.Number(tape.Filemarks.Count);
        long next = 0;
        for (int entry = 0; entry < tape.Filemarks.Count; entry++)
        {
            TapeExtent filemarks = tape.Filemarks[entry];
            tables.Number(filemarks.FirstLogicalObjectIdentifier - next);
            tables.Number(filemarks.ObjectCount);
            tables.Number(filemarks.Stream is { } owner ? owner.Ordinal + 1L : 0);
            tables.Number(filemarks.FirstBlock);
            next = filemarks.EndLogicalObjectIdentifier;
        }

        tables.Number(tape.SystemBlocks.Count);
        next = 0;
        for (int entry = 0; entry < tape.SystemBlocks.Count; entry++)
        {
            TapeExtent blocks = tape.SystemBlocks[entry];
            tables.Number(blocks.FirstLogicalObjectIdentifier - next);
            tables.SystemBlocks(blocks);
            next = blocks.EndLogicalObjectIdentifier;
        }

        tables.Number(tape.Zones.Count);
        next = 0;
        for (int zone = 0; zone < tape.Zones.Count; zone++)
        {
            tables.Number(tape.Zones.FirstObject(zone) - next);
            next = tape.Zones.FirstObject(zone);

            // 0: the streams of the zone before.
            ReadOnlySpan<int> streams = tape.Zones.Streams(zone);
            bool isSame = zone > 0 && streams.SequenceEqual(tape.Zones.Streams(zone - 1));
            tables.Number(isSame ? 0 : streams.Length);
            int before = -1;
            for (int stream = 0; stream < streams.Length && !isSame; stream++)
            {
                tables.Number(streams[stream] - before - 1);
                before = streams[stream];
            }
        }

        return tables.ToArray();
    }
}
