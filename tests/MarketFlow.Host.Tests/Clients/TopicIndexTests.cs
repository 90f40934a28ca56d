using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

public sealed class TopicIndexTests
{
    private static readonly string[] _symbols = ["A", "B", "*"];
    private readonly TopicIndex<string> _index = new();

    [Fact]
    public void Finds_nobody_where_nobody_asked() => Assert.Empty(Found(Some.Trade("MSFT")));

    [Fact]
    public void Finds_who_asked_for_the_symbol_and_who_asked_for_all()
    {
        _index.Subscribe("one", Some.Topic("trade.MSFT"));
        _index.Subscribe("all", Some.Topic("trade.*"));
        _index.Subscribe("other", Some.Topic("trade.AAPL"));

        Assert.Equal(["one", "all"], Found(Some.Trade("MSFT")));
    }

    [Fact]
    public void Finds_a_subscriber_once_that_asked_both_ways()
    {
        _index.Subscribe("both", Some.Topic("trade.MSFT"));
        _index.Subscribe("both", Some.Topic("trade.*"));
        _index.Subscribe("both", Some.Topic("trade.AAPL"));

        Assert.Equal(["both"], Found(Some.Trade("MSFT")));
        Assert.Equal(["both"], Found(Some.Trade("AAPL")));
    }

    [Fact]
    public void Goes_back_to_the_symbols_once_all_is_taken_back()
    {
        _index.Subscribe("both", Some.Topic("trade.*"));
        _index.Subscribe("both", Some.Topic("trade.MSFT"));
        _index.Unsubscribe("both", Some.Topic("trade.*"));

        Assert.Equal(["both"], Found(Some.Trade("MSFT")));
        Assert.Empty(Found(Some.Trade("AAPL")));
    }

    [Fact]
    public void Finds_for_an_unusual_message_who_asked_for_the_event_that_it_stands_for()
    {
        _index.Subscribe("trades", new(EventType.Trade, null, "MSFT"));
        _index.Subscribe("minutes", new(EventType.Bar, BarKind.Minute, "*"));
        _index.Subscribe("other", new(EventType.Other, "T", "MSFT"));
        VendorMessage message = new() { Symbol = "MSFT", Time = default, Channel = "T", StandsFor = EventType.Trade, Unusual = "p is {}; must be a number." };

        Assert.Equal(["trades"], Found(message));
        Assert.Equal(["minutes"], Found(message with { StandsFor = EventType.Bar, Kind = BarKind.Minute }));
        Assert.Equal(["other"], Found(message with { StandsFor = EventType.Other, Unusual = null }));
    }

    [Fact]
    public void Finds_a_subscriber_once_for_a_message_about_several_of_its_symbols()
    {
        _index.Subscribe("both", new(EventType.Other, "news", "AAPL"));
        _index.Subscribe("both", new(EventType.Other, "news", "MSFT"));
        _index.Subscribe("second", new(EventType.Other, "news", "MSFT"));
        _index.Subscribe("all", new(EventType.Other, "news", "*"));
        _index.Subscribe("none", new(EventType.Other, "news", "SPY"));

        Assert.Equal(["both", "second", "all"], Found(new VendorMessage { Symbol = "AAPL", MoreSymbols = ["MSFT", "AMD"], Time = default, Channel = "news" }));
    }

    [Fact]
    public void Parts_bars_by_interval_and_revision_for_who_asks_by_kind_only()
    {
        _index.Subscribe("all", Some.Topic("bar.*"));
        _index.Subscribe("minutes", new(EventType.Bar, BarKind.Minute, "MSFT"));
        _index.Subscribe("revised", new(EventType.Bar, BarKind.MinuteRevised, "*"));
        var bar = Some.Bar("MSFT");

        Assert.Equal(["all", "minutes"], Found(bar));
        Assert.Equal(["all", "revised"], Found(bar with { Revision = 1 }));
        Assert.Equal(["all"], Found(bar with { Interval = TimeSpan.FromSeconds(1) }));
        Assert.Equal(["all"], Found(bar with { Interval = TimeSpan.FromMinutes(5) }));
    }

    [Fact]
    public void Forgets_a_subscriber_that_left()
    {
        _index.Subscribe("gone", Some.Topic("trade.*"));
        _index.Subscribe("gone", Some.Topic("trade.MSFT"));
        _index.Subscribe("gone", Some.Topic("detection.surge.MSFT"));
        _index.Remove("gone");

        Assert.Empty(Found(Some.Trade("MSFT")));
        Assert.Empty(Found(Some.Detection("surge", "MSFT")));
        Assert.Empty(_index.TopicsOf("gone"));
    }

    [Fact]
    public void Leaves_a_match_as_it_was_while_subscriptions_change()
    {
        _index.Subscribe("first", Some.Topic("trade.MSFT"));
        var found = _index.Find(Some.Trade("MSFT"));
        _index.Subscribe("second", Some.Topic("trade.MSFT"));
        _index.Unsubscribe("first", Some.Topic("trade.MSFT"));

        Assert.Equal(["first"], found.OfSymbol.ToArray());
    }

    /// <summary>Whatever was asked for and taken back, an event finds whom a look at everybody's list of topics finds, each once.</summary>
    [Fact]
    public void Agrees_with_a_look_at_everybodys_list() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Action, byte Client, byte Kind, byte Symbol)[]>(), steps =>
        {
            var index = new TopicIndex<string>();
            var lists = new Dictionary<string, HashSet<TopicFilter>>();
            foreach (var (action, number, kind, symbol) in steps)
            {
                var client = string.Intern($"client {number % 4}");
                var wanted = Some.Event(kind, _symbols[symbol % 3]);
                var topic = number % 4 < 2 ? TopicFilter.Of(wanted) : new(wanted.Type, TopicFilter.KindOf(wanted), wanted.Symbol); // whole, or by kinds
                var list = lists.TryGetValue(client, out var known) ? known : lists[client] = [];
                switch (action % 5)
                {
                    case 0 or 1 or 2:
                        index.Subscribe(client, topic);
                        list.Add(topic);
                        break;
                    case 3:
                        index.Unsubscribe(client, topic);
                        list.Remove(topic);
                        break;
                    default:
                        index.Remove(client);
                        list.Clear();
                        break;
                }

                Assert.Equal(list.Order(ByText), index.TopicsOf(client).Order(ByText));
                foreach (var value in Enumerable.Range(0, 12).Select(i => Some.Event(i, _symbols[i / 6])))
                {
                    var expected = lists.Where(pair => pair.Value.Any(held => held.Matches(value))).Select(pair => pair.Key);
                    var found = index.Find(value);
                    Assert.Equal(expected.Order(), found.OfSymbol.ToArray().Concat(found.OfAll.ToArray()).Concat(found.OfSymbolAndKind.ToArray()).Concat(found.OfKind.ToArray()).Order());
                }
            }
        })
        .QuickCheckThrowOnFailure();

    private static Comparer<TopicFilter> ByText { get; } = Comparer<TopicFilter>.Create((x, y) => string.CompareOrdinal(x.ToString(), y.ToString()));

    private string[] Found(MarketEvent value)
    {
        var found = _index.Find(value);
        return [.. found.OfSymbol, .. found.OfAll, .. found.OfSymbolAndKind, .. found.OfKind];
    }
}
