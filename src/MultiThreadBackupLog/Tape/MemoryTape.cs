using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Tape;

/// <summary>A tape in memory with the manners of a real drive: for the tests of whoever builds on this library, and for the library's own.</summary>
/// <remarks>
/// <para>It models one partition, the drive's own buffer, early warning, the end of the medium, write protection, and on demand the
/// misfortunes of a drive: unreadable and unwritable objects, a medium that ends too soon, a power loss, a changed medium.
/// Everything happens inside the calls and in a fixed order, so a test that fails fails again.</para>
/// <para>The buffer is written to the medium when it runs full (oldest object first), by every synchronous write of filemarks, by every move,
/// and by <see cref="AdvanceBuffer"/>. What was on the medium stays there until the first overwriting object gets there.</para>
/// <para>Errors as a drive gives them: a failure found while the host waits for synchronisation is current; one found while room was made
/// for another block is deferred, and that block was not taken. The objects that then could not be recorded stay listed in the
/// buffer's report, and writing goes on only after a rewind, a locate, or a move to the end of data, which drop them.</para>
/// <para>Not safe to call from several threads at once.</para>
/// </remarks>
public sealed partial class MemoryTape : SequentialDevice
{
    private readonly MemoryTapeOptions _options;
    private TapeRecording _recording;
    private TapeRecording.Tail? _overwritten;   // What lies on the medium where the buffered objects will go; null once the first got there.
    private long _position;
    private long _recordedCount;                // Objects from here on are in the buffer.
    private bool _isDisposed;

    /// <summary>Makes a blank tape without an end, loaded and standing at its beginning.</summary>
    public MemoryTape()
        : this(new MemoryTapeOptions())
    {
    }

    /// <summary>Makes a blank tape, loaded and standing at its beginning.</summary>
    /// <param name="options">What it is like; copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public MemoryTape(MemoryTapeOptions options)
    {
        _options = Guard.NotNull(options).Copy();
        _recording = new TapeRecording(_options.FilemarkLengthBytes);
        _mediumCapacity = _options.CapacityBytes;
    }

    /// <inheritdoc/>
    public override TapeBlockLimits BlockLimits => _options.BlockLimits;

    /// <inheritdoc/>
    public override bool IsWriteProtected => _options.IsWriteProtected;

    /// <inheritdoc/>
    public override bool IsBufferReportTrusted => _options.BufferReport == MemoryTapeBufferReport.Truthful;

    /// <summary>Gets how many bytes may still be written behind the position; null for a tape without an end, one that was told not to say, and an unknown position.</summary>
    public override long? RemainingBytes =>
        _options.ReportsRemainingBytes && _isPositionKnown && _options.CapacityBytes != long.MaxValue
            ? Math.Max(0, _options.CapacityBytes - _recording.AddressOf(_position))
            : null;

    private TapePosition Here => new(0, _position);

    private TapePosition? HereIfKnown => _isPositionKnown ? Here : null;

    private bool IsInEarlyWarning =>
        _options.EarlyWarningBytes > 0
        && _recording.AddressOf(_position) > _options.CapacityBytes - Math.Min(_options.EarlyWarningBytes, _options.CapacityBytes);

    /// <inheritdoc/>
    public override TapeResult WriteBlock(ReadOnlySpan<byte> block)
    {
        if (Refuses(Need.Position, out TapeResult refusal) || RefusesWriting(out refusal))
        {
            return refusal;
        }

        if (!BlockLimits.Accepts(block.Length))
        {
            return TapeResult.Failure(TapeCondition.InvalidRequest, Here, "A block of " + block.Length + " bytes is outside the limits of " + BlockLimits + ".");
        }

        if (block.Length > _options.CapacityBytes - _recording.AddressOf(_position))
        {
            return new TapeResult(TapeCondition.EndOfMedium, Here, residualBlocks: 1, isEarlyWarning: true);
        }

        if (!MakesRoom(block.Length, out TapeResult deferred))
        {
            return deferred;
        }

        BeginOverwriting();
        _recording.AppendBlock(block);
        _position++;
        bool isForBuffer = _options.IsBuffered && block.Length <= _options.BufferSizeBytes;
        if (!isForBuffer && !Record(_position, out TapeCondition condition))
        {
            TakeBack(_position - 1);
            return CurrentWriteError(condition, ownBlocks: 1, ownFilemarks: 0);
        }

        return new TapeResult(TapeCondition.None, Here, transferredBytes: block.Length, isEarlyWarning: IsInEarlyWarning);
    }

    /// <inheritdoc/>
    public override TapeResult WriteFilemarks(int count, bool isImmediate)
    {
        if (count < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "A number of filemarks is not negative.");
        }

        if (Refuses(Need.Position, out TapeResult refusal) || (count > 0 && RefusesWriting(out refusal)))
        {
            return refusal;
        }

        long before = _position;
        bool isFull = false;
        for (int written = 0; written < count && !isFull; written++)
        {
            isFull = _options.FilemarkLengthBytes > _options.CapacityBytes - _recording.AddressOf(_position);
            if (!isFull)
            {
                if (!MakesRoom(0, out TapeResult deferred))
                {
                    if (_position == before)
                    {
                        return deferred;
                    }

                    // Some of its own marks were taken already, so this operation ran, and the error is its own.
                    TakeBack(Math.Max(before, _recordedCount));
                    return CurrentWriteError(deferred.Condition, ownBlocks: 0, ownFilemarks: count - (_position - before));
                }

                BeginOverwriting();
                _recording.AppendFilemark();
                _position++;
            }
        }

        if ((!isImmediate || !_options.IsBuffered) && !Record(_recording.ObjectCount, out TapeCondition condition))
        {
            TakeBack(Math.Max(before, _recordedCount));
            return CurrentWriteError(condition, ownBlocks: 0, ownFilemarks: count - (_position - before));
        }

        return new TapeResult(
            isFull ? TapeCondition.EndOfMedium : TapeCondition.None,
            Here,
            residualFilemarks: count - (_position - before),
            isEarlyWarning: isFull || IsInEarlyWarning);
    }

    /// <inheritdoc/>
    public override TapeResult ReadBlock(Span<byte> buffer)
    {
        if (Refuses(Need.Position, out TapeResult refusal) || !Synchronises(out refusal))
        {
            return refusal;
        }

        if (_position == _recording.ObjectCount)
        {
            return new TapeResult(TapeCondition.EndOfData, Here);
        }

        long wanted = _position;
        if (FailsReading(wanted, out TapeCondition condition))
        {
            _position += _options.StandsBeforeUnreadableBlock ? 0 : 1;
            return TapeResult.Failure(condition, Here, "Object " + wanted + " cannot be read.");
        }

        _position++;
        if (_recording.IsFilemark(wanted))
        {
            return new TapeResult(TapeCondition.Filemark, Here);
        }

        int length = _recording.BlockLength(wanted);
        int copied = Math.Min(length, buffer.Length);
        _recording.CopyBlock(wanted, buffer.Slice(0, copied));
        return length <= buffer.Length
            ? TapeResult.Success(Here, copied)
            : new TapeResult(TapeCondition.IncorrectLength, Here, transferredBytes: copied, residualBytes: buffer.Length - length);
    }

    /// <inheritdoc/>
    public override TapeResult Space(SpaceUnit unit, long count)
    {
        if (Refuses(unit == SpaceUnit.EndOfData ? Need.EndOfData : Need.Position, out TapeResult refusal) || !Synchronises(out refusal))
        {
            return refusal;
        }

        if (!SpaceOutcome.Knows(unit))
        {
            return TapeResult.Failure(TapeCondition.InvalidRequest, Here, "There is no space code " + (int)unit + ".");
        }

        SpaceOutcome outcome = SpaceOutcome.Of(_recording, _position, unit, count);
        _position = outcome.Target;
        return new TapeResult(outcome.Condition, Here, residualBlocks: outcome.ResidualBlocks, residualFilemarks: outcome.ResidualFilemarks);
    }

    /// <inheritdoc/>
    public override TapeResult Locate(TapePosition position)
    {
        if (Refuses(Need.Nothing, out TapeResult refusal) || !Synchronises(out refusal))
        {
            return refusal;
        }

        if (position.Partition != 0)
        {
            return TapeResult.Failure(TapeCondition.InvalidRequest, HereIfKnown, "This tape has one partition.");
        }

        _isPositionKnown = true;
        _position = Math.Min(position.LogicalObjectIdentifier, _recording.ObjectCount);
        return new TapeResult(_position == position.LogicalObjectIdentifier ? TapeCondition.None : TapeCondition.EndOfData, Here);
    }

    /// <inheritdoc/>
    public override TapeResult Rewind() => Locate(default);

    /// <inheritdoc/>
    public override TapeResult ReadPosition(out TapePositionReport report)
    {
        report = default;
        if (Refuses(Need.Report, out TapeResult refusal))
        {
            return refusal;
        }

        report = _options.BufferReport switch
        {
            MemoryTapeBufferReport.Unknown => new TapePositionReport(Here),
            MemoryTapeBufferReport.AlwaysEmpty => new TapePositionReport(Here, 0, 0),
            _ => new TapePositionReport(Here, BufferedObjects, BufferedBytes),
        };
        return TapeResult.Success(Here);
    }

    /// <inheritdoc/>
    public override TapeResult Erase()
    {
        if (Refuses(Need.Position, out TapeResult refusal) || RefusesWriting(out refusal) || !Synchronises(out refusal))
        {
            return refusal;
        }

        _recording.Truncate(_position);
        _recordedCount = _position;
        return TapeResult.Success(Here);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }
}
