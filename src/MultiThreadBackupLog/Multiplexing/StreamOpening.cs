using System.Threading;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Somebody who waits for a slot, since every slot has a stream. Its result is the slot that the drain thread gave it.</summary>
internal sealed class StreamOpening : TaskCompletionSource<int>
{
    private readonly CancellationToken _cancellationToken;

    public StreamOpening(CancellationToken cancellationToken)
        : base(TaskCreationOptions.RunContinuationsAsynchronously) => _cancellationToken = cancellationToken;

    /// <summary>Waits; a slot that comes after the cancellation is not given, since one of the two ends the wait.</summary>
    public async Task<int> WaitAsync()
    {
        using CancellationTokenRegistration registration = _cancellationToken.Register(
            static state => ((StreamOpening)state!).TrySetCanceled(((StreamOpening)state)._cancellationToken), this);
        return await Task.ConfigureAwait(false);
    }
}
