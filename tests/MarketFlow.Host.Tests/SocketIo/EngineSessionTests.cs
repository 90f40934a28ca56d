namespace MarketFlow.Host.Tests;

/// <summary>How sessions begin and end, in virtual time.</summary>
public sealed class EngineSessionTests
{
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private readonly VirtualSocketIo _host = new();

    [Fact]
    public void Greets_with_what_the_client_is_to_keep_to()
    {
        var session = _host.Registry.TryOpen("test", isOnWebSocket: false, isAllowed: true, out _)!;

        Assert.Equal(
            $"0{{\"sid\":\"{session.Sid}\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1048576}}",
            Assert.Single(VirtualSocketIo.Taken(session)));
        Assert.Matches("^[A-Za-z0-9_-]{22}$", session.Sid);
        Assert.Contains("\"upgrades\":[]", VirtualSocketIo.Taken(_host.Registry.TryOpen("test", isOnWebSocket: true, isAllowed: true, out _)!)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_every_session_an_id_of_its_own() =>
        Assert.Equal(500, Enumerable.Range(0, 500).Select(_ => _host.Open().Sid).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public async Task Pings_a_client_and_goes_on_while_it_answers()
    {
        var session = await _host.ConnectAsync();
        for (var round = 0; round < 5; round++)
        {
            _host.Clock.AdvanceBy(TimeSpan.FromSeconds(25) - _tick);
            Assert.DoesNotContain("2", VirtualSocketIo.Taken(session));
            _host.Clock.AdvanceBy(_tick);
            Assert.Contains("2", VirtualSocketIo.Taken(session));
            _host.Clock.AdvanceBy(TimeSpan.FromSeconds(20) - _tick);
            Assert.Null(await VirtualSocketIo.SayAsync(session, "3"));
        }

        Assert.Equal(1, _host.Registry.Count);
    }

    [Fact]
    public async Task Ends_a_client_that_does_not_answer_in_time_and_no_other()
    {
        var session = await _host.ConnectAsync("AAPL");
        var neighbour = await _host.ConnectAsync("AAPL");
        Assert.Null(await VirtualSocketIo.SayAsync(session, "3")); // nobody has asked yet
        _host.Clock.AdvanceBy(TimeSpan.FromSeconds(25));
        Assert.Null(await VirtualSocketIo.SayAsync(neighbour, "3"));
        _host.Clock.AdvanceBy(TimeSpan.FromSeconds(20) - _tick);
        Assert.Null(session.Client.Outbox.Close);
        _host.Clock.AdvanceBy(_tick);

        Assert.Equal(EngineClose.NoPong, session.Client.Outbox.Close);
        Assert.Equal("1", VirtualSocketIo.Taken(session)[^1]);
        Assert.True(session.Outgoing.IsOver);
        _host.Publish(Found.High());
        _host.Clock.AdvanceBy(TimeSpan.FromSeconds(1));
        Assert.Equal("highs:AAPL lows: trending:/ surging:/", VirtualSocketIo.Lists(Assert.Single(VirtualSocketIo.Taken(neighbour, "stock_data"))));
        _host.Clock.AdvanceBy(TimeSpan.FromSeconds(5));
        Assert.Equal([neighbour.Client], _host.Hub.Clients);
    }

    [Fact]
    public void Ends_a_client_that_does_not_connect_in_time()
    {
        var session = _host.Open();
        _host.Clock.AdvanceBy(TimeSpan.FromSeconds(10) - _tick);
        Assert.Null(session.Client.Outbox.Close);
        _host.Clock.AdvanceBy(_tick);

        Assert.Equal(EngineClose.NotConnected, session.Client.Outbox.Close);
        _host.Clock.AdvanceBy(TimeSpan.FromSeconds(5));
        Assert.Equal((0, 0), (_host.Registry.Count, _host.Hub.Clients.Count));
    }

    [Fact]
    public async Task Refuses_another_namespace_in_words_and_goes_on()
    {
        var session = _host.Open();
        Assert.Null(await VirtualSocketIo.SayAsync(session, "40/admin,{\"key\":\"x\"}"));
        Assert.Equal(
            "44/admin,{\"message\":\"The namespace is \\\"/admin\\\"; must be \\\"/\\\", the only one there is.\",\"data\":{\"code\":\"unknown-namespace\"}}",
            Assert.Single(VirtualSocketIo.Taken(session)));

        Assert.Null(await VirtualSocketIo.SayAsync(session, "40"));
        Assert.StartsWith("40{\"sid\":", VirtualSocketIo.Taken(session)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("40", false)]
    [InlineData("40{\"key\":\"wrong\"}", false)]
    [InlineData("40{\"key\":7}", false)]
    [InlineData("40{\"token\":\"right\"}", false)]
    [InlineData("40{\"key\":\"right\"}", true)]
    public async Task Asks_a_client_on_another_machine_for_a_key(string connect, bool isLetIn)
    {
        VirtualSocketIo host = new(keys: new ClientKey { Key = "right" });
        var session = host.Open(isAllowed: false);
        Assert.Null(await VirtualSocketIo.SayAsync(session, connect));

        Assert.StartsWith(isLetIn ? "40{" : "44{\"message\":\"Clients on other machines need", VirtualSocketIo.Taken(session)[0], StringComparison.Ordinal);
        Assert.Equal(isLetIn, await VirtualSocketIo.SayAsync(session, VirtualSocketIo.Subscribe("AAPL")) is null);
        Assert.Equal(isLetIn ? 3 : 0, host.Wanted.Count);
    }

    [Fact]
    public async Task Lets_nobody_on_another_machine_in_without_configured_keys()
    {
        var session = _host.Open(isAllowed: false);
        Assert.Null(await VirtualSocketIo.SayAsync(session, "40{\"key\":\"anything\"}"));

        Assert.StartsWith("44{", VirtualSocketIo.Taken(session)[0], StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Nonsense => new()
    {
        { "0", "type open has no place" },
        { "2", "type ping has no place" },
        { "2probe", "type ping has no place" },
        { "5", "type upgrade has no place" },
        { "4", "begins with nothing" },
        { "4x", "begins with \"x\"" },
        { "40", "connected already" },
        { "40[]", "connected already" },
        { "42/admin,[\"subscribe_tickers\"]", "\"/admin\", to which the client is not connected" },
        { "41/admin", "\"/admin\", to which the client is not connected" },
        { "43[]", "type Ack answers nothing" },
        { "44{}", "type ConnectError answers nothing" },
        { "451-[\"subscribe_tickers\",{\"_placeholder\":true,\"num\":0}]", "binary" },
        { "461-[]", "binary" },
        { "421111111111111111[\"subscribe_tickers\"]", "more than 15 digits" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Ends_a_client_that_sends_nonsense_in_words_and_no_other(string packet, string words)
    {
        var session = await _host.ConnectAsync("AAPL");
        var neighbour = await _host.ConnectAsync("AAPL");

        Assert.Contains(words, await VirtualSocketIo.SayAsync(session, packet), StringComparison.Ordinal);
        var last = VirtualSocketIo.Taken(session);
        var error = Assert.Single(VirtualSocketIo.EventsOf(last, "client_error"));
        Assert.Equal("bad-packet", error.GetProperty("code").GetString());
        Assert.Contains(words, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("1", last[^1]);
        Assert.Null(await VirtualSocketIo.SayAsync(session, VirtualSocketIo.Subscribe("MSFT"))); // nothing is done with it
        _host.Publish(Found.High());
        _host.Clock.AdvanceBy(TimeSpan.FromSeconds(5));
        Assert.Single(VirtualSocketIo.Taken(neighbour, "stock_data"));
        Assert.Equal([neighbour.Client], _host.Hub.Clients);
        Assert.Equal(0, _host.Hub.Ledger.Snapshot().Imbalance);
    }

    [Theory]
    [InlineData("42[\"subscribe_tickers\",{\"tickers\":[\"AAPL\"]}]", "to which the client is not connected")]
    [InlineData("41", "to which the client is not connected")]
    [InlineData("40nonsense", "no JSON object")]
    [InlineData("40[]", "no JSON object")]
    public async Task Ends_a_client_that_does_not_begin_with_a_connect(string packet, string words)
    {
        var session = _host.Open();

        Assert.Contains(words, await VirtualSocketIo.SayAsync(session, packet), StringComparison.Ordinal);
        Assert.StartsWith("44{\"message\":", VirtualSocketIo.Taken(session)[0], StringComparison.Ordinal);
        Assert.Empty(_host.Wanted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)] // with a stock_data that waits
    public async Task Ends_a_client_as_slow_for_which_too_many_detections_wait_and_counts_them(int seconds)
    {
        VirtualSocketIo host = new(clients: new() { MaxOutboxBytes = 64 * 1024 });
        var session = await host.ConnectAsync("AAPL");
        var neighbour = await host.ConnectAsync();
        host.Clock.AdvanceBy(TimeSpan.FromSeconds(seconds));
        var published = 0L;
        for (; session.Client.Outbox.Close is null; published++)
        {
            host.Publish(Found.High(price: published));
        }

        Assert.Equal((published, published), (session.Client.Outbox.Account.Received, session.Client.Outbox.Account.ClientSlow));
        List<string> last = [];
        while (!session.Outgoing.IsOver)
        {
            await session.Outgoing.WaitAsync().WaitAsync(TestClient.Patience());
            last.AddRange(VirtualSocketIo.Taken(session));
        }

        Assert.Equal("slow-client", Assert.Single(VirtualSocketIo.EventsOf(last, "client_error")).GetProperty("code").GetString());
        Assert.Equal("1", last[^1]);
        Assert.Null(neighbour.Client.Outbox.Close);
        Assert.Equal(0, host.Hub.Ledger.Snapshot().Imbalance);
    }

    [Fact]
    public async Task Ends_a_client_that_asks_and_never_fetches_the_answers()
    {
        VirtualSocketIo host = new(clients: new() { MaxOutboxBytes = 64 * 1024 });
        var session = await host.ConnectAsync();
        var asked = 0;
        for (; session.Client.Outbox.Close is null; asked++)
        {
            Assert.Null(await VirtualSocketIo.SayAsync(session, "427[\"buy\"]"));
        }

        Assert.InRange(asked, 64 * 1024 / 300, 64 * 1024 / 50);
        Assert.Equal(ClientClose.Slow, session.Client.Outbox.Close);
        Assert.Equal("slow-client", Assert.Single(VirtualSocketIo.Taken(session, "client_error")).GetProperty("code").GetString());
    }

    [Fact]
    public void Opens_no_more_sessions_than_allowed_and_again_when_one_has_ended()
    {
        VirtualSocketIo host = new(new() { MaxSessions = 3 });
        var first = host.Open();
        host.Open();
        host.Open();
        Assert.Null(host.Registry.TryOpen("test", isOnWebSocket: false, isAllowed: true, out var problem));
        Assert.Equal("3 sessions are open; allowed: 3.", problem);

        first.Cut();
        host.Open();
        Assert.Equal((3, 3), (host.Registry.Count, host.Hub.Clients.Count));
    }

    [Fact]
    public async Task Tells_what_is_under_way_when_the_host_stops()
    {
        var session = await _host.ConnectAsync("AAPL");
        _host.Publish(Found.High());
        var draining = _host.Hub.DrainAsync(TimeSpan.FromSeconds(10));
        List<string> last = [];
        while (!session.Outgoing.IsOver)
        {
            await session.Outgoing.WaitAsync().WaitAsync(TestClient.Patience());
            last.AddRange(VirtualSocketIo.Taken(session));
        }

        Assert.Equal("highs:AAPL lows: trending:/ surging:/", VirtualSocketIo.Lists(Assert.Single(VirtualSocketIo.EventsOf(last, "stock_data"))));
        Assert.Equal("1", last[^1]);
        session.Cut();
        await draining;
        Assert.Null(_host.Registry.TryOpen("late", isOnWebSocket: false, isAllowed: true, out var problem));
        Assert.Contains("while the host is stopping", problem, StringComparison.Ordinal);
        Assert.Equal(new ClientAccount(Received: 1, Emitted: 1, 0, 0, 0, 0), _host.Hub.Ledger.Snapshot());
    }
}
