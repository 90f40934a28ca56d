using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace MarketFlow.Host;

/// <summary>Follows single events on their way: four a second of all, and every one of symbols that somebody looks at.</summary>
/// <remarks>
/// A symbol is followed for ten minutes after it was last asked for, at most 64 of them. An event that is not followed costs a comparison.
/// Memory: the last 100 of the sample, and of each followed symbol the last 8 of each kind; each with its frame, hence at most some 2,000 frames.
/// Any thread.
/// </remarks>
internal sealed class StageTraces : IStageTrace<MarketEvent>
{
    /// <summary>The first stage: there it is decided which events are followed.</summary>
    public const string First = "decoded";

    private const int SampleSize = 100;
    private const int MaxSymbols = 64;
    private const int KeptPerKind = 8;
    private static readonly TimeSpan _sampleInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _followedFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _onItsWayFor = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<MarketEvent, EventTrace> _onTheirWay = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<EventTrace> _sample = new();
    private readonly Dictionary<(string Symbol, EventType Type), Queue<EventTrace>> _followed = [];
    private ImmutableDictionary<string, Timestamp> _symbols = ImmutableDictionary.Create<string, Timestamp>(StringComparer.Ordinal);
    private long _nextSample;
    private int _open;

    /// <summary>Whether any event is being followed right now.</summary>
    public bool IsAnyOnItsWay => Volatile.Read(ref _open) > 0;

    /// <summary>The latest of the sample of all events, oldest first.</summary>
    public IReadOnlyList<EventTrace> Sample
    {
        get
        {
            lock (_gate)
            {
                return [.. _sample];
            }
        }
    }

    /// <summary>Follows a symbol's events from now on, for ten minutes. Where 64 are followed, the one asked for longest ago is let go.</summary>
    /// <returns>What is known of them already, oldest first of each kind.</returns>
    public IReadOnlyList<EventTrace> Follow(string symbol, Timestamp now)
    {
        lock (_gate)
        {
            var symbols = _symbols.RemoveRange(_symbols.Where(known => known.Value <= now).Select(known => known.Key)).SetItem(symbol, now + _followedFor);
            if (symbols.Count > MaxSymbols)
            {
                symbols = symbols.Remove(symbols.MinBy(known => known.Value).Key);
            }

            Volatile.Write(ref _symbols, symbols);
            foreach (var gone in _followed.Keys.Where(key => !symbols.ContainsKey(key.Symbol)).ToArray())
            {
                _followed.Remove(gone);
            }

            return [.. _followed.Where(traces => traces.Key.Symbol == symbol).SelectMany(traces => traces.Value)];
        }
    }

    /// <summary>The record of an event that is on its way; null where it is not followed.</summary>
    public EventTrace? Of(MarketEvent value) => IsAnyOnItsWay && _onTheirWay.TryGetValue(value, out var trace) ? trace : null;

    public void Passed(MarketEvent value, string stage, Timestamp at)
    {
        if (stage != First)
        {
            Of(value)?.Passed(stage, at);
            return;
        }

        var isFollowed = Volatile.Read(ref _symbols) is { IsEmpty: false } symbols && symbols.TryGetValue(value.Symbol, out var until) && at < until;
        var isSampled = at.UnixNanoseconds >= Volatile.Read(ref _nextSample);
        if (isFollowed || isSampled)
        {
            Begin(value, at, isFollowed, isSampled);
        }
    }

    private void Begin(MarketEvent value, Timestamp at, bool isFollowed, bool isSampled)
    {
        EventTrace trace = new(value);
        trace.Passed(First, at);
        lock (_gate)
        {
            if (isSampled)
            {
                Volatile.Write(ref _nextSample, (at + _sampleInterval).UnixNanoseconds);
                Keep(_sample, SampleSize, trace);
                ForgetOld(at);
            }

            if (isFollowed)
            {
                var key = (value.Symbol, value.Type);
                if (!_followed.TryGetValue(key, out var kept))
                {
                    _followed.Add(key, kept = new());
                }

                Keep(kept, KeptPerKind, trace);
            }

            _onTheirWay[value] = trace;
            Volatile.Write(ref _open, _onTheirWay.Count);
        }
    }

    private static void Keep(Queue<EventTrace> kept, int most, EventTrace trace)
    {
        kept.Enqueue(trace);
        if (kept.Count > most)
        {
            kept.Dequeue();
        }
    }

    // Most are with their clients within milliseconds; what nobody asked for, or was conflated, never is.
    private void ForgetOld(Timestamp now)
    {
        foreach (var (value, _) in _onTheirWay.Where(open => now - open.Key.Source.ReceivedAt > _onItsWayFor))
        {
            _onTheirWay.TryRemove(value, out _);
        }
    }
}
