using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Restoring;

/// <summary>Restores chosen streams into a folder, all in one pass over the tape.</summary>
internal sealed class StreamRestore
{
    private readonly ToolConsole _console;
    private readonly SequentialDevice _tape;
    private readonly WriteLogIndex _index;
    private readonly StreamChoice _choice;
    private readonly List<Item> _items = [];
    private bool _hasFailed;

    public StreamRestore(ToolConsole console, SequentialDevice tape, WriteLogIndex index, StreamChoice choice)
    {
        _console = console;
        _tape = tape;
        _index = index;
        _choice = choice;
    }

    /// <summary>Makes the selection that a planner takes.</summary>
    /// <exception cref="ToolFailureException">Blocks are asked for that a stream does not have.</exception>
    public static RestoreSelection Selection(IEnumerable<WriteLogStream> streams, BlockRange? blocks)
    {
        var selection = new RestoreSelection();
        foreach (WriteLogStream stream in streams)
        {
            if (blocks is { } range && range.EndBlock > stream.BlockCount)
            {
                throw new ToolFailureException(
                    "Blocks " + range.FirstBlock + "-" + (range.EndBlock - 1) + " of stream " + stream.Id + " '" + stream.Description.Name
                    + "' are asked for, and the log has " + (stream.BlockCount == 0 ? "none of it." : "0-" + (stream.BlockCount - 1) + " of it."));
            }

            selection.Add(stream.Id, blocks ?? BlockRange.All);
        }

        return selection;
    }

    /// <summary>Runs the restore.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string folder, bool extracts, bool replacesExisting, CancellationToken cancellationToken)
    {
        IReadOnlyList<WriteLogStream> streams = _choice.Resolve(_index);
        RestorePlan plan = RestorePlanner.Plan(_index, Selection(streams, _choice.Blocks), TapeDriveModel.NoSeekCost);
        try
        {
            OpenTargets(streams, folder, extracts, replacesExisting, cancellationToken);
            RestoreReport? report = await ReadAsync(plan, cancellationToken);
            foreach (Item item in _items)
            {
                Finish(item, report?.Streams.FirstOrDefault(stream => stream.Stream == item.Stream.Id));
            }

            if (report is not null)
            {
                _console.Result(
                    "read " + report.ReadBlocks + " blocks (" + ByteSize.Format(report.ReadBytes) + ") from the tape, passed over "
                    + report.Plan.PassedLogicalObjects + " objects in " + report.Plan.MoveCount + " moves"
                    + (report.Retries > 0 ? ", read " + report.Retries + " times again" : string.Empty));
            }
        }
        finally
        {
            _items.ForEach(item => item.Target.Dispose());
        }

        return _hasFailed || _items.Any(item => item.Problems.HasFailures) ? ExitCode.Failed : ExitCode.Done;
    }

    private void OpenTargets(IReadOnlyList<WriteLogStream> streams, string folder, bool extracts, bool replacesExisting, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        IReadOnlyList<string> names = OutputNames.Assign(streams, extracts);
        for (int index = 0; index < streams.Count; index++)
        {
            string path = Path.Join(Path.GetFullPath(folder), names[index]);
            ProblemList problems = _console.Problems(streams[index].Description.Name);
            RestoreTarget target = extracts && OutputNames.IsArchive(streams[index])
                ? new TreeTarget(path, problems, cancellationToken)
                : new FileTarget(path, replacesExisting);
            _items.Add(new Item(streams[index], target, problems));
        }
    }

    private async Task<RestoreReport?> ReadAsync(RestorePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Streams.Count == 0)
        {
            return null; // Streams without blocks: there is nothing to read.
        }

        // Whose log it is was looked at before, with a message of its own.
        var session = new RestoreSession(_tape, plan, new RestoreSessionOptions { CheckTapeIdentity = false });
        foreach (Item item in _items.Where(item => plan.RangesOf(item.Stream.Id).Count > 0))
        {
            session.AddSink(item.Stream.Id, item.Target);
        }

        Task<RestoreReport> work = session.RunAsync(null, cancellationToken);
        await ProgressDisplay.WatchAsync(_console, work, () => _items
            .Select(item => new ProgressItem(item.Stream.Description.Name, item.Target.WrittenBytes, ExpectedBytes(item.Stream), work.IsCompleted))
            .ToArray());
        return await work;
    }

    private long? ExpectedBytes(WriteLogStream stream)
    {
        const int TrailerBytes = 16;
        return _choice.Blocks is null ? stream.ByteCount - (_index.Header.HasBlockTrailers ? stream.BlockCount * TrailerBytes : 0) : null;
    }

    // Only what is whole and right gets its name; everything else is there as far as it goes, called partial.
    private void Finish(Item item, RestoreStreamReport? report)
    {
        bool isBeginningOnly = _choice.Blocks is null && item.Stream.EndType != StreamEndType.Completed;
        bool isRight = report is null || report.IsSuccess;
        if (report is not null)
        {
            foreach (RestoreLoss loss in report.Losses)
            {
                item.Problems.Fail("blocks " + loss.Blocks.FirstBlock + "-" + (loss.Blocks.EndBlock - 1), "lost, at object " + loss.FirstLogicalObjectIdentifier + " of the tape: " + loss.Reason);
            }

            if (report.Verification == RestoreVerification.Mismatch)
            {
                item.Problems.Fail(item.Target.FullPath, "the checksum of the stream is not the one in the log: some of it is not what was written");
            }
        }

        if (isBeginningOnly)
        {
            item.Problems.Fail(
                item.Target.FullPath,
                item.Stream.EndType == StreamEndType.Failed
                    ? "the backup of this stream failed (" + item.Stream.End?.Reason + "); what was restored is its beginning"
                    : "the backup of this stream did not come to its end, as far as the log goes; what was restored is its beginning");
        }

        bool isWhole = isRight && !isBeginningOnly && item.Target.Commit();
        _hasFailed |= !isWhole;
        _console.Result(Printable.Text(
            item.Stream.Description.Name + ": " + (report?.RestoredBlocks ?? 0) + " blocks, " + ByteSize.Format(report?.RestoredBytes ?? 0)
            + " to " + (isWhole ? item.Target.FullPath : item.Target.FullPath + ".partial") + ", " + Words(report)));
    }

    private static string Words(RestoreStreamReport? report) => report?.Verification switch
    {
        null => "empty",
        RestoreVerification.StreamChecksum => "verified by the stream's checksum",
        RestoreVerification.BlockTrailers => "verified by block trailers",
        RestoreVerification.Mismatch => "WRONG by the stream's checksum",
        _ => "content not verified: the log and the tape have nothing to compare with",
    };

    private sealed record Item(WriteLogStream Stream, RestoreTarget Target, ProblemList Problems);
}
