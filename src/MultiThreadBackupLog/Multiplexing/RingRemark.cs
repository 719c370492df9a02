using System;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Something that the drain thread does when it has come to a place in a stream: everything before it was accepted.</summary>
/// <remarks>For what belongs between the blocks of a stream and is none, such as the mark of where they came from.</remarks>
internal sealed class RingRemark
{
    private readonly Action? _action;
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a remark.</summary>
    /// <param name="action">What to do on the drain thread; an exception out of it stops the loop. Null only tells that the place was reached.</param>
    /// <param name="isUrgent">Whether somebody waits for it, so that no run of another stream is held open over it.</param>
    public RingRemark(Action? action, bool isUrgent)
    {
        _action = action;
        IsUrgent = isUrgent;
    }

    public bool IsUrgent { get; }

    /// <summary>Gets what ends with true when the place was reached, and with false when the stream failed before.</summary>
    public Task<bool> Done => _done.Task;

    public void Execute()
    {
        _action?.Invoke();
        _done.TrySetResult(true);
    }

    public void Refuse() => _done.TrySetResult(false);
}
