using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Restoring;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl tape list</c>: what lies on the tape, file by file, from the tape alone.</summary>
internal static class TapeListCommand
{
    public static Command Create(ToolConsole console)
    {
        var path = new Argument<string>("IMAGE") { Description = "The tape image." };
        Option<bool> json = LogCommand.JsonOption();
        var command = new Command("list", "Lists what lies on a tape, file by file; exit code 1 when the image is damaged.") { path, json };
        VerbAction.Set(command, console, (parsed, cancellationToken) =>
        {
            using TapeImage image = TapeFile.OpenToRead(parsed.GetRequiredValue(path), console);
            using TapeContents contents = TapeContents.Read(image, console, cancellationToken);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, writer => Write(writer, image, contents, cancellationToken));
            }
            else
            {
                Print(console, image, contents, cancellationToken);
            }

            return Task.FromResult(image.Check.IsWhole ? ExitCode.Done : ExitCode.Failed);
        });
        return command;
    }

    private static void Print(ToolConsole console, TapeImage image, TapeContents contents, CancellationToken cancellationToken)
    {
        foreach ((TapeSession session, _) in contents.Sessions)
        {
            console.Result(session.ToString());
        }

        var table = new TextTable(">file", ">first object", ">blocks", ">on tape", ">block length", ">session", "what");
        int number = 0;
        foreach (TapeFileScan file in TapeFileScan.Walk(image, cancellationToken))
        {
            IReadOnlyList<string> what = contents.Describe(file.FirstLogicalObjectIdentifier, file.EndLogicalObjectIdentifier);
            table.Add(
                Number(number++),
                Number(file.FirstLogicalObjectIdentifier),
                Number(file.BlockCount),
                ByteSize.Format(file.ByteCount),
                file.BlockCount == 0 ? "-"
                    : file.ShortestBlockLength == file.LongestBlockLength ? Number(file.LongestBlockLength)
                    : file.ShortestBlockLength + "-" + file.LongestBlockLength,
                contents.SessionAt(file.FirstLogicalObjectIdentifier)?.SessionNumber.ToString(CultureInfo.InvariantCulture) ?? "-",
                (what.Count > 0 ? string.Join(", ", what) : file.BlockCount == 0 ? "empty" : "not known")
                + (file.UnreadableBlockCount > 0 ? ", " + file.UnreadableBlockCount + " blocks marked as unreadable" : string.Empty)
                + (file.HasFilemark ? string.Empty : ", no filemark behind it"));
        }

        table.WriteTo(console);
    }

    private static void Write(Utf8JsonWriter json, TapeImage image, TapeContents contents, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteString("path", image.Check.Path);
        json.WriteBoolean("isWhole", image.Check.IsWhole);
        json.WriteNumber("wholeObjects", image.Check.WholeObjects);
        json.WriteNumber("wholeFilemarks", image.Check.WholeFilemarks);
        json.WriteNumber("wholeBytes", image.Check.WholeBytes);
        json.WriteNumber("fileBytes", image.Check.FileBytes);
        json.WriteStartArray("sessions");
        foreach ((TapeSession session, _) in contents.Sessions)
        {
            json.WriteStartObject();
            json.WriteNumber("sessionNumber", session.SessionNumber);
            json.WriteString("logIdentifier", session.LogIdentifier);
            json.WriteString("volumeIdentifier", session.VolumeIdentifier);
            json.WriteNumber("originLogicalObjectIdentifier", session.OriginLogicalObjectIdentifier);
            json.WriteNumber("endLogicalObjectIdentifier", session.EndLogicalObjectIdentifier);
            json.WriteString("state", session.State switch
            {
                TapeSessionState.Closed => "closed",
                TapeSessionState.Increments => "increments",
                _ => "labelOnly",
            });
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("files");
        foreach (TapeFileScan file in TapeFileScan.Walk(image, cancellationToken))
        {
            json.WriteStartObject();
            json.WriteNumber("firstLogicalObjectIdentifier", file.FirstLogicalObjectIdentifier);
            json.WriteNumber("blockCount", file.BlockCount);
            json.WriteNumber("byteCount", file.ByteCount);
            json.WriteNumber("shortestBlockLength", file.ShortestBlockLength);
            json.WriteNumber("longestBlockLength", file.LongestBlockLength);
            json.WriteNumber("unreadableBlockCount", file.UnreadableBlockCount);
            json.WriteBoolean("hasFilemark", file.HasFilemark);
            json.WriteStartArray("contents");
            foreach (string part in contents.Describe(file.FirstLogicalObjectIdentifier, file.EndLogicalObjectIdentifier))
            {
                json.WriteStringValue(part);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
