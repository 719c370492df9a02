using System;
using System.Collections.Generic;
using System.Threading;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Catalog;

/// <summary>Which sessions lie on a tape, found from the tape alone.</summary>
/// <remarks>
/// <para>
/// Each copy of a log lies between filemarks and says what it is, so spacing filemarks back from the end of data finds the newest one; it
/// names the begin of its session and the newest copy of the session before, and so on to the first. Only the blocks of copies are read, never data.
/// </para>
/// <para>Reading moves the device and writes nothing; the caller owns the device meanwhile. A catalog is immutable and safe to share.</para>
/// </remarks>
public sealed class TapeCatalog
{
    private TapeCatalog(IReadOnlyList<TapeSession> sessions, TapePosition endOfData)
    {
        Sessions = sessions;
        EndOfData = endOfData;
    }

    /// <summary>Gets the sessions, the oldest first.</summary>
    public IReadOnlyList<TapeSession> Sessions { get; }

    /// <summary>Gets the position behind the last object on the tape.</summary>
    public TapePosition EndOfData { get; }

    /// <summary>Finds the sessions on a tape.</summary>
    /// <param name="device">The device; afterwards it stands anywhere.</param>
    /// <param name="cancellationToken">Ends the search between two commands.</param>
    /// <returns>The catalog; it has no session where the tape carries no label and no copy of a log.</returns>
    /// <exception cref="TapeException">The device cannot be moved, does not say where it stands, or its medium was changed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TapeCatalog Read(SequentialDevice device, CancellationToken cancellationToken = default)
    {
        var reader = new CopyReader(Guard.NotNull(device), cancellationToken);
        TapePosition endOfData = reader.MoveToEndOfData();
        return new TapeCatalog(FindSessions(reader, endOfData), endOfData);
    }

    /// <summary>Puts a session's log together from its copies on the tape: the closing copy, else the increments.</summary>
    /// <param name="device">The device that holds the tape; afterwards it stands anywhere.</param>
    /// <param name="session">A session of this tape.</param>
    /// <param name="cancellationToken">Ends the work between two commands.</param>
    /// <returns>The log, as far as it is on the tape.</returns>
    /// <exception cref="TapeException">The device cannot be moved.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TapeSessionLog ReadLog(SequentialDevice device, TapeSession session, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(session);
        return new CopyReader(Guard.NotNull(device), cancellationToken).ReadLog(session);
    }

    /// <summary>Says whether a tape is the one that a log was written for.</summary>
    /// <param name="device">The device; afterwards it stands anywhere.</param>
    /// <param name="index">The log's index.</param>
    /// <returns>
    /// By the label at the session's begin where the log says that there is one, else by the closing copy behind its end; where neither can be read, not checkable.
    /// </returns>
    /// <exception cref="TapeException">The device cannot be moved.</exception>
    public static TapeIdentity Identify(SequentialDevice device, WriteLogIndex index)
    {
        Guard.NotNull(index);
        var reader = new CopyReader(Guard.NotNull(device), CancellationToken.None);
        WriteLogHeader header = index.Header;
        if (header.HasSessionLabel)
        {
            return reader.ReadAt(header.Partition, header.OriginLogicalObjectIdentifier, out LogCopyHeader label) switch
            {
                CopyReadOutcome.Copy => label.LogIdentifier == header.LogIdentifier ? TapeIdentity.Same : TapeIdentity.Different,
                CopyReadOutcome.Unreadable => TapeIdentity.NotCheckable,
                _ => TapeIdentity.Different,
            };
        }

        bool isCopy = index.IsClosed && reader.ReadAt(header.Partition, index.EndLogicalObjectIdentifier, out LogCopyHeader copy) == CopyReadOutcome.Copy
            && copy.LogIdentifier == header.LogIdentifier;
        return isCopy ? TapeIdentity.Same : TapeIdentity.NotCheckable;
    }

    /// <summary>Finds the newest session that ends at or before an object, for the one that will follow it there.</summary>
    internal static TapeSession? FindNewest(SequentialDevice device, TapePosition end)
    {
        var reader = new CopyReader(device, CancellationToken.None);
        return reader.FindNewestCopy(end) is { } copy ? new TapeSession(copy, end.LogicalObjectIdentifier) : null;
    }

    private static List<TapeSession> FindSessions(CopyReader reader, TapePosition endOfData)
    {
        var sessions = new List<TapeSession>();
        TapePosition end = endOfData;
        LogCopyHeader? copy = reader.FindNewestCopy(end);
        while (copy is { } newest)
        {
            sessions.Add(new TapeSession(newest, end.LogicalObjectIdentifier));
            end = new TapePosition(end.Partition, newest.OriginLogicalObjectIdentifier);
            long predecessor = newest.PredecessorCopyLogicalObjectIdentifier;
            if (predecessor < 0 || predecessor >= end.LogicalObjectIdentifier)
            {
                break; // The first, or a pointer that does not point back: following it might never end.
            }

            // What the pointer names is normally a copy; where it cannot be read, the filemarks before the session are searched.
            copy = reader.ReadAt(end.Partition, predecessor, out LogCopyHeader pointed) == CopyReadOutcome.Copy
                && pointed.OriginLogicalObjectIdentifier < end.LogicalObjectIdentifier
                ? pointed
                : reader.FindNewestCopy(end);
        }

        sessions.Reverse();
        return sessions;
    }
}
