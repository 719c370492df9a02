using System;
using System.Collections.Generic;
using System.IO;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>What lies on the tape in the end, and where: all questions of a restore to a log are answered here.</summary>
/// <remarks>
/// Built once from a log; retractions are applied. Runs are maximal: two neighbours of one stream and one length are one run,
/// in however many entries the log has them. Immutable; safe to share between threads.
/// </remarks>
public sealed partial class WriteLogIndex
{
    private readonly TapeMap _tape;
    private readonly Dictionary<int, (WriteLogStream Stream, RunSequence Runs)> _byOrdinal = new();

    private WriteLogIndex(WriteLogReader reader, IndexBuilder builder)
    {
        Header = reader.Header!;
        _tape = new TapeMap(builder);
        OnMediumLogicalObjectIdentifier = reader.OnMediumLogicalObjectIdentifier;
        IsClosed = reader.IsClosed;
        Totals = reader.Replay.Totals;
        LengthBytes = reader.VerifiedLengthBytes;
        Errors = builder.Errors;
        Retractions = builder.Retractions;
        Origins = builder.Origins();
        SuccessorVolume = builder.SuccessorVolume;
        LastTime = builder.LastTime;

        var streams = new List<WriteLogStream>();
        foreach (IndexedStream indexed in _tape.Streams)
        {
            var stream = new WriteLogStream(indexed);
            streams.Add(stream);
            _byOrdinal.Add(stream.Id.Ordinal, (stream, indexed.Runs));
        }

        streams.Sort((a, b) => a.Id.CompareTo(b.Id));
        Streams = streams;
    }

    /// <summary>Gets what the log says about itself.</summary>
    public WriteLogHeader Header { get; }

    /// <summary>Gets the streams by ascending ordinal.</summary>
    public IReadOnlyList<WriteLogStream> Streams { get; }

    /// <summary>Gets whether the log was closed. What an open log holds beyond the on-medium mark may not be on the tape.</summary>
    public bool IsClosed { get; }

    /// <summary>Gets the number of the session's first object.</summary>
    public long BeginLogicalObjectIdentifier => Header.OriginLogicalObjectIdentifier;

    /// <summary>Gets the number of the object after the last one that the log records.</summary>
    public long EndLogicalObjectIdentifier => _tape.EndObject;

    /// <summary>Gets the number below which all objects are on the medium.</summary>
    public long OnMediumLogicalObjectIdentifier { get; }

    /// <summary>Gets what the log holds in all.</summary>
    public WriteLogTotals Totals { get; }

    /// <summary>Gets how many bytes of the log the index was built from.</summary>
    public long LengthBytes { get; }

    /// <summary>Gets the errors that were met, in order.</summary>
    public IReadOnlyList<WriteLogError> Errors { get; }

    /// <summary>Gets what was retracted, in order. It is no more in anything else here.</summary>
    public IReadOnlyList<WriteLogRetraction> Retractions { get; }

    /// <summary>Gets where bytes of the streams came from, in the order of the log, without what was retracted.</summary>
    /// <remarks>Of a byte that several origins name, the last one tells the truth: an origin may be recorded before its segment ends early.</remarks>
    public IReadOnlyList<WriteLogOrigin> Origins { get; }

    /// <summary>Gets the volume on which the volume set goes on; <see cref="Guid.Empty"/> when none is recorded.</summary>
    public Guid SuccessorVolume { get; }

    /// <summary>Gets the last time that the log knows; null for a log without time stamps.</summary>
    public DateTimeOffset? LastTime { get; }

    /// <summary>Builds the index of a log.</summary>
    /// <param name="log">The log; read to its end.</param>
    /// <returns>The index.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="log"/> is null.</exception>
    /// <exception cref="WriteLogException">The bytes are not acceptable.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WriteLogIndex Build(WriteLogSnapshot log) =>
        TryBuild(log, out WriteLogIndex? index, out WriteLogFault fault) ? index! : throw new WriteLogException(fault);

    /// <summary>Builds the index of a log.</summary>
    /// <param name="log">The log; read to its end.</param>
    /// <param name="index">The index, or null on failure.</param>
    /// <param name="fault">On failure what is wrong with the bytes.</param>
    /// <returns><see langword="false"/> when the bytes are not acceptable to their end; <see cref="WriteLogRecovery"/> finds the part that is.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="log"/> is null.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool TryBuild(WriteLogSnapshot log, out WriteLogIndex? index, out WriteLogFault fault)
    {
        var reader = new WriteLogReader(Guard.NotNull(log));
        var builder = new IndexBuilder();
        index = null;
        while (reader.TryRead(out WriteLogRecord record, out fault))
        {
            if (!builder.TryTake(record))
            {
                fault = new WriteLogFault(WriteLogFaultReason.Inconsistent, reader.VerifiedLengthBytes, "A retraction leaves other blocks than the runs before it.");
                return false;
            }
        }

        if (fault.IsFault)
            return false;

        index = new WriteLogIndex(reader, builder);
        return true;
    }
}
