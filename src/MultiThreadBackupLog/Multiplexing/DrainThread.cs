using System;
using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>The thread round a drain loop: it steps, and sleeps when there is nothing to do.</summary>
internal sealed class DrainThread
{
    private readonly MultiplexerState _state;
    private readonly DrainLoop _loop;
    private readonly Thread _thread;
    private SleepForecast _forecast;

    public DrainThread(MultiplexerState state, DrainLoop loop)
    {
        _state = state;
        _loop = loop;
        _thread = new Thread(Run) { IsBackground = true, Name = "MultiThreadBackupLog drain" };
    }

    public void Start() => _thread.Start();

    /// <summary>Waits until the loop is over, unless the caller is the loop itself.</summary>
    public void Join()
    {
        if (!ReferenceEquals(Thread.CurrentThread, _thread))
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        // A clock that is not the system's says itself when a sleep is over; the timer is made when one is first needed.
        ITimer? timer = null;
        bool isSystemTime = ReferenceEquals(_state.TimeProvider, TimeProvider.System);
        while (true)
        {
            DrainStep step = _loop.Step();
            if (step.Type == DrainStepType.Finished)
            {
                timer?.Dispose();
                return;
            }

            if (step.Type == DrainStepType.CaughtUp)
            {
                SleepForecast.Pause(); // Time for a producer to publish dozens of blocks.
            }

            if (step.Type != DrainStepType.Idle || HasWorkSoon())
            {
                continue;
            }

            _loop.PrepareSleep();
            _state.DrainParking.Prepare(isTask: false);
            bool isTimed = step.Wait >= TimeSpan.Zero;
            if (isTimed && !isSystemTime)
            {
                timer ??= _state.TimeProvider.CreateTimer(static state => ((Parking)state!).Wake(), _state.DrainParking, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                timer.Change(step.Wait, Timeout.InfiniteTimeSpan);
            }

            if (!_loop.HasWork() || !_state.DrainParking.TryTakeBack())
            {
                _forecast.BeginSleep();
                _state.DrainParking.Sleep(isTimed && isSystemTime ? step.Wait : Timeout.InfiniteTimeSpan);
                _forecast.EndSleep();
            }
        }
    }

    private bool HasWorkSoon()
    {
        for (int look = 0; look < _forecast.Looks; look++)
        {
            SleepForecast.Pause();
            if (_loop.HasWork())
            {
                return true;
            }
        }

        return false;
    }
}
