namespace MarketFlow.Testing;

/// <summary>Reads a market open frame by frame: merges first tellings, the bars of the minute, duplicates and slower connections by time.</summary>
internal sealed class MarketOpenDeliveries
{
    private static readonly ReadOnlyMemory<byte> _bytes = "{}"u8.ToArray();
    private readonly MarketOpenOptions _options;
    private readonly MarketOpenTape _tape;
    private readonly IEnumerator<long> _slots;
    private readonly PriorityQueue<Delivery, (long Due, long Order)> _underWay = new();
    private readonly List<long> _frameSlots = [];
    private readonly long _endTicks;
    private readonly int _sweepFrames;
    private SplitMix64 _random;
    private readonly MarketEvent[] _events;
    private long _order;
    private long _minuteTicks;
    private int _sweepFrame;
    private bool _hasSlot;

    public MarketOpenDeliveries(MarketOpenOptions options)
    {
        _options = options;
        _random = new(options.Seed);
        _tape = new(options, ref _random);
        _events = new MarketEvent[options.EventsPerFrame];
        _sweepFrames = (options.Symbols + options.EventsPerFrame - 1) / options.EventsPerFrame;
        var plan = RatePlan.Of(options);
        _endTicks = plan.LengthTicks;
        _slots = plan.Slots(_random.NextLong()).GetEnumerator();
        _hasSlot = _slots.MoveNext();
        FillFrame();
    }

    /// <summary>The instant of the current delivery, in ticks since the open.</summary>
    public long AtTicks { get; private set; }

    /// <summary>The current delivery's events; only the first <see cref="Count"/> are, and only until the next one.</summary>
    public MarketEvent[] Events { get; private set; } = [];

    /// <summary>How many events the current delivery has.</summary>
    public int Count { get; private set; }

    /// <summary>True where the current delivery tells what was told before.</summary>
    public bool AreCopies { get; private set; }

    /// <summary>Goes to the next delivery in order of time.</summary>
    public bool MoveNext()
    {
        var frameAt = _frameSlots.Count > 0 ? _frameSlots[^1] : long.MaxValue;
        var sweepAt = SweepAt();
        var copiesAt = _underWay.TryPeek(out _, out var next) ? next.Due : long.MaxValue;
        if (copiesAt == long.MaxValue && frameAt == long.MaxValue && sweepAt == long.MaxValue)
        {
            return false;
        }

        if (copiesAt <= frameAt && copiesAt <= sweepAt)
        {
            TellAgain(_underWay.Dequeue(), copiesAt);
        }
        else if (sweepAt <= frameAt)
        {
            TellMinuteBars(sweepAt);
        }
        else
        {
            TellFrame(frameAt);
        }

        return true;
    }

    private long SweepAt() =>
        _options.HasMinuteBars && _minuteTicks < _endTicks ? _minuteTicks + (TimeSpan.TicksPerSecond * _sweepFrame / _sweepFrames) : long.MaxValue;

    private void TellFrame(long at)
    {
        var frame = FrameAt(at, connection: 1);
        for (var i = 0; i < _frameSlots.Count; i++)
        {
            _events[i] = _tape.Next(_frameSlots[i], frame, ref _random);
        }

        TellFirst(at, _frameSlots.Count);
        FillFrame();
    }

    private void TellMinuteBars(long at)
    {
        var frame = FrameAt(at, connection: 1);
        var first = _sweepFrame * _options.EventsPerFrame;
        var count = Math.Min(_options.EventsPerFrame, _options.Symbols - first);
        for (var i = 0; i < count; i++)
        {
            _events[i] = _tape.MinuteBar(first + i, _minuteTicks, frame, ref _random);
        }

        if (++_sweepFrame == _sweepFrames)
        {
            _sweepFrame = 0;
            _minuteTicks += TimeSpan.TicksPerMinute;
        }

        TellFirst(at, count);
    }

    private void TellFirst(long at, int count)
    {
        Tell(at, _events, count, areCopies: false);
        for (var i = 0; i < count; i++)
        {
            if (_events[i].Type is EventType.Trade or EventType.Bar && _random.NextDouble() < _options.DuplicateShare)
            {
                var delay = 1 + (long)(_random.NextDouble() * _options.DuplicateWithin.Ticks);
                Send(at + delay, new([_events[i]], 1, _options.Connections + 1));
            }
        }

        if (_options.Connections > 1)
        {
            for (var connection = 2; connection <= _options.Connections; connection++)
            {
                Send(at + (_options.ConnectionLag.Ticks * (connection - 1)), new(_events[..count], count, connection));
            }
        }
    }

    private void Send(long due, Delivery delivery) => _underWay.Enqueue(delivery, (due, _order++));

    private void TellAgain(Delivery delivery, long at)
    {
        var frame = FrameAt(at, delivery.Connection);
        for (var i = 0; i < delivery.Count; i++)
        {
            var told = delivery.Events[i];
            delivery.Events[i] = told with { Source = new(frame, 0, frame.Bytes.Length, told.Source.Sequence) };
        }

        Tell(at, delivery.Events, delivery.Count, areCopies: true);
    }

    private void Tell(long at, MarketEvent[] events, int count, bool areCopies) => (AtTicks, Events, Count, AreCopies) = (at, events, count, areCopies);

    // A frame arrives with its last event, so no event arrives before it happened.
    private void FillFrame()
    {
        _frameSlots.Clear();
        while (_hasSlot && _frameSlots.Count < _options.EventsPerFrame
            && (_frameSlots.Count == 0 || _slots.Current - _frameSlots[0] <= TimeSpan.TicksPerMillisecond))
        {
            _frameSlots.Add(_slots.Current);
            _hasSlot = _slots.MoveNext();
        }
    }

    private Frame FrameAt(long at, int connection) => new(_options.Feed, connection, _options.Open.AddTicks(at), _bytes);

    /// <summary>Events under way, and the connection that will tell them.</summary>
    private readonly record struct Delivery(MarketEvent[] Events, int Count, int Connection);
}
