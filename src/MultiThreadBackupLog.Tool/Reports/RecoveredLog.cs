using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>Opens a log as far as it is good, for what goes through it once and needs no index.</summary>
internal static class RecoveredLog
{
    /// <summary>Opens a log; what had to be cut away is said on standard error.</summary>
    /// <returns>The good part, which is not null.</returns>
    /// <exception cref="ToolFailureException">There is nothing good in the file.</exception>
    public static WriteLogRecovery Open(string path, ToolConsole console)
    {
        WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path);
        if (recovery.Log is null)
        {
            recovery.Dispose();
            throw new ToolFailureException("'" + path + "' holds no log: " + recovery.Fault.Message);
        }

        if (!recovery.IsWhole)
        {
            console.Message(Printable.Text("'" + path + "' is damaged: " + recovery));
        }

        return recovery;
    }
}
