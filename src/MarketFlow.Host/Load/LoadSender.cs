using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Sends a schedule, slot by slot, on one thread: never ahead of it, and behind it only where the host under test does not take what is sent.</summary>
/// <param name="schedule">What is due when.</param>
/// <param name="symbols">The symbols, by rank.</param>
/// <param name="sent">Notes everything before it is sent.</param>
/// <param name="send">Takes whole WebSocket frames.</param>
/// <param name="clock">Real time.</param>
internal sealed class LoadSender(LoadSchedule schedule, string[] symbols, SentEvents sent, SendFrame send, LoadClock clock)
{
    private const double CopyShare = 0.005; // of trades, the only events that carry an identity in this protocol
    private const int CopyWithinSlots = 1_000;
    private const int FrameLength = 48 * 1024;
    private const int SlotLength = (int)LoadClock.Second / LoadSchedule.SlotsPerSecond;
    private readonly LoadMarket _market = new(symbols.Length, seed: 1);
    private readonly MassiveText _text = new(symbols);
    private readonly SliceBuffer _frame = new();
    private readonly List<byte[]>[] _copies = [.. Enumerable.Range(0, CopyWithinSlots + 1).Select(_ => new List<byte[]>())];
    private readonly byte[] _head = new byte[16];
    private byte[] _whole = new byte[2 * FrameLength];

    /// <summary>How long after its time each event was handed to the system.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>Copies sent on top of the events.</summary>
    public long Copies { get; private set; }

    /// <summary>Frames sent.</summary>
    public long Frames { get; private set; }

    /// <summary>CPU seconds its thread has used by the end of the run; null where the system does not tell.</summary>
    public double? LastUsage { get; private set; }

    /// <summary>Sends it all.</summary>
    /// <param name="start">The first slot's instant, on the clock.</param>
    /// <param name="cancellation">Ends it early.</param>
    public void Run(long start, CancellationToken cancellation)
    {
        ThreadUsage usage = new();
        usage.Begin();
        for (var slot = 0L; slot < schedule.Slots + CopyWithinSlots && !cancellation.IsCancellationRequested; slot++)
        {
            var due = start + (slot * SlotLength);
            if (!HasWork(slot))
            {
                continue;
            }

            clock.WaitUntil(due);
            SendSlot(slot, due);
        }

        LastUsage = usage.Seconds();
    }

    private bool HasWork(long slot) =>
        _copies[slot % _copies.Length].Count > 0
        || (slot < schedule.Slots && (schedule.TicksUntil(slot + 1) > schedule.TicksUntil(slot) || schedule.MinuteBarsUntil(slot + 1) > schedule.MinuteBarsUntil(slot)));

    private void SendSlot(long slot, long due)
    {
        var before = sent.Next;
        var copies = _copies[slot % _copies.Length];
        foreach (var copy in copies)
        {
            Next().Text(copy);
            Copies++;
        }

        copies.Clear();
        if (slot < schedule.Slots)
        {
            AddDue(slot, due);
        }

        Flush();
        for (var (i, late) = (before, clock.Now - due); i < sent.Next; i++)
        {
            Lateness.Add(late);
        }
    }

    private void AddDue(long slot, long due)
    {
        var now = clock.ToUnixMilliseconds(due);
        for (var left = schedule.MinuteBarsUntil(slot + 1) - schedule.MinuteBarsUntil(slot); left > 0; left--)
        {
            var bar = _market.DrawMinuteBar(sent.Next, now);
            Add(LoadKind.MinuteBar, in bar, slot, due);
        }

        for (var left = schedule.TicksUntil(slot + 1) - schedule.TicksUntil(slot); left > 0; left--)
        {
            var kind = _market.DrawTick(sent.Next, now, out var draft);
            Add(kind, in draft, slot, due);
        }
    }

    private void Add(LoadKind kind, in DraftEvent draft, long slot, long due)
    {
        var id = sent.Add(kind, draft.Symbol);
        var text = Next();
        var start = text.Length;
        _text.Append(in draft, text);
        LoadText.Mark(text, id, due);
        if (kind == LoadKind.Trade && _market.Chance() < CopyShare)
        {
            var later = slot + 1 + (long)(_market.Chance() * CopyWithinSlots);
            _copies[later % _copies.Length].Add(text.Written[start..].ToArray());
        }
    }

    private SliceBuffer Next()
    {
        if (_frame.Length > FrameLength)
        {
            Flush();
        }

        return _frame.Text(_frame.Length == 0 ? "["u8 : ","u8);
    }

    // Head and text in one write: the network is not to see them apart.
    private void Flush()
    {
        if (_frame.Length == 0)
        {
            return;
        }

        _frame.Text("]"u8);
        var head = FrameText.WriteHead(FrameKind.Text, _frame.Length, _head);
        if (_whole.Length < head + _frame.Length)
        {
            _whole = new byte[2 * (head + _frame.Length)];
        }

        _head.AsSpan(0, head).CopyTo(_whole);
        _frame.Written.CopyTo(_whole.AsSpan(head));
        send(_whole.AsSpan(0, head + _frame.Length));
        _frame.Clear();
        Frames++;
    }
}

/// <summary>Takes a WebSocket frame.</summary>
internal delegate void SendFrame(ReadOnlySpan<byte> frame);
