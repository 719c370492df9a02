using System;
using System.Collections.Generic;
using System.IO;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>The part of a log that is good, after a crash or damage: all whole pages up to the first that is not.</summary>
/// <remarks>
/// <para>Nothing is changed: the bytes behind the good part are only passed over. The good part is a prefix of what was once written,
/// never more. Disposing of it closes the file, where it was recovered from one.</para>
/// <para>What stands behind the first damage is looked for only in the mode <see cref="WriteLogRecoveryMode.Salvage"/>. It is then given as what it proves: where
/// on the tape blocks of which stream lie, and their numbers within the stream where later records prove those.</para>
/// </remarks>
public sealed class WriteLogRecovery : IDisposable
{
    private readonly WriteLogSnapshot _bytes;
    private readonly LogSalvage? _salvage;

    private WriteLogRecovery(
        WriteLogRecoveryMode mode, WriteLogSnapshot bytes, WriteLogSnapshot? log, WriteLogHeader? header, bool isClosed, WriteLogFault fault, LogSalvage? salvage)
    {
        Mode = mode;
        _bytes = bytes;
        _salvage = salvage;
        Log = log;
        Header = header;
        IsClosed = isClosed;
        TotalLengthBytes = bytes.LengthBytes;
        DiscardedBytes = fault.IsFault ? bytes.LengthBytes - (log?.LengthBytes ?? 0) : 0;
        Fault = fault;
    }

    /// <summary>Gets what was asked for.</summary>
    public WriteLogRecoveryMode Mode { get; }

    /// <summary>Gets the good part as a log of its own; null when there is none, and then not even the log's identity is known.</summary>
    /// <remarks>Null also for a log that is damaged anywhere, in the mode <see cref="WriteLogRecoveryMode.Strict"/>.</remarks>
    public WriteLogSnapshot? Log { get; }

    /// <summary>Gets the header; null when there is no good part.</summary>
    public WriteLogHeader? Header { get; }

    /// <summary>Gets whether the good part ends with the closing record, so that it is the whole log.</summary>
    public bool IsClosed { get; }

    /// <summary>Gets whether nothing had to be cut away. A log that was not closed may have lost its end all the same.</summary>
    public bool IsWhole => !Fault.IsFault;

    /// <summary>Gets how many bytes were looked at.</summary>
    public long TotalLengthBytes { get; }

    /// <summary>Gets how many bytes are good.</summary>
    public long ValidLengthBytes => Log?.LengthBytes ?? 0;

    /// <summary>Gets how many bytes behind the good part were cut away; zeros that a file holds in advance are not counted.</summary>
    public long DiscardedBytes { get; }

    /// <summary>Gets why the good part ends where it does; no fault when the log ends there.</summary>
    public WriteLogFault Fault { get; }

    /// <summary>Gets the parts of the log that cannot be read, with the objects of the tape of which they spoke; empty for a log that is whole.</summary>
    /// <remarks>Pages that are lost may have taken back what stands before them: see <see cref="WriteLogSalvagedExtent.IsInDoubt"/>.</remarks>
    public IReadOnlyList<WriteLogLoss> Losses { get; private set; } = Array.Empty<WriteLogLoss>();

    /// <summary>Gets the streams of which pages that are lost spoke, or may have spoken, with their blocks as far as they are known.</summary>
    public IReadOnlyList<WriteLogStreamLoss> StreamLosses { get; private set; } = Array.Empty<WriteLogStreamLoss>();

    /// <summary>Gets the streams of which any page that is whole speaks, by ascending ordinal; empty but in the mode <see cref="WriteLogRecoveryMode.Salvage"/>.</summary>
    public IReadOnlyList<WriteLogSalvagedStream> SalvagedStreams => _salvage is null ? Array.Empty<WriteLogSalvagedStream>() : _salvage.Streams;

    /// <summary>Gives what all whole pages together prove to lie on the tape, in its order, the good part included; nothing but in the mode <see cref="WriteLogRecoveryMode.Salvage"/>.</summary>
    /// <remarks>Read from the bytes while it is gone through, in memory that does not grow with the runs. Runs that touch may be given apart.</remarks>
    /// <returns>Extents by ascending object, retractions applied.</returns>
    public IEnumerable<WriteLogSalvagedExtent> SalvagedExtents() => _salvage is null ? Array.Empty<WriteLogSalvagedExtent>() : _salvage.Extents();

    /// <summary>Finds the good part of a file, which stays open until the result is disposed of.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The good part and what was cut away.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static WriteLogRecovery RecoverFile(string path) => RecoverFile(path, WriteLogRecoveryMode.UpToDamage);

    /// <summary>Finds what is good of a file, which stays open until the result is disposed of.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">What to do with damage.</param>
    /// <param name="logIdentifier">Which log it is, for a salvage of one whose first page is lost; null: the first page says it.</param>
    /// <returns>What is good, and what was lost.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mode"/> is none of the enumeration.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static WriteLogRecovery RecoverFile(string path, WriteLogRecoveryMode mode, Guid? logIdentifier = null)
    {
        WriteLogSnapshot bytes = WriteLogSnapshot.OpenFile(path);
        try
        {
            return Recover(bytes, mode, logIdentifier);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Finds the good part of bytes of any origin.</summary>
    /// <param name="bytes">The bytes, for example of a file or of copies on a tape. Disposing of the result disposes of them.</param>
    /// <returns>The good part and what was cut away.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="bytes"/> is null.</exception>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public static WriteLogRecovery Recover(WriteLogSnapshot bytes) => Recover(bytes, WriteLogRecoveryMode.UpToDamage);

    /// <summary>Finds what is good of bytes of any origin.</summary>
    /// <param name="bytes">The bytes, for example of a file or of copies on a tape. Disposing of the result disposes of them.</param>
    /// <param name="mode">What to do with damage.</param>
    /// <param name="logIdentifier">Which log it is, for a salvage of one whose first page is lost; null: the first page says it.</param>
    /// <returns>What is good, and what was lost.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="bytes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mode"/> is none of the enumeration.</exception>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public static WriteLogRecovery Recover(WriteLogSnapshot bytes, WriteLogRecoveryMode mode, Guid? logIdentifier = null)
    {
        Guard.NotNull(bytes);
        if (mode is not (WriteLogRecoveryMode.UpToDamage or WriteLogRecoveryMode.Strict or WriteLogRecoveryMode.Salvage))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode of recovery.");

        var reader = new WriteLogReader(bytes);
        long closingPageOffset = long.MaxValue;
        WriteLogFault fault;
        while (reader.TryRead(out WriteLogRecord record, out fault))
        {
            if (record.Type == WriteLogRecordType.Close)
                closingPageOffset = reader.VerifiedLengthBytes;
        }

        // What follows the page of the closing record may be damaged; what stands in it may not.
        long valid = reader.VerifiedLengthBytes;
        bool isClosed = valid > closingPageOffset;
        bool isTaken = valid > 0 && (mode != WriteLogRecoveryMode.Strict || !fault.IsFault);

        // A whole page that contradicts those before it makes all that is built on them doubtful.
        LogSalvage? salvage = mode == WriteLogRecoveryMode.Salvage
            ? LogSalvage.Of(bytes.Source, fault.Reason == WriteLogFaultReason.Inconsistent ? valid : bytes.LengthBytes, bytes.LengthBytes, logIdentifier)
            : null;
        var recovery = new WriteLogRecovery(
            mode, bytes, isTaken ? bytes.Prefix(valid) : null, isTaken ? reader.Header : null, isClosed && isTaken, fault, salvage);
        if (salvage is not null)
        {
            recovery.Losses = salvage.Losses;
            recovery.StreamLosses = salvage.StreamLosses;
        }
        else if (fault.IsFault && !isClosed)
        {
            // A page that faults in the middle has been replayed in part.
            bool isAtPage = fault.OffsetBytes == valid;
            recovery.CountAsLost(isAtPage ? reader.Replay : Replayed(bytes.Prefix(valid)), valid);
        }

        return recovery;
    }

    /// <summary>Closes the file that the good part stands in.</summary>
    public void Dispose() => _bytes.Dispose();

    /// <summary>Gives in words what is good and what was cut away.</summary>
    /// <returns>For example <c>8192 of 9000 bytes are good, 808 were cut away: A page does not have its checksum. (at byte 8192)</c>.</returns>
    public override string ToString() => string.Format(
        System.Globalization.CultureInfo.InvariantCulture,
        IsWhole ? "{0} of {1} bytes are good, none was cut away" : "{0} of {1} bytes are good, {2} were cut away: {3}",
        ValidLengthBytes,
        TotalLengthBytes,
        DiscardedBytes,
        Fault);

    private static LogReplay Replayed(WriteLogSnapshot good)
    {
        var reader = new WriteLogReader(good);
        while (reader.TryRead(out _, out _))
        {
        }

        return reader.Replay;
    }

    /// <summary>Says that everything from the first damage on is lost: nobody looked behind it.</summary>
    private void CountAsLost(LogReplay replay, long validLength)
    {
        var streams = new List<WriteLogStreamLoss>();
        foreach (ReplayStream stream in replay.Streams)
        {
            if (stream.End is null)
                streams.Add(new WriteLogStreamLoss(new StreamId(stream.Ordinal), stream.BlockCount, null));
        }

        streams.Sort((a, b) => a.Stream.CompareTo(b.Stream));
        StreamLosses = streams;
        Losses = new[] { new WriteLogLoss(validLength, TotalLengthBytes - validLength, replay.NextObject, null) };
    }
}
