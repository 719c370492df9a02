using System;
using System.Threading;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Restore;

/// <summary>Reads blocks at stated objects and moves between them, with bounded retries, holding the device to the log at every command.</summary>
internal sealed class RestoreReader
{
    private readonly SequentialDevice _device;
    private byte[] _buffer = [];
    private bool _isPositionSure;

    public RestoreReader(SequentialDevice device, int maximumRetries)
    {
        _device = device;
        MaximumRetries = maximumRetries;
        TapeResult result = device.ReadPosition(out TapePositionReport report);
        if (result.IsFailure && !IsWorthRetrying(result.Condition))
        {
            throw new TapeException("asking for the position", result);
        }

        _isPositionSure = result.IsSuccess;
        Position = report.Position;
    }

    public int MaximumRetries { get; }

    public int GreatestBlockLengthBytes => _device.BlockLimits.MaximumBlockLength;

    public TapePosition Position { get; private set; }

    public long ReadBlocks { get; private set; }

    public long ReadBytes { get; private set; }

    public long Retries { get; private set; }

    /// <summary>Gets whether the end of data was met where the log has more: nothing that is still wanted can come.</summary>
    public bool IsTapeAtItsEnd { get; private set; }

    public string EndReason { get; private set; } = string.Empty;

    public void Locate(TapePosition target)
    {
        for (int attempt = 0; ; attempt++)
        {
            TapeResult result = _device.Locate(target);
            if (Arrived(result, target) || MetEndOfData(result))
            {
                return;
            }

            FailUnlessWorthRetrying("moving to " + target, result, attempt);
        }
    }

    public void Space(SpaceUnit unit, RestoreStep step)
    {
        Demand(step.Begin);
        if (IsTapeAtItsEnd)
        {
            return;
        }

        TapeResult result = _device.Space(unit, step.Count);
        if (Arrived(result, step.End) || MetEndOfData(result))
        {
            return;
        }

        if (!result.IsFailure)
        {
            throw Disagreement(step + " should end at " + step.End, result);
        }

        // A failed relative move leaves the count in doubt; an absolute one does not need it. On another cartridge it would find another place.
        if (!IsWorthRetrying(result.Condition))
        {
            throw new TapeException(step.ToString(), result);
        }

        Retries++;
        _isPositionSure = false;
        Locate(step.End);
    }

    /// <summary>Reads the block at an object; false means that it cannot be had, or that the tape is at its end.</summary>
    public bool TryRead(TapePosition at, int blockLengthBytes, out ReadOnlySpan<byte> block, out string? reason)
    {
        block = default;
        if (blockLengthBytes > GreatestBlockLengthBytes)
        {
            reason = TooLong(blockLengthBytes);
            return false;
        }

        Span<byte> buffer = Buffer(blockLengthBytes);
        bool isRead = TryRead(at, buffer, out reason);
        block = isRead ? buffer : default;
        return isRead;
    }

    /// <summary>Reads the block at an object into memory as long as the block must be, and no longer than the device's blocks can be.</summary>
    public bool TryRead(TapePosition at, Span<byte> block, out string? reason)
    {
        reason = null;
        for (int attempt = 0; attempt <= MaximumRetries; attempt++)
        {
            Demand(at);
            if (IsTapeAtItsEnd)
            {
                return false;
            }

            TapeResult result = _device.ReadBlock(block);
            ReadBytes += result.TransferredBytes;
            ReadBlocks += result.TransferredBytes > 0 ? 1 : 0;
            if (MetEndOfData(result))
            {
                return false;
            }

            if (!result.IsFailure)
            {
                if (!result.IsSuccess || result.TransferredBytes != block.Length || !Arrived(result, at.Advance(1)))
                {
                    throw Disagreement("a block of " + block.Length + " bytes should lie at " + at, result);
                }

                return true;
            }

            reason = result.ToString();
            _isPositionSure = false;
            if (!IsWorthRetrying(result.Condition))
            {
                throw new TapeException("reading " + at, result);
            }

            Retries += attempt < MaximumRetries ? 1 : 0;
        }

        return false;
    }

    /// <summary>Counts a read that is repeated because of what it gave.</summary>
    public void CountRetry() => Retries++;

    public string TooLong(int blockLengthBytes) =>
        "the log says " + blockLengthBytes + " bytes, and the device's blocks have at most " + GreatestBlockLengthBytes;

    public void ReadThrough(RestoreStep step, CancellationToken cancellationToken)
    {
        for (long index = 0; index < step.Count && !IsTapeAtItsEnd; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!TryRead(step.Begin.Advance(index), step.BlockLengthBytes, out _, out _))
            {
                // Nobody wants this block: what cannot be read through is passed by.
                Locate(step.End);
                return;
            }
        }
    }

    private static bool IsWorthRetrying(TapeCondition condition) => condition
        is TapeCondition.MediumError or TapeCondition.HardwareError or TapeCondition.PositionError
        or TapeCondition.DeviceReset or TapeCondition.OutcomeUnknown or TapeCondition.CorruptData;

    private static TapeException Disagreement(string expectation, TapeResult result) =>
        new("The log does not fit the tape: " + expectation + ", and the device says: " + result + ".");

    private Span<byte> Buffer(int lengthBytes)
    {
        if (_buffer.Length < lengthBytes)
        {
            _buffer = new byte[lengthBytes];
        }

        return _buffer.AsSpan(0, lengthBytes);
    }

    private void Demand(TapePosition position)
    {
        if (!_isPositionSure || Position != position)
        {
            Locate(position);
        }
    }

    private bool Arrived(TapeResult result, TapePosition expected)
    {
        if (!result.IsSuccess)
        {
            return false;
        }

        TapePosition actual = result.IsPositionKnown ? result.Position : Ask();
        if (actual != expected)
        {
            throw Disagreement("the device should stand at " + expected + " and stands at " + actual, result);
        }

        Position = actual;
        _isPositionSure = true;
        return true;
    }

    private TapePosition Ask()
    {
        TapeResult result = _device.ReadPosition(out TapePositionReport report);
        return result.IsSuccess ? report.Position : throw new TapeException("asking for the position", result);
    }

    private bool MetEndOfData(TapeResult result)
    {
        if (result.Condition != TapeCondition.EndOfData)
        {
            return false;
        }

        IsTapeAtItsEnd = true;
        EndReason = "the tape ends" + (result.IsPositionKnown ? " at object " + result.Position.LogicalObjectIdentifier : " here") + ", before what the log has";
        return true;
    }

    private void FailUnlessWorthRetrying(string operation, TapeResult result, int attempt)
    {
        _isPositionSure = false;
        if (attempt >= MaximumRetries || !IsWorthRetrying(result.Condition))
        {
            throw new TapeException(operation, result);
        }

        Retries++;
    }
}
