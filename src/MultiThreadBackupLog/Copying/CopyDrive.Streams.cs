using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Copying;

/// <content>The streams of the current log: those that commands continue by their names, and the list of all for whoever decides about the log.</content>
internal sealed partial class CopyDrive
{
    private readonly Dictionary<string, CopyStream> _applicationStreams = new(StringComparer.Ordinal);
    private readonly SortedList<StreamId, StreamDescription> _descriptions = [];
    private IReadOnlyList<StreamDescription>? _listed;
    private long _leaves;

    /// <summary>Gives the stream that an application identifier stands for, where it is open.</summary>
    public CopyStream? FindStream(string applicationIdentifier)
    {
        lock (_gate)
        {
            return IsLogOpen && _applicationStreams.TryGetValue(applicationIdentifier, out CopyStream? stream) && stream.Writer.Failure is null ? stream : null;
        }
    }

    /// <summary>Keeps a stream open under an application identifier; the one before ends.</summary>
    public void KeepStream(string applicationIdentifier, CopyStream stream)
    {
        lock (_gate)
        {
            if (_applicationStreams.TryGetValue(applicationIdentifier, out CopyStream? earlier))
            {
                earlier.Writer.Complete();
            }

            stream.IsInUse = true;
            _applicationStreams[applicationIdentifier] = stream;
        }
    }

    /// <summary>Takes a stream that was found, to write to it; false where it ended meanwhile.</summary>
    public bool TryUse(string applicationIdentifier, CopyStream stream)
    {
        lock (_gate)
        {
            bool isThere = _applicationStreams.TryGetValue(applicationIdentifier, out CopyStream? kept) && ReferenceEquals(kept, stream);
            stream.IsInUse |= isThere;
            return isThere;
        }
    }

    /// <summary>Lets go of a stream, which stays open for the next command.</summary>
    public void LeaveStream(CopyStream stream)
    {
        lock (_gate)
        {
            stream.IsInUse = false;
            stream.LeftAt = ++_leaves;
        }
    }

    /// <summary>Ends the kept stream that nobody has written to for the longest, where all places for streams are taken.</summary>
    /// <remarks>Kept streams would hold their places until the log ends. A command that attaches later opens another of the same name.</remarks>
    public void EndIdleStream()
    {
        lock (_gate)
        {
            KeyValuePair<string, CopyStream> idle = _applicationStreams.Where(static kept => !kept.Value.IsInUse).OrderBy(static kept => kept.Value.LeftAt).FirstOrDefault();
            if (idle.Value is { } stream)
            {
                _applicationStreams.Remove(idle.Key);
                stream.Writer.Complete();
            }
        }
    }

    /// <summary>Enters a stream that was opened into the list of those of the current log.</summary>
    /// <remarks>So the list is there whenever somebody decides about the log, and nobody goes through the log for it.</remarks>
    public void NoteStream(CopyStream stream)
    {
        lock (_gate)
        {
            if (ReferenceEquals(Session?.Log, stream.Log))
            {
                _descriptions[stream.Writer.Id] = stream.Writer.Description;
                _listed = null;
            }
        }
    }

    /// <summary>Says which log is current and which streams it has.</summary>
    public (Guid LogIdentifier, IReadOnlyList<StreamDescription> Streams) Describe()
    {
        lock (_gate)
        {
            return (Session?.Log.Header.LogIdentifier ?? Guid.Empty, _listed ??= Array.AsReadOnly(_descriptions.Values.ToArray()));
        }
    }

    /// <summary>Gives the current log as far as it is shown, with what belongs to it at the same moment; null where there is none.</summary>
    public CopyLogView? View()
    {
        lock (_gate)
        {
            // Whether it has ended is asked first: what is shown after that is all.
            bool hasEnded = !IsLogOpen;
            return Session is { } session ? new CopyLogView(session.Log.Header.LogIdentifier, session.Log.Snapshot(), hasEnded) : null;
        }
    }

    // Under the lock, when the log that they are of is current no more.
    private void ForgetStreams()
    {
        _applicationStreams.Clear();
        _descriptions.Clear();
        _listed = null;
    }
}

/// <summary>A log at one moment.</summary>
internal sealed class CopyLogView(Guid logIdentifier, WriteLogSnapshot bytes, bool hasEnded)
{
    public Guid LogIdentifier { get; } = logIdentifier;

    public WriteLogSnapshot Bytes { get; } = bytes;

    /// <summary>Gets whether nothing comes to it any more.</summary>
    public bool HasEnded { get; } = hasEnded;
}
