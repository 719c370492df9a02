using System;
using System.Collections.Generic;
using System.CommandLine;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Xcopy.Commands;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl cdb decode</c>: what a command descriptor block asks for.</summary>
internal static class CdbCommand
{
    public static Command Create(ToolConsole console) => new("cdb", "Decodes command descriptor blocks.")
    {
        DescribeVerb.Create(console, "Prints what a CDB asks for; an operation code that means one thing for a tape and another for a disk is read as a tape's.", Decode),
    };

    private static bool Decode(ReadOnlySpan<byte> bytes, out string title, out IReadOnlyList<ScsiField> fields, out ParseFault fault)
    {
        bool isKnown = CopyCommandDecoder.Full.TryDecode(bytes, out ScsiCommandDescription? command, out fault);
        title = command?.Name ?? string.Empty;
        fields = command?.Fields ?? [];
        return isKnown;
    }
}
