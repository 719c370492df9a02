using System;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Something that another thread wants the drain thread to do, for example a checkpoint now.</summary>
/// <param name="work">What to do, with the target's own means.</param>
internal sealed class DrainRequest(Func<DrainVerdict> work)
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what ends when the work was done, or fails when it was not.</summary>
    public Task Done => _done.Task;

    public DrainVerdict Execute()
    {
        try
        {
            DrainVerdict verdict = work();
            _done.TrySetResult(true);
            return verdict;
        }
        catch (Exception exception)
        {
            Refuse(exception);
            throw;
        }
    }

    public void Refuse(Exception exception) => _done.TrySetException(exception);
}
