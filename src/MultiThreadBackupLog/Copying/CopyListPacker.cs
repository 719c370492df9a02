using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <summary>Fills lists with steps, one list after the other.</summary>
/// <remarks>
/// A full list ends at the last edge of a tape block, and what stands behind that edge goes into the next list. Where a list has no such edge it ends within a
/// block: its last segment has CAT 1, so that the residue is dropped with the list, and the next list reads the block again and drops what was done.
/// </remarks>
internal sealed class CopyListPacker
{
    private readonly CopyListRules _rules;
    private readonly CopyListMoves _moves;
    private readonly CopyListDevice _tape;
    private readonly CopyParameterListHeader _header;
    private readonly int _partition;
    private long? _here;             // Where the tape stands between two lists; null where each begins with a locate.
    private long? _begin;
    private CopyListDraft? _draft;
    private int _lists;

    public CopyListPacker(
        CopyListRules rules, CopyListMoves moves, CopyListDevice tape, CopyParameterListHeader header, int partition, long? start)
    {
        _rules = rules;
        _moves = moves;
        _tape = tape;
        _header = header;
        _partition = partition;
        _here = start;
    }

    private bool IsRelative => _here is not null;

    public IEnumerable<CopyList> Pack(IEnumerable<CopyListStep> steps)
    {
        var again = new Stack<CopyListStep>();
        using IEnumerator<CopyListStep> source = steps.GetEnumerator();
        while (again.Count > 0 || source.MoveNext())
        {
            CopyListStep step = again.Count > 0 ? again.Pop() : source.Current;
            if (step.Type == CopyListStepType.EndList)
            {
                if (_draft is not null)
                {
                    yield return Complete();
                }

                continue;
            }

            if (_draft is null)
            {
                if (!IsRelative && step.IsMove)
                {
                    continue; // The list will begin with a locate to whatever comes first.
                }

                Open(step);
            }

            if (_draft!.TryAdd(step, step.EndsAtEdge && (IsRelative || !step.IsMove)))
            {
                continue;
            }

            if (_draft.StepCount == _draft.OpeningCount || (_draft.EdgeCount == 0 && _draft.Last.EndObject == CopyListStep.UnknownObject))
            {
                throw CopyListDraft.TooSmall();
            }

            again.Push(step);
            if (_draft.EdgeCount > 0)
            {
                foreach (CopyListStep behind in Enumerable.Reverse(_draft.CutAtEdge()))
                {
                    again.Push(behind);
                }
            }

            yield return Complete();
        }

        if (_draft is not null)
        {
            yield return Complete();
        }
    }

    private void Open(CopyListStep first)
    {
        _begin = _here;
        _draft = new CopyListDraft(_rules, _tape, _header);
        IEnumerable<CopyListStep> opening = _here is { } here ? _moves.Relative(here, first.BeginObject) : _moves.Absolute(first.BeginObject);
        if (first.BeginOffset > 0)
        {
            if (!_rules.HasDiscard)
            {
                throw CopyListDraft.TooSmall();
            }

            opening = opening.Append(CopyListStep.Data(CopyListStepType.Discard, first.BeginObject, 0, first.BlockLength, first.BeginOffset));
        }

        _draft.Open(opening);
    }

    private CopyList Complete()
    {
        CopyListDraft draft = _draft!;
        _draft = null;
        if (IsRelative)
        {
            _here = draft.Last.DeviceObject;
        }

        return draft.Complete(_lists++, _partition, _begin);
    }
}
