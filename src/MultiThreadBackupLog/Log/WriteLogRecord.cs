using System;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>One record of a write log, with the object and block numbers that follow from the records before it.</summary>
/// <remarks>
/// <para>Records are what was said, in the order in which it was said: a run stays a record even when a later retraction takes
/// it away. <see cref="WriteLogIndex"/> is what holds in the end.</para>
/// <para>The default value is no record. Immutable; safe to share between threads.</para>
/// </remarks>
#pragma warning disable CA1815 // Nobody compares records; runs and extents, which are compared, have equality.
public readonly struct WriteLogRecord
#pragma warning restore CA1815
{
    private readonly int _ordinal;
    private readonly int _blockLength;
    private readonly long _number;
    private readonly long _streamBlock;
    private readonly object? _content;

    internal WriteLogRecord(in RecordFields fields, long logicalObject, long streamBlock)
    {
        Type = fields.Type;
        LogicalObjectIdentifier = logicalObject;
        _ordinal = fields.Ordinal;
        _blockLength = fields.BlockLength;
        _number = fields.Number;
        _streamBlock = streamBlock;
        _content = null;
    }

    internal WriteLogRecord(in RecordFields fields, long logicalObject, WriteLogHeader header)
    {
        Type = fields.Type;
        LogicalObjectIdentifier = logicalObject;
        _ordinal = -1;
        _blockLength = 0;
        _number = fields.Number;
        _streamBlock = 0;
        _content = fields.Content;
        switch (fields.Type)
        {
            case WriteLogRecordType.Time:
                _content = null;
                _number = header.CreationTime.UtcTicks + (fields.Number * header.TimeResolution.Ticks);
                break;
            case WriteLogRecordType.ReceiveTime:
                var receiveTime = (ReceiveTimeContent)fields.Content!;
                _number = receiveTime.Time.UtcTicks;
                _streamBlock = receiveTime.Block;
                _ordinal = receiveTime.Stream.Ordinal;
                break;
            case WriteLogRecordType.SystemBlocks:
                var blocks = (TapeExtent)fields.Content!;
                _content = TapeExtent.OfSystemBlocks(
                    blocks.SystemBlockType, blocks.BlockLengthBytes, blocks.ObjectCount, blocks.LogOffsetBytes, blocks.LogLengthBytes, logicalObject);
                break;
            case WriteLogRecordType.StreamDefinition:
                _ordinal = ((StreamDefinitionContent)fields.Content!).Stream.Ordinal;
                break;
            case WriteLogRecordType.StreamChecksum:
                _ordinal = ((WriteLogStreamChecksum)fields.Content!).Stream.Ordinal;
                break;
            case WriteLogRecordType.StreamEnd:
                _ordinal = ((WriteLogStreamEnd)fields.Content!).Stream.Ordinal;
                break;
            case WriteLogRecordType.Origin:
                _ordinal = ((WriteLogOrigin)fields.Content!).Stream.Ordinal;
                break;
            case WriteLogRecordType.Intent:
                _ordinal = ((WriteLogIntent)fields.Content!).Stream.Ordinal;
                break;
        }
    }

    /// <summary>Gets what the record says.</summary>
    public WriteLogRecordType Type { get; }

    /// <summary>Gets the number of the first object that the record places; for a record that places none, of the next object after it.</summary>
    public long LogicalObjectIdentifier { get; }

    /// <summary>Gets the stream of which the record speaks; null when it speaks of none, and for filemarks of the session.</summary>
    public StreamId? Stream => Type == WriteLogRecordType.None || _ordinal < 0 ? null : new StreamId(_ordinal);

    /// <summary>Gets what was placed on the tape, for runs, filemarks and system blocks.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public TapeExtent Extent => Type switch
    {
        WriteLogRecordType.Run => TapeExtent.OfRun(_ordinal, _streamBlock, _number, _blockLength, LogicalObjectIdentifier),
        WriteLogRecordType.Filemarks => TapeExtent.OfFilemarks(_ordinal, _streamBlock, _number, LogicalObjectIdentifier),
        WriteLogRecordType.SystemBlocks => (TapeExtent)_content!,
        _ => throw Other(WriteLogRecordType.Run),
    };

    /// <summary>Gets the run, for <see cref="WriteLogRecordType.Run"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public WriteRun Run => Type == WriteLogRecordType.Run
        ? new WriteRun(new StreamId(_ordinal), _streamBlock, _number, _blockLength, LogicalObjectIdentifier)
        : throw Other(WriteLogRecordType.Run);

    /// <summary>Gets the header, for <see cref="WriteLogRecordType.Header"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public WriteLogHeader Header => Content<WriteLogHeader>(WriteLogRecordType.Header);

    /// <summary>Gets a copy of the description of the stream, for <see cref="WriteLogRecordType.StreamDefinition"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public StreamDescription Description => Content<StreamDefinitionContent>(WriteLogRecordType.StreamDefinition).Description.Clone();

    /// <summary>Gets what was taken away, for <see cref="WriteLogRecordType.Retraction"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public WriteLogRetraction Retraction => Content<WriteLogRetraction>(WriteLogRecordType.Retraction);

    /// <summary>Gets the number below which all objects are on the medium, for <see cref="WriteLogRecordType.OnMedium"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public long OnMediumLogicalObjectIdentifier => Type == WriteLogRecordType.OnMedium ? _number : throw Other(WriteLogRecordType.OnMedium);

    /// <summary>Gets the checksum, for <see cref="WriteLogRecordType.StreamChecksum"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public WriteLogStreamChecksum StreamChecksum => Content<WriteLogStreamChecksum>(WriteLogRecordType.StreamChecksum);

    /// <summary>Gets how the stream ended, for <see cref="WriteLogRecordType.StreamEnd"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public WriteLogStreamEnd StreamEnd => Content<WriteLogStreamEnd>(WriteLogRecordType.StreamEnd);

    /// <summary>Gets the closing totals, for <see cref="WriteLogRecordType.Close"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public WriteLogTotals Totals => Content<WriteLogTotals>(WriteLogRecordType.Close);

    /// <summary>Gets where bytes of a stream came from, for <see cref="WriteLogRecordType.Origin"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public WriteLogOrigin Origin => Content<WriteLogOrigin>(WriteLogRecordType.Origin);

    /// <summary>Gets the error, for <see cref="WriteLogRecordType.Error"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public WriteLogError Error => Content<WriteLogError>(WriteLogRecordType.Error);

    /// <summary>Gets the volume on which the set goes on, for <see cref="WriteLogRecordType.SuccessorVolume"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public Guid SuccessorVolume => Content<Guid>(WriteLogRecordType.SuccessorVolume);

    /// <summary>Gets what was about to be written, for <see cref="WriteLogRecordType.Intent"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public WriteLogIntent Intent => Content<WriteLogIntent>(WriteLogRecordType.Intent);

    /// <summary>Gets the time, for <see cref="WriteLogRecordType.Time"/> and <see cref="WriteLogRecordType.ReceiveTime"/>.</summary>
    /// <remarks>
    /// A time stamp lies between what was accepted before it and what was accepted after it: all objects with lower numbers were
    /// accepted no later, the object <see cref="LogicalObjectIdentifier"/> no earlier.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public DateTimeOffset Time => Type is WriteLogRecordType.Time or WriteLogRecordType.ReceiveTime
        ? new DateTimeOffset(_number, TimeSpan.Zero)
        : throw Other(WriteLogRecordType.Time);

    /// <summary>Gets the block of the stream that came in then, for <see cref="WriteLogRecordType.ReceiveTime"/>.</summary>
    /// <exception cref="InvalidOperationException">The record is of another type.</exception>
    public long ReceivedBlock => Type == WriteLogRecordType.ReceiveTime ? _streamBlock : throw Other(WriteLogRecordType.ReceiveTime);

    // The parts of a run, for whoever goes through many millions of them; meaningless for other records.
    internal int RunOrdinal => _ordinal;

    internal int RunBlockLength => _blockLength;

    internal long RunBlockCount => _number;

    internal long RunFirstBlock => _streamBlock;

    /// <summary>Gives the type and the object number, and for what lies on tape what it is.</summary>
    /// <returns>For example <c>Run: #2 blocks [0, 16) of 65536 bytes at objects [40, 56)</c>.</returns>
    public override string ToString() => Type is WriteLogRecordType.Run or WriteLogRecordType.Filemarks or WriteLogRecordType.SystemBlocks
        ? Type + ": " + Extent
        : Type + " at object " + LogicalObjectIdentifier.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private T Content<T>(WriteLogRecordType type) => Type == type ? (T)_content! : throw Other(type);

    private InvalidOperationException Other(WriteLogRecordType wanted) => new("The record is of type " + Type + " and not " + wanted + ".");
}
