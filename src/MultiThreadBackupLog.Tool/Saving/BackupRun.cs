using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Sources;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Saving;

/// <summary>Backs several sources up at the same time onto one tape image.</summary>
internal sealed class BackupRun
{
    private const long SharedBytes = 64L << 20;
    private const int MaximumSharedBlocks = 8192;
    private const int LeastSharedBlocks = 16;

    private readonly ToolConsole _console;
    private readonly BackupSettings _settings;

    public BackupRun(ToolConsole console, BackupSettings settings)
    {
        _console = console;
        _settings = settings;
    }

    /// <summary>Runs the backup to its end.</summary>
    /// <returns>The report, and whether every file of every source is on the tape as it should be.</returns>
    /// <exception cref="IOException">A source, the tape or the log cannot be opened; nothing was written.</exception>
    /// <exception cref="ToolFailureException">The tape is not to be written so; nothing was written.</exception>
    public async Task<(BackupSessionReport Report, bool IsSuccess)> RunAsync(IReadOnlyList<SourceArgument> arguments, CancellationToken cancellationToken)
    {
        // Sources first: a path that leads nowhere must not cost a session on the tape.
        var ownOutputs = new HashSet<FileIdentity>();
        var sources = arguments.Select(argument =>
        {
            ProblemList problems = _console.Problems(argument.Name);
            return (Problems: problems, Source: argument.Open(problems, ownOutputs));
        }).ToArray();

        using TapeToWrite tape = TapeToWrite.Open(_settings, _console);
        using BackupSession session = Start(tape, sources.Length);
        tape.MarkUsed();
        AddIdentity(ownOutputs, _settings.TapePath);
        AddIdentity(ownOutputs, _settings.LogPath);

        SourceRun[] runs = sources.Select(source => new SourceRun(source.Source, source.Problems, session, _settings.BlockLength, cancellationToken)).ToArray();
        Task<BackupSessionReport> work = WorkAsync(session, runs);
        await ProgressDisplay.WatchAsync(_console, work, () => runs.Select(run => run.Progress).ToArray());
        BackupSessionReport report = await work;
        Tell(report);
        bool isCancelled = cancellationToken.IsCancellationRequested;
        if (isCancelled)
        {
            _console.Message("cancelled; what was on its way is on the tape and in the log");
        }

        return (report, report.IsSuccess && !isCancelled && !runs.Any(run => run.Problems.HasFailures));
    }

    private static async Task<BackupSessionReport> WorkAsync(BackupSession session, SourceRun[] runs)
    {
        try
        {
            await Task.WhenAll(runs.Select(run => run.RunAsync()));
        }
        finally
        {
            Array.ForEach(runs, run => run.Dispose());
        }

        return await session.CompleteAsync();
    }

    private static void AddIdentity(HashSet<FileIdentity> identities, string path)
    {
        if (FileStatus.OfPath(path, followLink: true).Identity is { } identity)
        {
            identities.Add(identity);
        }
    }

    private BackupSession Start(TapeToWrite tape, int streams)
    {
        if (!tape.Image.BlockLimits.Accepts(_settings.BlockLength))
        {
            throw new ToolFailureException(
                "The block size " + _settings.BlockLength + " is outside what '" + _settings.TapePath + "' takes: " + tape.Image.BlockLimits + ". Nothing was written.");
        }

        try
        {
            return BackupSession.Start(tape.Image, new BackupSessionOptions
            {
                Placement = _settings.Placement,
                BlockLength = _settings.BlockLength,
                BlockCount = (streams * 2) + (int)Math.Clamp(SharedBytes / _settings.BlockLength, LeastSharedBlocks, MaximumSharedBlocks),
                MaximumStreams = streams,
                DrainPolicy = _settings.Policy,
                CheckpointBytes = _settings.CheckpointBytes,
                HasBlockTrailers = _settings.HasBlockTrailers,
                LogPath = _settings.LogPath,
            });
        }
        catch (InvalidOperationException)
        {
            throw new ToolFailureException("'" + _settings.TapePath + "' holds something already. Say --append or --overwrite; nothing was written.");
        }
        catch (ArgumentException e)
        {
            throw new ToolFailureException(e.Message + " Nothing was written to '" + _settings.TapePath + "'.");
        }
    }

    private void Tell(BackupSessionReport report)
    {
        foreach (WriteLogStreamStatistics stream in report.Statistics.Streams)
        {
            _console.Result(Printable.Text(Words(stream)));
        }

        _console.Result(string.Create(
            CultureInfo.InvariantCulture,
            $"session {report.Header.SessionNumber}: {ByteSize.Format(report.Statistics.All.ByteCount)} on tape, {report.CheckpointCount} checkpoints, log {report.Header.LogIdentifier}"));
        foreach (WriteLogStream stream in report.FailedStreams)
        {
            _console.Message(Printable.Text(
                stream.Description.Name + ": only its first " + stream.BlockCount + " blocks are on the tape: " + (stream.End?.Reason ?? "it was not ended")));
        }

        if (report.Outcome != BackupOutcome.Completed)
        {
            string what = report.Outcome switch
            {
                BackupOutcome.EndOfMedium => "'" + _settings.TapePath + "' is full",
                BackupOutcome.Abandoned => "the session was given up",
                _ => "the session failed",
            };
            _console.Message(Printable.Text(what + (report.Failure is null ? string.Empty : ": " + report.Failure.Message.TrimEnd('.'))
                + "; what is on the medium is in the log '" + _settings.LogPath + "' and can be restored"));
        }

        if (report.ClosingCopyFailure is { } failure)
        {
            _console.Message(Printable.Text("there is no whole copy of the log on the tape; '" + _settings.LogPath + "' is the only one: " + failure.Message));
        }
    }

    private static string Words(WriteLogStreamStatistics stream)
    {
        string rate = stream.BytesPerSecond is { } bytes ? ", " + ByteSize.Format((long)bytes) + "/s" : string.Empty;
        string end = stream.Stream?.EndType == StreamEndType.Completed ? string.Empty : ", NOT WHOLE";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{stream.Stream?.Description.Name}: {stream.BlockCount} blocks, {ByteSize.Format(stream.ByteCount)} on tape, {stream.RunCount} runs of {stream.MeanRunBlocks:0.0} blocks{rate}{end}");
    }
}
