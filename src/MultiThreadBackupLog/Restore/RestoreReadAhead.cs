using System;
using System.Threading;

namespace MultiThreadBackupLog.Restore;

/// <summary>The thread round a walk: the device reads some blocks ahead of the sinks, which the caller's thread serves.</summary>
/// <remarks>The items go round in order, each with one side at a time: <c>_free</c> hands it to the walk and <c>_found</c> to the sinks. What the walk throws comes behind what it found before.</remarks>
internal sealed class RestoreReadAhead : IDisposable
{
    private const int Items = 8; // The memory of so many blocks, of whatever length the tape's are.

    private readonly RestoreWalk _walk;
    private readonly RestoreItem[] _items = new RestoreItem[Items];
    private readonly SemaphoreSlim _free = new(Items);
    private readonly SemaphoreSlim _found = new(0);
    private readonly CancellationTokenSource _stop;
    private readonly Thread _thread;
    private bool _isGivenUp; // Written before the item is handed over that wakes its reader.
    private int _next;

    /// <param name="walk">The walk. From here on it and its device are the thread's, until the object is disposed.</param>
    /// <param name="stop">What ends the walk between two commands of the device.</param>
    public RestoreReadAhead(RestoreWalk walk, CancellationTokenSource stop)
    {
        _walk = walk;
        _stop = stop;
        for (int item = 0; item < Items; item++)
        {
            _items[item] = new RestoreItem();
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "MultiThreadBackupLog restore" };
        _thread.Start();
    }

    /// <summary>Waits for what was found next; it is the caller's until <see cref="Return"/>.</summary>
    public RestoreItem Take()
    {
        _found.Wait();
        return _items[_next];
    }

    /// <summary>Gives the item back that was taken.</summary>
    public void Return()
    {
        _next = (_next + 1) % Items;
        _free.Release();
    }

    /// <summary>Ends the thread, after the command of the device that is under way: then the device is the caller's again.</summary>
    public void Dispose()
    {
        _isGivenUp = true;
        _stop.Cancel();
        _free.Release();
        _thread.Join();
        _free.Dispose();
        _found.Dispose();
    }

    private void Run()
    {
        for (int next = 0; ; next = (next + 1) % Items)
        {
            _free.Wait();
            if (_isGivenUp)
            {
                return;
            }

            RestoreItem item = _items[next];
            try
            {
                _walk.MoveNext(item);
            }
            catch (Exception exception)
            {
                item.SetFailure(exception);
            }

            bool isLast = item.Type is RestoreItemType.End or RestoreItemType.Failure; // Once it is handed over it is the other side's.
            _found.Release();
            if (isLast)
            {
                return;
            }
        }
    }
}
