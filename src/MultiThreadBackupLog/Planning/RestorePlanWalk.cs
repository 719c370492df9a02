using System.Collections.Generic;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Planning;

/// <summary>One enumeration of a plan's steps: the wanted runs of all streams merged into tape order, and the gaps between them crossed.</summary>
internal sealed class RestorePlanWalk
{
    private readonly WriteLogIndex _index;
    private readonly RestoreSelection _selection;
    private readonly TapePosition? _start;
    private readonly TapeDriveModel _model;

    public RestorePlanWalk(WriteLogIndex index, RestoreSelection selection, TapeDriveModel model, TapePosition? start)
    {
        _index = index;
        _selection = selection;
        _start = start;
        _model = model;
    }

    public IEnumerable<RestoreStep> Steps()
    {
        var crossing = new GapCrossing(_index, _model); // One for each enumeration: it goes along with it.
        TapePosition? here = _start;
        foreach (WriteRun run in WantedRuns())
        {
            var wanted = new TapePosition(_index.Header.Partition, run.FirstLogicalObjectIdentifier);
            if (!IsWithinLog(here) || here!.Value.LogicalObjectIdentifier > wanted.LogicalObjectIdentifier)
            {
                yield return RestoreStep.Locate(here ?? default, wanted);
            }
            else if (here.Value != wanted)
            {
                foreach (RestoreStep step in crossing.Cross(here.Value, wanted))
                {
                    yield return step;
                }
            }

            RestoreStep read = RestoreStep.Read(wanted, run.Stream, run.FirstBlock, run.BlockCount, run.BlockLengthBytes);
            yield return read;
            here = read.End;
        }
    }

    // Of what lies before the log's origin the log knows nothing: filemarks there would stop a SPACE.
    private bool IsWithinLog(TapePosition? here) =>
        here is { } position
        && position.Partition == _index.Header.Partition
        && position.LogicalObjectIdentifier >= _index.BeginLogicalObjectIdentifier;

    private IEnumerable<WriteRun> WantedRuns()
    {
        var sources = new RunMerge();
        foreach (StreamId stream in _selection.Streams)
        {
            sources.Add(RunsOf(stream).GetEnumerator());
        }

        long previousEnd = -1;
        while (sources.TryTakeFirst(out WriteRun run))
        {
            Guard.Invariant(run.FirstLogicalObjectIdentifier >= previousEnd, "Wanted runs do not overlap on the tape.");
            previousEnd = run.FirstLogicalObjectIdentifier + run.BlockCount;
            yield return run;
        }
    }

    private IEnumerable<WriteRun> RunsOf(StreamId stream)
    {
        foreach (BlockRange range in _selection.RangesOf(stream))
        {
            foreach (WriteRun run in _index.Runs(stream, range))
            {
                yield return run;
            }
        }
    }
}
