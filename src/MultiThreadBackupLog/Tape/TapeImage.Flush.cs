using System.IO;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Tape;

/// <content>From the system's cache to the disk, and what a failed flush leaves behind.</content>
public sealed partial class TapeImage
{
    private bool _isDirty;              // Changed since the last flush.
    private string? _flushFailure;      // A flush failed: what was not flushed then can never be proved to be on the disk.
    private long _flushedObjects;
    private long _unflushedBytes;

    /// <summary>Flushes before a move. After a failed flush only the part before the doubtful objects can still be read.</summary>
    private bool SynchronisesForMove(bool isToKnownPlace, out TapeResult failure)
    {
        if (_flushFailure is not null && (isToKnownPlace || _map.Position <= _flushedObjects))
        {
            Guard.NotDisposed(_isDisposed, this);
            failure = default;
            return true;
        }

        return Synchronises(out failure);
    }

    private bool Synchronises(out TapeResult failure)
    {
        Guard.NotDisposed(_isDisposed, this);
        failure = default;
        if (_flushFailure is not null)
        {
            // The system reports a failed flush once and may call the same pages clean the next time: only writing them anew helps.
            failure = TapeResult.Failure(TapeCondition.MediumError, Here, _flushFailure);
            return false;
        }

        if (_isDirty)
        {
            try
            {
                _file.Flush();
            }
            catch (IOException e)
            {
                _flushFailure = _file.Path + " could not be flushed to the disk, objects from " + _flushedObjects + " on are in doubt: " + e.Message;
                failure = TapeResult.Failure(TapeCondition.MediumError, Here, _flushFailure);
                return false;
            }

            _isDirty = false;
            _flushedObjects = _map.ObjectCount;
            _unflushedBytes = 0;
        }

        return true;
    }
}
