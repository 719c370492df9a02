using System.Collections.Generic;
using System.Text.Json;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>The diagnostics of a log as JSON. What the log does not tell is not there.</summary>
internal static class DiagnosticsJson
{
    public static void Write(Utf8JsonWriter json, string path, WriteLogDiagnostics log)
    {
        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteNumber("logBytes", log.LengthBytes);
        json.WriteBoolean("isClosed", log.IsClosed);
        json.WriteBoolean("hasTimes", log.HasTimes);
        json.WriteString("creationTime", log.Header.CreationTime);
        if (log.HasTimes)
        {
            json.WriteString("lastTime", log.LastTime!.Value);
            json.WriteNumber("rateIntervalSeconds", log.RateInterval.TotalSeconds);
        }

        json.WriteNumber("untimedByteCount", log.UntimedByteCount);
        json.WritePropertyName("all");
        Write(json, log.All, log.HasTimes);
        json.WriteStartArray("streams");
        foreach (WriteLogStreamDiagnostics stream in log.Streams)
        {
            Write(json, stream, log.HasTimes);
        }

        json.WriteEndArray();
        if (log.HasTimes)
        {
            WriteStalls(json, log);
        }

        WriteErrors(json, log);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WriteLogStreamDiagnostics stream, bool hasTimes)
    {
        WriteLogStreamStatistics statistics = stream.Statistics;
        json.WriteStartObject();
        if (stream.Id is { } id)
        {
            json.WriteNumber("ordinal", id.Ordinal);
            json.WriteString("name", stream.Description!.Name);
        }

        json.WriteNumber("blockCount", statistics.BlockCount);
        json.WriteNumber("byteCount", statistics.ByteCount);
        json.WriteNumber("share", statistics.Share);
        json.WriteNumber("runCount", statistics.RunCount);
        json.WriteNumber("meanRunBlocks", statistics.MeanRunBlocks);
        json.WriteNumber("longestRunBlocks", statistics.LongestRunBlocks);
        json.WriteStartArray("runLengthHistogram");
        foreach (long count in statistics.RunLengthHistogram)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        if (statistics.Duration is { } duration)
        {
            json.WriteNumber("durationSeconds", duration.TotalSeconds);
        }

        if (statistics.BytesPerSecond is { } rate)
        {
            json.WriteNumber("bytesPerSecond", rate);
        }

        if (stream.LongestStarvation is { } starvation)
        {
            json.WriteNumber("longestStarvationSeconds", starvation.TotalSeconds);
        }

        if (stream.StarvationBegin is { } begin)
        {
            json.WriteString("starvationBegin", begin);
        }

        if (hasTimes)
        {
            WriteRates(json, stream.Rates);
        }

        json.WriteEndObject();
    }

    private static void WriteRates(Utf8JsonWriter json, IReadOnlyList<WriteLogRate> rates)
    {
        json.WriteStartArray("rates");
        foreach (WriteLogRate rate in rates)
        {
            json.WriteStartObject();
            json.WriteNumber("interval", rate.IntervalIndex);
            json.WriteNumber("byteCount", rate.ByteCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (json.BytesPending > 64 * 1024)
        {
            json.Flush();
        }
    }

    private static void WriteStalls(Utf8JsonWriter json, WriteLogDiagnostics log)
    {
        json.WriteNumber("stallThresholdSeconds", log.StallThreshold.TotalSeconds);
        json.WriteNumber("stallCount", log.StallCount);
        json.WriteNumber("stalledSeconds", log.StalledTime.TotalSeconds);
        json.WriteStartArray("stalls");
        foreach (WriteLogStall stall in log.Stalls)
        {
            json.WriteStartObject();
            json.WriteString("begin", stall.Begin);
            json.WriteString("end", stall.End);
            json.WriteNumber("logicalObjectIdentifier", stall.LogicalObjectIdentifier);
            json.WriteNumber("byteCount", stall.ByteCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteErrors(Utf8JsonWriter json, WriteLogDiagnostics log)
    {
        json.WriteStartArray("errors");
        foreach (WriteLogErrorSite site in log.Errors)
        {
            json.WriteStartObject();
            json.WriteNumber("conditionCode", site.Error.ConditionCode);
            json.WriteBoolean("isDeferred", site.Error.IsDeferred);
            json.WriteString("message", site.Error.Message);
            json.WriteNumber("logicalObjectIdentifier", site.LogicalObjectIdentifier);
            json.WriteNumber("retractedObjectCount", site.RetractedObjectCount);
            Write(json, "before", site.Before);
            Write(json, "after", site.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, TapeExtent? extent)
    {
        if (extent is { } present)
        {
            json.WritePropertyName(name);
            LogJson.WriteExtent(json, present);
        }
    }
}
