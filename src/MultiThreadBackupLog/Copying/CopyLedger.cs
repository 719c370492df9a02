using System.Collections.Generic;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Copying;

/// <summary>Which command wrote which blocks and filemarks of which stream, until they are on the medium: by it an error of the tape finds its commands.</summary>
/// <remarks>
/// The drain thread brings losses and the on-medium horizon, the commands' own threads begin and end shares. A command ends under the
/// lock that all ledgers of a copy manager share, so a loss reaches it either before its answer or, as a later loss, after it; never neither.
/// </remarks>
internal sealed class CopyLedger(object gate)
{
    private readonly object _gate = gate;
    private readonly List<CopyShare> _shares = [];

    /// <summary>Begins to note what a command writes to a stream.</summary>
    public void Begin(CopyShare share)
    {
        lock (_gate)
        {
            _shares.Add(share);
        }
    }

    /// <summary>Gets the lock under which a command finds out how it ends, and ends.</summary>
    public object Gate => _gate;

    /// <summary>Says what is left of streams. Gives the ended shares that lost something, and how many bytes; running ones find it in <see cref="CopyShare.Loss"/>.</summary>
    public IReadOnlyList<CopyLateLoss> Lose(WriteLog log, IReadOnlyList<WriteLogRetractedStream> losses, CopyFault fault)
    {
        var ended = new List<CopyLateLoss>();
        lock (_gate)
        {
            foreach (WriteLogRetractedStream left in losses)
            {
                foreach (CopyShare share in _shares)
                {
                    if (ReferenceEquals(share.Log, log) && share.Stream == left.Stream && share.ReachesBeyond(left.BlockCount, left.FilemarkCount))
                    {
                        Lose(share, left, fault, ended);
                    }
                }
            }
        }

        return ended;
    }

    private static void Lose(CopyShare share, WriteLogRetractedStream left, CopyFault fault, List<CopyLateLoss> ended)
    {
        long before = share.CountBytes(long.MaxValue);
        share.Lose(left.BlockCount, left.FilemarkCount, fault);
        if (share.IsEnded)
        {
            int segment = share.FindLoss(left.BlockCount, left.FilemarkCount).SegmentIndex;
            ended.Add(new CopyLateLoss(share, before - share.CountBytes(left.BlockCount), segment));
        }
    }

    /// <summary>Says that everything accepted so far is on the medium: nothing of an ended share can be lost any more.</summary>
    public void ForgetSafe()
    {
        lock (_gate)
        {
            _shares.RemoveAll(static share => share.IsEnded);
        }
    }

    /// <summary>Gets how many shares are kept, for tests.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _shares.Count;
            }
        }
    }
}

/// <summary>What a command lost that has ended.</summary>
internal readonly struct CopyLateLoss(CopyShare share, long lostBytes, int segmentIndex)
{
    public CopyShare Share { get; } = share;

    public long LostBytes { get; } = lostBytes;

    /// <summary>Gets the first segment that lost something of the share.</summary>
    public int SegmentIndex { get; } = segmentIndex;
}
