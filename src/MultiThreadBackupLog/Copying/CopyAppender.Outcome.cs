using System;

namespace MultiThreadBackupLog.Copying;

/// <content>What the tape has of the command when it ends.</content>
internal sealed partial class CopyAppender
{
    /// <summary>Holds fast what the tape has of the command: everything that its answer says is worked out from that. Under the ledger's lock.</summary>
    /// <remarks>The drain thread may be taking some of it away at this moment, and tells the ledger afterwards; that is then a later loss.</remarks>
    public void HoldFast()
    {
        foreach ((CopyStream stream, CopyShare share) in _streams)
        {
            share.HoldFast(stream.Writer.AcceptedBlocks, stream.Writer.AcceptedFilemarks);
        }
    }

    /// <summary>Ends the command's part. From here on a loss is a later one. Under the ledger's lock.</summary>
    /// <param name="failure">Why the command failed, or null.</param>
    public void End(Exception? failure)
    {
        EndStream(failure);
        foreach ((_, CopyShare share) in _streams)
        {
            share.End();
        }
    }

    /// <summary>Finds the segment at which the tape's part of the command ends, where something is missing.</summary>
    public bool TryFindLoss(out SegmentLoss loss, out CopyFault fault)
    {
        loss = default;
        fault = null!;
        foreach ((CopyStream stream, CopyShare share) in _streams)
        {
            if (share.Loss is null && !share.ReachesBeyond(Blocks(stream, share), Filemarks(stream, share)))
            {
                continue;
            }

            loss = share.FindLoss(Blocks(stream, share), Filemarks(stream, share));
            fault = Fault(stream, share);
            return true;
        }

        return false;
    }

    /// <summary>Finds how far the last segment came that wrote here; null where none did.</summary>
    public SegmentLoss? FindEnd() => _streams.Count == 0
        ? null
        : _streams[_streams.Count - 1] is var (stream, share) ? share.FindLoss(Blocks(stream, share), Filemarks(stream, share)) : null;

    /// <summary>Counts the bytes of the command that the tape has.</summary>
    public long CountBytes()
    {
        long bytes = 0;
        foreach ((CopyStream stream, CopyShare share) in _streams)
        {
            bytes += share.CountBytes(Blocks(stream, share));
        }

        return bytes;
    }

    private static long Blocks(CopyStream stream, CopyShare share) => share.HeldFast?.Blocks ?? stream.Writer.AcceptedBlocks;

    private static long Filemarks(CopyStream stream, CopyShare share) => share.HeldFast?.Filemarks ?? stream.Writer.AcceptedFilemarks;
}
