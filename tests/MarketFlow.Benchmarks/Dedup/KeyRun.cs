using System.Globalization;

namespace MarketFlow.Benchmarks;

/// <summary>The keys of a pass of the job, and when they come: 190,000 of them are alive within a window.</summary>
internal sealed class KeyRun<TKey>
{
    private readonly MarketJob _job = new();
    private readonly string[] _names = [.. Enumerable.Range(0, 8_000).Select(symbol => string.Create(CultureInfo.InvariantCulture, $"S{symbol}"))];
    private readonly TKey[] _keys = new TKey[MarketJob.Length];
    private readonly long[] _times = new long[MarketJob.Length];

    public KeyRun() => Fill();

    public ReadOnlySpan<TKey> Keys => _keys;

    /// <summary>The events' own times, in nanoseconds.</summary>
    public ReadOnlySpan<long> Times => _times;

    public int Distinct => _job.Distinct;

    public long Now(int index) => _job.ArrivalOf(index).UtcTicks;

    public void Advance()
    {
        _job.Advance();
        Fill();
    }

    private void Fill()
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            var value = _job.Events[i];
            _times[i] = value.Time;
            _keys[i] = (TKey)KeyOf(value);
        }
    }

    private object KeyOf(Tick value) => typeof(TKey) == typeof(long) ? value.Key
        : typeof(TKey) == typeof(SymbolKey) ? new SymbolKey(value.Symbol, MarketJob.NumberOf(value.Key))
        : EventKey.OfTrade(_names[value.Symbol], "4", MarketJob.NumberOf(value.Key));
}
