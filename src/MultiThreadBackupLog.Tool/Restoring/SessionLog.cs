using System;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Restoring;

/// <summary>The log by which a restore goes: a file, or the copy on the tape.</summary>
internal sealed class SessionLog : IDisposable
{
    private readonly IDisposable _owner;

    private SessionLog(WriteLogIndex index, IDisposable owner)
    {
        Index = index;
        _owner = owner;
    }

    public WriteLogIndex Index { get; }

    /// <summary>Takes a log file and compares it with the tape as far as the tape says what it is.</summary>
    /// <exception cref="ToolFailureException">The log is another tape's or another session's, or there is none in the file.</exception>
    public static SessionLog FromFile(string path, int? sessionNumber, SequentialDevice tape, string tapePath, ToolConsole console)
    {
        LogFile file = LogFile.Open(path, console);
        try
        {
            if (sessionNumber is { } number && file.Index.Header.SessionNumber != number)
            {
                throw new ToolFailureException("'" + path + "' is the log of session " + file.Index.Header.SessionNumber + ", and session " + number + " is asked for.");
            }

            switch (TapeCatalog.Identify(tape, file.Index))
            {
                case TapeIdentity.Different:
                    throw new ToolFailureException("'" + path + "' is not the log of the tape '" + tapePath + "': the tape carries another one.");
                case TapeIdentity.NotCheckable:
                    console.Message(Printable.Text("nothing on the tape '" + tapePath + "' says whether '" + path + "' is its log; that cannot be checked"));
                    break;
            }

            return new SessionLog(file.Index, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Puts the log together from the tape alone.</summary>
    /// <param name="sessionNumber">Which session; null for the newest.</param>
    /// <param name="tape">The tape.</param>
    /// <param name="tapePath">Its name for messages.</param>
    /// <param name="console">Where to tell what is missing.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ToolFailureException">There is no such session, or nothing of its log.</exception>
    public static SessionLog FromTape(int? sessionNumber, SequentialDevice tape, string tapePath, ToolConsole console, CancellationToken cancellationToken)
    {
        TapeCatalog catalog = TapeCatalog.Read(tape, cancellationToken);
        TapeSession? session = sessionNumber is null
            ? catalog.Sessions.Count > 0 ? catalog.Sessions[^1] : null
            : catalog.Sessions.LastOrDefault(candidate => candidate.SessionNumber == sessionNumber);
        if (session is null)
        {
            throw new ToolFailureException(catalog.Sessions.Count == 0
                ? "No copy of a log was found on the tape '" + tapePath + "'; a log file is needed (--log)."
                : "The tape '" + tapePath + "' has no session " + sessionNumber + "; it has: " + string.Join("; ", catalog.Sessions) + ".");
        }

        TapeSessionLog log = TapeCatalog.ReadLog(tape, session, cancellationToken);
        try
        {
            if (log.Recovery.Log is null)
            {
                throw new ToolFailureException(
                    "Nothing of the log of " + session + " can be read from the tape '" + tapePath + "'; a log file is needed (--log)."
                    + (log.Unreadable is null ? string.Empty : " Not readable: " + log.Unreadable + "."));
            }

            WriteLogIndex index = WriteLogIndex.Build(log.Recovery.Log);
            TellWhatIsMissing(log, index, console);
            return new SessionLog(index, log);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    public void Dispose() => _owner.Dispose();

    private static void TellWhatIsMissing(TapeSessionLog log, WriteLogIndex index, ToolConsole console)
    {
        if (log.Unreadable is not null)
        {
            console.Message("not readable on the tape: " + log.Unreadable);
        }

        if (!log.IsWhole)
        {
            (long first, long count) = log.LossWindow(index);
            console.Message(
                "session " + log.Session.SessionNumber + " did not come to its end, or its closing copy cannot be read: the log from the tape goes to its last good checkpoint, object "
                + first + "; of the " + count + " objects behind it, the log's own copies among them, it says nothing");
        }
    }
}
