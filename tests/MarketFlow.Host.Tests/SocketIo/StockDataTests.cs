using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>What a client of Socket.IO is told and when, in virtual time.</summary>
public sealed class StockDataTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private readonly VirtualSocketIo _host = new();

    [Fact]
    public async Task Comes_once_a_second_from_a_second_after_the_request()
    {
        var session = await _host.ConnectAsync("AAPL");
        _host.Clock.AdvanceBy(_second - _tick);
        Assert.Empty(VirtualSocketIo.Taken(session, "stock_data"));

        for (var second = 1; second <= 5; second++)
        {
            _host.Clock.AdvanceBy(_tick);
            Assert.Single(VirtualSocketIo.Taken(session, "stock_data"));
            _host.Clock.AdvanceBy(_second - _tick);
            Assert.Empty(VirtualSocketIo.Taken(session, "stock_data"));
        }
    }

    [Fact]
    public async Task Status_comes_on_connecting_and_then_every_two_seconds_whatever_was_asked_for()
    {
        var session = _host.Open();
        Assert.Null(await VirtualSocketIo.SayAsync(session, "40"));
        var first = VirtualSocketIo.Taken(session);
        Assert.Matches("^40\\{\"sid\":\"[0-9a-f]{20}\"\\}$", first[0]);
        Assert.Single(VirtualSocketIo.EventsOf(first, "status_update"));

        for (var round = 1; round <= 3; round++)
        {
            _host.Clock.AdvanceBy((2 * _second) - _tick);
            Assert.Empty(VirtualSocketIo.Taken(session, "status_update"));
            _host.Clock.AdvanceBy(_tick);
            var status = Assert.Single(VirtualSocketIo.Taken(session, "status_update"));
            Assert.Equal(((Timestamp)_host.Clock.Now).ToString(), status.GetProperty("timestamp").GetString());
        }
    }

    [Fact]
    public async Task Never_comes_to_a_client_that_asked_for_nothing()
    {
        var session = await _host.ConnectAsync();
        var other = await _host.ConnectAsync("*");
        _host.Publish(Found.High(), Found.Surge());
        _host.Clock.AdvanceBy(20 * _second);

        Assert.Empty(VirtualSocketIo.Taken(session, "stock_data"));
        Assert.Single(VirtualSocketIo.Taken(other, "stock_data"));
        Assert.Equal(0, session.Client.Outbox.Account.Received);
    }

    [Theory]
    [InlineData("42[\"subscribe_tickers\",{\"tickers\":[]}]")]
    [InlineData("42[\"subscribe_tickers\",{}]")]
    [InlineData("42[\"subscribe_tickers\"]")]
    [InlineData("42[\"subscribe_tickers\",{\"tickers\":[\"AAPL\",7]}]")]
    public async Task Never_comes_to_a_client_whose_request_names_no_tickers(string request)
    {
        var session = await _host.ConnectAsync();
        Assert.Null(await VirtualSocketIo.SayAsync(session, request));
        _host.Publish(Found.High());
        _host.Clock.AdvanceBy(5 * _second);

        Assert.Empty(VirtualSocketIo.Taken(session, "stock_data"));
    }

    [Fact]
    public async Task Has_each_detection_in_its_list_with_the_activity_of_all()
    {
        var session = await _host.ConnectAsync("AAPL", "MSFT");
        _host.Publish(
            Found.High(), Found.Low("MSFT"), Found.Trend(direction: "up"), Found.Trend("MSFT"), Found.Surge(direction: "up"), Found.Surge("MSFT"),
            Found.High("MSFT"), Found.High("IBM"), Some.Trade("AAPL"), Some.Detection("bar", "AAPL"), Some.Detection("fmv", "AAPL"));
        _host.Clock.AdvanceBy(_second);

        var told = Assert.Single(VirtualSocketIo.Taken(session, "stock_data"));
        Assert.Equal("highs:AAPL,MSFT lows:MSFT trending:AAPL/MSFT surging:AAPL/MSFT", VirtualSocketIo.Lists(told));
        Assert.Equal(["highs", "lows", "trending", "surging", "activity"], told.EnumerateObject().Select(field => field.Name));
        Assert.Equal((3, 1), (told.GetProperty("activity").GetProperty("total_highs").GetInt32(), told.GetProperty("activity").GetProperty("total_lows").GetInt32()));
        Assert.Equal(7, session.Client.Outbox.Account.Emitted);
    }

    [Fact]
    public async Task Has_the_whole_payload_as_a_text()
    {
        var session = await _host.ConnectAsync("AAPL");
        _host.Clock.AdvanceBy(_second);

        Assert.Equal(
            """42["stock_data","{\"highs\":[],\"lows\":[],\"trending\":{\"up\":[],\"down\":[]},\"surging\":{\"up\":[],\"down\":[]},\"activity\":{\"total_highs\":0,\"total_lows\":0,\"activity_level\":\"none\",\"activity_ratio\":0,\"ticks_10sec\":0,\"ticks_30sec\":0,\"ticks_60sec\":0,\"ticks_300sec\":0}}"]""",
            Assert.Single(VirtualSocketIo.Taken(session)));
    }

    [Fact]
    public async Task Flags_a_high_with_the_trend_and_the_surge_of_its_symbol()
    {
        var session = await _host.ConnectAsync("AAPL");
        _host.Publish(Found.Trend(direction: "up"), Found.Surge(), Found.High());
        _host.Clock.AdvanceBy(_second);

        var high = Assert.Single(VirtualSocketIo.Taken(session, "stock_data")).GetProperty("highs")[0];
        Assert.Equal(("up", "down"), (high.GetProperty("trend_flag").GetString(), high.GetProperty("surge_flag").GetString()));
    }

    [Fact]
    public async Task Has_each_detection_once_and_none_is_lost_between_two()
    {
        var session = await _host.ConnectAsync("*");
        List<decimal> told = [];
        for (var number = 1; number <= 100; number++)
        {
            _host.Publish(Found.High(price: number));
            _host.Clock.AdvanceBy(0.3 * _second);
            told.AddRange(VirtualSocketIo.Taken(session, "stock_data").SelectMany(Highs));
        }

        _host.Clock.AdvanceBy(_second);
        told.AddRange(VirtualSocketIo.Taken(session, "stock_data").SelectMany(Highs));
        Assert.Equal(Enumerable.Range(1, 100).Select(number => (decimal)number), told);
        Assert.Equal(new ClientAccount(Received: 100, Emitted: 100, 0, 0, 0, 0), session.Client.Outbox.Account);
    }

    [Fact]
    public async Task Comes_once_with_all_of_it_where_nothing_was_fetched_for_a_while()
    {
        var session = await _host.ConnectAsync("AAPL");
        for (var number = 1; number <= 10; number++)
        {
            _host.Publish(Found.High(price: number));
            _host.Clock.AdvanceBy(_second);
        }

        var packets = VirtualSocketIo.Taken(session);
        Assert.Equal(Enumerable.Range(1, 10).Select(number => (decimal)number), Highs(Assert.Single(VirtualSocketIo.EventsOf(packets, "stock_data"))));
        Assert.Single(VirtualSocketIo.EventsOf(packets, "status_update"));
    }

    [Fact]
    public async Task Has_what_was_found_before_a_ticker_was_taken_away_and_nothing_after()
    {
        var session = await _host.ConnectAsync("AAPL");
        _host.Publish(Found.High(price: 1));
        Assert.Null(await VirtualSocketIo.SayAsync(session, VirtualSocketIo.Unsubscribe("AAPL").Replace("42[", "427[", StringComparison.Ordinal)));
        _host.Publish(Found.High(price: 2));

        var packets = VirtualSocketIo.Taken(session);
        Assert.Equal([1m], Highs(Assert.Single(VirtualSocketIo.EventsOf(packets, "stock_data"))));
        Assert.Equal("437[{\"ok\":true,\"tickers\":[]}]", packets[^1]);
        _host.Clock.AdvanceBy(5 * _second);
        Assert.Empty(VirtualSocketIo.Taken(session, "stock_data"));

        Assert.Null(await VirtualSocketIo.SayAsync(session, VirtualSocketIo.Subscribe("MSFT")));
        _host.Clock.AdvanceBy(_second);
        Assert.Empty(Highs(Assert.Single(VirtualSocketIo.Taken(session, "stock_data"))));
    }

    [Fact]
    public async Task Answers_a_request_with_all_tickers_where_that_is_asked_for()
    {
        var session = await _host.ConnectAsync("MSFT");
        Assert.Null(await VirtualSocketIo.SayAsync(session, VirtualSocketIo.Subscribe("IBM", "AAPL", "IBM").Replace("42[", "420[", StringComparison.Ordinal)));
        Assert.Equal("430[{\"ok\":true,\"tickers\":[\"AAPL\",\"IBM\",\"MSFT\"]}]", Assert.Single(VirtualSocketIo.Taken(session)));

        Assert.Null(await VirtualSocketIo.SayAsync(session, "421[\"buy\"]"));
        Assert.StartsWith("431[{\"ok\":false,\"code\":\"unknown-event\",\"message\":\"The event is \\\"buy\\\"", Assert.Single(VirtualSocketIo.Taken(session)), StringComparison.Ordinal);

        Assert.Null(await VirtualSocketIo.SayAsync(session, "42[\"buy\"]"));
        Assert.Equal("unknown-event", Assert.Single(VirtualSocketIo.Taken(session, "client_error")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Refuses_more_tickers_than_allowed_and_changes_nothing()
    {
        VirtualSocketIo host = new(clients: new() { MaxTopics = 3 });
        var session = await host.ConnectAsync("A", "B");
        Assert.Null(await VirtualSocketIo.SayAsync(session, VirtualSocketIo.Subscribe("C", "D")));
        Assert.Equal("too-many-topics", Assert.Single(VirtualSocketIo.Taken(session, "client_error")).GetProperty("code").GetString());

        Assert.Null(await VirtualSocketIo.SayAsync(session, VirtualSocketIo.Subscribe("A", "C")));
        Assert.Empty(VirtualSocketIo.Taken(session));
        Assert.DoesNotContain("detection.highlow.D", host.Wanted);
        Assert.Contains("detection.highlow.C", host.Wanted);
    }

    [Fact]
    public async Task Asks_the_feeds_for_what_clients_ask_for_and_no_longer()
    {
        var session = await _host.ConnectAsync("AAPL");
        Assert.Equal(["detection.highlow.AAPL", "detection.surge.AAPL", "detection.trend.AAPL"], _host.Wanted);

        Assert.Null(await VirtualSocketIo.SayAsync(session, "41"));
        _host.Clock.AdvanceBy(5 * _second);
        Assert.Empty(_host.Wanted);
        Assert.Equal((0, 0), (_host.Registry.Count, _host.Hub.Clients.Count));
    }

    private static IEnumerable<decimal> Highs(JsonElement stockData) =>
        stockData.GetProperty("highs").EnumerateArray().Select(high => high.GetProperty("price").GetDecimal());
}
