using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Feeds;
using MarketFlow.Testing;

namespace MarketFlow.Host.Tests;

public sealed class FeedDemandTests
{
    private static readonly TimeSpan _linger = TimeSpan.FromSeconds(5);
    private readonly VirtualMarketClock _clock = new();
    private readonly List<string> _told = [];

    [Fact]
    public void Asks_for_what_clients_ask_for_beside_the_configured_symbols()
    {
        var demand = Demand(new() { Dialect = "massive", Symbols = ["SPY"] });

        demand.Add(Trade("AAPL"));
        _clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.Equal("AM.SPY FMV.SPY Q.SPY T.AAPL T.SPY", Assert.Single(_told));
        Assert.Equal(5, demand.Topics);
        Assert.Equal((true, true, false), (demand.IsWanted("SPY"), demand.IsWanted("AAPL"), demand.IsWanted("MSFT")));
    }

    /// <summary>What a client of any path subscribes to is asked of the vendor on the channel that the feed's endpoint has for it, and not at all where it has none.</summary>
    [Theory]
    [InlineData("massive", "wss://socket.massive.com/crypto", "XT.A XQ.A XA.A FMV.X:A", "XT.BTC-USD")]
    [InlineData("massive", "ws://127.0.0.1:1/massive/crypto", "XT.A XQ.A XA.A FMV.X:A", "XT.BTC-USD")]
    [InlineData("massive", "wss://delayed.massive.com/stocks", "T.A Q.A AM.A FMV.A", "T.BTC-USD LULD.BTC-USD")]
    [InlineData("massive", "wss://socket.massive.com/forex", "C.A CA.A", "")]
    [InlineData("alpaca", "wss://stream.data.alpaca.markets/v1beta3/crypto/us", "trades.A quotes.A bars.A updatedBars.A dailyBars.A", "trades.BTC-USD")]
    [InlineData("alpaca", "wss://stream.data.alpaca.markets/v2/iex", "trades.A quotes.A bars.A updatedBars.A dailyBars.A statuses.A lulds.A", "trades.BTC-USD lulds.BTC-USD")]
    public void Asks_only_for_channels_that_the_feeds_endpoint_has(string dialect, string url, string configured, string followed)
    {
        var demand = Demand(new() { Dialect = dialect, Url = url, Symbols = ["A"] });
        Assert.Equal(configured.Split(' ').Length, demand.Topics);

        demand.Add(Trade("BTC-USD"));
        demand.Add(new(EventType.Status, "luld", "BTC-USD"));
        _clock.AdvanceBy(TimeSpan.FromTicks(1));

        var expected = $"{configured} {followed}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        Assert.Equal(followed.Length == 0 ? [] : [string.Join(' ', expected)], _told.Select(told => string.Join(' ', told.Split(' ').Order(StringComparer.Ordinal))));
    }

    [Fact]
    public void Tells_changes_that_come_together_at_once()
    {
        var demand = Demand(Massive);

        demand.Add(Trade("AAPL"));
        demand.Add(Trade("MSFT"));
        demand.Add(Trade("SPY"));
        _clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.Equal(["T.AAPL T.MSFT T.SPY"], _told);
    }

    [Fact]
    public void Keeps_a_topic_for_a_while_when_its_last_client_has_left()
    {
        var demand = Demand(Massive);
        demand.Add(Trade("AAPL"));
        _clock.AdvanceBy(TimeSpan.FromTicks(1));

        demand.Remove(Trade("AAPL"));
        _clock.AdvanceBy(_linger - TimeSpan.FromTicks(1));
        Assert.Equal(["T.AAPL"], _told);

        _clock.AdvanceBy(TimeSpan.FromTicks(2));
        Assert.Equal(["T.AAPL", ""], _told);
        Assert.False(demand.IsWanted("AAPL"));
    }

    [Fact]
    public void Says_nothing_where_a_client_comes_back_in_time()
    {
        var demand = Demand(Massive);
        demand.Add(Trade("AAPL"));
        _clock.AdvanceBy(TimeSpan.FromTicks(1));

        demand.Remove(Trade("AAPL"));
        _clock.AdvanceBy(_linger - TimeSpan.FromTicks(1));
        demand.Add(Trade("AAPL"));
        _clock.AdvanceBy(TimeSpan.FromMinutes(1));

        Assert.Equal(["T.AAPL"], _told);
    }

    [Fact]
    public void Leaves_a_venue_alone_that_does_not_follow_clients()
    {
        var demand = Demand(new() { Dialect = "coinbase", Symbols = ["BTC-USD"] });

        demand.Add(Trade("AAPL"));
        demand.Remove(Trade("AAPL"));
        _clock.AdvanceBy(TimeSpan.FromMinutes(1));

        Assert.Empty(_told);
        Assert.Equal(1, demand.Topics);
    }

    /// <summary>Whoever comes and goes, what is asked for at last is what somebody holds, and what somebody holds all the time is never taken back.</summary>
    [Fact]
    public void Asks_for_exactly_what_is_held_and_never_takes_back_what_is() => Prop.ForAll(
        Gen.Choose(0, 3).SelectMany(_ => Gen.Choose(0, 5), (client, topic) => (client, topic)).Zip(Gen.Choose(0, 6), (step, seconds) => (step.client, step.topic, seconds)).ListOf().ToArbitrary(),
        steps =>
        {
            Demanded demanded = new();
            foreach (var (client, topic, seconds) in steps)
            {
                demanded.Toggle(client, topic);
                demanded.Advance(seconds);
            }

            demanded.Advance(60);
            return demanded.Asked.SetEquals(demanded.Held);
        }).QuickCheckThrowOnFailure();

    private static FeedSettings Massive => new() { Dialect = "massive" };

    private static TopicFilter Trade(string symbol) => new(EventType.Trade, null, symbol);

    private FeedDemand Demand(FeedSettings settings) =>
        new(settings.FindDialect(), settings, _clock, topics => _told.Add(string.Join(' ', topics.Order(Comparer<FeedTopic>.Create((left, right) => string.CompareOrdinal(left.ToString(), right.ToString()))))));

    /// <summary>Clients with topics each, over a real index, and what the vendor hears of it.</summary>
    private sealed class Demanded
    {
        private readonly VirtualMarketClock _clock = new();
        private readonly TopicIndex<string> _index;
        private readonly HashSet<(string Client, TopicFilter Topic)> _held = [];

        public Demanded()
        {
            FeedDemand demand = new(Dialects.Named("massive"), new() { Dialect = "massive", UnsubscribeAfter = TimeSpan.FromSeconds(2) }, _clock, Tell);
            _index = new(new(demand.Add, demand.Remove));
        }

        public HashSet<string> Asked { get; private set; } = [];

        public HashSet<string> Held => [.. _held.Select(held => $"T.{held.Topic.Symbol}")];

        public void Toggle(int client, int topic)
        {
            var held = ($"client {client}", Trade($"S{topic}"));
            if (_held.Remove(held))
            {
                _index.Unsubscribe(held.Item1, held.Item2);
            }
            else
            {
                _held.Add(held);
                _index.Subscribe(held.Item1, held.Item2);
            }
        }

        public void Advance(int seconds) => _clock.AdvanceBy(TimeSpan.FromSeconds(seconds));

        private void Tell(IReadOnlyCollection<FeedTopic> topics)
        {
            HashSet<string> asked = [.. topics.Select(topic => topic.ToString())];
            Assert.Empty(Held.Except(asked)); // told when it was asked for, and never taken back since
            Asked = asked;
        }
    }
}
