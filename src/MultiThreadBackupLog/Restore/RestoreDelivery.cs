using System;
using System.Threading;

namespace MultiThreadBackupLog.Restore;

/// <summary>The side of a restore that faces the caller: blocks and losses go to their sinks, and progress is reported.</summary>
internal sealed class RestoreDelivery(RestoredStreams streams, long wantedBlocks, IProgress<RestoreProgress>? progress, CancellationToken cancellationToken)
{
    private const int BlocksBetweenReports = 64;

    private int _blocksSinceReport;

    /// <summary>Takes what a walk found. False when that is the end.</summary>
    public bool Take(RestoreItem item)
    {
        switch (item.Type)
        {
            case RestoreItemType.End:
                Report(item);
                return false;
            case RestoreItemType.Failure:
                cancellationToken.ThrowIfCancellationRequested();
                item.Failure!.Throw();
                return false;
        }

        // A cancellation that a sink or a report made counts before the next block, as far ahead as the walk may be.
        cancellationToken.ThrowIfCancellationRequested();
        if (item.Type == RestoreItemType.Block)
        {
            streams.Deliver(item.Stream, item.Blocks.FirstBlock, item.Payload, item.PayloadCrc);
        }
        else
        {
            streams.Lose(item.Stream, item.Blocks, item.BlockLengthBytes, item.FirstLogicalObjectIdentifier, item.Reason);
        }

        if (item.IsOneBlock && ++_blocksSinceReport >= BlocksBetweenReports)
        {
            Report(item);
        }

        return true;
    }

    private void Report(RestoreItem item)
    {
        _blocksSinceReport = 0;
        progress?.Report(new RestoreProgress(streams.RestoredBlocks, streams.RestoredBytes, wantedBlocks, streams.LostBlocks, item.Position));
    }
}
