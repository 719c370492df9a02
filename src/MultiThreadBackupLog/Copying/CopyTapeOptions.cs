using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>Settings of one tape of a <see cref="CopyManager"/>; copied when used.</summary>
public sealed class CopyTapeOptions
{
    private int _maximumBlockLength = 64 * 1024;
    private int _blockCount = 1024;
    private int _maximumStreams = 256;
    private DrainPolicy _drainPolicy = DrainPolicy.ArrivalOrder;
    private long _checkpointBytes = 32L << 30;
    private TimeSpan _checkpointInterval = TimeSpan.FromMinutes(15);
    private TimeSpan _commitInterval = TimeSpan.FromMilliseconds(100);
    private TimeSpan _idleInterval = TimeSpan.FromSeconds(30);
    private TimeSpan _timeResolution = TimeSpan.FromMilliseconds(1);
    private int _maximumRecoveries = 3;
    private TapeDriveModel _driveModel = TapeDriveModel.Lto8;

    /// <summary>Gets or sets the longest tape block that commands may write, in bytes. Default: 65,536.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 32.</exception>
    public int MaximumBlockLength
    {
        get => _maximumBlockLength;
        set => _maximumBlockLength = value >= 32
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumBlockLength), value, "A block length is at least 32 bytes.");
    }

    /// <summary>Gets or sets how many tape blocks may wait for the drive, of all commands together. Default: 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int BlockCount
    {
        get => _blockCount;
        set => _blockCount = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(BlockCount), value, "A stream needs two blocks.");
    }

    /// <summary>Gets or sets how many streams may be open at once, those of application identifiers included: 1 to 1,024, at most half of <see cref="BlockCount"/>. Default: 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaximumStreams
    {
        get => _maximumStreams;
        set => _maximumStreams = value is >= 1 and <= 1024
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumStreams), value, "One to 1,024 streams may be open at once.");
    }

    /// <summary>Gets or sets what the drive is like, by which restores are planned that the copy manager plans itself. Default: an LTO-8 drive.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TapeDriveModel DriveModel
    {
        get => _driveModel;
        set => _driveModel = Guard.NotNull(value);
    }

    /// <summary>Gets or sets the order in which the commands' blocks are written. Default: arrival order.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public DrainPolicy DrainPolicy
    {
        get => _drainPolicy;
        set => _drainPolicy = Guard.NotNull(value);
    }

    /// <summary>Gets or sets whether the first write begins a log where none is open. Default: true.</summary>
    /// <remarks>False: a list that writes is refused (COMMAND SEQUENCE ERROR) until the initiator began a log.</remarks>
    public bool BeginsLogByItself { get; set; } = true;

    /// <summary>Gets or sets whether the log is copied to the medium and closed when the last command that writes has ended and none waits. Default: false.</summary>
    public bool CopiesLogWhenIdle { get; set; }

    /// <summary>Gets or sets whether the log is copied to the medium, in the zone kept for such, when the medium is full. Default: false.</summary>
    public bool CopiesLogAtEndOfMedium { get; set; }

    /// <summary>Gets or sets whether a log that was copied to the medium as a whole is cleared at once. Default: false.</summary>
    public bool ClearsLogAfterCopy { get; set; }

    /// <summary>Gets or sets whether each stream's checksum is kept in a log that began by itself. Default: true.</summary>
    public bool KeepsChecksums { get; set; } = true;

    /// <summary>Gets or sets the resolution of time stamps in a log that began by itself; zero keeps none. Default: 1 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan TimeResolution
    {
        get => _timeResolution;
        set => _timeResolution = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(TimeResolution), value, "A resolution is not negative.");
    }

    /// <summary>Gets or sets where a log's file goes; given the log's identifier it returns a path that does not exist. Default: null, the log is kept in memory.</summary>
    public Func<Guid, string>? LogPath { get; set; }

    /// <summary>Gets or sets the identity of the cartridge, which logs record. Default: empty; each log that is not told takes a new one.</summary>
    public Guid VolumeIdentifier { get; set; }

    /// <summary>Gets or sets after how many bytes the tape is synchronised. Default: 32 GiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long CheckpointBytes
    {
        get => _checkpointBytes;
        set => _checkpointBytes = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(CheckpointBytes), value, "A checkpoint needs some bytes before it.");
    }

    /// <summary>Gets or sets after how long the tape is synchronised when something was written. Default: 15 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan CheckpointInterval
    {
        get => _checkpointInterval;
        set => _checkpointInterval = Positive(value, nameof(CheckpointInterval));
    }

    /// <summary>Gets or sets how long an accepted run may stay out of the log's file. Default: 100 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan CommitInterval
    {
        get => _commitInterval;
        set => _commitInterval = Positive(value, nameof(CommitInterval));
    }

    /// <summary>Gets or sets after how long without a write the drive is located to the log's end and compared before the next one. Default: 30 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan IdleInterval
    {
        get => _idleInterval;
        set => _idleInterval = Positive(value, nameof(IdleInterval));
    }

    /// <summary>Gets or sets how many times in a row, without a block accepted in between, the tape may recover from a failed write. Default: 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaximumRecoveries
    {
        get => _maximumRecoveries;
        set => _maximumRecoveries = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaximumRecoveries), value, "A number of recoveries is not negative.");
    }

    internal CopyTapeOptions Clone() => (CopyTapeOptions)MemberwiseClone();

    private static TimeSpan Positive(TimeSpan value, string property) =>
        value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(property, value, "The time is positive.");
}
