using System.Buffers;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>How each vendor's answers are understood.</summary>
public sealed class AnsweringConversationTests
{
    private readonly SubscriptionLedger _ledger = new();

    [Fact]
    public void A_delisted_product_at_coinbase_costs_the_others_nothing()
    {
        var conversation = Begin("coinbase", "BTC-USD", "XXX-USD", "ETH-USD");
        var refused = conversation.Hear("""{"type":"error","message":"Failed to subscribe","reason":"XXX-USD is delisted"}""");
        Assert.Equal((false, null), (refused.IsData, refused.Words));

        Assert.Equal(["""{"type":"subscribe","product_ids":["BTC-USD","ETH-USD"],"channels":["ticker","matches","heartbeat"]}"""], refused.Send.Texts());
        var granted = conversation.Hear("""{"type":"subscriptions","channels":[{"name":"ticker","product_ids":["BTC-USD","ETH-USD"]},{"name":"matches","product_ids":["BTC-USD","ETH-USD"]}]}""");
        Assert.Equal(["*.BTC-USD", "*.ETH-USD"], Held(conversation));
        Assert.Empty(granted.Send);

        Assert.Contains("XXX-USD", Assert.Single(conversation.Advance(After(0.4)).Texts()), StringComparison.Ordinal);
        var known = conversation.Hear("""{"type":"error","message":"Failed to subscribe","reason":"XXX-USD is delisted"}""");
        Assert.Equal("Coinbase refused *.XXX-USD: Failed to subscribe: XXX-USD is delisted.", known.Words);
        Assert.Equal(["*.XXX-USD"], Refused);
    }

    [Fact]
    public void A_pair_that_kraken_does_not_have_is_refused_alone()
    {
        var conversation = Begin("kraken", "XBT/USD", "XXX/YYY");
        foreach (var name in new[] { "trade", "ohlc-1", "spread" })
        {
            conversation.Hear($$$"""{"channelID":1,"channelName":"{{{name}}}","event":"subscriptionStatus","pair":"XBT/USD","status":"subscribed","subscription":{"name":"trade"}}""");
            conversation.Hear("""{"errorMessage":"Currency pair not supported XXX/YYY","event":"subscriptionStatus","pair":"XXX/YYY","status":"error","subscription":{"name":"trade"}}""");
        }

        Assert.Equal(["*.XBT/USD"], Held(conversation));
        Assert.Equal(["*.XXX/YYY"], Refused);
        Assert.True(conversation.Hear("""{"event":"heartbeat"}""").IsData);
        Assert.True(conversation.Hear("""[0,[["1","2","3.4","b","l",""]],"trade","XBT/USD"]""").IsData);
    }

    [Fact]
    public void A_symbol_that_hitbtc_does_not_have_is_refused_with_its_code()
    {
        var conversation = Begin("hitbtc", "ETHBTC", "NOPE");
        conversation.Hear("""{"jsonrpc":"2.0","result":true,"id":"subscribeTrades ETHBTC"}""");
        var step = conversation.Hear("""{"jsonrpc":"2.0","error":{"code":2001,"message":"Symbol not found","description":"Try get /api/2/public/symbol"},"id":"subscribeTrades NOPE"}""");

        Assert.Equal("HitBTC refused *.NOPE: 2001 Symbol not found.", step.Words);
        Assert.Equal(["*.ETHBTC"], Held(conversation));
        Assert.True(conversation.Hear("""{"jsonrpc":"2.0","method":"updateTrades","params":{"data":[],"symbol":"ETHBTC"}}""").IsData);
    }

    [Fact]
    public void Massives_error_without_a_topic_is_about_those_without_an_answer()
    {
        var conversation = Massive("T.A", "Q.A", "LULD.*");
        conversation.Hear("""[{"ev":"status","status":"success","message":"subscribed to: T.A"},{"ev":"status","status":"error","message":"not authorized"}]""");
        Assert.Empty(Refused);
        conversation.Hear("""[{"ev":"status","status":"success","message":"subscribed to: LULD.*"}]""");

        Assert.Equal(["Q.A"], Refused);
        Assert.Equal(["T.A", "LULD.*"], Held(conversation));
    }

    [Fact]
    public void Massives_error_with_a_topic_is_about_that()
    {
        var conversation = Massive("T.A", "Q.BRK.A");
        var step = conversation.Hear("""[{"ev":"status","status":"error","message":"not authorized: Q.BRK.A"}]""");

        Assert.Equal("Massive refused Q.BRK.A: not authorized: Q.BRK.A.", step.Words);
        Assert.Equal(["Q.BRK.A"], Refused);
    }

    [Fact]
    public void An_unknown_and_an_unauthorized_topic_of_massives_are_told_apart_by_asking_again()
    {
        var conversation = Massive("T.A", "ZZ.A", "Q.A");
        conversation.Hear("""[{"ev":"status","status":"success","message":"subscribed to: T.A"},{"ev":"status","status":"error","message":"not authorized"}]""");

        Assert.Contains("ZZ.A", Assert.Single(conversation.Advance(After(6)).Texts()), StringComparison.Ordinal);
        Assert.Contains("Q.A", Assert.Single(conversation.Advance(After(12)).Texts()), StringComparison.Ordinal);
        conversation.Hear("""[{"ev":"status","status":"error","message":"not authorized"}]""");

        Assert.Equal(["Q.A"], Refused);
        Assert.Equal(["ZZ.A"], Unanswered);
    }

    [Fact]
    public void What_is_not_answered_in_5_seconds_is_unanswered_and_an_answer_that_comes_late_counts()
    {
        var conversation = Massive("T.A", "ZZ.A");
        conversation.Hear("""[{"ev":"status","status":"success","message":"subscribed to: T.A"}]""");
        conversation.Advance(After(4.9));
        Assert.Empty(Unanswered);
        conversation.Advance(After(5));
        Assert.Equal(["ZZ.A"], Unanswered);

        conversation.Hear("""[{"ev":"status","status":"success","message":"subscribed to: ZZ.A"}]""");
        Assert.Empty(Unanswered);
    }

    [Fact]
    public void A_topic_that_alpaca_drops_by_itself_is_requested_once_more_and_then_refused()
    {
        var conversation = Alpaca("trades.A", "quotes.A");
        conversation.Hear("""[{"T":"subscription","trades":["A"],"quotes":["A"]}]""");
        Assert.Equal(["""{"action":"subscribe","quotes":["A"]}"""], conversation.Hear("""[{"T":"subscription","trades":["A"],"quotes":[]}]""").Send.Texts());

        Assert.Empty(conversation.Hear("""[{"T":"subscription","trades":["A"],"quotes":[]}]""").Send);
        Assert.Equal(["quotes.A"], Refused);
        Assert.Equal(["trades.A"], Held(conversation));
    }

    [Fact]
    public void An_answer_of_alpacas_without_a_list_leaves_its_topics_unanswered()
    {
        var conversation = Alpaca("trades.A", "imbalances.A");
        conversation.Hear("""[{"T":"subscription","trades":["A"]}]""");

        Assert.Equal(["imbalances.A"], Unanswered);
    }

    [Theory]
    [InlineData(AlpacaEncoding.Json)]
    [InlineData(AlpacaEncoding.MessagePack)]
    public void Alpacas_errors_and_states_are_understood_in_either_encoding(AlpacaEncoding encoding)
    {
        var conversation = Alpaca("trades.A", "statuses.*");
        Assert.Single(conversation.Hear(Frame(to => AlpacaControl.WriteError(AlpacaError.InsufficientSubscription, encoding, to))).Send);
        conversation.Hear(Frame(to => AlpacaControl.WriteSubscription(new() { Trades = ["A"] }, encoding, to)));
        conversation.Advance(After(2));
        conversation.Hear(Frame(to => AlpacaControl.WriteError(AlpacaError.InsufficientSubscription, encoding, to)));

        Assert.Equal(["statuses.*"], Refused);
        Assert.Equal(409, _ledger.NotServed()[0].Code);
        Assert.Equal(["trades.A"], Held(conversation));
    }

    [Fact]
    public void An_error_of_alpacas_without_a_code_is_about_the_request_under_way()
    {
        var conversation = Alpaca("trades.A");
        Assert.Equal("Alpaca refused trades.A: no.", conversation.Hear("""[{"T":"error","msg":"no"}]""").Words);
        Assert.Equal("Alpaca says 400: later.", conversation.Hear("""[{"T":"error","code":400,"msg":"later"}]""").Words);
    }

    [Fact]
    public void A_refused_unsubscribe_is_split_and_given_up()
    {
        var conversation = Alpaca("trades.A", "trades.B", "trades.C");
        conversation.Hear("""[{"T":"subscription","trades":["A","B","C"]}]""");
        Assert.Equal(["""{"action":"unsubscribe","trades":["A","B"]}"""], conversation.Want(Talking.Topics("trades.C")).Texts());
        const string No = """[{"T":"error","code":400,"msg":"invalid syntax"}]""";

        Assert.Equal(["""{"action":"unsubscribe","trades":["A"]}"""], conversation.Hear(No).Send.Texts());
        Assert.Equal(["""{"action":"unsubscribe","trades":["B"]}"""], conversation.Hear(No).Send.Texts());
        Assert.Empty(conversation.Hear("""[{"T":"subscription","trades":["A","C"]}]""").Send);
        Assert.Empty(Refused);
    }

    private string[] Refused => Topics(SubscriptionState.Refused);

    private string[] Unanswered => Topics(SubscriptionState.Unanswered);

    private static DateTimeOffset After(double seconds) => VirtualMarketClock.Open.AddSeconds(seconds);

    private static string[] Held(IConversation conversation) => [.. conversation.Held.Select(topic => topic.ToString())];

    private static Frame Frame(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        write(buffer);
        return new("feed", 1, After(0), buffer.WrittenMemory, isBinary: true);
    }

    private string[] Topics(SubscriptionState state) => [.. _ledger.NotServed().Where(status => status.State == state).Select(status => status.Topic.ToString())];

    private IConversation Begin(string dialect, params string[] symbols) =>
        Begin(Dialects.Named(dialect), [.. symbols.Select(symbol => new FeedTopic(SubscribingConversation.AllChannels, symbol))]);

    private IConversation Massive(params string[] topics) => Begin(new MassiveDialect(), Talking.Topics(topics));

    private IConversation Alpaca(params string[] topics) => Begin(new AlpacaDialect(), Talking.Topics(topics));

    private IConversation Begin(IDialect dialect, FeedTopic[] topics)
    {
        var conversation = dialect.CreateConversation(new() { Topics = topics });
        conversation.Recall(_ledger);
        conversation.Advance(After(0));
        Assert.NotEmpty(conversation.Opened());
        return conversation;
    }
}
