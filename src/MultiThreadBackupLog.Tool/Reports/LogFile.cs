using System;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>A log file as far as it is good, with its index.</summary>
internal sealed class LogFile : IDisposable
{
    private LogFile(string path, WriteLogRecovery recovery, WriteLogIndex index)
    {
        Path = path;
        Recovery = recovery;
        Index = index;
    }

    public string Path { get; }

    public WriteLogRecovery Recovery { get; }

    public WriteLogIndex Index { get; }

    /// <summary>Opens a log; what had to be cut away is said on standard error, since everything else goes on with the rest.</summary>
    /// <exception cref="ToolFailureException">There is nothing good in the file.</exception>
    public static LogFile Open(string path, ToolConsole console)
    {
        WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path);
        try
        {
            if (recovery.Log is null)
            {
                throw new ToolFailureException("'" + path + "' holds no log: " + recovery.Fault.Message);
            }

            if (!recovery.IsWhole)
            {
                console.Message(Printable.Text("'" + path + "' is damaged: " + recovery));
            }

            return WriteLogIndex.TryBuild(recovery.Log, out WriteLogIndex? index, out WriteLogFault fault)
                ? new LogFile(path, recovery, index!)
                : throw new ToolFailureException("'" + path + "' contradicts itself: " + fault);
        }
        catch
        {
            recovery.Dispose();
            throw;
        }
    }

    public void Dispose() => Recovery.Dispose();
}
