using System.Diagnostics;
using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>How long a side looks round before it sleeps: longer while its sleeps turn out short, hardly at all while they turn out long.</summary>
/// <remarks>
/// A sleep costs both sides a thread switch, tens of microseconds until the sleeper runs. Two sides that each give up sooner than that
/// put each other to sleep for ever and ever. At a drive's pace sleeps are long, and then nobody burns a processor for them. The time
/// here only chooses between two right ways to wait, so it does not come from the clock that tests set.
/// </remarks>
internal struct SleepForecast
{
    private const int SpinsPerLook = 30; // About a microsecond.
    private const int MostLooks = 64;
    private static readonly long ShortSleep = Stopwatch.Frequency / 5_000; // 200 µs.

    private int _looks;
    private long _sleptFrom;

    /// <summary>Gets how often to look before the next sleep; each look is to be followed by <see cref="Pause"/>.</summary>
    public readonly int Looks => _looks;

    public static void Pause() => Thread.SpinWait(SpinsPerLook);

    public void BeginSleep() => _sleptFrom = Stopwatch.GetTimestamp();

    public void EndSleep() => _looks = Stopwatch.GetTimestamp() - _sleptFrom < ShortSleep
        ? _looks == 0 ? 1 : _looks >= MostLooks ? MostLooks : _looks * 2
        : _looks / 2;
}
