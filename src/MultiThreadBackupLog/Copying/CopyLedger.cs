using System.Collections.Generic;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Copying;

/// <summary>Which command wrote which blocks and filemarks of which stream, until they are on the medium: by it an error of the tape finds its commands.</summary>
/// <remarks>
/// The drain thread brings losses and the on-medium horizon, the commands' own threads begin and end shares. A command ends under the same
/// lock under which losses are told, so a loss reaches it either before its answer or, as a later loss, after it; never neither.
/// </remarks>
internal sealed class CopyLedger
{
    private readonly object _gate = new();
    private readonly List<CopyShare> _shares = [];

    /// <summary>Begins to note what a command writes to a stream.</summary>
    public void Begin(CopyShare share)
    {
        lock (_gate)
        {
            _shares.Add(share);
        }
    }

    /// <summary>Ends a share: everything in it was accepted. False when some of it was lost meanwhile.</summary>
    public bool TryEnd(CopyShare share)
    {
        lock (_gate)
        {
            share.IsEnded = true;
            return share.Loss is null;
        }
    }

    /// <summary>Takes a share out: its command failed, and was told what became of it.</summary>
    public void Forget(CopyShare share)
    {
        lock (_gate)
        {
            _shares.Remove(share);
        }
    }

    /// <summary>Says what is left of a stream. Gives the ended shares that lost something; running ones find it in <see cref="CopyShare.Loss"/>.</summary>
    public IReadOnlyList<CopyShare> Lose(WriteLogRetractedStream left, CopyFault fault)
    {
        var ended = new List<CopyShare>();
        lock (_gate)
        {
            foreach (CopyShare share in _shares)
            {
                if (share.Stream != left.Stream || !share.ReachesBeyond(left.BlockCount, left.FilemarkCount))
                {
                    continue;
                }

                bool isFirst = share.Loss is null;
                share.Lose(left.BlockCount, left.FilemarkCount, fault);
                if (share.IsEnded && isFirst)
                {
                    ended.Add(share);
                }
            }
        }

        return ended;
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
