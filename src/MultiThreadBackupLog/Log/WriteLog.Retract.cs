using System;
using System.IO;
using System.Threading;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

// What an error took away.
public sealed partial class WriteLog
{
    /// <summary>Says that the objects from one on are not on the tape; the next one accepted will have that number. Writer thread.</summary>
    /// <remarks>
    /// Runs are cut, the block, byte and filemark counts of the streams go back, and a checksum or an end of a stream that covers
    /// what was taken away is void. Takes time in proportion to the log.
    /// </remarks>
    /// <param name="logicalObjectIdentifier">The first object that is not on the tape; the next one to be accepted means that nothing was lost, and records nothing.</param>
    /// <returns>The streams that lost blocks or filemarks, with what they have left; null when nothing was taken away.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The object lies before the origin or beyond the next.</exception>
    /// <exception cref="InvalidOperationException">The log was closed.</exception>
    /// <exception cref="IOException">The file cannot be written or read. The retraction, or the end part of it, is then not recorded.</exception>
    public WriteLogRetraction? RetractTo(long logicalObjectIdentifier)
    {
        ThrowIfEnded();
        ThrowIfNotOfSession(logicalObjectIdentifier);
        if (logicalObjectIdentifier == _nextObject)
            return null;

        Publish();
        WriteLogRetraction whole = RetractionScan.Find(Snapshot(), logicalObjectIdentifier);
        while (_nextObject != logicalObjectIdentifier)
            RetractOnce(logicalObjectIdentifier);

        return whole;
    }

    /// <summary>Retracts to the object, or as far towards it as one record can say.</summary>
    private void RetractOnce(long target)
    {
        Publish();
        WriteLogRetraction retraction = RetractionScan.Find(Snapshot(), target);
        while (retraction.Streams.Count > RecordContents.MaximumRetractedStreams)
        {
            target += (_nextObject - target) / 2;
            retraction = RetractionScan.Find(Snapshot(), target);
        }

        var content = new RecordContentWriter(_content);
        RecordContents.Write(ref content, retraction);
        Append(RecordNumbers.Retraction, content);
        foreach (WriteLogRetractedStream left in retraction.Streams)
        {
            ref WriterStream stream = ref _streams[left.Stream.Ordinal];
            _blockCount -= stream.BlockCount - left.BlockCount;
            _byteCount -= stream.ByteCount - left.ByteCount;
            _streamFilemarkCount -= stream.FilemarkCount - left.FilemarkCount;
            stream.BlockCount = left.BlockCount;
            stream.ByteCount = left.ByteCount;
            stream.FilemarkCount = left.FilemarkCount;
            stream.IsOpen = true;
        }

        _sessionFilemarkCount = retraction.SessionFilemarkCount;
        _systemBlockCount = retraction.SystemBlockCount;
        Volatile.Write(ref _nextObject, target);
        _waiters.TakeBack(target);
        Volatile.Write(ref _onMediumObject, Math.Min(_onMediumObject, target));
        Guard.Invariant(Totals.ObjectCount == target - Header.OriginLogicalObjectIdentifier, "the counts agree with the objects after a retraction");
    }
}
