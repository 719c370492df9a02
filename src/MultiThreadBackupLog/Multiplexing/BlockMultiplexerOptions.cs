using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>How a <see cref="BlockMultiplexer"/> shares its memory among streams, and in which order it writes them.</summary>
/// <remarks>Copied when used: later changes have no effect. Not safe to change from several threads.</remarks>
public sealed class BlockMultiplexerOptions
{
    /// <summary>The most streams that may be open at the same time.</summary>
    public const int GreatestMaximumStreams = 1024;

    private const long DefaultSharedBytes = 64L * 1024 * 1024;
    private const int DefaultMaximumSharedBlocks = 1024;
    private const int DefaultMinimumSharedBlocks = 16;

    private int? _blockCount;
    private int _maximumStreams = 64;
    private int _maximumBlocksPerStream;
    private DrainPolicy _policy = DrainPolicy.ArrivalOrder;
    private TimeProvider _timeProvider = TimeProvider.System;

    /// <summary>Sets the length of the tape blocks; everything else has a default.</summary>
    /// <param name="blockLength">The longest tape block in bytes, at least 32; where blocks have trailers, 16 bytes of it are the trailer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockLength"/> is less than 32.</exception>
    public BlockMultiplexerOptions(int blockLength)
    {
        if (blockLength < 32)
        {
            throw new ArgumentOutOfRangeException(nameof(blockLength), blockLength, "A block length is at least 32 bytes.");
        }

        BlockLength = blockLength;
    }

    private BlockMultiplexerOptions(BlockMultiplexerOptions other)
    {
        BlockLength = other.BlockLength;
        _blockCount = other._blockCount;
        _maximumStreams = other._maximumStreams;
        _maximumBlocksPerStream = other._maximumBlocksPerStream;
        _policy = other._policy;
        _timeProvider = other._timeProvider;
        HasChecksums = other.HasChecksums;
    }

    /// <summary>Gets the length of the memory of a tape block in bytes.</summary>
    public int BlockLength { get; }

    /// <summary>Gets or sets how many blocks the shared memory holds, the one that each possible stream has for itself included.</summary>
    /// <value>At least twice <see cref="MaximumStreams"/>. Default: one for each possible stream and 64 MiB beside, at least 16 and at most 1,024 blocks.</value>
    /// <remarks>Memory that is never filled is not touched.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2 or more than 2^24.</exception>
    public int BlockCount
    {
        get => _blockCount ?? (int)Math.Max(
            2L * _maximumStreams,
            _maximumStreams + Math.Max(DefaultMinimumSharedBlocks, Math.Min(DefaultMaximumSharedBlocks, DefaultSharedBytes / BlockLength)));
        set => _blockCount = value is >= 2 and <= 1 << 24
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BlockCount), value, "A multiplexer has 2 to 2^24 blocks.");
    }

    /// <summary>Gets or sets how many streams may be open at the same time. Each has one block of its own, so that it goes on whatever the others hold.</summary>
    /// <value>1 to 1,024. Default: 64.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public int MaximumStreams
    {
        get => _maximumStreams;
        set => _maximumStreams = value is >= 1 and <= GreatestMaximumStreams
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumStreams), value, "1 to 1,024 streams may be open.");
    }

    /// <summary>Gets or sets the most shared blocks that one stream may hold, or 0 for half of them.</summary>
    /// <value>Default: 0. More than there are is as many as there are.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaximumBlocksPerStream
    {
        get => _maximumBlocksPerStream;
        set => _maximumBlocksPerStream = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumBlocksPerStream), value, "A cap is not negative.");
    }

    /// <summary>Gets or sets the order in which streams are written. Default: arrival order.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public DrainPolicy Policy
    {
        get => _policy;
        set => _policy = Guard.NotNull(value);
    }

    /// <summary>Gets or sets whether each block's payload is summed (CRC32C) by its producer for the checksum of the stream. Default: true.</summary>
    /// <remarks>Where blocks have trailers the sum is always made.</remarks>
    public bool HasChecksums { get; set; } = true;

    /// <summary>Gets or sets where time comes from. Default: the system's clock.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider TimeProvider
    {
        get => _timeProvider;
        set => _timeProvider = Guard.NotNull(value);
    }

    internal int SharedBlocks => BlockCount - MaximumStreams;

    internal int EffectiveMaximumBlocksPerStream => _maximumBlocksPerStream == 0
        ? Math.Max(1, SharedBlocks / 2)
        : Math.Min(_maximumBlocksPerStream, SharedBlocks);

    /// <summary>Copies the options and checks what only holds between them.</summary>
    internal BlockMultiplexerOptions CheckedCopy()
    {
        if (MaximumStreams > BlockCount / 2)
        {
            throw new ArgumentException(MaximumStreams + " streams need at least " + (2 * MaximumStreams) + " blocks; there are " + BlockCount + ".");
        }

        long capBytes = (long)EffectiveMaximumBlocksPerStream * BlockLength;
        if (Policy.Type == DrainPolicyType.LongRuns && Policy.RunBytes > capBytes)
        {
            throw new ArgumentException("A least run of " + Policy.RunBytes + " bytes can never be together: a stream holds at most " + capBytes + " bytes.");
        }

        return new BlockMultiplexerOptions(this);
    }
}
