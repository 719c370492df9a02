using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>The sessions on a tape with their logs, which say what each of its files holds.</summary>
internal sealed class TapeContents : IDisposable
{
    private readonly List<(TapeSession Session, TapeSessionLog Log, WriteLogIndex? Index)> _sessions = [];

    private TapeContents()
    {
    }

    public IEnumerable<(TapeSession Session, WriteLogIndex? Index)> Sessions => _sessions.Select(session => (session.Session, session.Index));

    public static TapeContents Read(SequentialDevice tape, ToolConsole console, CancellationToken cancellationToken)
    {
        var contents = new TapeContents();
        try
        {
            foreach (TapeSession session in TapeCatalog.Read(tape, cancellationToken).Sessions)
            {
                TapeSessionLog log = TapeCatalog.ReadLog(tape, session, cancellationToken);
                WriteLogIndex? index = log.Recovery.Log is { } bytes ? WriteLogIndex.Build(bytes) : null;
                contents._sessions.Add((session, log, index));
                if (log.Unreadable is not null)
                {
                    console.Message("session " + session.SessionNumber + ": not readable on the tape: " + log.Unreadable);
                }
            }

            return contents;
        }
        catch
        {
            contents.Dispose();
            throw;
        }
    }

    /// <summary>Finds the session to which an object belongs.</summary>
    public TapeSession? SessionAt(long logicalObjectIdentifier) => Entry(logicalObjectIdentifier).Session;

    /// <summary>Says what lies in a range of objects: streams by name, and the log's own blocks.</summary>
    public IReadOnlyList<string> Describe(long first, long end)
    {
        (TapeSession? session, _, WriteLogIndex? index) = Entry(first);
        var parts = new List<string>();
        if (session is null)
        {
            return parts;
        }

        if (index is not null)
        {
            var streams = new SortedSet<StreamId>();
            var systemBlocks = new SortedSet<SystemBlockType>();
            foreach (TapeExtent extent in index.Extents(first, Math.Min(end, index.EndLogicalObjectIdentifier)))
            {
                if (extent.Type == TapeExtentType.SystemBlocks)
                {
                    systemBlocks.Add(extent.SystemBlockType);
                }
                else if (extent is { Type: TapeExtentType.Run, Stream: { } stream })
                {
                    streams.Add(stream);
                }
            }

            parts.AddRange(systemBlocks.Select(LogJson.WordOf));
            parts.AddRange(streams.Select(stream => index.TryGetStream(stream, out WriteLogStream? found) && found is not null ? stream + " " + found.Description.Name : stream.ToString()));
        }

        // The closing copy is written behind what its log records.
        if (parts.Count == 0 && session.CopyLogicalObjectIdentifier >= first && session.CopyLogicalObjectIdentifier < end)
        {
            parts.Add(session.State switch
            {
                TapeSessionState.Closed => LogJson.WordOf(SystemBlockType.ClosingCopy),
                TapeSessionState.Increments => LogJson.WordOf(SystemBlockType.LogIncrement),
                _ => LogJson.WordOf(SystemBlockType.SessionLabel),
            });
        }

        return parts;
    }

    public void Dispose() => _sessions.ForEach(session => session.Log.Dispose());

    private (TapeSession? Session, TapeSessionLog? Log, WriteLogIndex? Index) Entry(long logicalObjectIdentifier) =>
        _sessions.FirstOrDefault(session =>
            logicalObjectIdentifier >= session.Session.OriginLogicalObjectIdentifier && logicalObjectIdentifier < session.Session.EndLogicalObjectIdentifier);
}
