using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>Judges which events of a lane are too old: by their receive time or, where none can be given, by their arrival in the lane.</summary>
/// <remarks>
/// No receive time can be given while the clock is outside the range of <see cref="Timestamp"/>. Only then the arrival of each event is
/// read and kept. Called under the lane's lock, but for the times, which are read before it.
/// </remarks>
internal sealed class LaneAges<T>
{
    /// <summary>Of an event that arrived before arrivals were kept: it does not expire.</summary>
    public const long UnknownArrival = long.MaxValue;
    private const long NanosecondsPerTick = 100;
    private readonly Func<T, Timestamp>? _receivedAtOf;
    private readonly TimeSpan _maxAge;
    private readonly IScheduler _clock;
    private long[]? _arrivedAt; // by slot
    private volatile bool _keepsArrivals;

    public LaneAges(Func<T, Timestamp>? receivedAtOf, TimeSpan maxAge, IScheduler clock)
    {
        _receivedAtOf = receivedAtOf;
        _maxAge = maxAge;
        _clock = clock;
        Switch(Now, slots: 0);
    }

    /// <summary>False where nothing expires.</summary>
    public bool Judges => _receivedAtOf is not null;

    /// <summary>Whether arrivals are kept.</summary>
    public bool KeepsArrivals => _keepsArrivals;

    /// <summary>The time in ticks, for a run; without meaning where nothing expires.</summary>
    public long Now => _receivedAtOf is null ? 0 : _clock.Now.UtcTicks;

    /// <summary>The time in ticks, for an arrival; without meaning where arrivals are not kept.</summary>
    public long ArrivalNow => _keepsArrivals ? _clock.Now.UtcTicks : UnknownArrival;

    /// <summary>Keeps when the event in a slot arrived, where arrivals are kept.</summary>
    public void Arrived(int slot, long arrivedAt, int slots)
    {
        if (_keepsArrivals)
        {
            if (_arrivedAt!.Length != slots)
            {
                Array.Resize(ref _arrivedAt, slots);
            }

            _arrivedAt[slot] = arrivedAt;
        }
    }

    /// <summary>When the event in a slot arrived, where arrivals are kept.</summary>
    public long ArrivalOf(int slot) => _arrivedAt![slot];

    /// <summary>Begins a run.</summary>
    /// <returns>The earliest time that is not too old.</returns>
    public long BeginRun(long now, int slots)
    {
        if (_receivedAtOf is null)
        {
            return 0;
        }

        Switch(now, slots);
        return _keepsArrivals
            ? now - _maxAge.Ticks
            : (long)Int128.Max(((Int128)now - _maxAge.Ticks - DateTimeOffset.UnixEpoch.Ticks) * NanosecondsPerTick, long.MinValue);
    }

    /// <summary>Whether the event in a slot is too old, where ages are judged; throws what the caller's delegate throws.</summary>
    /// <param name="value">The event.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="oldest">What <see cref="BeginRun"/> returned.</param>
    /// <param name="earliest">The earliest time of the run so far.</param>
    public bool IsTooOld(T value, int slot, long oldest, ref long earliest)
    {
        var time = _keepsArrivals ? _arrivedAt![slot] : _receivedAtOf!(value).UnixNanoseconds;
        if (time < oldest)
        {
            return true;
        }

        earliest = Math.Min(earliest, time);
        return false;
    }

    /// <summary>The last tick at which no event of a run is too old, from the earliest time of the run.</summary>
    public long FreshUntil(long earliest)
    {
        if (earliest == long.MaxValue)
        {
            return long.MaxValue;
        }

        var start = _keepsArrivals ? earliest : Timestamp.FromUnixNanoseconds(earliest).ToDateTimeOffset().UtcTicks;
        return _maxAge.Ticks > long.MaxValue - start ? long.MaxValue : start + _maxAge.Ticks;
    }

    private void Switch(long now, int slots)
    {
        var isInRange = _receivedAtOf is null
            || Math.Abs(now - DateTimeOffset.UnixEpoch.Ticks) <= long.MaxValue / NanosecondsPerTick;
        if (isInRange != _keepsArrivals)
        {
            return;
        }

        _arrivedAt = isInRange ? null : new long[slots];
        _arrivedAt?.AsSpan().Fill(now);
        _keepsArrivals = !isInRange;
    }
}
