using System;
using System.Globalization;
using System.Text.Json;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>The parts of a log as JSON.</summary>
internal static class LogJson
{
    public static void WriteHeader(Utf8JsonWriter json, WriteLogHeader header)
    {
        json.WriteStartObject("header");
        json.WriteString("logIdentifier", header.LogIdentifier);
        json.WriteString("applicationLogIdentifier", header.ApplicationLogIdentifier);
        WriteGuid(json, "volumeIdentifier", header.VolumeIdentifier);
        WriteGuid(json, "volumeSetIdentifier", header.VolumeSetIdentifier);
        json.WriteNumber("volumeNumber", header.VolumeNumber);
        WriteGuid(json, "predecessorVolume", header.PredecessorVolume);
        json.WriteNumber("sessionNumber", header.SessionNumber);
        json.WriteNumber("partition", header.Partition);
        json.WriteNumber("originLogicalObjectIdentifier", header.OriginLogicalObjectIdentifier);
        json.WriteNumber("predecessorCopyLogicalObjectIdentifier", header.PredecessorCopyLogicalObjectIdentifier);
        WriteGuid(json, "predecessorLogIdentifier", header.PredecessorLogIdentifier);
        json.WriteBoolean("hasBlockTrailers", header.HasBlockTrailers);
        json.WriteBoolean("hasSessionLabel", header.HasSessionLabel);
        json.WriteString("granularity", header.Granularity == WriteLogGranularity.Blocks ? "blocks" : "runs");
        json.WriteNumber("timeResolutionMilliseconds", header.TimeResolution.TotalMilliseconds);
        WriteTime(json, "creationTime", header.CreationTime);
        json.WriteEndObject();
    }

    public static void WriteHorizons(Utf8JsonWriter json, WriteLogIndex index)
    {
        json.WriteBoolean("isClosed", index.IsClosed);
        json.WriteNumber("beginLogicalObjectIdentifier", index.BeginLogicalObjectIdentifier);
        json.WriteNumber("endLogicalObjectIdentifier", index.EndLogicalObjectIdentifier);
        json.WriteNumber("onMediumLogicalObjectIdentifier", index.OnMediumLogicalObjectIdentifier);
        json.WriteStartObject("totals");
        json.WriteNumber("streamCount", index.Totals.StreamCount);
        json.WriteNumber("blockCount", index.Totals.BlockCount);
        json.WriteNumber("byteCount", index.Totals.ByteCount);
        json.WriteNumber("filemarkCount", index.Totals.FilemarkCount);
        json.WriteNumber("systemBlockCount", index.Totals.SystemBlockCount);
        json.WriteNumber("objectCount", index.Totals.ObjectCount);
        json.WriteEndObject();
    }

    public static void WriteStream(Utf8JsonWriter json, WriteLogStream stream)
    {
        StreamDescription description = stream.Description;
        json.WriteStartObject();
        json.WriteNumber("ordinal", stream.Id.Ordinal);
        json.WriteString("name", description.Name);
        json.WriteString("hostIdentifier", description.HostIdentifier);
        json.WriteString("targetPort", description.TargetPort);
        json.WriteString("applicationIdentifier", description.ApplicationIdentifier);
        if (description.ListIdentifierFormat != ListIdentifierFormat.None)
        {
            json.WriteNumber("listIdentifier", description.ListIdentifier);
            json.WriteString("listIdentifierFormat", description.ListIdentifierFormat == ListIdentifierFormat.Lid1 ? "lid1" : "lid4");
        }

        json.WriteString("sourceDesignator", Convert.ToHexString(description.SourceDesignator.Span));
        json.WriteNumber("usualBlockLength", description.BlockLength);
        WriteTime(json, "startTime", description.StartTime);
        json.WriteNumber("blockCount", stream.BlockCount);
        json.WriteNumber("byteCount", stream.ByteCount);
        json.WriteNumber("filemarkCount", stream.FilemarkCount);
        json.WriteNumber("runCount", stream.RunCount);
        json.WriteString("end", EndOf(stream));
        if (stream.End?.Reason is { Length: > 0 } reason)
        {
            json.WriteString("endReason", reason);
        }

        if (stream.Checksum is { } checksum)
        {
            json.WriteString("checksum", checksum.ToString("x8", CultureInfo.InvariantCulture));
            json.WriteNumber("checksumBlockCount", stream.ChecksumBlockCount);
        }

        json.WriteEndObject();
    }

    public static void WriteExtent(Utf8JsonWriter json, TapeExtent extent)
    {
        json.WriteStartObject();
        json.WriteNumber("firstLogicalObjectIdentifier", extent.FirstLogicalObjectIdentifier);
        json.WriteNumber("objectCount", extent.ObjectCount);
        json.WriteString("type", extent.Type switch
        {
            TapeExtentType.Run => "run",
            TapeExtentType.Filemarks => "filemarks",
            _ => "systemBlocks",
        });
        if (extent.Stream is { } stream)
        {
            json.WriteNumber("stream", stream.Ordinal);
        }

        if (extent.Type == TapeExtentType.Run)
        {
            json.WriteNumber("firstBlock", extent.FirstBlock);
        }

        if (extent.Type != TapeExtentType.Filemarks)
        {
            json.WriteNumber("blockLength", extent.BlockLengthBytes);
        }

        if (extent.Type == TapeExtentType.SystemBlocks)
        {
            json.WriteString("systemBlockType", WordOf(extent.SystemBlockType));
        }

        json.WriteEndObject();
    }

    public static string EndOf(WriteLogStream stream) => stream.EndType switch
    {
        StreamEndType.Completed => "completed",
        StreamEndType.Failed => "failed",
        null => "open",
        _ => "unknown",
    };

    public static string WordOf(SystemBlockType type) => type switch
    {
        SystemBlockType.SessionLabel => "sessionLabel",
        SystemBlockType.LogIncrement => "logIncrement",
        SystemBlockType.ClosingCopy => "closingCopy",
        _ => "unknown",
    };

    private static void WriteGuid(Utf8JsonWriter json, string name, Guid value)
    {
        if (value == Guid.Empty)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known && known != default)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
