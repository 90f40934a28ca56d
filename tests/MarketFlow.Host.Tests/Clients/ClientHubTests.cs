using System.Net.WebSockets;
using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Host.Tests;

/// <summary>The hub without sockets: one thread, virtual time, and each client's outbox read by hand.</summary>
public sealed class ClientHubTests
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Ledger _ledger = new();
    private readonly List<SharedMessage> _batch = [];
    private IReadOnlyList<MarketEvent> _latest = [];

    [Fact]
    public void Refuses_null_and_options_out_of_range()
    {
        var hub = Hub();
        Assert.NotNull(hub);
        Assert.Throws<ArgumentNullException>("options", () => new ClientHub(null!, _clock, Post, _ => [], NoConflation));
        Assert.Throws<ArgumentNullException>("clock", () => new ClientHub(new(), null!, Post, _ => [], NoConflation));
        Assert.Throws<ArgumentNullException>("post", () => new ClientHub(new(), _clock, null!, _ => [], NoConflation));
        Assert.Throws<ArgumentNullException>("latestOf", () => new ClientHub(new(), _clock, Post, null!, NoConflation));
        Assert.Throws<ArgumentNullException>("conflate", () => new ClientHub(new(), _clock, Post, _ => [], null!));
        Assert.Throws<ArgumentException>("options", () => new ClientHub(new() { MaxClients = 0 }, _clock, Post, _ => [], NoConflation));
    }

    [Fact]
    public void Encodes_an_event_once_for_all_who_asked()
    {
        var hub = Hub();
        var (one, two) = (Subscribed(hub, "trade.*"), Subscribed(hub, "trade.MSFT"));
        hub.OnNext(Some.Trade("MSFT"));

        Assert.Same(Assert.Single(Taken(one)), Assert.Single(Taken(two)));
    }

    [Fact]
    public void Accounts_for_an_event_as_emitted_or_as_filtered()
    {
        var hub = Hub();
        Subscribed(hub, "trade.*");
        hub.OnNext(Some.Trade("MSFT"));
        hub.OnNext(Some.Quote("MSFT"));
        hub.OnNext(Some.Quote("MSFT"));

        var stage = _ledger.Snapshot()["fan-out"];
        Assert.Equal((3, 1, 2, 0), (stage.Received, stage.Emitted, stage.Removed(RemovalReason.Filtered), stage.Imbalance));
        Assert.Equal(new ClientAccount(Received: 1, 0, Held: 1, 0, 0, 0), hub.Ledger.Snapshot());
    }

    [Fact]
    public void Closes_everybody_with_1011_when_the_stream_fails()
    {
        var hub = Hub();
        var client = Subscribed(hub, "trade.*");
        hub.OnNext(Some.Trade("MSFT"));
        hub.OnError(new InvalidOperationException("broken"));

        Assert.Equal(WebSocketCloseStatus.InternalServerError, client.Outbox.Close?.Status);
        Assert.Single(Taken(client));
    }

    [Fact]
    public void Keeps_everybody_when_the_stream_is_over()
    {
        var hub = Hub();
        var client = Subscribed(hub, "trade.*");
        hub.OnCompleted();

        Assert.Null(client.Outbox.Close);
    }

    [Fact]
    public async Task Ends_only_the_client_whose_request_failed()
    {
        var hub = new ClientHub(new(), _clock, Post, _ => throw new InvalidOperationException("no snapshot"), NoConflation);
        var other = Subscribed(hub, "trade.*");
        var client = hub.TryJoin("test", MarketFlowProtocol.Instance)!;
        await hub.ApplyAsync(client, new ClientRequest.Subscribe([Some.Topic("trade.*")], WantsSnapshot: true, Conflation: null));

        Assert.Equal(ClientClose.Failed, client.Outbox.Close);
        Assert.Null(other.Outbox.Close);
    }

    [Fact]
    public async Task Does_not_take_back_a_client_that_has_left()
    {
        var hub = Hub();
        var client = hub.TryJoin("test", MarketFlowProtocol.Instance)!;
        hub.Leave(client);
        await hub.ApplyAsync(client, new ClientRequest.Subscribe([Some.Topic("trade.*")], WantsSnapshot: false, Conflation: null));
        hub.OnNext(Some.Trade("MSFT"));

        Assert.Equal(1, _ledger.Snapshot()["fan-out"].Removed(RemovalReason.Filtered));
    }

    [Fact]
    public void Sends_a_snapshot_after_the_answer_and_before_what_is_live()
    {
        var hub = Hub();
        _latest = [Some.Trade("MSFT", 1)];
        var client = hub.TryJoin("test", MarketFlowProtocol.Instance)!;
        _ = hub.ApplyAsync(client, new ClientRequest.Subscribe([Some.Topic("trade.*")], WantsSnapshot: true, Conflation: null));
        hub.OnNext(Some.Trade("MSFT", 2));

        var texts = Taken(client).Select(Some.Text).ToList();
        Assert.Equal(3, texts.Count);
        Assert.Equal("{\"type\":\"subscribed\",\"topics\":[\"trade.*\"]}", texts[0]);
        Assert.Contains("\"price\":1,\"size\":1,\"backfill\":true}", texts[1], StringComparison.Ordinal);
        Assert.Contains("\"price\":2,\"size\":1}", texts[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_in_every_answer_of_held_topics_that_differ_from_a_known_symbol_only_in_case()
    {
        var hub = new ClientHub(new(), _clock, Post, _ => [], NoConflation, symbols: new(() => ["AAPL"], _clock));
        var client = hub.TryJoin("test", MarketFlowProtocol.Instance)!;
        _ = hub.ApplyAsync(client, new ClientRequest.Subscribe([Some.Topic("trade.aapl"), Some.Topic("detection.surge.Aapl"), Some.Topic("bar.AAPL")], false, null));
        _ = hub.ApplyAsync(client, new ClientRequest.Unsubscribe([Some.Topic("trade.aapl"), Some.Topic("detection.surge.Aapl")]));

        var answers = Taken(client).Select(message => System.Text.Json.JsonDocument.Parse(message.Body).RootElement).ToList();
        Assert.Equal(["bar.AAPL", "detection.surge.Aapl", "trade.aapl"], answers[0].GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()));
        var warnings = answers[0].GetProperty("warnings").EnumerateArray().ToList();
        Assert.Equal(["detection.surge.Aapl", "trade.aapl"], warnings.Select(warning => warning.GetProperty("topic").GetString()));
        Assert.All(warnings, warning => Assert.Equal("symbol-case", warning.GetProperty("code").GetString()));
        Assert.Equal(
            "No event of \"aapl\" has been received; symbols are case-sensitive, and \"AAPL\" is known.", warnings[1].GetProperty("message").GetString());
        Assert.False(answers[1].TryGetProperty("warnings", out _));
    }

    [Fact]
    public void Sends_what_waits_in_a_conflation_before_it_ends_or_changes()
    {
        // a conflation that holds everything until it completes
        var hub = new ClientHub(new(), _clock, Post, _ => [], (messages, _) => messages.ToList().SelectMany(list => list.TakeLast(1)));
        var client = Subscribed(hub, "quote.*");
        _ = hub.ApplyAsync(client, new ClientRequest.Subscribe([], WantsSnapshot: false, TimeSpan.FromSeconds(1)));
        Taken(client);
        hub.OnNext(Some.Quote("MSFT", 1));
        hub.OnNext(Some.Quote("MSFT", 2));
        Assert.Empty(Taken(client));

        _ = hub.ApplyAsync(client, new ClientRequest.Subscribe([], WantsSnapshot: false, TimeSpan.Zero));
        hub.OnNext(Some.Quote("MSFT", 3));

        Assert.Equal([2, 3], Taken(client).Where(message => !message.IsAnswer).Select(message => int.Parse(message.Text().Split("\"bidPrice\":")[1][..1], null)));
        Assert.Equal(new ClientAccount(Received: 3, Emitted: 2, 0, Conflated: 1, 0, 0), client.Outbox.Account);
    }

    [Fact]
    public async Task Cuts_who_is_left_when_the_time_to_stop_is_over()
    {
        var hub = Hub();
        var client = Subscribed(hub, "trade.*");
        var isCut = false;
        client.Attach(() =>
        {
            isCut = true;
            hub.Leave(client);
        });
        hub.OnNext(Some.Trade("MSFT"));

        var draining = hub.DrainAsync(TimeSpan.FromSeconds(10));
        Assert.Null(hub.TryJoin("late", MarketFlowProtocol.Instance));
        _clock.AdvanceBy(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(isCut);
        _clock.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.True(isCut);
        await draining;

        Assert.Equal(new ClientAccount(Received: 1, 0, 0, 0, 0, Shutdown: 1), hub.Ledger.Snapshot());
    }

    [Fact]
    public void Cuts_a_client_as_soon_as_it_has_a_socket()
    {
        var client = Hub().TryJoin("test", MarketFlowProtocol.Instance)!;
        client.Cut();
        var isCut = false;
        client.Attach(() => isCut = true);

        Assert.True(isCut);
    }

    private static IObservable<SharedMessage> NoConflation(IObservable<SharedMessage> messages, TimeSpan interval) => messages;

    private ClientHub Hub() => new(new(), _clock, Post, _ => _latest, NoConflation, _ledger.Stage("fan-out"));

    private Client Subscribed(ClientHub hub, string topic)
    {
        var client = hub.TryJoin("test", MarketFlowProtocol.Instance)!;
        _ = hub.ApplyAsync(client, new ClientRequest.Subscribe([Some.Topic(topic)], WantsSnapshot: false, Conflation: null));
        Taken(client);
        return client;
    }

    private List<SharedMessage> Taken(Client client)
    {
        client.Outbox.TryTake(_batch, out _);
        return [.. _batch];
    }

    private static void Post(Action action) => action();
}
