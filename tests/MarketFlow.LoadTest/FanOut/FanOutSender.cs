using System.Globalization;
using System.Text;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>Sends trades to a schedule, all symbols equally often, in an order that repeats; what is due within a millisecond goes out as one frame.</summary>
/// <remarks>Trades alone: every server must deliver each of them, while the host may keep the latest of other kinds only.</remarks>
/// <param name="schedule">What is due when.</param>
/// <param name="symbols">The symbols, by rank.</param>
/// <param name="sent">Notes everything before it is sent.</param>
/// <param name="send">Takes whole WebSocket frames.</param>
/// <param name="clock">Real time.</param>
internal sealed class FanOutSender(LoadSchedule schedule, string[] symbols, SentEvents sent, SendFrame send, LoadClock clock)
{
    private const int SlotLength = (int)LoadClock.Second / LoadSchedule.SlotsPerSecond;
    private readonly StringBuilder _text = new();
    private readonly int[] _order = Shuffled(symbols.Length);
    private int _next;

    /// <summary>How long after its time each event was handed to the system.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>How many events were sent; to be asked when it is done.</summary>
    public long Sent => sent.Next - 1;

    /// <summary>Sends it all.</summary>
    /// <param name="start">The first slot's instant, on the clock.</param>
    /// <param name="cancellation">Ends it early.</param>
    public void Run(long start, CancellationToken cancellation)
    {
        for (var slot = 0L; slot < schedule.Slots && !cancellation.IsCancellationRequested; slot++)
        {
            var count = schedule.TicksUntil(slot + 1) - schedule.TicksUntil(slot);
            if (count > 0)
            {
                var due = start + (slot * SlotLength);
                clock.WaitUntil(due);
                Send(count, due);
            }
        }
    }

    /// <summary>Sends as fast as it is taken: the next frame when few enough messages are still under way.</summary>
    /// <param name="end">When it stops, on the clock.</param>
    /// <param name="clients">How many there are.</param>
    /// <param name="takers">To how many of them each event goes.</param>
    /// <param name="received">How many messages came to clients so far.</param>
    /// <param name="cancellation">Ends it early.</param>
    public void RunSaturated(long end, int clients, int takers, Func<long> received, CancellationToken cancellation)
    {
        const int FrameLength = 50; // events, as busy vendors gather
        const long UnderWay = 200; // messages per client
        const int Nap = 50; // microseconds
        while (clock.Now < end && sent.Next + FrameLength <= sent.Capacity && !cancellation.IsCancellationRequested)
        {
            if (((sent.Next - 1) * takers) - received() < UnderWay * clients)
            {
                Send(FrameLength, clock.Now);
            }
            else
            {
                clock.WaitUntil(clock.Now + Nap);
            }
        }
    }

    private void Send(long count, long due)
    {
        _text.Clear();
        for (var i = 0L; i < count; i++)
        {
            var symbol = _order[_next];
            _next = (_next + 1) % _order.Length;
            var id = sent.Add(LoadKind.Trade, symbol);
            _text.Append(i == 0 ? '[' : ',').Append(
                CultureInfo.InvariantCulture,
                $$"""{"ev":"T","sym":"{{symbols[symbol]}}","x":4,"i":"{{id}}","z":3,"p":{{100 + (id % 50)}}.{{10 + (id % 89)}},"s":{{1 + (id % 500)}},"c":[0,12],"t":{{clock.ToUnixMilliseconds(due)}},"q":{{id}},"mfid":{{id}},"mfts":{{due}}}""");
        }

        send(FrameText.Of(FrameKind.Text, Encoding.ASCII.GetBytes(_text.Append(']').ToString())));
        for (var (i, late) = (0L, clock.Now - due); i < count; i++)
        {
            Lateness.Add(late);
        }
    }

    private static int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(count).Shuffle(order);
        return order;
    }
}
