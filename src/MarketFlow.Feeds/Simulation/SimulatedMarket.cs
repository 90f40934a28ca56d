using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow.Feeds;

/// <summary>A market that needs no vendor: made up, but the same for everyone who gives it the same seed.</summary>
/// <remarks>
/// Prices walk at random in cents, step by trade; quotes surround the last price, fair market values lie near it. Ids of trades count
/// up per symbol. It is not a model of any real market, and the names beyond the first ten are invented.
/// </remarks>
public static class SimulatedMarket
{
    /// <summary>Name of the feed in the events' source context.</summary>
    public const string Feed = "simulated";

    /// <summary>The symbols of a market of this size, the most popular first; each is also in every larger one.</summary>
    /// <param name="count">How many; 1 to 100,000.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of its range.</exception>
    public static IReadOnlyList<string> Symbols(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 100_000);
        return Tickers.Make(count);
    }

    /// <summary>Everything that a market has: trades, quotes, bars, fair market values, halts, limit bands, cancels and corrections.</summary>
    /// <param name="options">What the market is like.</param>
    /// <param name="clock">
    /// Drives it: every 10 ms of the market's time what fell into them is emitted, on the clock's thread. A late tick is made up for.
    /// </param>
    /// <returns>
    /// Each subscription starts a market of its own, which never ends. Event times ascend except for bars and late trades, have millisecond precision and
    /// lie in the 10 ms before the emission (or as <see cref="SimulatedMarketOptions.StartTime"/> and <see cref="SimulatedMarketOptions.Speed"/> shift them). All events are valid.
    /// Bars agree with the trades, cancels and corrections that were emitted before them: a second's bar follows its second; a minute's bar comes in the first
    /// half second after its minute, and the bar of the day so far with it; a minute with trades that came after its bar is emitted once more after 30 s, as
    /// revision 1. Odd lots count for the volume alone, and a trade out of sequence never is the last. Days begin at midnight in New York. Outside the regular
    /// hours of US stocks trades are marked as Form T. A halted symbol does not trade. Cancels and corrections name a trade that was emitted.
    /// Source: feed <see cref="Feed"/>, connection 1, sequence 1, 2, 3, …; the original bytes are JSON in Massive's form, slices of one frame
    /// per 10 ms. What Massive has no message for (bars of days, halts and resumptions, cancels, corrections) is in Alpaca's form, in a frame of its own.
    /// The same options and clock give the same events byte for byte.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    /// <remarks>Memory: some 450 bytes per symbol. Allocates the events and their frames, nothing else.</remarks>
    public static IObservable<MarketEvent> Events(SimulatedMarketOptions options, IScheduler clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        SimulatedMarketOptions.ThrowIfInvalid(options);

        return Observable.Create<MarketEvent>(observer =>
        {
            var run = new Run(observer, options, clock);
            run.ScheduleSlice();
            return run;
        });
    }

    private sealed class Run : IDisposable
    {
        private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(MarketModel.SliceLength);
        private readonly IObserver<MarketEvent> _downstream;
        private readonly IScheduler _clock;
        private readonly string[] _symbols;
        private readonly MarketModel _model;
        private readonly MassiveText _text;
        private readonly NoticeText _noticeText;
        private readonly AlpacaDecoder _noticeDecoder = new AlpacaDecoder();
        private readonly DecodedFrame _notices = new();
        private readonly MultipleAssignmentDisposable _next = new();
        private readonly DateTimeOffset _start;
        private readonly double _speed;
        private long _slices;
        private long _time;

        public Run(IObserver<MarketEvent> downstream, SimulatedMarketOptions options, IScheduler clock)
        {
            (_downstream, _clock, _symbols) = (downstream, clock, Tickers.Make(options.Symbols));
            (_model, _text, _noticeText, _speed) = (new(options), new(_symbols), new(_symbols), options.Speed);
            _start = FirstSliceFrom(clock.Now);
            _time = (options.StartTime is { } time ? FirstSliceFrom(time) : _start).ToUnixTimeMilliseconds();
        }

        public void ScheduleSlice() =>
            _next.Disposable = _clock.Schedule(Scheduler.Normalize(_start + TimeSpan.FromTicks((long)((_slices + 1) * (_slice.Ticks / _speed))) - _clock.Now), EmitSlice);

        public void Dispose() => _next.Dispose();

        private static DateTimeOffset FirstSliceFrom(DateTimeOffset time) =>
            new((time.UtcTicks + _slice.Ticks - 1) / _slice.Ticks * _slice.Ticks, TimeSpan.Zero);

        private void EmitSlice()
        {
            var drafts = _model.Draw(_time);
            if (drafts.Length > 0)
            {
                var frame = new Frame(Feed, 1, _clock.Now, _text.Write(drafts));
                var notices = ReadNotices(drafts);
                var notice = 0;
                for (var i = 0; i < drafts.Length && !_next.IsDisposed; i++)
                {
                    ref readonly var draft = ref drafts[i];
                    _downstream.OnNext(NoticeText.Writes(in draft)
                        ? _notices.Events[notice++] with { Source = new(notices!, draft.Offset, draft.Length, draft.Sequence) }
                        : Make(in draft, frame));
                }
            }

            _time += MarketModel.SliceLength;
            _slices++;
            ScheduleSlice();
        }

        // Read by the vendor's own decoder, so that they are what a feed of that vendor brings.
        private Frame? ReadNotices(Span<DraftEvent> drafts)
        {
            _notices.Clear();
            if (_noticeText.Write(drafts) is not { } text)
            {
                return null;
            }

            var frame = new Frame(Feed, 1, _clock.Now, text);
            _noticeDecoder.Decode(frame, _notices);
            return frame;
        }

        private MarketEvent Make(in DraftEvent draft, Frame frame)
        {
            var symbol = _symbols[draft.Symbol];
            var time = Timestamp.FromUnixMilliseconds(draft.Time);
            var source = new SourceContext(frame, draft.Offset, draft.Length, draft.Sequence);
            return draft.Type switch
            {
                EventType.Trade => new Trade
                {
                    Symbol = symbol,
                    Time = time,
                    Source = source,
                    Price = Cents(draft.Price),
                    Size = draft.Size,
                    Exchange = MarketCodes.Exchanges[draft.Exchange],
                    Facility = MarketCodes.Facility(draft.Facility),
                    Id = TradeId.Of(draft.Id),
                    Tape = (ConsolidatedTape)MassiveText.TapeOf(draft.Symbol),
                    Codes = TradeCodes.Massive,
                    Conditions = MarketCodes.Conditions(draft.Conditions),
                },
                EventType.Quote => new Quote
                {
                    Symbol = symbol,
                    Time = time,
                    Source = source,
                    BidPrice = Cents(draft.Price),
                    BidSize = draft.Size,
                    AskPrice = Cents(draft.AskPrice),
                    AskSize = draft.AskSize,
                    BidExchange = MarketCodes.Exchanges[draft.Exchange],
                    AskExchange = MarketCodes.Exchanges[draft.AskExchange],
                },
                EventType.Bar => new Bar
                {
                    Symbol = symbol,
                    Time = time,
                    Source = source,
                    Interval = TimeSpan.FromMilliseconds(draft.BarLength),
                    Open = Cents(draft.Bar.Open),
                    High = Cents(draft.Bar.High),
                    Low = Cents(draft.Bar.Low),
                    Close = Cents(draft.Bar.Close),
                    Volume = draft.Bar.Volume,
                    Vwap = new Scaled(draft.Bar.Vwap, 4).ToDecimal(),
                    Trades = draft.Bar.Trades,
                    Revision = draft.Kind == DraftKind.UpdatedBar ? 1 : 0,
                    HasVendorRevision = true,
                },
                EventType.Status => new Status
                {
                    Symbol = symbol,
                    Time = time,
                    Source = source,
                    Kind = MassiveDialect.LimitBandKind,
                    LimitUp = Cents(draft.NewPrice),
                    LimitDown = Cents(draft.Price),
                    Conditions = MarketCodes.LimitBand,
                },
                _ => new FairMarketValue { Symbol = symbol, Time = time, Source = source, Price = Cents(draft.Price) },
            };
        }

        private static decimal Cents(long price) => new Scaled(price, 2).ToDecimal();
    }
}
