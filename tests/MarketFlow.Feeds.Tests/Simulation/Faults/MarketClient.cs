using System.Globalization;
using System.Net.WebSockets;
using System.Reactive.Concurrency;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A program on a vendor: feed, decoder, news and pipeline as the host wires them; what its clients would be told is written down.</summary>
internal sealed class MarketClient
{
    private readonly RecordingObserver<MarketEvent> _told;
    private readonly FaultLog<DecodeFault> _unreadable = new();
    private readonly Ledger _ledger = new();

    public MarketClient(IDialect dialect, FeedTopic topic, Func<WebSocket> connect, int connections, IScheduler clock)
    {
        _told = new(clock);
        WebSocketFeedOptions options = new()
        {
            Name = dialect.Name,
            Url = new Uri("wss://vendor.test/stocks"),
            Connections = connections,
            JitterSeed = 7,
            LongestPause = _ => NaturalPause.OfMarket, // the market has one symbol, which trades four times a second
            CreateConversation = () => dialect.CreateConversation(new() { Key = "K", Secret = "S", Topics = [topic] }),
        };
        WebSocketFeed feed = new(options, new RecordingObserver<FeedFault>(), clock, (_, _) =>
        {
            Attempts.Add(Seconds(clock.Now));
            return Task.FromResult(connect());
        });
        var decoded = _ledger.Stage("decode");
        FeedNewsOptions news = new() { StaleAfter = TimeSpan.Zero, GapStage = _ledger.Stage("gaps") };
        var stage = _ledger.Stage("feed", decoded, news.GapStage);
        var events = feed.Connections
            .Interleave(1_000, _ledger.Stage("frames"))
            .Decode(dialect.CreateDecoder(), _unreadable, decoded)
            .WithNews(feed.Gaps, news, clock, stage);
        new MarketPipeline(events, new() { ReplayDepth = dialect.ReplayDepth }, clock, _ledger, stage).Subscribe(_told);
    }

    /// <summary>When it tried to connect, in seconds since the start.</summary>
    public List<double> Attempts { get; } = [];

    /// <summary>The numbers of the trades that were told, in the order of telling.</summary>
    public List<long> Trades => [.. _told.Values.OfType<Trade>().Select(trade => long.Parse(trade.Id.ToString(), CultureInfo.InvariantCulture))];

    /// <summary>How long after the vendor's own time each trade was told.</summary>
    public List<TimeSpan> Ages => [.. _told.Received.Where(told => told.Value is Trade).Select(told => told.At - told.Value.Time.ToDateTimeOffset())];

    /// <summary>The gaps that were told.</summary>
    public List<(double From, double To)> Gaps => [.. _told.Values.OfType<Status>().Where(status => status.Kind == "gap")
        .Select(gap => (Seconds(gap.From!.Value.ToDateTimeOffset()), Seconds(gap.To!.Value.ToDateTimeOffset())))];

    /// <summary>How many frames could not be read.</summary>
    public long Unreadable => _unreadable.Total;

    /// <summary>How many trades were removed as copies.</summary>
    public long Duplicates => _ledger.Snapshot()["deduplicate"].Removed(RemovalReason.Duplicate);

    /// <summary>What holds whatever the vendor does: no trade is told twice, the account balances, the Rx grammar is kept.</summary>
    public void AssertSound()
    {
        var trades = Trades;
        Assert.Equal(trades.Count, trades.Distinct().Count());
        Assert.Equal(0, _ledger.Snapshot().Imbalance);
        _told.AssertGrammar();
        Assert.False(_told.HasEnded);
    }

    private static double Seconds(DateTimeOffset at) => (at - VirtualMarketClock.Open).TotalSeconds;
}
