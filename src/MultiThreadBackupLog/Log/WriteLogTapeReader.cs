using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>Goes through what is on a tape in the order of the tape, straight from the log: maximal runs, filemarks and system blocks, without what was retracted.</summary>
/// <remarks>
/// <para>The extents are those of <see cref="WriteLogIndex.Extents"/>, but memory grows with the streams and the retractions and not
/// with the runs, and each extent comes with a time. The log is read twice: once when it is opened, for the retractions.</para>
/// <para>One thread at a time.</para>
/// </remarks>
public sealed class WriteLogTapeReader
{
    private readonly WriteLogReader _reader;
    private readonly LogSurvey _survey;
    private readonly ExtentMerge _merge = new();
    private readonly Dictionary<int, StreamDescription> _descriptions = new();
    private readonly bool _keepsTimes;
    private long _timeTicks;
    private long _limit;
    private int _retractionCount;

    private WriteLogTapeReader(WriteLogSnapshot log, LogSurvey survey)
    {
        _reader = new WriteLogReader(log);
        _survey = survey;
        _limit = survey.LimitAfter(0);
        _timeTicks = survey.Header.CreationTime.UtcTicks;
        _keepsTimes = survey.Header.TimeResolution > TimeSpan.Zero;
    }

    /// <summary>Gets the header of the log.</summary>
    public WriteLogHeader Header => _survey.Header;

    /// <summary>Gets the number of the object after the last extent; the first begins at the header's origin.</summary>
    public long EndLogicalObjectIdentifier => _survey.EndObject;

    /// <summary>Gets a time before which no object of the extent read last was accepted: the time stamp before it, or the log's creation; null where the log keeps no times.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>Reads a log once from end to end, and is then at the beginning of its tape.</summary>
    /// <param name="log">The log; it must not be disposed of meanwhile.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="log"/> is null.</exception>
    /// <exception cref="WriteLogException">The bytes are not acceptable; <see cref="WriteLogRecovery"/> gives the part that is.</exception>
    /// <exception cref="IOException">The file or stream cannot be read.</exception>
    public static WriteLogTapeReader Open(WriteLogSnapshot log) => new(Guard.NotNull(log), LogSurvey.Of(log));

    /// <summary>Reads the next extent.</summary>
    /// <param name="extent">The extent, which begins where the one before it ended; the default value at the end.</param>
    /// <returns><see langword="false"/> at the end of the tape.</returns>
    /// <exception cref="WriteLogException">The bytes changed since the log was opened.</exception>
    /// <exception cref="IOException">The file or stream cannot be read.</exception>
    public bool Read(out TapeExtent extent)
    {
        long timeTicks;
        while (_reader.Read(out WriteLogRecord record))
        {
            switch (record.Type)
            {
                case WriteLogRecordType.Run:
                    long runCount = LogSurvey.Surviving(record.LogicalObjectIdentifier, record.RunBlockCount, _limit);
                    if (runCount > 0 && _merge.Add(record, runCount, _timeTicks, out extent, out timeTicks))
                        return Give(timeTicks);

                    break;
                case WriteLogRecordType.Filemarks:
                case WriteLogRecordType.SystemBlocks:
                    long count = LogSurvey.Surviving(record.LogicalObjectIdentifier, record.Extent.ObjectCount, _limit);
                    if (count > 0 && _merge.Add(record, count, _timeTicks, out extent, out timeTicks))
                        return Give(timeTicks);

                    break;
                case WriteLogRecordType.Time:
                    _timeTicks = Math.Max(_timeTicks, record.Time.UtcTicks);
                    break;
                case WriteLogRecordType.StreamDefinition:
                    _descriptions.Add(record.Stream.GetValueOrDefault().Ordinal, record.Description);
                    break;
                case WriteLogRecordType.Retraction:
                    _limit = _survey.LimitAfter(++_retractionCount);
                    break;
            }
        }

        return _merge.Finish(out extent, out timeTicks) && Give(timeTicks);
    }

    /// <summary>Gives the description of a stream of which something was read.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="description">The description, which is the reader's own and must not be changed; null on failure.</param>
    /// <returns><see langword="false"/> when the log has not defined such a stream as far as it was read.</returns>
    public bool TryGetDescription(StreamId stream, [NotNullWhen(true)] out StreamDescription? description) => _descriptions.TryGetValue(stream.Ordinal, out description);

    private bool Give(long timeTicks)
    {
        NotBefore = _keepsTimes ? new DateTimeOffset(timeTicks, TimeSpan.Zero) : null;
        return true;
    }
}
