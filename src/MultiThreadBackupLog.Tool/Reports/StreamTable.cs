using System.Globalization;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>The streams of a log, a line each.</summary>
internal static class StreamTable
{
    public static void Print(ToolConsole console, WriteLogIndex index)
    {
        var table = new TextTable(">stream", "name", "kind", "host", ">blocks", ">on tape", ">runs", ">filemarks", "end");
        foreach (WriteLogStream stream in index.Streams)
        {
            table.Add(
                stream.Id.ToString(),
                stream.Description.Name,
                stream.Description.ApplicationIdentifier,
                stream.Description.HostIdentifier,
                Number(stream.BlockCount),
                ByteSize.Format(stream.ByteCount),
                Number(stream.RunCount),
                Number(stream.FilemarkCount),
                LogJson.EndOf(stream) + (stream.End?.Reason is { Length: > 0 } reason ? ": " + reason : string.Empty));
        }

        table.WriteTo(console);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
