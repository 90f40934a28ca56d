using System.Globalization;
using System.Reactive.Concurrency;

namespace MarketFlow;

public static partial class FlowOperators
{
    private static readonly TimeSpan _longestBar = TimeSpan.FromDays(1);

    /// <summary>Makes bars of trades: open, high, low, close, volume, VWAP and count of each symbol and interval.</summary>
    /// <param name="source">Trades of any symbols, in any order; its notifications must not overlap (the Rx grammar). Copies must be gone already: they would count.</param>
    /// <param name="interval">Length of a bar: 1 ms to 1 day, in whole milliseconds. Bars begin at multiples of it since the Unix epoch, in UTC.</param>
    /// <param name="clock">Supplies "now" and one timer at a time. It decides when a bar is emitted, never what is in it.</param>
    /// <param name="options">Which trades count, when bars close, how long they may be revised; see there for the defaults.</param>
    /// <param name="stage">
    /// Its account. A bar goes on in place of its first trade; the others are removed as <see cref="RemovalReason.Conflated"/>. A late
    /// trade goes on as the revision it causes. Trades that do not count are removed as <see cref="RemovalReason.Filtered"/>, those too
    /// late as <see cref="RemovalReason.Expired"/>, those without usable figures as <see cref="RemovalReason.Invalid"/>. Empty bars are created.
    /// </param>
    /// <param name="tooLate">
    /// Receives each trade that came too late to be part of its bar, and each whose time proved wrong because it is far ahead of the
    /// symbol's others, on the source's thread. Never completed.
    /// </param>
    /// <returns>
    /// A bar once it has closed: on the source's thread when a trade of its symbol in a later interval arrives, or else on the clock's,
    /// <see cref="BarAggregationOptions.ClosesAfter"/> its end (or its first trade's arrival, where that is later). A late trade gives its
    /// bar once more, at once, with the next <see cref="Bar.Revision"/>; no other bar changes. The bars of a symbol come in order of time
    /// but for those; what the clock closes at one instant comes in the order in which it was begun. A bar has the source of its last
    /// trade to arrive, a revision that of the trade that caused it, and is backfill where all its trades were.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="clock"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> or an option is out of its range.</exception>
    /// <remarks>
    /// Open and close are the prices of the first and last trade by time, of equal times by arrival. VWAP is null where the volume is 0.
    /// VWAP lies within the lowest and the highest price of the trades it is made of. Sums are exact to 28 digits. Trades are usable with
    /// prices of 10^-12 to 10^12, sizes of 0 to 10^12, and times at least three days from the ends of <see cref="Timestamp"/>.
    /// Deterministic: the last telling of each bar follows from the trades and their order alone, and all tellings do where no trade comes
    /// later than <see cref="BarAggregationOptions.ClosesAfter"/> behind its bar's end. A symbol that was forgotten starts over: a trade
    /// that comes for a bar emitted before emits it again, from revision 0.
    /// Completion and errors, also of a delegate, of <paramref name="tooLate"/> and of a null symbol: open bars are emitted first, in order of their starts, then the end.
    /// Disposal, or a consumer that throws: what is held is removed as <see cref="RemovalReason.Shutdown"/>.
    /// Threads: the consumer is never called by two at once, and neither the source nor the clock waits for it.
    /// Memory: about 800 bytes per symbol with the defaults, and the frame of its last trade until its bar is emitted. A trade within an open bar
    /// allocates nothing.
    /// Rule: docs/explanation/bars-from-trades.md; revised bars as Alpaca's <c>updatedBars</c>.
    /// </remarks>
    public static IObservable<Bar> AggregateBars(
        this IObservable<Trade> source,
        TimeSpan interval,
        IScheduler clock,
        BarAggregationOptions? options = null,
        LedgerStage? stage = null,
        IObserver<Trade>? tooLate = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Aggregate(source, interval, clock, options, stage, tooLate, notUndone: null, keepsTrades: false);
    }

    /// <summary>Makes bars of the trades in a stream of events, and rebuilds the bars of cancelled and corrected trades.</summary>
    /// <param name="source">
    /// Events of any kind; its notifications must not overlap (the Rx grammar). Trades make bars as by the other overload. A status with a
    /// <see cref="Status.Change"/> removes or replaces its trade; one that comes before its trade changes it when it arrives. Other events are
    /// passed over, and are no part of the account.
    /// </param>
    /// <param name="interval">Length of a bar, as by the other overload.</param>
    /// <param name="clock">Supplies "now" and one timer at a time.</param>
    /// <param name="options">Which trades count, when bars close, how long they may be revised; see there for the defaults.</param>
    /// <param name="stage">Its account, as by the other overload. A bar that a cancel or a correction revises is created.</param>
    /// <param name="tooLate">Receives each trade that came too late to be part of its bar, on the source's thread. Never completed.</param>
    /// <param name="notUndone">
    /// Receives a status of kind <see cref="StatusKinds.NotUndone"/> for each cancel or correction of a trade that no bar keeps: its bar can
    /// no longer be revised, or has more than <see cref="BarAggregationOptions.MaxKeptTrades"/>, or the trade did not arrive yet. Called on the
    /// source's thread; never completed.
    /// </param>
    /// <returns>
    /// What the other overload returns. A bar that was delivered is delivered again with the next <see cref="Bar.Revision"/>, equal to the bar
    /// of the trades that remain. Where none of them sets a price, its prices are all its last close.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="clock"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> or an option is out of its range.</exception>
    /// <remarks>Memory: as the other overload, and about 130 bytes for each trade of the bars that may be revised.</remarks>
    public static IObservable<Bar> AggregateBars(
        this IObservable<MarketEvent> source,
        TimeSpan interval,
        IScheduler clock,
        BarAggregationOptions? options = null,
        LedgerStage? stage = null,
        IObserver<Trade>? tooLate = null,
        IObserver<Status>? notUndone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Aggregate(source, interval, clock, options, stage, tooLate, notUndone, keepsTrades: true);
    }

    private static IObservable<Bar> Aggregate(
        IObservable<MarketEvent> source,
        TimeSpan interval,
        IScheduler clock,
        BarAggregationOptions? options,
        LedgerStage? stage,
        IObserver<Trade>? tooLate,
        IObserver<Status>? notUndone,
        bool keepsTrades)
    {
        if (interval <= TimeSpan.Zero || interval > _longestBar || interval.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(interval), string.Create(CultureInfo.InvariantCulture, $"interval is {interval}; must be 1 ms to 1 day, in whole milliseconds."));
        }

        ArgumentNullException.ThrowIfNull(clock);
        var checkedOptions = options ?? new();
        checkedOptions.Check();
        return TimedSink<MarketEvent, Bar>.From(
            source,
            observer => new AggregateBarsSink(observer, checkedOptions, new(interval, checkedOptions, keepsTrades), clock, stage, tooLate, notUndone),
            stage);
    }
}
