using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Tape;

/// <content>The misfortunes: what a test asks for, and how the drive then answers.</content>
public sealed partial class MemoryTape
{
    private readonly Dictionary<long, Fault> _readFaults = [];
    private readonly Dictionary<long, Fault> _writeFaults = [];
    private long _mediumCapacity;
    private bool _isPositionKnown = true;
    private TapeResult? _pending;   // What the next operation, whatever it is, answers instead of being executed.

    /// <summary>What an operation needs before it can run.</summary>
    private enum Need
    {
        /// <summary>Nothing: it goes to a place of its own.</summary>
        Nothing,

        /// <summary>A known position, but not what the buffer holds.</summary>
        EndOfData,

        /// <summary>A known position; a lost buffer is what it tells about.</summary>
        Report,

        /// <summary>A known position, and a buffer without lost objects.</summary>
        Position,
    }

    /// <summary>Moves the write protection tab.</summary>
    /// <param name="isWriteProtected">True: writes are refused from now on.</param>
    public void SetWriteProtection(bool isWriteProtected) => _options.IsWriteProtected = isWriteProtected;

    /// <summary>Makes an object unreadable.</summary>
    /// <param name="logicalObjectIdentifier">Its number; it need not exist yet.</param>
    /// <param name="times">How many attempts fail before one succeeds; <see cref="int.MaxValue"/> for ever.</param>
    /// <param name="condition">The failure, for example <see cref="TapeCondition.MediumError"/>.</param>
    /// <remarks>Moving over it works. Overwriting it does not heal the place; <paramref name="times"/> 0 does.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the condition is no failure.</exception>
    public void FailRead(long logicalObjectIdentifier, int times = int.MaxValue, TapeCondition condition = TapeCondition.MediumError) =>
        SetFault(_readFaults, logicalObjectIdentifier, times, condition);

    /// <summary>Makes an object unwritable: it is accepted into the buffer, and fails when the drive writes it to the medium.</summary>
    /// <param name="logicalObjectIdentifier">Its number.</param>
    /// <param name="times">How many attempts fail before one succeeds; <see cref="int.MaxValue"/> for ever.</param>
    /// <param name="condition">The failure, for example <see cref="TapeCondition.MediumError"/>.</param>
    /// <remarks>It and every object accepted after it are then lost. On an unbuffered tape the write itself fails.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the condition is no failure.</exception>
    public void FailWrite(long logicalObjectIdentifier, int times = 1, TapeCondition condition = TapeCondition.MediumError) =>
        SetFault(_writeFaults, logicalObjectIdentifier, times, condition);

    /// <summary>Makes the medium end sooner than the drive believes, as rewritten bad spots do: an overflow then loses buffered blocks.</summary>
    /// <param name="capacityBytes">The true capacity, counted like <see cref="MemoryTapeOptions.CapacityBytes"/>.</param>
    /// <remarks>
    /// The failure is <see cref="TapeCondition.EndOfMedium"/> with residuals that count the lost objects too, so that they exceed what the
    /// operation itself asked for (VOLUME OVERFLOW, SSC-3 clause 4.2.9).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacityBytes"/> is negative.</exception>
    public void EndMediumAt(long capacityBytes) => _mediumCapacity = capacityBytes >= 0
        ? capacityBytes
        : throw new ArgumentOutOfRangeException(nameof(capacityBytes), capacityBytes, "A capacity is not negative.");

    /// <summary>Takes the power away and gives it back: the buffer is lost.</summary>
    /// <remarks>
    /// The next operation answers <see cref="TapeCondition.DeviceReset"/> and is not executed. The position is not known until a
    /// rewind or a locate; everything else answers <see cref="TapeCondition.PositionError"/> till then.
    /// </remarks>
    public void LosePower()
    {
        DropBuffer();
        _isPositionKnown = false;
        _pending = TapeResult.Failure(TapeCondition.DeviceReset, null, "The drive was reset.");
    }

    /// <summary>Takes the cartridge out with whatever the buffer held lost, and puts one in.</summary>
    /// <param name="isBlank">True: another one, blank. False: the same one.</param>
    /// <remarks>The next operation answers <see cref="TapeCondition.MediumChanged"/> and is not executed; after that as for <see cref="LosePower"/>.</remarks>
    public void ChangeMedium(bool isBlank)
    {
        DropBuffer();
        if (isBlank)
        {
            _recording = new TapeRecording(_options.FilemarkLengthBytes);
            _recordedCount = 0;
            _position = 0;
            _mediumCapacity = _options.CapacityBytes;
            _readFaults.Clear();
            _writeFaults.Clear();
        }

        _isPositionKnown = false;
        _pending = TapeResult.Failure(TapeCondition.MediumChanged, null, "The medium may have been changed.");
    }

    private static void SetFault(Dictionary<long, Fault> faults, long logicalObjectIdentifier, int times, TapeCondition condition)
    {
        if (logicalObjectIdentifier < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(logicalObjectIdentifier), logicalObjectIdentifier, "A logical object number is not negative.");
        }

        if (times < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(times), times, "A number of attempts is not negative.");
        }

        if (condition < TapeCondition.WriteProtected)
        {
            throw new ArgumentOutOfRangeException(nameof(condition), condition, "This condition is an expected event and no failure.");
        }

        faults[logicalObjectIdentifier] = new Fault(times, condition);
    }

    private static bool Fails(Dictionary<long, Fault> faults, long logicalObjectIdentifier, out TapeCondition condition)
    {
        if (!faults.TryGetValue(logicalObjectIdentifier, out Fault fault) || fault.Times == 0)
        {
            condition = TapeCondition.None;
            return false;
        }

        if (fault.Times != int.MaxValue)
        {
            faults[logicalObjectIdentifier] = new Fault(fault.Times - 1, fault.Condition);
        }

        condition = fault.Condition;
        return true;
    }

    private bool FailsReading(long logicalObjectIdentifier, out TapeCondition condition) =>
        Fails(_readFaults, logicalObjectIdentifier, out condition);

    private bool FailsWriting(long logicalObjectIdentifier, out TapeCondition condition) =>
        Fails(_writeFaults, logicalObjectIdentifier, out condition);

    /// <summary>Says whether the drive answers something else instead of executing an operation.</summary>
    private bool Refuses(Need need, out TapeResult refusal)
    {
        Guard.NotDisposed(_isDisposed, this);
        if (_pending is { } pending)
        {
            // Unit attentions and deferred errors come first, whatever the operation, and once.
            _pending = null;
            refusal = pending;
            return true;
        }

        if (!_isPositionKnown && need != Need.Nothing)
        {
            refusal = TapeResult.Failure(TapeCondition.PositionError, null, "The position is not known; rewind or locate first.");
            return true;
        }

        if (_bufferFailure != TapeCondition.None && need == Need.Position)
        {
            refusal = CurrentWriteError(TapeCondition.MediumError, 0, 0);
            return true;
        }

        if (_bufferFailure != TapeCondition.None && need != Need.Report)
        {
            DropBuffer();
        }

        refusal = default;
        return false;
    }

    private bool RefusesWriting(out TapeResult refusal)
    {
        refusal = IsWriteProtected
            ? TapeResult.Failure(TapeCondition.WriteProtected, Here, "The medium is write protected.")
            : default;
        return IsWriteProtected;
    }

    private readonly struct Fault(int times, TapeCondition condition)
    {
        public int Times { get; } = times;

        public TapeCondition Condition { get; } = condition;
    }
}
