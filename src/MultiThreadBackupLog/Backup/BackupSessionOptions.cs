using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Backup;

/// <summary>Settings of a <see cref="BackupSession"/>; copied when used.</summary>
public sealed class BackupSessionOptions
{
    private int _blockLength = 64 * 1024;
    private int _blockCount = 1024;
    private int _maximumStreams = 64;
    private long _checkpointBytes = 32L << 30;
    private TimeSpan _checkpointInterval = TimeSpan.FromMinutes(15);
    private TimeSpan _commitInterval = TimeSpan.FromMilliseconds(100);
    private TimeSpan _timeResolution = TimeSpan.FromMilliseconds(1);
    private int _maximumRecoveries = 3;
    private DrainPolicy _drainPolicy = DrainPolicy.ArrivalOrder;
    private TimeProvider _timeProvider = TimeProvider.System;
    private string _applicationLogIdentifier = string.Empty;
    private int _volumeNumber;
    private WriteLogGranularity _logGranularity;
    private WriteLogIntents _logIntents;

    /// <summary>Gets or sets where the session begins. Default: only on a blank tape.</summary>
    public BackupPlacement Placement { get; set; }

    /// <summary>Gets or sets the greatest length of a tape block in bytes, the trailer included. Default: 65,536.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int BlockLength
    {
        get => _blockLength;
        set => _blockLength = Positive(value, nameof(BlockLength));
    }

    /// <summary>Gets or sets how many blocks the streams share for their buffers. Default: 1024, 64 MiB at the default block length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int BlockCount
    {
        get => _blockCount;
        set => _blockCount = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(BlockCount), value, "A stream needs two blocks.");
    }

    /// <summary>Gets or sets how many streams may be open at once, 1 to 1024 and at most half of <see cref="BlockCount"/>. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaximumStreams
    {
        get => _maximumStreams;
        set => _maximumStreams = value is >= 1 and <= 1024
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumStreams), value, "One to 1024 streams may be open at once.");
    }

    /// <summary>Gets or sets the order in which streams are served. Default: arrival order.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public DrainPolicy DrainPolicy
    {
        get => _drainPolicy;
        set => _drainPolicy = Guard.NotNull(value);
    }

    /// <summary>Gets or sets whether each tape block ends in a trailer of 16 bytes that names its stream and number and checks its content. Default: false.</summary>
    /// <remarks>With it any part of a restore is verified; without it only whole streams are.</remarks>
    public bool HasBlockTrailers { get; set; }

    /// <summary>Gets or sets whether the session begins with a label block that names its log. Default: true.</summary>
    public bool HasLabel { get; set; } = true;

    /// <summary>Gets or sets whether each checkpoint writes the log's new bytes to the tape. Default: true.</summary>
    public bool HasLogIncrements { get; set; } = true;

    /// <summary>Gets or sets whether the end of the session writes a whole copy of the log to the tape. Default: true.</summary>
    public bool HasClosingCopy { get; set; } = true;

    /// <summary>Gets or sets after how many bytes on tape a checkpoint is made. Default: 32 GiB.</summary>
    /// <remarks>A checkpoint stops the drive for seconds; what lies behind the last one is in doubt after a crash.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long CheckpointBytes
    {
        get => _checkpointBytes;
        set => _checkpointBytes = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(CheckpointBytes), value, "A checkpoint needs some bytes before it.");
    }

    /// <summary>Gets or sets after how long a checkpoint is made when something was written since the last. Default: 15 minutes.</summary>
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

    /// <summary>Gets or sets how many times in a row, without a block accepted in between, the session may recover from a failed write. Default: 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaximumRecoveries
    {
        get => _maximumRecoveries;
        set => _maximumRecoveries = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaximumRecoveries), value, "A number of recoveries is not negative.");
    }

    /// <summary>Gets or sets the file that the log is kept in, which must not exist; null keeps it in memory and on the tape only. Default: null.</summary>
    public string? LogPath { get; set; }

    /// <summary>Gets or sets the identifier of the log. Default: empty, a new one.</summary>
    public Guid LogIdentifier { get; set; }

    /// <summary>Gets or sets an identifier of the log that the application chose. Default: empty text.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string ApplicationLogIdentifier
    {
        get => _applicationLogIdentifier;
        set => _applicationLogIdentifier = Guard.NotNull(value);
    }

    /// <summary>Gets or sets the identity of the cartridge. Default: empty; an appended session takes that of the session before, another a new one.</summary>
    public Guid VolumeIdentifier { get; set; }

    /// <summary>Gets or sets the identity of the set of volumes that the backup is spread over. Default: empty, none.</summary>
    public Guid VolumeSetIdentifier { get; set; }

    /// <summary>Gets or sets the number of the volume within its set. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int VolumeNumber
    {
        get => _volumeNumber;
        set => _volumeNumber = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(VolumeNumber), value, "A volume number is not negative.");
    }

    /// <summary>Gets or sets the volume of the set before this one, on which streams may begin that go on here. Default: empty, none.</summary>
    public Guid PredecessorVolume { get; set; }

    /// <summary>Gets or sets the volume that the backup will go on with when this one is full; then, and only then, the log names it. Default: empty, not known.</summary>
    public Guid SuccessorVolume { get; set; }

    /// <summary>Gets or sets whether the log keeps an entry per run or per block. Default: per run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public WriteLogGranularity LogGranularity
    {
        get => _logGranularity;
        set => _logGranularity = value is WriteLogGranularity.Runs or WriteLogGranularity.Blocks
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LogGranularity), value, "There is no such granularity.");
    }

    /// <summary>Gets or sets whether the log says which blocks are about to be given to the device, so that it knows which were in doubt. Default: no.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public WriteLogIntents LogIntents
    {
        get => _logIntents;
        set => _logIntents = value is WriteLogIntents.None or WriteLogIntents.Appended or WriteLogIntents.Committed
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LogIntents), value, "There is no such kind of intents.");
    }

    /// <summary>Gets or sets the resolution of the log's time stamps; zero keeps none. Default: 1 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan TimeResolution
    {
        get => _timeResolution;
        set => _timeResolution = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(TimeResolution), value, "A resolution is not negative.");
    }

    /// <summary>Gets or sets the clock. Default: the system's.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider TimeProvider
    {
        get => _timeProvider;
        set => _timeProvider = Guard.NotNull(value);
    }

    /// <summary>Gets or sets whether the checksum of each stream is kept. Without it a restore of a whole stream cannot be verified.</summary>
    internal bool HasStreamChecksums { get; set; } = true;

    /// <summary>Gets or sets whether copies of the log may be asked for later, although none is wanted now.</summary>
    internal bool MayCopyLog { get; set; }

    internal BackupSessionOptions Clone() => (BackupSessionOptions)MemberwiseClone();

    private static int Positive(int value, string property) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(property, value, "The value is positive.");

    private static TimeSpan Positive(TimeSpan value, string property) =>
        value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(property, value, "The time is positive.");
}
