using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Time as a log counts it: whole units since its creation. It never goes back, whatever happens to the clock on the wall. Writer thread only.</summary>
internal sealed class LogClock
{
    private readonly TimeProvider _provider;
    private readonly long _resolutionTicks;
    private readonly long _creationTimestamp;
    private TimeSpan _elapsed; // The most so far: not every provider's time stamps keep their promise to ascend.

    public LogClock(WriteLogOptions options)
    {
        _provider = options.TimeProvider;
        _resolutionTicks = options.TimeResolution.Ticks;
        RunsPerTimeStamp = options.RunsPerTimeStamp;
        CreationTime = _provider.GetUtcNow();
        _creationTimestamp = _provider.GetTimestamp();
    }

    public DateTimeOffset CreationTime { get; }

    public int RunsPerTimeStamp { get; }

    public bool KeepsTimes => _resolutionTicks > 0;

    /// <summary>Gets the present in universal time.</summary>
    public DateTimeOffset Now => CreationTime + Elapsed;

    /// <summary>Gets the present in whole units since the creation.</summary>
    public long Units => Elapsed.Ticks / _resolutionTicks;

    private TimeSpan Elapsed
    {
        get
        {
            TimeSpan elapsed = _provider.GetElapsedTime(_creationTimestamp);
            if (elapsed > _elapsed)
                _elapsed = elapsed;

            return _elapsed;
        }
    }
}
