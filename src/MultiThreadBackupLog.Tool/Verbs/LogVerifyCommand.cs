using System;
using System.CommandLine;
using System.Text.Json;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl log verify</c>: is every page of the log whole, does each follow from the one before, and do the records agree?</summary>
internal static class LogVerifyCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> path = LogCommand.PathArgument();
        Option<bool> json = LogCommand.JsonOption();
        Option<bool> salvage = new("--salvage") { Description = "Also look behind the damage, and list what the whole pages of the log prove." };
        var command = new Command("verify", "Checks a log from its first byte to its last; exit code 1 when anything of it is damaged.") { path, salvage, json };
        VerbAction.Set(command, console, parsed =>
        {
            string file = parsed.GetRequiredValue(path);
            using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(file, parsed.GetValue(salvage) ? WriteLogRecoveryMode.Salvage : WriteLogRecoveryMode.UpToDamage);
            WriteLogFault fault = recovery.Fault;
            WriteLogIndex? index = null;
            if (recovery.Log is not null && WriteLogIndex.TryBuild(recovery.Log, out index, out WriteLogFault contradiction) is false)
            {
                fault = contradiction;
            }

            long carriedBytes = 0;
            if (!fault.IsFault)
            {
                // The good part ends with the pages; a sealed log has its index behind them.
                using WriteLogSnapshot whole = WriteLogSnapshot.OpenFile(file);
                fault = WriteLogIndex.VerifyCarried(whole);
                carriedBytes = !fault.IsFault && HasIndexBehind(whole, recovery.ValidLengthBytes) ? whole.LengthBytes - recovery.ValidLengthBytes : 0;
            }

            if (parsed.GetValue(json))
            {
                Write(console, file, recovery, index, carriedBytes, fault);
            }
            else
            {
                Print(console, file, recovery, index, carriedBytes, fault);
            }

            return fault.IsFault ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Says whether what follows the pages is an index; it was found to be good, so its first bytes say enough. A file may also hold zeros there.</summary>
    private static bool HasIndexBehind(WriteLogSnapshot log, long pagesLength)
    {
        Span<byte> first = stackalloc byte[4];
        return log.ReadBytes(pagesLength, first) == first.Length && first.SequenceEqual("MTWI"u8);
    }

    private static void Print(ToolConsole console, string file, WriteLogRecovery recovery, WriteLogIndex? index, long carriedBytes, WriteLogFault fault)
    {
        console.Result(Printable.Text(file + ": " + recovery));
        if (carriedBytes > 0)
        {
            console.Result("behind them " + carriedBytes + " bytes of index, which says what the pages say");
        }

        if (index is not null)
        {
            console.Result(
                index.Streams.Count + " streams, objects " + index.BeginLogicalObjectIdentifier + " to " + index.EndLogicalObjectIdentifier
                + ", on the medium below " + index.OnMediumLogicalObjectIdentifier
                + (index.IsClosed ? ", closed" : ", not closed: its session did not end, or its end is lost"));
        }

        foreach (WriteLogLoss loss in recovery.Losses)
        {
            console.Result("lost: " + loss);
        }

        foreach (WriteLogStreamLoss loss in recovery.StreamLosses)
        {
            console.Result("lost or not known: " + loss);
        }

        foreach (WriteLogSalvagedExtent extent in recovery.SalvagedExtents())
        {
            console.Result(extent.ToString());
        }

        if (fault.IsFault)
        {
            console.Message(Printable.Text("'" + file + "' is damaged: " + fault));
        }
    }

    private static void Write(ToolConsole console, string file, WriteLogRecovery recovery, WriteLogIndex? index, long carriedBytes, WriteLogFault fault) =>
        JsonOutput.Write(console, json =>
        {
            json.WriteStartObject();
            json.WriteString("path", file);
            json.WriteBoolean("isWhole", !fault.IsFault);
            json.WriteBoolean("isClosed", recovery.IsClosed);
            json.WriteNumber("validBytes", recovery.ValidLengthBytes);
            json.WriteNumber("discardedBytes", recovery.DiscardedBytes);
            json.WriteNumber("indexBytes", carriedBytes);
            if (fault.IsFault)
            {
                json.WriteString("fault", fault.Message);
                json.WriteNumber("faultOffset", fault.OffsetBytes);
            }

            if (index is not null)
            {
                json.WriteString("logIdentifier", index.Header.LogIdentifier);
                json.WriteNumber("streamCount", index.Streams.Count);
                json.WriteNumber("endLogicalObjectIdentifier", index.EndLogicalObjectIdentifier);
                json.WriteNumber("onMediumLogicalObjectIdentifier", index.OnMediumLogicalObjectIdentifier);
            }

            WriteLosses(json, recovery);
            if (recovery.Mode == WriteLogRecoveryMode.Salvage)
            {
                WriteSalvage(json, recovery);
            }

            json.WriteEndObject();
        });

    private static void WriteLosses(Utf8JsonWriter json, WriteLogRecovery recovery)
    {
        json.WriteStartArray("losses");
        foreach (WriteLogLoss loss in recovery.Losses)
        {
            json.WriteStartObject();
            json.WriteNumber("offsetBytes", loss.OffsetBytes);
            json.WriteNumber("lengthBytes", loss.LengthBytes);
            json.WriteNumber("firstLogicalObjectIdentifier", loss.FirstLogicalObjectIdentifier);
            WriteIfKnown(json, "endLogicalObjectIdentifier", loss.EndLogicalObjectIdentifier);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("streamLosses");
        foreach (WriteLogStreamLoss loss in recovery.StreamLosses)
        {
            json.WriteStartObject();
            json.WriteNumber("stream", loss.Stream.Ordinal);
            WriteIfKnown(json, "firstBlock", loss.FirstBlock);
            WriteIfKnown(json, "endBlock", loss.EndBlock);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSalvage(Utf8JsonWriter json, WriteLogRecovery recovery)
    {
        json.WriteStartArray("salvaged");
        foreach (WriteLogSalvagedExtent extent in recovery.SalvagedExtents())
        {
            json.WriteStartObject();
            json.WriteString("type", extent.Type.ToString());
            json.WriteNumber("firstLogicalObjectIdentifier", extent.FirstLogicalObjectIdentifier);
            json.WriteNumber("objectCount", extent.ObjectCount);
            WriteIfKnown(json, "stream", extent.Stream?.Ordinal);
            WriteIfKnown(json, "firstBlock", extent.FirstBlock);
            json.WriteNumber("blockLengthBytes", extent.BlockLengthBytes);
            json.WriteBoolean("isInDoubt", extent.IsInDoubt);
            json.WriteEndObject();
            if (json.BytesPending > 64 * 1024)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}
