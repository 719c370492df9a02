using System;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Planning;

/// <summary>Counts a plan's steps, once.</summary>
internal static class RestorePlanSummarizer
{
    public static RestorePlanSummary Summarize(RestorePlan plan)
    {
        TapeDriveModel model = plan.Model;
        long steps = 0;
        long moves = 0;
        long readBlocks = 0;
        long readBytes = 0;
        long discardedBlocks = 0;
        long discardedBytes = 0;
        long passed = 0;
        double seconds = 0;
        bool isFirst = true;
        foreach (RestoreStep step in plan.Steps)
        {
            steps++;
            long distance = Math.Abs(step.End.LogicalObjectIdentifier - step.Begin.LogicalObjectIdentifier);
            switch (step.Type)
            {
                case RestoreStepType.Read:
                    readBlocks += step.Count;
                    readBytes += step.Count * step.BlockLengthBytes;
                    seconds += model.EstimateReadSeconds(step.Count * step.BlockLengthBytes);
                    break;
                case RestoreStepType.Discard:
                    discardedBlocks += step.Count;
                    discardedBytes += step.Count * step.BlockLengthBytes;
                    seconds += model.EstimateReadSeconds(step.Count * step.BlockLengthBytes);
                    break;
                default:
                    moves++;
                    long bytes = MeanBytes.Of(plan.Index, distance);
                    seconds += step.Type == RestoreStepType.Locate ? model.EstimateLocateSeconds(bytes) : model.EstimateSpaceSeconds(bytes);
                    // The way to the first wanted block is no part of the plan's own distance: it depends on where the tape happened to stand.
                    passed += isFirst && step.Type == RestoreStepType.Locate ? 0 : distance;
                    break;
            }

            isFirst = false;
        }

        return new RestorePlanSummary(steps, moves, readBlocks, readBytes, discardedBlocks, discardedBytes, passed, seconds);
    }
}
