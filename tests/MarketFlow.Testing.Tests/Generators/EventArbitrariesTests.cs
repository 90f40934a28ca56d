using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing.Tests;

public sealed class EventArbitrariesTests
{
    [Fact]
    public void Trades_are_valid_and_stay_so() => Holds(MarketArbitraries.Trades);

    [Fact]
    public void Quotes_are_valid_and_stay_so() => Holds(MarketArbitraries.Quotes);

    [Fact]
    public void Bars_are_valid_and_stay_so() => Holds(MarketArbitraries.Bars);

    [Fact]
    public void Fair_market_values_are_valid_and_stay_so() => Holds(MarketArbitraries.FairMarketValues);

    [Fact]
    public void Detections_are_valid_and_stay_so() => Holds(MarketArbitraries.Detections);

    [Fact]
    public void Statuses_are_valid_and_stay_so() => Holds(MarketArbitraries.Statuses);

    [Fact]
    public void Events_are_valid_and_stay_so() => Holds(MarketArbitraries.Events);

    [Fact]
    public void Bars_start_on_a_multiple_of_their_interval_and_have_their_vwap_within() =>
        Prop.ForAll(MarketArbitraries.Bars, bar =>
            MarketArbitraries.Bars.Shrinker(bar).Prepend(bar).All(any =>
                any.Time.UnixNanoseconds % (any.Interval.Ticks * 100) == 0 && (any.Vwap is not { } vwap || (vwap >= any.Low && vwap <= any.High))))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Trades_come_with_and_without_what_vendors_leave_out()
    {
        var trades = MarketArbitraries.Trades.Generator.Sample(1_000).ToList();

        Assert.Contains(trades, trade => trade.Id.IsNone && trade.Identity is null);
        Assert.Contains(trades, trade => trade.Id.ToString() == "007");
        Assert.Contains(trades, trade => trade.Id.ToString().Length > 18);
        Assert.Contains(trades, trade => trade.Exchange is null);
        Assert.Contains(trades, trade => trade.Conditions.Count > 1);
        Assert.Contains(trades, trade => trade.IsBackfill);
        Assert.Contains(trades, trade => trade.Source == default);
        Assert.Contains(trades, trade => trade.Source is { Sequence: null, Connection: > 0 });
        Assert.Contains(trades, trade => trade.Source is { Sequence: not null, Original.Length: 2, RetainedBytes: > 2 });
    }

    [Fact]
    public void Quotes_are_orderly_crossed_and_one_sided()
    {
        var quotes = MarketArbitraries.Quotes.Generator.Sample(1_000).ToList();

        Assert.Contains(quotes, quote => quote.BidPrice > quote.AskPrice && quote.AskPrice > 0);
        Assert.Contains(quotes, quote => quote.BidPrice == 0);
        Assert.Contains(quotes, quote => quote.AskPrice == 0);
        Assert.Contains(quotes, quote => quote.BidSize is null);
        Assert.True(quotes.Count(quote => quote.BidPrice < quote.AskPrice) > 500);
    }

    [Fact]
    public void Events_are_of_every_kind_that_tells_something_itself() =>
        Assert.Equal(Enum.GetValues<EventType>().Except([EventType.Other]), MarketArbitraries.Events.Generator.Sample(1_000).Select(value => value.Type).Distinct().Order());

    [Fact]
    public void Shrink_to_a_plain_trade_at_the_open()
    {
        var trade = MarketArbitraries.Trades.Generator.Sample(100).Last();

        var shrunk = MarketArbitraries.Trades.Shrunk(trade, _ => true);

        Assert.Equal(
            ("A", 1m, 1m, null, 0, false, VirtualMarketClock.Open),
            (shrunk.Symbol, shrunk.Price, shrunk.Size, shrunk.Exchange, shrunk.Conditions.Count, shrunk.IsBackfill, shrunk.Time.ToDateTimeOffset()));
        Assert.Equal(default, shrunk.Source);
    }

    [Fact]
    public void Shrink_to_a_flat_bar()
    {
        var bar = MarketArbitraries.Bars.Generator.Where(bar => bar.High > bar.Low).Sample(1).Single();

        var shrunk = MarketArbitraries.Bars.Shrunk(bar, _ => true);

        Assert.Equal((1m, 1m, 1m, 1m, 1m, null), (shrunk.Open, shrunk.High, shrunk.Low, shrunk.Close, shrunk.Volume, shrunk.Vwap));
    }

    [Fact]
    public void Invalid_events_break_the_one_rule_they_name_and_go_on_breaking_it()
    {
        static bool BreaksItsRule(InvalidEvent value) =>
            value.Valid.Validate() is null && value.Event.Validate()?.StartsWith(value.Field + " is ", StringComparison.Ordinal) == true;

        Prop.ForAll(MarketArbitraries.InvalidEvents, value =>
            BreaksItsRule(value) && MarketArbitraries.InvalidEvents.ShrinksWell(value, BreaksItsRule)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Invalid_events_break_every_rule_of_every_kind()
    {
        var broken = MarketArbitraries.InvalidEvents.Generator.Sample(2_000).Select(value => $"{value.Event.Type} {value.Field}").ToHashSet();

        Assert.Superset(
            new HashSet<string>
            {
                "Trade Size", "Quote BidSize", "Quote AskSize", "Bar Interval", "Bar Open",
                "Bar Close", "Bar Volume", "Trade Symbol", "Quote Symbol", "Bar Symbol", "FairMarketValue Symbol",
                "Detection Symbol",
            },
            broken);
    }

    [Fact]
    public void Invalid_events_say_what_is_wrong_with_them()
    {
        var value = MarketArbitraries.InvalidEvents.Generator.Sample(1).Single();

        Assert.StartsWith(value.Event.Validate()!, value.ToString(), StringComparison.Ordinal);
    }

    private static void Holds<T>(Arbitrary<T> arbitrary)
        where T : MarketEvent =>
        Prop.ForAll(arbitrary, value => value.Validate() is null && arbitrary.ShrinksWell(value, simpler => simpler.Validate() is null))
        .QuickCheckThrowOnFailure();
}
