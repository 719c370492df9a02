using System;

namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>The verb cannot do what was asked; the message says why and is all that the user sees. Exit code 1.</summary>
internal sealed class ToolFailureException : Exception
{
    public ToolFailureException(string message)
        : base(message)
    {
    }
}
