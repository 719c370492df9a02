using System;

namespace MultiThreadBackupLog.Tape;

/// <summary>What a <see cref="TapeImage"/> pretends to be.</summary>
/// <remarks>Copied when an image is opened. Capacities are not written into the file. Not safe to change from several threads at once.</remarks>
public sealed class TapeImageOptions
{
    private long _capacityBytes = long.MaxValue;
    private long _earlyWarningBytes;

    /// <summary>Gets or sets how long the file may grow, length words and padding included: the end of the medium.</summary>
    /// <value>0 or more. Default: <see cref="long.MaxValue"/>, as far as the disk goes.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long CapacityBytes
    {
        get => _capacityBytes;
        set => _capacityBytes = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A length in bytes is not negative.");
    }

    /// <summary>Gets or sets how long the early warning zone in front of the end is, in bytes of the file.</summary>
    /// <value>0 or more; 0, the default, gives no warning before the end.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long EarlyWarningBytes
    {
        get => _earlyWarningBytes;
        set => _earlyWarningBytes = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A length in bytes is not negative.");
    }

    internal TapeImageOptions Copy() => (TapeImageOptions)MemberwiseClone();
}
