using System.Diagnostics;

namespace MarketFlow.Host;

/// <summary>Real time, in microseconds since it was made: what a load test measures, so no virtual clock can stand in. Thread-safe.</summary>
internal sealed class LoadClock
{
#pragma warning disable RS0030 // the one place of the load test where time is real
    public const long Second = 1_000_000;
    private const long Shortest = 1_100; // a sleep of a millisecond takes about that long
    private readonly long _origin = Stopwatch.GetTimestamp();
    private readonly long _originUnix = (long)(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMicroseconds;

    /// <summary>Microseconds since the clock was made.</summary>
    public long Now => (long)Stopwatch.GetElapsedTime(_origin).TotalMicroseconds;

    /// <summary>An instant of this clock as Unix time.</summary>
    public long ToUnixMilliseconds(long at) => (_originUnix + at) / 1_000;

    /// <summary>Holds the thread until an instant: asleep as long as that is precise, then giving way to others until it has come.</summary>
    public void WaitUntil(long at)
    {
        for (var left = at - Now; left > 0; left = at - Now)
        {
            if (left > Shortest)
            {
                Thread.Sleep((int)((left - Shortest) / 1_000) + 1);
            }
            else if (!ShortSleep.TrySleep(left))
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>Waits without holding a thread.</summary>
    public static Task Delay(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, cancellation);
#pragma warning restore RS0030
}
