using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Records as text, so that two readings can be compared field by field and a difference can be read.</summary>
internal static class LogRecords
{
    public static byte[] Bytes(WriteLogSnapshot log)
    {
        var bytes = new byte[log.LengthBytes];
        Assert.Equal(bytes.Length, log.ReadBytes(0, bytes));
        return bytes;
    }

    /// <summary>Gives every run record of a log, whether it was retracted later or not.</summary>
    public static List<WriteRun> Runs(WriteLogSnapshot log)
    {
        var runs = new List<WriteRun>();
        var reader = new WriteLogReader(log);
        while (reader.Read(out WriteLogRecord record))
        {
            if (record.Type == WriteLogRecordType.Run)
                runs.Add(record.Run);
        }

        return runs;
    }

    /// <summary>Reads all of a log that must be good.</summary>
    public static List<string> ReadAll(WriteLogReader reader)
    {
        List<string> records = Read(reader, out WriteLogFault fault);
        Assert.False(fault.IsFault, fault.ToString());
        return records;
    }

    /// <summary>Reads to the end, good or bad.</summary>
    public static List<string> Read(WriteLogReader reader, out WriteLogFault fault)
    {
        var records = new List<string>();
        while (reader.TryRead(out WriteLogRecord record, out fault))
            records.Add(Describe(record));

        return records;
    }

    public static string Describe(in WriteLogRecord record) => record.Type + "@" + record.LogicalObjectIdentifier + " " + record.Stream + " " + record.Type switch
    {
        WriteLogRecordType.Run or WriteLogRecordType.Filemarks or WriteLogRecordType.SystemBlocks => Describe(record.Extent),
        WriteLogRecordType.Header => Describe(record.Header),
        WriteLogRecordType.StreamDefinition => Describe(record.Description),
        WriteLogRecordType.Retraction => record.Retraction.LogicalObjectIdentifier + "<" + record.Retraction.EndLogicalObjectIdentifier + " " + string.Join(
            ";", record.Retraction.Streams.Select(s => s.Stream + "," + s.BlockCount + "," + s.ByteCount + "," + s.FilemarkCount)),
        WriteLogRecordType.OnMedium => record.OnMediumLogicalObjectIdentifier.ToString(),
        WriteLogRecordType.StreamChecksum => record.StreamChecksum.BlockCount + " " + record.StreamChecksum.Checksum,
        WriteLogRecordType.StreamEnd => record.StreamEnd.Type + " " + record.StreamEnd.BlockCount + " " + record.StreamEnd.ByteCount + " "
            + record.StreamEnd.FilemarkCount + " " + record.StreamEnd.Reason,
        WriteLogRecordType.Close => record.Totals.StreamCount + " " + record.Totals.BlockCount + " " + record.Totals.ByteCount + " "
            + record.Totals.FilemarkCount + " " + record.Totals.SystemBlockCount,
        WriteLogRecordType.Time => record.Time.ToString("O"),
        WriteLogRecordType.ReceiveTime => record.ReceivedBlock + " " + record.Time.ToString("O"),
        WriteLogRecordType.Origin => record.Origin.FirstStreamByte + " " + record.Origin.ByteCount + " " + record.Origin.SegmentTypeCode + " "
            + record.Origin.LogicalBlockAddress + " " + record.Origin.ByteOffset + " " + record.Origin.BlockLengthBytes + " " + Convert.ToHexString(record.Origin.SourceDesignator.Span),
        WriteLogRecordType.Error => record.Error.ConditionCode + " " + record.Error.IsDeferred + " " + record.Error.NoticedAtLogicalObjectIdentifier + " "
            + record.Error.FirstObjectInDoubt + " " + record.Error.Message,
        WriteLogRecordType.SuccessorVolume => record.SuccessorVolume.ToString(),
        WriteLogRecordType.Intent => record.Intent.FirstBlock + " " + record.Intent.BlockCount,
        _ => "?",
    };

    public static string Describe(WriteLogHeader header) => string.Join(
        " ",
        header.LogIdentifier,
        header.ApplicationLogIdentifier,
        header.VolumeIdentifier,
        header.VolumeSetIdentifier,
        header.VolumeNumber,
        header.PredecessorVolume,
        header.Partition,
        header.OriginLogicalObjectIdentifier,
        header.PredecessorCopyLogicalObjectIdentifier,
        header.PredecessorLogIdentifier,
        header.SessionNumber,
        header.HasBlockTrailers,
        header.HasSessionLabel,
        header.Granularity,
        header.TimeResolution,
        header.CreationTime.ToString("O"));

    public static string Describe(StreamDescription description) => string.Join(
        " ",
        description.Name,
        description.HostIdentifier,
        description.TargetPort,
        description.ApplicationIdentifier,
        description.ListIdentifier,
        description.ListIdentifierFormat,
        description.BlockLength,
        Convert.ToHexString(description.SourceDesignator.Span),
        description.StartTime?.ToString("O"));

    private static string Describe(TapeExtent extent) => extent + " " + extent.FirstBlock + " " + extent.LogOffsetBytes + "+" + extent.LogLengthBytes;
}
