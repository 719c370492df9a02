using System;
using System.Globalization;

namespace MultiThreadBackupLog.Tape;

/// <summary>What READ POSITION says: where the host stands, and which objects are still in the device's buffer (SSC-3 clause 7.8).</summary>
/// <remarks>The default value is the beginning of partition 0 with an unknown buffer. Immutable; safe to share between threads.</remarks>
public readonly struct TapePositionReport
{
    /// <summary>Describes a position whose buffer is not known.</summary>
    /// <param name="position">The next object that the host will transfer.</param>
    public TapePositionReport(TapePosition position) => Position = position;

    /// <summary>Describes a position and the device's buffer.</summary>
    /// <param name="position">The next object that the host will transfer (FIRST LOGICAL OBJECT LOCATION).</param>
    /// <param name="objectsInBuffer">How many accepted objects are not yet on the medium.</param>
    /// <param name="bytesInBuffer">How many bytes they hold.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or there are more buffered objects than the position allows.</exception>
    public TapePositionReport(TapePosition position, long objectsInBuffer, long bytesInBuffer)
    {
        if (objectsInBuffer < 0 || objectsInBuffer > position.LogicalObjectIdentifier)
        {
            throw new ArgumentOutOfRangeException(nameof(objectsInBuffer), objectsInBuffer, "Buffered objects lie between the beginning of the partition and the position.");
        }

        if (bytesInBuffer < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bytesInBuffer), bytesInBuffer, "A byte count is not negative.");
        }

        Position = position;
        IsBufferKnown = true;
        ObjectsInBuffer = objectsInBuffer;
        BytesInBuffer = bytesInBuffer;
    }

    /// <summary>Gets the next object that the host will transfer.</summary>
    public TapePosition Position { get; }

    /// <summary>Gets whether the device says what is in its buffer (LOCU and BYCU are zero).</summary>
    public bool IsBufferKnown { get; }

    /// <summary>Gets how many accepted objects, blocks and filemarks together, are not yet on the medium.</summary>
    public long ObjectsInBuffer { get; }

    /// <summary>Gets how many bytes the buffered objects hold.</summary>
    public long BytesInBuffer { get; }

    /// <summary>Gets the place below which everything is on the medium (LAST LOGICAL OBJECT LOCATION).</summary>
    /// <exception cref="InvalidOperationException"><see cref="IsBufferKnown"/> is false.</exception>
    public TapePosition FirstBuffered => IsBufferKnown
        ? Position.Advance(-ObjectsInBuffer)
        : throw new InvalidOperationException("The device does not say which objects are in its buffer.");

    /// <summary>Gives the report in words.</summary>
    /// <returns>The position and the buffered objects.</returns>
    public override string ToString() => IsBufferKnown
        ? string.Format(CultureInfo.InvariantCulture, "{0}, {1} objects ({2} bytes) in the buffer", Position, ObjectsInBuffer, BytesInBuffer)
        : Position + ", buffer unknown";
}
