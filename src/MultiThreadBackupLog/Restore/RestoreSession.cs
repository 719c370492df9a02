using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Restore;

/// <summary>The way in for a restore: walks a plan on a device and gives every wanted block to the sink of its stream, several streams in one pass.</summary>
/// <remarks>
/// <para>
/// At every step the session compares where the plan says that the device stands with where the device says it does, and every block's length
/// with the log's; where they disagree it stops with a <see cref="TapeException"/>, since a log that does not fit its tape would give wrong data.
/// A block that cannot be read is read again a bounded number of times, each time after a locate; then it is lost, its stream is told, and the rest is restored.
/// </para>
/// <para>
/// Content is checked as far as it can be: block trailers where the tape has them, and the log's checksum where a whole stream is restored; the
/// report says which, and <see cref="RestoreVerification.Unverified"/> where neither was possible.
/// </para>
/// <para>A session runs once and owns the device while it runs. It moves the device and writes nothing. A thread of its own uses the device and checks what it reads,
/// up to eight blocks ahead of the sinks, in the memory of so many blocks; sinks and progress are called on the thread that runs the session. A sink that throws, or a
/// cancellation, ends the session when the device's command that is under way is over; the device may then stand some blocks further than the sinks came.</para>
/// </remarks>
public sealed class RestoreSession
{
    private readonly SequentialDevice _device;
    private readonly RestorePlan _plan;
    private readonly RestoreSessionOptions _options;
    private readonly SortedDictionary<StreamId, BlockSink> _sinks = new();
    private int _hasRun;

    /// <summary>Prepares a restore.</summary>
    /// <param name="device">The device that holds the tape. Not disposed by the session.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="options">Settings, or null for the defaults. Copied.</param>
    /// <exception cref="ArgumentNullException">The device or the plan is null.</exception>
    public RestoreSession(SequentialDevice device, RestorePlan plan, RestoreSessionOptions? options = null)
    {
        _device = Guard.NotNull(device);
        _plan = Guard.NotNull(plan);
        _options = (options ?? new RestoreSessionOptions()).Clone();
    }

    /// <summary>Says where the blocks of a stream go.</summary>
    /// <param name="stream">A stream of the plan.</param>
    /// <param name="sink">The sink. Not disposed by the session.</param>
    /// <returns>This session.</returns>
    /// <exception cref="ArgumentException">The plan restores nothing of the stream, or the stream has a sink.</exception>
    public RestoreSession AddSink(StreamId stream, BlockSink sink)
    {
        Guard.NotNull(sink);
        if (_plan.RangesOf(stream).Count == 0)
        {
            throw new ArgumentException("The plan restores nothing of stream " + stream + ".", nameof(stream));
        }

        if (_sinks.ContainsKey(stream))
        {
            throw new ArgumentException("Stream " + stream + " has a sink.", nameof(stream));
        }

        _sinks.Add(stream, sink);
        return this;
    }

    /// <summary>Walks the plan; sinks are called on the calling thread.</summary>
    /// <param name="progress">Told now and then; may be null.</param>
    /// <param name="cancellationToken">Ends the restore between two commands of the device.</param>
    /// <returns>What was restored, what was lost, and how far the content is known to be right.</returns>
    /// <exception cref="InvalidOperationException">A stream of the plan has no sink, or the session ran before.</exception>
    /// <exception cref="TapeException">The tape is not the log's, it does not fit the log, or the drive failed for good.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public RestoreReport Run(IProgress<RestoreProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        StreamId[] unserved = _plan.Streams.Where(stream => !_sinks.ContainsKey(stream)).ToArray();
        if (unserved.Length > 0)
        {
            throw new InvalidOperationException("No sink takes the blocks of stream " + string.Join(", ", unserved) + ".");
        }

        if (Interlocked.Exchange(ref _hasRun, 1) != 0)
        {
            throw new InvalidOperationException("A restore session runs once.");
        }

        var streams = new RestoredStreams(_plan, _sinks);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var walk = new RestoreWalk(_device, _plan, _options, streams, _options.ReadsAhead ? stop.Token : cancellationToken);
        var delivery = new RestoreDelivery(streams, _plan.WantedBlocks, progress, cancellationToken);
        if (_options.ReadsAhead)
        {
            using var ahead = new RestoreReadAhead(walk, stop);
            while (delivery.Take(ahead.Take()))
            {
                ahead.Return();
            }
        }
        else
        {
            var item = new RestoreItem();
            do
            {
                walk.MoveNext(item);
            }
            while (delivery.Take(item));
        }

        return new RestoreReport(streams.Complete(), _plan.Summary, walk.ReadBlocks, walk.ReadBytes, walk.Retries);
    }

    /// <summary>Walks the plan on a thread of its own.</summary>
    /// <param name="progress">Told now and then; may be null.</param>
    /// <param name="cancellationToken">Ends the restore between two commands of the device.</param>
    /// <returns>What <see cref="Run"/> returns, or its exception.</returns>
    public Task<RestoreReport> RunAsync(IProgress<RestoreProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(() => Run(progress, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
