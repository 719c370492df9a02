using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log;

/// <summary>What a write log says about itself, and how it is kept.</summary>
/// <remarks>Copied when a log is created; later changes do not touch that log. Not safe to change from several threads.</remarks>
public sealed class WriteLogOptions
{
    /// <summary>The greatest length of <see cref="ApplicationLogIdentifier"/> in bytes of UTF-8.</summary>
    public const int MaximumTextLength = 4096;

    private string _applicationLogIdentifier = string.Empty;
    private int _volumeNumber;
    private int _partition;
    private long _originLogicalObjectIdentifier;
    private long _predecessorCopyLogicalObjectIdentifier = -1;
    private int _sessionNumber = 1;
    private WriteLogGranularity _granularity;
    private TimeSpan _timeResolution = TimeSpan.FromMilliseconds(1);
    private int _runsPerTimeStamp = 64;
    private TimeProvider _timeProvider = TimeProvider.System;
    private long _filePreallocationBytes;
    private WriteLogIntents _intents;

    /// <summary>Gets or sets the identity of the log; it salts every checksum. Default: a new one for each options object.</summary>
    public Guid LogIdentifier { get; set; } = Guid.NewGuid();

    /// <summary>Gets or sets an identifier of the application's own. Default: empty, none.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaximumTextLength"/> bytes.</exception>
    public string ApplicationLogIdentifier
    {
        get => _applicationLogIdentifier;
        set => _applicationLogIdentifier = LogText.Checked(value, MaximumTextLength, nameof(ApplicationLogIdentifier));
    }

    /// <summary>Gets or sets the identity of the cartridge. Default: <see cref="Guid.Empty"/>, none: whether log and tape belong together cannot be checked.</summary>
    public Guid VolumeIdentifier { get; set; }

    /// <summary>Gets or sets the identity of the volume set. Default: <see cref="Guid.Empty"/>, none.</summary>
    public Guid VolumeSetIdentifier { get; set; }

    /// <summary>Gets or sets the number of the volume within its set. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int VolumeNumber
    {
        get => _volumeNumber;
        set => _volumeNumber = (int)NotNegative(value, nameof(VolumeNumber));
    }

    /// <summary>Gets or sets the volume of the set before this one. Default: <see cref="Guid.Empty"/>, none.</summary>
    public Guid PredecessorVolume { get; set; }

    /// <summary>Gets or sets the partition that the session writes to. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Partition
    {
        get => _partition;
        set => _partition = (int)NotNegative(value, nameof(Partition));
    }

    /// <summary>Gets or sets the logical object number at which the session begins. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long OriginLogicalObjectIdentifier
    {
        get => _originLogicalObjectIdentifier;
        set => _originLogicalObjectIdentifier = NotNegative(value, nameof(OriginLogicalObjectIdentifier));
    }

    /// <summary>Gets or sets the first object of the closing copy of the session before on the same tape. Default: -1, none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than -1, or <see cref="long.MaxValue"/>.</exception>
    public long PredecessorCopyLogicalObjectIdentifier
    {
        get => _predecessorCopyLogicalObjectIdentifier;
        set => _predecessorCopyLogicalObjectIdentifier = value is >= -1 and < long.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PredecessorCopyLogicalObjectIdentifier), value, "An object number is -1 or not negative, and not the greatest.");
    }

    /// <summary>Gets or sets the log of the session before on the same tape. Default: <see cref="Guid.Empty"/>, none.</summary>
    public Guid PredecessorLogIdentifier { get; set; }

    /// <summary>Gets or sets which session of the tape this is, from 1. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int SessionNumber
    {
        get => _sessionNumber;
        set => _sessionNumber = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(SessionNumber), value, "Sessions are numbered from 1.");
    }

    /// <summary>Gets or sets whether each block of a stream ends in a trailer of 16 bytes, which its length on tape includes. Default: false.</summary>
    public bool HasBlockTrailers { get; set; }

    /// <summary>Gets or sets whether the object at the origin is a session label. Default: false.</summary>
    public bool HasSessionLabel { get; set; }

    /// <summary>Gets or sets whether the log has an entry per run or per block. Default: per run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public WriteLogGranularity Granularity
    {
        get => _granularity;
        set => _granularity = value is WriteLogGranularity.Runs or WriteLogGranularity.Blocks
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Granularity), value, "There is no such granularity.");
    }

    /// <summary>Gets or sets the unit of the time stamps; <see cref="TimeSpan.Zero"/> keeps none. Default: 1 millisecond.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan TimeResolution
    {
        get => _timeResolution;
        set => _timeResolution = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(TimeResolution), value, "A resolution is not negative.");
    }

    /// <summary>Gets or sets how many entries share one time stamp; besides, each commit has one. 1 stamps every entry. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int RunsPerTimeStamp
    {
        get => _runsPerTimeStamp;
        set => _runsPerTimeStamp = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RunsPerTimeStamp), value, "At least one entry is needed for each time stamp.");
    }

    /// <summary>Gets or sets where times come from. Default: the system's clock.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider TimeProvider
    {
        get => _timeProvider;
        set => _timeProvider = Guard.NotNull(value);
    }

    /// <summary>Gets or sets by how much a file log grows at a time, in bytes. Default: 0, as its pages need it.</summary>
    /// <remarks>
    /// The part that is not used yet holds zeros, which are written when the file grows, and is cut off when the log is disposed of; readers know it for what it is.
    /// A commit is then quicker on most file systems, since neither the length nor the place of the file changes with it.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long FilePreallocationBytes
    {
        get => _filePreallocationBytes;
        set => _filePreallocationBytes = NotNegative(value, nameof(FilePreallocationBytes));
    }

    /// <summary>Gets or sets whether who writes this log says which blocks are about to be given to the device. Default: no.</summary>
    /// <remarks>Followed by the multiplexer and by backup sessions; one who writes a log by himself calls <see cref="WriteLog.AppendIntent"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public WriteLogIntents Intents
    {
        get => _intents;
        set => _intents = value is WriteLogIntents.None or WriteLogIntents.Appended or WriteLogIntents.Committed
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Intents), value, "There is no such kind of intents.");
    }

    /// <summary>Gets or sets whether a file log that was closed takes its sealed form: pages near the entropy of what they say, with the index of the log behind them. Default: false.</summary>
    /// <remarks>
    /// The pages are at most three quarters as long as the live form's. With the index, which is then opened and need not be built, the file is a half to
    /// twice as long as the live form; docs/performance.md has the figures.
    /// <see cref="WriteLog.Close"/> writes the sealed form beside the file and makes it durable; disposing of the log puts it in the file's place, in one
    /// step, and makes its name durable. The live form can be read until then, and at any time there is one of the two, whole. Without effect on a log in memory.
    /// </remarks>
    public bool SealsFileWhenClosed { get; set; }

    private static long NotNegative(long value, string property) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(property, value, "The value must not be negative.");
}
