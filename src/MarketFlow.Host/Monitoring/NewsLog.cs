namespace MarketFlow.Host;

/// <summary>Keeps the last news that flowed to clients, for the dashboard: gaps and the like of feeds, statuses of symbols, detections.</summary>
/// <remarks>
/// The dashboard could ask for them on <c>/ws</c>; but what a client asks for there is asked of the vendor too, and looking at a host
/// must not change what it takes in, which some accounts pay for by the symbol.
/// Written on the delivery thread, one event at a time; read by any. Memory: the last 50 of each of the three, without original bytes.
/// </remarks>
internal sealed class NewsLog
{
    /// <summary>How many of each sort are kept, so that many of one do not wash away the others.</summary>
    public const int Kept = 50;

    private readonly Lock _gate = new();
    private readonly Queue<News> _ofFeeds = new(Kept);
    private readonly Queue<News> _ofSymbols = new(Kept);
    private readonly Queue<News> _detections = new(Kept);
    private long _seq;

    /// <summary>How many there were so far. Any thread.</summary>
    public long Seq
    {
        get
        {
            lock (_gate)
            {
                return _seq;
            }
        }
    }

    /// <summary>Keeps an event where it is news; most are not, and cost nothing.</summary>
    public void OnNext(MarketEvent value)
    {
        if (value is not (Status or Detection))
        {
            return;
        }

        var queue = value is Detection ? _detections : value.Symbol.Length == 0 ? _ofFeeds : _ofSymbols;
        var kept = value with { Source = default };
        lock (_gate)
        {
            if (queue.Count == Kept)
            {
                queue.Dequeue();
            }

            queue.Enqueue(new(++_seq, kept));
        }
    }

    /// <summary>What came after a number, oldest first. Any thread.</summary>
    /// <param name="seq">The last that is known; 0 for none. A number that was never given counts as none.</param>
    /// <param name="most">Most of each sort.</param>
    /// <param name="last">The number to ask with next time.</param>
    public IReadOnlyList<News> After(long seq, int most, out long last)
    {
        lock (_gate)
        {
            last = _seq;
            seq = seq > _seq ? 0 : seq;
            return [.. Newer(_ofFeeds).Concat(Newer(_ofSymbols)).Concat(Newer(_detections)).OrderBy(news => news.Seq)];
        }

        IEnumerable<News> Newer(Queue<News> queue) => queue.Where(news => news.Seq > seq).TakeLast(most);
    }

    /// <summary>One of the news.</summary>
    /// <param name="Seq">Its number, from 1.</param>
    /// <param name="Event">What it is, without its source.</param>
    internal readonly record struct News(long Seq, MarketEvent Event);
}
