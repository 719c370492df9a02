using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Backup;

/// <summary>The way in for a backup: several streams onto one tape at the same time, with a log of the order.</summary>
/// <remarks>
/// <para>
/// Each source opens a stream and fills tape blocks in place (<see cref="BlockStreamWriter"/>); one thread of the session owns the device, writes
/// the blocks in the order of the drain policy, and logs each run after the device took it. Checkpoints make everything accepted so far safe and put the log's
/// new part on the tape; the end writes a whole copy. A stream's <see cref="BlockStreamWriter.Completion"/> ends when its last block is on the medium.
/// </para>
/// <para>
/// A failed write puts everything behind the last proven object in doubt. The log takes it back, each stream that lost blocks is told,
/// and the session goes on behind the proven end, after it moved there and looked.
/// </para>
/// <para>Opening streams, checkpoints, progress and completion are safe from any thread. The session owns the device and the log until it ended.</para>
/// </remarks>
public sealed class BackupSession : IDisposable
{
    private readonly BackupDrainTarget _target;
    private readonly BlockMultiplexer _multiplexer;

    private BackupSession(WriteLog log, BackupDrainTarget target, BlockMultiplexer multiplexer)
    {
        Log = log;
        _target = target;
        _multiplexer = multiplexer;
    }

    /// <summary>Gets the log; append to it is the session's affair, snapshots are anybody's. Disposed together with the session.</summary>
    public WriteLog Log { get; }

    /// <summary>Gets the most bytes that a stream can put into one block: the block length less the trailer.</summary>
    public int MaximumPayloadLength => _multiplexer.MaximumBlockLength;

    /// <summary>Gets how far the session is.</summary>
    public BackupProgress Progress => new(
        Log.NextLogicalObjectIdentifier, Log.OnMediumLogicalObjectIdentifier, _target.CheckpointCount, _multiplexer.OpenStreamCount);

    internal DrainLoop Loop => _multiplexer.Loop;

    internal BlockMultiplexer Multiplexer => _multiplexer;

    /// <summary>Begins a session where the options say, on a device that stands there or, to append, anywhere.</summary>
    /// <param name="device">The device. Not disposed by the session, and not to be touched by others until it ended.</param>
    /// <param name="options">Settings; copied.</param>
    /// <returns>The session; streams can be opened.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The device does not take blocks of the length, or the options do not go together.</exception>
    /// <exception cref="InvalidOperationException">The tape is not blank, and neither append nor overwrite was said. Nothing was written.</exception>
    /// <exception cref="System.IO.IOException">The log's file exists or cannot be written.</exception>
    /// <exception cref="TapeException">The medium is write-protected, or the device failed.</exception>
    public static BackupSession Start(SequentialDevice device, BackupSessionOptions options) => Start(device, options, startThread: true);

    /// <summary>Opens a stream.</summary>
    /// <param name="description">Whose blocks they will be; copied.</param>
    /// <returns>The writer of the stream's one producer.</returns>
    /// <exception cref="InvalidOperationException">As many streams are open as may be, or the session is ending.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public BlockStreamWriter OpenStream(StreamDescription description) => _multiplexer.OpenStream(description);

    /// <summary>Opens a stream, and waits while as many are open as may be.</summary>
    /// <param name="description">Whose blocks they will be; copied.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The writer of the stream's one producer.</returns>
    /// <exception cref="InvalidOperationException">The session is ending.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public ValueTask<BlockStreamWriter> OpenStreamAsync(StreamDescription description, CancellationToken cancellationToken = default) =>
        _multiplexer.OpenStreamAsync(description, cancellationToken);

    /// <summary>Makes everything that the device has accepted by then safe, now instead of at the next checkpoint that is due.</summary>
    /// <returns>Ends when the checkpoint was made; what it made safe, each stream's <see cref="BlockStreamWriter.OnMediumBlocks"/> says.</returns>
    /// <exception cref="InvalidOperationException">The session ended.</exception>
    public Task CheckpointAsync() => _multiplexer.RunOnDrainThreadAsync(_target.Checkpoint);

    /// <summary>Takes no more streams, waits until the open ones ended, makes everything safe, and closes the log and its copy on the tape.</summary>
    /// <returns>What became of the session; whatever ended it early is in the report.</returns>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public async Task<BackupSessionReport> CompleteAsync()
    {
        Exception? failure = null;
        try
        {
            await _multiplexer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception; // Whatever it is, the report says it beside what became of the blocks.
        }

        return BackupSessionReport.Create(Log, _target, failure);
    }

    /// <summary>Does what <see cref="CompleteAsync"/> does, and blocks meanwhile.</summary>
    /// <returns>What became of the session.</returns>
    public BackupSessionReport Complete() => CompleteAsync().GetAwaiter().GetResult();

    /// <summary>Ends the session where it is not completed: open streams fail, what was accepted is made safe, the log is closed, and no closing copy is written.</summary>
    public void Dispose()
    {
        _multiplexer.Dispose();
        Log.Dispose();
    }

    /// <summary>Begins a session that a test steps by hand, or one with a thread.</summary>
    internal static BackupSession Start(SequentialDevice device, BackupSessionOptions options, bool startThread) => Start(
        device,
        options,
        startThread,
        SessionStart.Find,
        static (tape, log, settings, copyBlockLength) => new BackupDrainTarget(tape, log, settings, copyBlockLength));

    /// <summary>Begins a session of somebody who decides where it begins and what is done beside writing.</summary>
    internal static BackupSession Start(
        SequentialDevice device,
        BackupSessionOptions options,
        bool startThread,
        Func<SequentialDevice, BackupPlacement, SessionStart> findStart,
        Func<SequentialDevice, WriteLog, BackupSessionOptions, int, BackupDrainTarget> createTarget)
    {
        Guard.NotNull(device);
        BackupSessionOptions copy = Guard.NotNull(options).Clone();
        bool needsCopyBlocks = copy.HasLabel || copy.HasLogIncrements || copy.HasClosingCopy || copy.MayCopyLog;
        int copyBlockLength = needsCopyBlocks ? LogCopies.ChooseBlockLength(device.BlockLimits, copy.BlockLength) : copy.BlockLength;
        BlockMultiplexerOptions multiplexing = Multiplexing(copy, device.BlockLimits);
        SessionStart start = findStart(device, copy.Placement);
        WriteLogOptions logOptions = LogOptions(copy, start);
        WriteLog log = copy.LogPath is null ? WriteLog.CreateInMemory(logOptions) : WriteLog.CreateFile(copy.LogPath, logOptions);
        try
        {
            start.Separate(device);
            BackupDrainTarget target = createTarget(device, log, copy, copyBlockLength);
            if (copy.HasLabel)
            {
                target.WriteLabel();
            }

            return new BackupSession(log, target, new BlockMultiplexer(target, multiplexing, startThread));
        }
        catch
        {
            log.Dispose();
            if (copy.LogPath is not null)
            {
                File.Delete(copy.LogPath); // Made just now; the log of a session that never was would only be in the way of the next.
            }

            throw;
        }
    }

    // Everything that can be wrong with the options is found before the tape is touched.
    private static BlockMultiplexerOptions Multiplexing(BackupSessionOptions options, TapeBlockLimits limits)
    {
        if (!limits.Accepts(options.BlockLength))
        {
            throw new ArgumentException("The device takes blocks of " + limits + ", not of " + options.BlockLength + ".", nameof(options));
        }

        if (options.HasBlockTrailers && options.BlockLength <= BlockTrailer.EncodedLength)
        {
            throw new ArgumentException("A trailer of " + BlockTrailer.EncodedLength + " bytes leaves nothing of a block of " + options.BlockLength + ".", nameof(options));
        }

        return new BlockMultiplexerOptions(options.BlockLength)
        {
            BlockCount = options.BlockCount,
            MaximumStreams = options.MaximumStreams,
            Policy = options.DrainPolicy,
            HasChecksums = options.HasStreamChecksums,
            TimeProvider = options.TimeProvider,
        }.CheckedCopy();
    }

    // About a million runs between two growths of the file; none of it is left when the session is over.
    private const long LogGrowthBytes = 1 << 20;

    private static WriteLogOptions LogOptions(BackupSessionOptions options, SessionStart start) => new()
    {
        LogIdentifier = options.LogIdentifier == Guid.Empty ? Guid.NewGuid() : options.LogIdentifier,
        ApplicationLogIdentifier = options.ApplicationLogIdentifier,
        VolumeIdentifier = options.VolumeIdentifier != Guid.Empty ? options.VolumeIdentifier : start.Predecessor?.VolumeIdentifier ?? Guid.NewGuid(),
        VolumeSetIdentifier = options.VolumeSetIdentifier,
        VolumeNumber = options.VolumeNumber,
        PredecessorVolume = options.PredecessorVolume,
        Granularity = options.LogGranularity,
        Intents = options.LogIntents,
        FilePreallocationBytes = LogGrowthBytes,
        Partition = start.Origin.Partition,
        OriginLogicalObjectIdentifier = start.Origin.LogicalObjectIdentifier,
        PredecessorCopyLogicalObjectIdentifier = start.Predecessor?.CopyLogicalObjectIdentifier ?? -1,
        PredecessorLogIdentifier = start.Predecessor?.LogIdentifier ?? Guid.Empty,
        SessionNumber = start.SessionNumber,
        HasBlockTrailers = options.HasBlockTrailers,
        HasSessionLabel = options.HasLabel,
        TimeResolution = options.TimeResolution,
        TimeProvider = options.TimeProvider,
    };
}
