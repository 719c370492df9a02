using System;
using System.Collections.Generic;
using System.CommandLine;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Verbs;

/// <summary><c>mtbl sense decode</c>: what sense data say.</summary>
internal static class SenseCommand
{
    public static Command Create(ToolConsole console) => new("sense", "Decodes sense data.")
    {
        DescribeVerb.Create(console, "Prints what sense data say, in fixed or descriptor format.", Decode),
    };

    private static bool Decode(ReadOnlySpan<byte> bytes, out string title, out IReadOnlyList<ScsiField> fields, out ParseFault fault)
    {
        bool isAcceptable = SenseData.TryParse(bytes, out SenseData sense, out fault);
        title = isAcceptable ? sense.ToString() : string.Empty;
        fields = isAcceptable ? sense.Describe() : [];
        return isAcceptable;
    }
}
