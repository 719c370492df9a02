using System;
using System.Collections.Generic;
using System.IO;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Log;

/// <summary>What lies on the tape in the end, and where: all questions of a restore to a log are answered here.</summary>
/// <remarks>
/// Built once from a log; retractions are applied. Runs are maximal: two neighbours of one stream and one length are one run,
/// in however many entries the log has them. Immutable; safe to share between threads.
/// </remarks>
public sealed partial class WriteLogIndex
{
    private readonly TapeMap _tape;
    private readonly CarriedIndex? _carried;
    private readonly WriteLogFault _carriedFault;
    private readonly Dictionary<int, (WriteLogStream Stream, RunSequence Runs)> _byOrdinal = new();

    private WriteLogIndex(IndexSummary summary, CarriedIndex? carried, WriteLogFault carriedFault)
    {
        Header = summary.Header;
        _tape = summary.Tape;
        _carried = carried;
        _carriedFault = carriedFault;
        OnMediumLogicalObjectIdentifier = summary.OnMediumObject;
        IsClosed = summary.IsClosed;
        Totals = summary.Totals;
        LengthBytes = summary.LengthBytes;
        Errors = summary.Errors;
        Retractions = summary.Retractions;
        BlocksInDoubt = summary.Doubts;
        Origins = summary.Origins;
        SuccessorVolume = summary.SuccessorVolume;
        LastTime = summary.LastTime;

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

    /// <summary>Gets the blocks that were given to the device, or were about to be, and of which nothing says that it took them: at each error, and when the log ended.</summary>
    /// <remarks>Empty for a log that keeps no intents. What a retraction took back is in <see cref="Retractions"/>: the tape is not relied on for it in any case.</remarks>
    public IReadOnlyList<WriteLogDoubt> BlocksInDoubt { get; }

    /// <summary>Gets where bytes of the streams came from, in the order of the log, without what was retracted.</summary>
    /// <remarks>Of a byte that several origins name, the last one tells the truth: an origin may be recorded before its segment ends early.</remarks>
    public IReadOnlyList<WriteLogOrigin> Origins { get; }

    /// <summary>Gets the volume on which the volume set goes on; <see cref="Guid.Empty"/> when none is recorded.</summary>
    public Guid SuccessorVolume { get; }

    /// <summary>Gets the last time that the log knows; null for a log without time stamps.</summary>
    public DateTimeOffset? LastTime { get; }

    /// <summary>Gets what was wrong with the index that the log carries, so that another was built; no fault when nothing was found to be wrong up to now.</summary>
    public WriteLogFault CarriedIndexFault => _carried?.Fault ?? _carriedFault;

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
        index = TrySummarize(Guard.NotNull(log), out IndexSummary? summary, out fault) ? new WriteLogIndex(summary!, carried: null, default) : null;
        return index is not null;
    }

    /// <summary>Opens the index that a sealed log carries, without going through the log; builds it where there is none, or one that is damaged.</summary>
    /// <remarks>
    /// <para>Of a log far away only the parts of the index are read that a question touches: its end, its root with the streams, and some segments of 16 KiB.
    /// What is read is checked. When a damaged part is met, then or later, the index is built from the log instead and <see cref="CarriedIndexFault"/> says why;
    /// when that is not possible, the operation that met it throws a <see cref="WriteLogException"/>.</para>
    /// <para>The pages of the log are not looked at: <see cref="Build"/> and <see cref="WriteLogRecovery"/> do that.</para>
    /// </remarks>
    /// <param name="log">The log, which must stay open as long as the index is in use.</param>
    /// <returns>The index.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="log"/> is null.</exception>
    /// <exception cref="WriteLogException">The log carries no index that is whole, and its bytes are not acceptable.</exception>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public static WriteLogIndex Open(WriteLogSnapshot log)
    {
        if (IndexSection.TryFind(Guard.NotNull(log).Source, log.LengthBytes, out IndexSection section, out WriteLogFault fault))
        {
            var carried = new CarriedIndex(log, section);
            IndexSummary? found = CarriedIndexReader.Read(carried, section);
            if (found is not null)
                return new WriteLogIndex(found, carried, default);

            fault = new WriteLogFault(WriteLogFaultReason.Malformed, section.PagesLength, "The root of the index says what cannot be.");
        }

        // A good footer says where the pages end, also when the index does not begin there as it should.
        IndexSummary? summary = null;
        if (section.PagesLength > 0)
            TrySummarize(log.Prefix(section.PagesLength), out summary, out _);

        if (summary is not { IsClosed: true } && !TrySummarize(log, out summary, out WriteLogFault logFault))
            throw new WriteLogException(logFault);

        return new WriteLogIndex(summary!, carried: null, fault.IsFault ? fault : MissingFooter(log, summary!));
    }

    /// <summary>Compares the index that a sealed log carries with the one that its pages give, bit by bit.</summary>
    /// <param name="log">The log; read to its end.</param>
    /// <returns>What is wrong with the pages or with the index; no fault for a log that carries none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="log"/> is null.</exception>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public static WriteLogFault VerifyCarried(WriteLogSnapshot log)
    {
        bool isCarried = IndexSection.TryFind(Guard.NotNull(log).Source, log.LengthBytes, out IndexSection section, out WriteLogFault fault);
        if (!TrySummarize(log, out IndexSummary? summary, out WriteLogFault logFault))
            return logFault;

        if (!isCarried)
            return fault.IsFault ? fault : MissingFooter(log, summary!);

        if (section.PagesLength != summary!.LengthBytes)
            return new WriteLogFault(WriteLogFaultReason.Malformed, section.PagesLength, "The index does not begin where the pages end.");

        return IndexSectionWriter.Compare(IndexSectionWriter.Words(summary), section, log);
    }

    /// <summary>Says what is wrong when an index begins behind the pages that was not found from the end.</summary>
    private static WriteLogFault MissingFooter(WriteLogSnapshot log, IndexSummary summary) =>
        summary.LengthBytes < log.LengthBytes && IndexSection.BeginsAt(log.Source, summary.LengthBytes)
            ? new WriteLogFault(WriteLogFaultReason.Truncated, summary.LengthBytes, "The index has no footer.")
            : default;

    internal static bool TrySummarize(WriteLogSnapshot log, out IndexSummary? summary, out WriteLogFault fault)
    {
        var reader = new WriteLogReader(log);
        var builder = new IndexBuilder();
        summary = null;
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

        summary = new IndexSummary(reader, builder);
        return true;
    }
}
