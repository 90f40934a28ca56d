namespace MarketFlow.Feeds;

/// <summary>What happens besides trading: limit bands, halts and resumptions, cancels and corrections.</summary>
/// <remarks>
/// Limit bands: of each symbol that has traded, every five minutes, at different times; and 15 s before a halt, near the price, and when trading resumes.
/// Halts: one every one to three minutes, for two to five. The ten most popular symbols are not halted, so that examples always run; of a smaller market
/// only the last symbol is, if it has more than one. Cancels and corrections: one every 10 to 30 s, of a trade of the last minutes.
/// </remarks>
internal sealed class MarketNotices(int symbols, ulong seed, MarketBars bars, DraftList drafts)
{
    private const int Spared = 10;
    private const int BandsRound = 300_000;
    private const int Warning = 15_000;
    private const int Tries = 16;
    private readonly PriorityQueue<int, (long Due, int Symbol)> _halting = new();
    private readonly PriorityQueue<int, (long Due, int Symbol)> _resuming = new();
    private readonly HashSet<int> _halted = [];
    private readonly SentTrade[] _sent = new SentTrade[256];
    private SplitMix _random = new(seed);
    private int _sentCount;
    private long _nextHalt = long.MinValue;
    private long _nextRevision;

    /// <summary>True while the symbol is halted.</summary>
    public bool IsHalted(int symbol) => _halted.Count > 0 && _halted.Contains(symbol);

    /// <summary>A trade was sent.</summary>
    public void Sent(in DraftEvent trade) =>
        _sent[_sentCount++ % _sent.Length] = new(trade.Symbol, trade.Time, trade.Id, trade.Price, trade.Size, trade.Exchange, trade.Conditions);

    /// <summary>Sends what is due at the beginning of a slice.</summary>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="prices">The last prices.</param>
    /// <param name="lastIds">The last trade ids, of which a correction takes the next.</param>
    public void Turn(long now, long[] prices, long[] lastIds)
    {
        if (_nextHalt == long.MinValue)
        {
            (_nextHalt, _nextRevision) = (now + Between(20, 40), now + Between(5, 15));
        }

        SendBands(now, prices);
        Resume(now, prices);
        Halt(now, prices);
        if (now >= _nextRevision)
        {
            _nextRevision = now + Between(10, 30);
            Revise(now, lastIds);
        }
    }

    private void SendBands(long now, long[] prices)
    {
        var slice = now % BandsRound / MarketModel.SliceLength;
        var end = BandOf(slice + 1);
        for (var symbol = BandOf(slice); symbol < end; symbol++)
        {
            if (bars.HasPriceToday(symbol) && !IsHalted(symbol))
            {
                var width = WidthOf(prices[symbol]);
                Band(symbol, now, prices[symbol] - width, prices[symbol] + width);
            }
        }

        int BandOf(long part) => (int)(symbols * part / (BandsRound / MarketModel.SliceLength));
    }

    private void Halt(long now, long[] prices)
    {
        if (now >= _nextHalt)
        {
            _nextHalt = now + Between(60, 180);
            Announce(now, prices);
        }

        while (_halting.TryPeek(out var symbol, out var next) && next.Due <= now)
        {
            _halting.Dequeue();
            _halted.Add(symbol);
            _resuming.Enqueue(symbol, (now + Between(120, 300), symbol));
            Status(symbol, now, DraftKind.Halt);
        }
    }

    private void Announce(long now, long[] prices)
    {
        var first = Math.Min(Spared, symbols - 1);
        for (var tries = 0; tries < Tries && symbols > 1; tries++)
        {
            var symbol = first + _random.Below(symbols - first);
            if (bars.HasPriceToday(symbol) && !IsHalted(symbol) && _halting.UnorderedItems.All(item => item.Element != symbol))
            {
                var (price, step) = (prices[symbol], Math.Max(1, prices[symbol] / 500));
                var isUp = _random.Below(2) == 0;
                Band(symbol, now, isUp ? price + step - (2 * WidthOf(price)) : price - step, isUp ? price + step : price - step + (2 * WidthOf(price)));
                _halting.Enqueue(symbol, (now + Warning, symbol));
                return;
            }
        }
    }

    private void Resume(long now, long[] prices)
    {
        while (_resuming.TryPeek(out var symbol, out var next) && next.Due <= now)
        {
            _resuming.Dequeue();
            _halted.Remove(symbol);
            Status(symbol, now, DraftKind.Resumption);
            Band(symbol, now, prices[symbol] - WidthOf(prices[symbol]), prices[symbol] + WidthOf(prices[symbol]));
        }
    }

    private void Revise(long now, long[] lastIds)
    {
        for (var tries = 0; tries < Tries && _sentCount > 0; tries++)
        {
            ref var trade = ref _sent[_random.Below(Math.Min(_sentCount, _sent.Length))];
            var isCancel = _random.Below(10) < 6;
            var price = isCancel ? trade.Price : trade.Price + _random.Below(3) - 1;
            var size = isCancel ? 0 : trade.Size + 1 + _random.Below(100);
            // Neither vendor's message names the reporting facility, so that off exchange it would not name one trade.
            if (trade.Id == 0 || trade.Exchange == MarketCodes.OffExchange || !bars.TryRevise(in trade, price, size, now))
            {
                continue;
            }

            ref var draft = ref drafts.Add(trade.Symbol, now);
            (draft.Type, draft.Kind) = (EventType.Status, isCancel ? DraftKind.Cancel : DraftKind.Correction);
            (draft.Id, draft.Price, draft.Size) = (trade.Id, trade.Price, trade.Size);
            (draft.Exchange, draft.Conditions) = (trade.Exchange, trade.Conditions);
            if (!isCancel)
            {
                (draft.NewId, draft.NewPrice, draft.NewSize) = (++lastIds[trade.Symbol], price, size);
            }

            trade = default; // each at most once
            return;
        }
    }

    private void Band(int symbol, long now, long down, long up)
    {
        ref var draft = ref drafts.Add(symbol, now);
        (draft.Type, draft.Kind, draft.Price, draft.NewPrice) = (EventType.Status, DraftKind.LimitBand, Math.Max(1, down), up);
    }

    private void Status(int symbol, long now, DraftKind kind)
    {
        ref var draft = ref drafts.Add(symbol, now);
        (draft.Type, draft.Kind) = (EventType.Status, kind);
    }

    // 10 percent, and 20 up to 3 dollars.
    private static long WidthOf(long price) => Math.Max(1, price / (price > 300 ? 10 : 5));

    // In slices, so that what is due falls on the beginning of one.
    private long Between(int fromSeconds, int toSeconds) => (fromSeconds * 1_000L) + ((long)MarketModel.SliceLength * _random.Below((toSeconds - fromSeconds) * 100));
}
