using System;

namespace MultiThreadBackupLog.Tape;

/// <summary>What a <see cref="MemoryTape"/> is like.</summary>
/// <remarks>Copied when a tape is made; later changes do nothing to it. Not safe to change from several threads at once.</remarks>
public sealed class MemoryTapeOptions
{
    private long _capacityBytes = long.MaxValue;
    private long _earlyWarningBytes;
    private int _filemarkLengthBytes = 4;
    private long _bufferSizeBytes = 1024 * 1024;
    private long _bufferSizeObjects = 256;

    /// <summary>Gets or sets how much the medium holds: each block takes its length in bytes, each filemark <see cref="FilemarkLengthBytes"/>.</summary>
    /// <value>0 or more. Default: <see cref="long.MaxValue"/>, a tape without an end.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long CapacityBytes
    {
        get => _capacityBytes;
        set => _capacityBytes = NotNegative(value, nameof(value));
    }

    /// <summary>Gets or sets how long the early warning zone in front of the end is, in bytes.</summary>
    /// <value>0 or more; 0, the default, gives no warning before the end.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long EarlyWarningBytes
    {
        get => _earlyWarningBytes;
        set => _earlyWarningBytes = NotNegative(value, nameof(value));
    }

    /// <summary>Gets or sets how much of the medium a filemark takes, in bytes.</summary>
    /// <value>0 or more. Default: 4.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int FilemarkLengthBytes
    {
        get => _filemarkLengthBytes;
        set => _filemarkLengthBytes = (int)NotNegative(value, nameof(value));
    }

    /// <summary>Gets or sets the block lengths that the tape takes.</summary>
    /// <value>Default: 1 to 8,388,608 bytes.</value>
    public TapeBlockLimits BlockLimits { get; set; } = new(1, 8 * 1024 * 1024);

    /// <summary>Gets or sets whether the medium refuses writes.</summary>
    /// <value>Default: false. <see cref="MemoryTape.SetWriteProtection"/> moves the tab of an existing tape.</value>
    public bool IsWriteProtected { get; set; }

    /// <summary>Gets or sets whether the drive answers a write when the block is in its buffer (buffered mode 1) rather than on the medium (0).</summary>
    /// <value>Default: true.</value>
    public bool IsBuffered { get; set; } = true;

    /// <summary>Gets or sets how many bytes of blocks the drive's buffer holds. A longer block goes straight to the medium.</summary>
    /// <value>0 or more. Default: 1 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long BufferSizeBytes
    {
        get => _bufferSizeBytes;
        set => _bufferSizeBytes = NotNegative(value, nameof(value));
    }

    /// <summary>Gets or sets how many objects, blocks and filemarks together, the drive's buffer holds.</summary>
    /// <value>1 or more. Default: 256.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public long BufferSizeObjects
    {
        get => _bufferSizeObjects;
        set => _bufferSizeObjects = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A buffer holds at least one object; IsBuffered switches it off.");
    }

    /// <summary>Gets or sets what the drive says of its buffer.</summary>
    /// <value>Default: <see cref="MemoryTapeBufferReport.Truthful"/>.</value>
    public MemoryTapeBufferReport BufferReport { get; set; }

    /// <summary>Gets or sets whether the drive can say how much room is left (<see cref="SequentialDevice.RemainingBytes"/>).</summary>
    /// <value>Default: true. A tape without an end never says.</value>
    public bool ReportsRemainingBytes { get; set; } = true;

    /// <summary>Gets or sets whether the drive stands before, not after, a block that it could not read.</summary>
    /// <value>Default: false, the usual place.</value>
    public bool StandsBeforeUnreadableBlock { get; set; }

    internal MemoryTapeOptions Copy() => (MemoryTapeOptions)MemberwiseClone();

    private static long NotNegative(long value, string parameter) => value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(parameter, value, "A length in bytes is not negative.");
}
