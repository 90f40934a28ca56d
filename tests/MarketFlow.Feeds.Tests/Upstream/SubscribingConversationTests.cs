using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class SubscribingConversationTests
{
    [Fact]
    public void Asks_at_once_by_symbol()
    {
        var conversation = Of("*.SKL-USD", "trades.BTC-USD", "bars.BTC-USD");

        Assert.Equal(
            ["""{"type":"subscribe","product_ids":["SKL-USD","BTC-USD"],"channels":["ticker","matches","heartbeat"]}"""], conversation.Opened().Texts());
        Assert.Equal((ConversationState.Ready, true), (conversation.State, conversation.HasAsked));
    }

    [Fact]
    public void Does_not_ask_again_for_a_symbol_on_another_channel()
    {
        var conversation = Of("trades.BTC-USD");
        conversation.Opened();

        Assert.Empty(conversation.Want(Talking.Topics("bars.BTC-USD", "trades.BTC-USD")));
    }

    [Fact]
    public void Asks_for_nothing_where_nothing_is_wanted()
    {
        var conversation = Of();
        Assert.Empty(conversation.Opened());
        Assert.False(conversation.HasAsked);
    }

    [Fact]
    public void Takes_every_frame_for_data() => Assert.True(Of("*.A").Hear("""{"type":"heartbeat"}""").IsData);

    [Fact]
    public void Splits_a_long_question()
    {
        var conversation = ((IDialect)new CoinbaseDialect()).CreateConversation(
            new() { Topics = [.. Enumerable.Range(0, 1001).Select(i => new FeedTopic("*", $"S{i}"))] });

        Assert.Single(conversation.Opened());
        Assert.Single(conversation.Hear(Subscriptions(500)).Send);
        Assert.Single(conversation.Hear(Subscriptions(1000)).Send);
        Assert.Empty(conversation.Hear(Subscriptions(1001)).Send);

        static string Subscriptions(int count) =>
            $$"""{"type":"subscriptions","channels":[{"name":"ticker","product_ids":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"S{i}\""))}}]}]}""";
    }

    /// <summary>However what is wanted changes, what the vendor was asked for is exactly that, nothing is asked for twice, and nothing is missing in between.</summary>
    [Fact]
    public void Keeps_the_vendor_at_exactly_what_is_wanted() =>
        Prop.ForAll<byte[][]>(changes =>
        {
            var vendor = new RecordingVenue();
            var conversation = vendor.CreateConversation(new());
            conversation.Opened();
            HashSet<string> before = [];
            foreach (var change in changes)
            {
                HashSet<string> wanted = [.. change.Select(symbol => $"S{symbol % 8}")];
                vendor.Kept = [.. before.Intersect(wanted)];
                conversation.Want([.. wanted.Select(symbol => new FeedTopic("*", symbol))]);
                before = wanted;
                if (!vendor.Subscribed.SetEquals(wanted) || vendor.Breaches.Count > 0)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Refuses_missing_arguments()
    {
        Assert.Throws<ArgumentNullException>("settings", () => ((IDialect)new CoinbaseDialect()).CreateConversation(null!));
        Assert.Throws<ArgumentNullException>("topics", () => Of().Want(null!));
    }

    private static IConversation Of(params string[] topics) => ((IDialect)new CoinbaseDialect()).CreateConversation(new() { Topics = Talking.Topics(topics) });

    /// <summary>A venue that knows what it was asked for, and notes what should not have been said.</summary>
    private sealed class RecordingVenue : IDialect
    {
        public HashSet<string> Subscribed { get; } = [];

        public List<string> Breaches { get; } = [];

        public HashSet<string> Kept { get; set; } = [];

        public string Name => "recording";

        public Uri Endpoint { get; } = new("wss://vendor.test");

        public int ReplayDepth => 0;

        public IConversation CreateConversation(UpstreamSettings settings) => new SubscribingConversation(this, settings);

        public IFrameDecoder CreateDecoder() => throw new NotSupportedException();

        public IEnumerable<ReadOnlyMemory<byte>> SubscribeMessages(IReadOnlyCollection<string> symbols)
        {
            Breaches.AddRange(symbols.Where(symbol => !Subscribed.Add(symbol)).Select(symbol => $"asked twice for {symbol}"));
            return [];
        }

        public IEnumerable<ReadOnlyMemory<byte>> UnsubscribeMessages(IReadOnlyCollection<string> symbols)
        {
            Breaches.AddRange(symbols.Where(symbol => Kept.Contains(symbol) || !Subscribed.Remove(symbol)).Select(symbol => $"took back {symbol}"));
            return [];
        }
    }
}
