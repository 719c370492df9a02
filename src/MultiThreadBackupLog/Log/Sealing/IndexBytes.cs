using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>Writes the root and the tables of an index: numbers, and contents of records with their length before them.</summary>
internal sealed class IndexBytes
{
    private readonly ByteBuffer _bytes = new();
    private readonly byte[] _content = new byte[PageHeader.MaximumPageLength / 2];

    public byte[] ToArray() => _bytes.Written.ToArray();

    public void Number(long value) => _bytes.Number(value);

    public void Guid(Guid value) => GuidBytes.Write(_bytes.Take(GuidBytes.Length), value);

    public void Time(DateTimeOffset? time) => Number(time is { } known ? known.UtcTicks + 1 : 0);

    public void Header(WriteLogHeader header)
    {
        var content = new RecordContentWriter(_content);
        HeaderContent.Write(ref content, header);
        Content(content.Length);
    }

    public void Totals(WriteLogTotals totals)
    {
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, totals);
        Content(content.Length);
    }

    public void Error(WriteLogError error)
    {
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, error);
        Content(content.Length);
    }

    public void Retraction(WriteLogRetraction retraction)
    {
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, retraction);
        Content(content.Length);
        Number(retraction.EndLogicalObjectIdentifier);
    }

    public void Definition(StreamId stream, StreamDescription description)
    {
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, new StreamDefinitionContent(stream, description));
        Content(content.Length);
    }

    /// <summary>Writes how a stream ended; nothing for one that did not.</summary>
    public void End(WriteLogStreamEnd? end)
    {
        var content = new RecordContentWriter(_content);
        if (end is not null)
            RecordContents.Write(ref content, end);

        Content(content.Length);
    }

    public void Checksum(WriteLogStreamChecksum checksum)
    {
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, checksum);
        Content(content.Length);
    }

    public void Origin(WriteLogOrigin origin)
    {
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, origin);
        Content(content.Length);
    }

    /// <summary>Writes blocks in doubt, and the place of the error that left them so; -1 for the end of the log.</summary>
    public void Doubt(WriteLogDoubt doubt, int errorIndex)
    {
        Number(doubt.Blocks.Stream.Ordinal);
        Number(doubt.Blocks.FirstBlock);
        Number(doubt.Blocks.BlockCount);
        Number(errorIndex + 1L);
    }

    public void SystemBlocks(TapeExtent blocks)
    {
        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, blocks);
        Content(content.Length);
    }

    private void Content(int length)
    {
        Number(length);
        _bytes.Write(_content.AsSpan(0, length));
    }
}
