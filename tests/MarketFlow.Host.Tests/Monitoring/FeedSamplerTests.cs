using System.Text.Json.Nodes;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

public sealed class FeedSamplerTests
{
    private readonly Ledger _ledger = new();
    private readonly StubFeed _feed;
    private readonly FeedSampler _sampler;
    private Timestamp _now = Timestamp.Parse("2026-03-09T13:30:00Z");

    public FeedSamplerTests()
    {
        _feed = new(_ledger.Stage("feed"));
        _sampler = new(_feed);
    }

    [Fact]
    public void Is_silent_while_a_connection_of_it_is()
    {
        Assert.Equal(FeedTrouble.None, Take(0).Trouble);
        (_feed.SilentSince, _feed.PauseLimit) = (_now, TimeSpan.FromSeconds(150));

        var sample = Take(151);
        Assert.Equal((FeedTrouble.Silent, false), (sample.Trouble, sample.IsCutOff));
        Assert.Equal("connection 1 has received no data for 151 s; at most 150 s is expected for its subscriptions", Assert.Single(sample.Reasons));
        _feed.SilentSince = null;
        Assert.Equal(FeedTrouble.None, Take(1).Trouble);
    }

    [Fact]
    public void Is_disconnected_rather_than_silent_while_a_silent_connection_is_replaced()
    {
        (_feed.SilentSince, _feed.State) = (_now, ConnectionState.Connecting);

        var sample = Take(20);
        Assert.Equal(FeedTrouble.Disconnected, sample.Trouble);
        Assert.Contains(sample.Reasons, reason => reason.Contains("has received no data for 20 s", StringComparison.Ordinal));
    }

    /// <summary>Data arrives, so no connection is silent; but no client and no detector gets an event.</summary>
    [Fact]
    public void Is_silent_while_it_brings_nothing_but_unusable_messages()
    {
        Bring(usable: 10, unusable: 0);
        Bring(usable: 0, unusable: 1);
        Assert.Equal(FeedTrouble.None, Take(14).Trouble);
        _feed.Bring(0, faults: 2);

        var sample = Take(1);
        Assert.Equal(FeedTrouble.Silent, sample.Trouble);
        Assert.Equal("no usable message was received for 15 s, but 3 unusable ones; at most 15 s is expected", Assert.Single(sample.Reasons));
        Bring(usable: 1, unusable: 5);
        Assert.Equal(FeedTrouble.None, Take(0).Trouble);

        void Bring(int usable, int unusable)
        {
            _feed.Bring(usable, unusable);
            Take(0);
        }
    }

    [Fact]
    public void Is_not_silent_after_one_unusable_message_and_a_pause()
    {
        _feed.Bring(1);
        Take(0);
        _feed.Bring(0, faults: 1);
        Take(1);

        Assert.Equal(FeedTrouble.None, Take(3_600).Trouble);
    }

    [Fact]
    public void Is_not_silent_for_want_of_events_alone() => Assert.Equal(FeedTrouble.None, Take(3_600).Trouble);

    [Fact]
    public void Is_over_its_cap_where_the_vendor_says_so()
    {
        (_feed.State, _feed.IsOverCap) = (ConnectionState.Waiting, true);
        var sample = Take(0);

        Assert.Equal((FeedTrouble.OverCap, true), (sample.Trouble, sample.IsCutOff));
        Assert.Equal("connection 1 is one too many for the account: Too many connections", sample.Reasons[0]); // a sentence goes on after it
    }

    [Fact]
    public void Tells_the_share_of_faults_of_the_last_minute()
    {
        _feed.Bring(60, faults: 40);
        Assert.Equal(0.4, Take(0).FaultRate);
        for (var second = 1; second < 60; second++)
        {
            _feed.Bring(10);
            Take(1);
        }

        _feed.Bring(10);
        Assert.Equal(0, Take(1).FaultRate);
    }

    /// <summary>A vendor that renames a field makes every message unusual: its bytes pass, and no detector sees it.</summary>
    [Fact]
    public void Counts_messages_with_an_unusual_field_among_the_faults()
    {
        _feed.Bring(60, faults: 10);
        _feed.UnusualCount = 15;

        Assert.Equal(25.0 / 70, Take(0).FaultRate);
    }

    private FeedSample Take(int secondsLater)
    {
        _now += TimeSpan.FromSeconds(secondsLater);
        return _sampler.Take(_ledger.Snapshot(), _now);
    }

    private sealed class StubFeed(LedgerStage stage) : IFeed
    {
        public bool IsOverCap { get; set; }

        public ConnectionState State { get; set; } = ConnectionState.Open;

        public Timestamp? SilentSince { get; set; }

        public TimeSpan? PauseLimit { get; set; }

        public TimeSpan SilenceLimit => TimeSpan.FromSeconds(15);

        public string Name => "stub";

        public FeedOrigin Origin => new("massive", EndpointMarket.Stocks);

        public int ReplayDepth => 0;

        public bool HasCopies => false;

        public MarketCalendar Calendar => MarketCalendar.AroundTheClock;

        public LedgerStage Stage => stage;

        public IObservable<MarketEvent> Events => throw new NotSupportedException();

        public IReadOnlyList<ConnectionStatus> Connections => [new(0, 1, State, 0, "Too many connections.", null, 0, 0) { IsOverCap = IsOverCap, SilentSince = SilentSince, PauseLimit = PauseLimit }];

        public string? NotReady => null;

        public IEnumerable<JsonObject> Faults => [];

        public long FaultCount => 0;

        public long UnusualCount { get; set; }

        public void Bring(int events, int faults = 0)
        {
            for (var i = 0; i < events; i++)
            {
                stage.Passed();
            }

            for (var i = 0; i < faults; i++)
            {
                stage.Removed(RemovalReason.Invalid);
            }
        }

        public JsonObject ToJson() => [];

        public void Stop()
        {
        }
    }
}
