using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Reports;
using MultiThreadBackupLog.Tool.Restoring;
using MultiThreadBackupLog.Tool.Saving;
using MultiThreadBackupLog.Tool.Sources;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Demonstration;

/// <summary>The whole way on real directories: back up at once, draw, plan, restore a part, and compare with a pass that knows of no tape.</summary>
internal sealed class DemoRun
{
    private const int BlockLength = 16 * 1024;
    private const int TrailerLength = 16;
    private const int FewBlocks = 5;
    private const int ShownSteps = 8;

    private readonly ToolConsole _console;
    private readonly IReadOnlyList<SourceArgument> _sources;
    private readonly string _folder;
    private bool _hasDifference;

    public DemoRun(ToolConsole console, IReadOnlyList<SourceArgument> sources, string folder)
    {
        _console = console;
        _sources = sources;
        _folder = folder;
    }

    /// <summary>Runs the demonstration.</summary>
    /// <returns>Whether everything that was restored is what it should be.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        string tape = Path.Join(_folder, "demo.tap");
        string log = Path.Join(_folder, "demo.wlog");
        Head(1, _sources.Count + " sources at once onto one tape");
        var settings = new BackupSettings { TapePath = tape, LogPath = log, BlockLength = BlockLength, CheckpointBytes = 4 << 20 };
        (_, bool isBackedUp) = await new BackupRun(_console, settings).RunAsync(_sources, cancellationToken);
        if (!isBackedUp)
        {
            return false;
        }

        using LogFile file = LogFile.Open(log, _console);
        WriteLogIndex index = file.Index;
        Head(2, "How they lie on the tape, by the log");
        var drawing = new TapeDrawing(index);
        drawing.DrawAll(_console);

        // The stream with the most runs is the one for which passing over the others is most work.
        WriteLogStream whole = index.Streams.MaxBy(stream => stream.RunCount)!;
        WriteLogStream part = index.Streams.Where(stream => stream.BlockCount > 0 && stream != whole).MaxBy(stream => stream.BlockCount) ?? whole;
        BlockRange few = Middle(part.BlockCount);

        Head(3, "One whole stream back: '" + whole.Description.Name + "'");
        await RestoreAsync(tape, index, drawing, whole, null, cancellationToken);
        Head(4, "A few blocks back: " + few.FirstBlock + "-" + (few.EndBlock - 1) + " of '" + part.Description.Name + "'");
        await RestoreAsync(tape, index, drawing, part, few, cancellationToken);
        _console.Result(string.Empty);
        _console.Result(_hasDifference ? "Something DIFFERS." : "Everything that was restored is what a pass over the sources alone gives.");
        return !_hasDifference;
    }

    private static BlockRange Middle(long blocks)
    {
        long count = Math.Min(FewBlocks, blocks);
        return new BlockRange((blocks - count) / 2, count);
    }

    private async Task RestoreAsync(
        string tape, WriteLogIndex index, TapeDrawing drawing, WriteLogStream stream, BlockRange? blocks, CancellationToken cancellationToken)
    {
        var choice = new StreamChoice([], [], [stream.Id.Ordinal], blocks);
        RestorePlan plan = RestorePlanner.Plan(index, StreamRestore.Selection([stream], blocks), TapeDriveModel.NoSeekCost);
        ShowPlan(plan, drawing);

        string folder = Path.Join(_folder, "out" + stream.Id.Ordinal + (blocks is null ? string.Empty : "-part"));
        using TapeImage image = TapeFile.OpenToRead(tape, _console);
        int code = await new StreamRestore(_console, image, index, choice).RunAsync(folder, extracts: false, replacesExisting: false, cancellationToken);
        _hasDifference |= code != ExitCode.Done;

        SourceArgument source = _sources.Single(candidate => candidate.Name == stream.Description.Name);
        (string all, string part) = SinglePass.Sum(source, _console.Problems(source.Name), BlockLength - TrailerLength, blocks ?? new BlockRange(0, 0));
        string expected = blocks is null ? all : part;
        string? restored = Directory.EnumerateFiles(folder).Select(SumOfFile).SingleOrDefault();
        bool isSame = restored == expected;
        _hasDifference |= !isSame;
        _console.Result("SHA-256 restored         " + (restored ?? "nothing"));
        _console.Result("SHA-256 of source alone  " + expected + (isSame ? "  same" : "  DIFFERENT"));
    }

    private void ShowPlan(RestorePlan plan, TapeDrawing drawing)
    {
        foreach (RestoreStep step in plan.Steps.Take(ShownSteps))
        {
            _console.Result("  " + step);
        }

        RestorePlanSummary summary = plan.Summary;
        if (summary.StepCount > ShownSteps)
        {
            _console.Result("  and " + (summary.StepCount - ShownSteps) + " more steps");
        }

        drawing.DrawPlan(_console, plan);
        long total = plan.Index.Totals.ByteCount;
        _console.Result(
            "to read: " + summary.ReadBlocks + " blocks, " + ByteSize.Format(summary.ReadBytes) + " of the " + ByteSize.Format(total)
            + " on the tape; to pass over: " + summary.PassedLogicalObjects + " objects between them, in " + summary.MoveCount + " moves");
    }

    private void Head(int number, string text)
    {
        _console.Result(string.Empty);
        _console.Result(number + ". " + Printable.Text(text));
    }

    private static string SumOfFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
