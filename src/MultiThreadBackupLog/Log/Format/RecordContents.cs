using System;
using System.Collections.Generic;
using System.Text;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The contents of the records that carry a length: each as a pair of writing and reading.</summary>
internal static class RecordContents
{
    /// <summary>More streams than this lose objects in one retraction only when the writer splits it; the record always fits a page.</summary>
    public const int MaximumRetractedStreams = 1024;

    public static void Write(ref RecordContentWriter content, StreamDefinitionContent definition)
    {
        StreamDescription description = definition.Description;
        content.Number(definition.Stream.Ordinal);
        content.Number(description.BlockLength);
        content.Number((int)description.ListIdentifierFormat);
        content.Number(description.ListIdentifier);
        content.Number(description.StartTime is { } start ? start.UtcTicks + 1 : 0);
        content.Text(description.Name);
        content.Text(description.HostIdentifier);
        content.Text(description.TargetPort);
        content.Text(description.ApplicationIdentifier);
        content.Bytes(description.SourceDesignator.Span);
    }

    public static bool TryRead(ref RecordContentReader content, out StreamDefinitionContent definition)
    {
        var stream = new StreamId(content.Int32());
        int blockLength = content.Int32();
        long format = content.Number();
        var listIdentifier = (uint)content.Number(uint.MaxValue);
        long start = content.Number(DateTimeOffset.MaxValue.UtcTicks + 1);
        string name = content.Text(StreamDescription.MaximumTextLength);
        definition = new StreamDefinitionContent(stream, new StreamDescription(name)
        {
            BlockLength = blockLength,
            ListIdentifierFormat = unchecked((ListIdentifierFormat)format),
            ListIdentifier = listIdentifier,
            StartTime = start == 0 ? null : new DateTimeOffset(start - 1, TimeSpan.Zero),
            HostIdentifier = content.Text(StreamDescription.MaximumTextLength),
            TargetPort = content.Text(StreamDescription.MaximumTextLength),
            ApplicationIdentifier = content.Text(StreamDescription.MaximumTextLength),
            SourceDesignator = content.Bytes(StreamDescription.MaximumTextLength),
        });
        return content.IsGood
            && format is (int)ListIdentifierFormat.None or (int)ListIdentifierFormat.Lid1 or (int)ListIdentifierFormat.Lid4;
    }

    public static void WriteFilemarks(ref RecordContentWriter content, int ownerOrdinal, long filemarkCount)
    {
        content.Number(ownerOrdinal + 1L);
        content.Number(filemarkCount);
    }

    public static bool TryReadFilemarks(ref RecordContentReader content, out int ownerOrdinal, out long filemarkCount)
    {
        ownerOrdinal = (int)(content.Number(1L + int.MaxValue) - 1);
        filemarkCount = content.Number();
        return content.IsGood && filemarkCount > 0;
    }

    public static void Write(ref RecordContentWriter content, TapeExtent systemBlocks)
    {
        content.Number((int)systemBlocks.SystemBlockType);
        content.Number(systemBlocks.BlockLengthBytes);
        content.Number(systemBlocks.ObjectCount);
        content.Number(systemBlocks.LogOffsetBytes);
        content.Number(systemBlocks.LogLengthBytes);
    }

    /// <summary>Reads system blocks; where they lie is for the reader to add.</summary>
    public static bool TryReadSystemBlocks(ref RecordContentReader content, out TapeExtent systemBlocks)
    {
        long type = content.Number(int.MaxValue);
        int blockLength = content.Int32();
        long count = content.Number();
        long logOffset = content.Number();
        long logLength = content.Number();
        systemBlocks = TapeExtent.OfSystemBlocks((SystemBlockType)type, blockLength, count, logOffset, logLength, 0);
        return content.IsGood && IsKnown((SystemBlockType)type) && blockLength > 0 && count > 0 && logLength <= long.MaxValue - logOffset;
    }

    public static bool IsKnown(SystemBlockType type) =>
        type is SystemBlockType.SessionLabel or SystemBlockType.LogIncrement or SystemBlockType.ClosingCopy;

    public static void Write(ref RecordContentWriter content, WriteLogRetraction retraction)
    {
        content.Number(retraction.LogicalObjectIdentifier);
        content.Number(retraction.SessionFilemarkCount);
        content.Number(retraction.SystemBlockCount);
        content.Number(retraction.Streams.Count);
        foreach (WriteLogRetractedStream stream in retraction.Streams)
        {
            content.Number(stream.Stream.Ordinal);
            content.Number(stream.BlockCount);
            content.Number(stream.ByteCount);
            content.Number(stream.FilemarkCount);
        }
    }

    /// <summary>Reads a retraction; where the log stood before it is for the reader to add.</summary>
    public static bool TryRead(ref RecordContentReader content, out WriteLogRetraction retraction)
    {
        long target = content.Number();
        long sessionFilemarks = content.Number();
        long systemBlocks = content.Number();
        int count = (int)content.Number(MaximumRetractedStreams);
        var streams = new List<WriteLogRetractedStream>();
        int previous = -1;
        bool isAscending = true;
        for (int index = 0; index < count && content.IsGood; index++)
        {
            int ordinal = content.Int32();
            isAscending &= ordinal > previous;
            previous = ordinal;
            streams.Add(new WriteLogRetractedStream(new StreamId(ordinal), content.Number(), content.Number(), content.Number()));
        }

        retraction = new WriteLogRetraction(target, 0, sessionFilemarks, systemBlocks, streams);
        return content.IsGood && isAscending;
    }

    public static void Write(ref RecordContentWriter content, WriteLogStreamEnd end)
    {
        content.Number(end.Stream.Ordinal);
        content.Number((int)end.Type);
        content.Number(end.BlockCount);
        content.Number(end.ByteCount);
        content.Number(end.FilemarkCount);
        content.Text(end.Reason);
    }

    public static bool TryRead(ref RecordContentReader content, out WriteLogStreamEnd end)
    {
        var stream = new StreamId(content.Int32());
        long type = content.Number(int.MaxValue);
        end = new WriteLogStreamEnd(
            stream, (StreamEndType)type, content.Number(), content.Number(), content.Number(), content.Text(WriteLogError.MaximumMessageLength));
        return content.IsGood && type is (int)StreamEndType.Completed or (int)StreamEndType.Failed;
    }

    public static void Write(ref RecordContentWriter content, WriteLogTotals totals)
    {
        content.Number(totals.StreamCount);
        content.Number(totals.BlockCount);
        content.Number(totals.ByteCount);
        content.Number(totals.FilemarkCount);
        content.Number(totals.SystemBlockCount);
    }

    public static bool TryRead(ref RecordContentReader content, out WriteLogTotals totals)
    {
        totals = new WriteLogTotals(content.Number(), content.Number(), content.Number(), content.Number(), content.Number());
        return content.IsGood;
    }

    public static void Write(ref RecordContentWriter content, WriteLogStreamChecksum checksum)
    {
        content.Number(checksum.Stream.Ordinal);
        content.Number(checksum.BlockCount);
        content.UInt32(checksum.Checksum);
    }

    public static bool TryRead(ref RecordContentReader content, out WriteLogStreamChecksum checksum)
    {
        checksum = new WriteLogStreamChecksum(new StreamId(content.Int32()), content.Number(), content.UInt32());
        return content.IsGood;
    }

    public static void Write(ref RecordContentWriter content, WriteLogOrigin origin)
    {
        content.Number(origin.Stream.Ordinal);
        content.Number(origin.FirstStreamByte);
        content.Number(origin.ByteCount);
        content.Byte((byte)origin.SegmentTypeCode);
        content.Number(origin.LogicalBlockAddress);
        content.Bytes(origin.SourceDesignator.Span);
        if (origin.ByteOffset != 0 || origin.BlockLengthBytes != 0)
        {
            content.Number(origin.ByteOffset); // What comes from no disk has neither; a reader that does not look for them loses nothing else.
        }

        if (origin.BlockLengthBytes != 0)
        {
            content.Number(origin.BlockLengthBytes);
        }
    }

    public static bool TryRead(ref RecordContentReader content, out WriteLogOrigin origin)
    {
        origin = new WriteLogOrigin(
            new StreamId(content.Int32()),
            content.Number(),
            content.Number(),
            content.Byte(),
            content.Number(),
            content.Bytes(StreamDescription.MaximumTextLength),
            content.IsGood && content.Remaining > 0 ? content.Int32() : 0,
            content.IsGood && content.Remaining > 0 ? content.Int32() : 0);
        return content.IsGood;
    }

    public static void Write(ref RecordContentWriter content, WriteLogError error)
    {
        content.Number(error.ConditionCode);
        content.Byte(error.IsDeferred ? (byte)1 : (byte)0);
        content.Number(error.NoticedAtLogicalObjectIdentifier + 1);
        content.Number(error.FirstObjectInDoubt + 1);
        content.Text(error.Message);
    }

    public static bool TryRead(ref RecordContentReader content, out WriteLogError error)
    {
        int condition = content.Int32();
        byte deferred = content.Byte();
        error = new WriteLogError(
            condition,
            deferred == 1,
            content.Number() - 1,
            content.Number() - 1,
            content.Text(WriteLogError.MaximumMessageLength));
        return content.IsGood && deferred <= 1;
    }

    public static void Write(ref RecordContentWriter content, ReceiveTimeContent receiveTime)
    {
        content.Number(receiveTime.Stream.Ordinal);
        content.Number(receiveTime.Block);
        content.Number(receiveTime.Time.UtcTicks);
    }

    public static bool TryRead(ref RecordContentReader content, out ReceiveTimeContent receiveTime)
    {
        receiveTime = new ReceiveTimeContent(
            new StreamId(content.Int32()),
            content.Number(),
            new DateTimeOffset(content.Number(DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero));
        return content.IsGood;
    }

    public static void Write(ref RecordContentWriter content, WriteLogIntent intent)
    {
        content.Number(intent.Stream.Ordinal);
        content.Number(intent.FirstBlock);
        content.Number(intent.BlockCount);
    }

    public static bool TryRead(ref RecordContentReader content, out WriteLogIntent intent)
    {
        var stream = new StreamId(content.Int32());
        long first = content.Number();
        long count = content.Number();
        intent = new WriteLogIntent(stream, first, count);
        return content.IsGood && count <= long.MaxValue - first;
    }

    /// <summary>Cuts a text to a number of bytes of UTF-8 without cutting a character.</summary>
    public static string CutText(string text, int maximumLengthBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maximumLengthBytes)
            return text;

        int length = 0;
        int bytes = 0;
        while (length < text.Length)
        {
            int step = char.IsHighSurrogate(text[length]) && length + 1 < text.Length && char.IsLowSurrogate(text[length + 1]) ? 2 : 1;
            bytes += step == 2 ? 4 : text[length] < 0x80 ? 1 : text[length] < 0x800 ? 2 : 3;
            if (bytes > maximumLengthBytes)
                break;

            length += step;
        }

        return text.Substring(0, length);
    }
}
