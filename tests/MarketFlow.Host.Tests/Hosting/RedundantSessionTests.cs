using System.Net.WebSockets;
using System.Text.Json;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>The job itself: a real redundant session over four real sockets, through the host, to two clients.</summary>
public sealed class RedundantSessionTests
{
    [RecordedFact]
    public Task Both_clients_get_every_event_once_at_speed_10() => PlayAsync(speed: 10);

    [RecordedFact]
    public Task Both_clients_get_every_event_once_at_full_speed() => PlayAsync(speed: null);

    /// <summary>Not connection 4: one quote of the recording was told by it alone, and without it is rightly missing.</summary>
    [RecordedFact]
    public Task Nothing_is_missing_or_twice_when_one_of_four_connections_dies_half_way() => PlayAsync(speed: 10, killed: 2);

    [RecordedFact]
    public Task Nothing_is_missing_or_twice_when_one_dies_half_way_at_full_speed() => PlayAsync(speed: null, killed: 3);

    [RecordedFact]
    public Task Nothing_is_missing_or_twice_when_one_dies_and_comes_back() => PlayAsync(speed: 10, killed: 2, reconnects: true);

    [RecordedFact]
    public Task Nothing_is_missing_or_twice_when_one_dies_and_comes_back_at_full_speed() => PlayAsync(speed: null, killed: 4, reconnects: true);

    /// <summary>The venue tells its last hundred trades and candles again on every subscribe, however long ago that was.</summary>
    [RecordedFact]
    public Task What_is_told_again_on_a_reconnect_is_known_long_after_the_window() =>
        PlayAsync(speed: 10, killed: 1, reconnects: true, window: TimeSpan.FromMilliseconds(1), types: ["trade", "bar"]);

    private static async Task PlayAsync(double? speed, int? killed = null, bool reconnects = false, TimeSpan? window = null, string[]? types = null)
    {
        types ??= ["trade", "quote", "bar"];
        var lines = Session.Lines(RecordedSession.HitBtc);
        var expected = Session.Pipe("hitbtc", lines).Events;

        await using var vendor = await new ReplayedVendor(Session.Frames(lines), speed, killed, reconnects).StartAsync();

        // The window is long by default, because a busy test machine may take its time between two copies.
        await using var host = await RunningHost.OnHitBtcAsync(
            vendor.Address, connections: 4, ("DeduplicationWindow", (window ?? TimeSpan.FromMinutes(1)).ToString()));
        using var first = await host.SubscribeAsync([.. types.Select(type => $"{type}.*")]);
        using var second = await host.SubscribeAsync([.. types.Select(type => $"{type}.*")]);
        var received = Task.WhenAll(first.ReadToEndAsync(), second.ReadToEndAsync());

        vendor.Begin();
        await vendor.PlayedAsync();
        await host.StopAsync();

        foreach (var (messages, client) in (await received).Zip([first, second]))
        {
            Assert.Equal((WebSocketCloseStatus)1012, client.CloseStatus);
            foreach (var type in types)
            {
                AssertSame(expected.OfType(type), messages.OfType(type));
            }

            AssertOrder(messages.OfType("trade"));
            AssertIsAllOfTheRecording(messages, types);
        }

        Assert.Equal(reconnects ? 5 : 4, vendor.Connected);
        var ledger = StatusPages.LedgerWithClients(host.Market);
        Assert.Equal((0L, 0L), ((long)ledger["imbalance"]!, (long)ledger["inTransit"]!));
        Assert.All(ledger["stages"]!.AsArray(), stage => Assert.Equal(0L, (long)stage!["held"]!));
    }

    // By another way than the offline run's, which might be wrong in the same way.
    private static void AssertIsAllOfTheRecording(List<JsonElement> messages, string[] types)
    {
        Assert.Equal(
            RawSession.HitBtcTrades(RecordedSession.HitBtc).Order(StringComparer.Ordinal),
            messages.OfType("trade")
                .Select(trade => $"{trade.GetProperty("symbol").GetString()} {trade.GetProperty("id").GetString()} {trade.GetProperty("price").GetRawText()} {trade.GetProperty("size").GetRawText()}")
                .Order(StringComparer.Ordinal));
        Assert.Equal(RawSession.HitBtcBars(RecordedSession.HitBtc), messages.OfType("bar").Count());
        Assert.True(!types.Contains("quote") || messages.OfType("quote").Count() == RawSession.HitBtcTickers(RecordedSession.HitBtc));
    }

    private static void AssertSame(IEnumerable<JsonElement> expected, IEnumerable<JsonElement> actual) =>
        Assert.Equal(expected.Select(Session.Told).Order(StringComparer.Ordinal), actual.Select(Session.Told).Order(StringComparer.Ordinal));

    private static void AssertOrder(IEnumerable<JsonElement> trades) =>
        Assert.All(trades.GroupBy(trade => trade.GetProperty("symbol").GetString()), ofSymbol =>
        {
            var sequences = ofSymbol.Select(trade => trade.GetProperty("source").GetProperty("sequence").GetInt64()).ToList();
            Assert.Equal(sequences.Order(), sequences);
        });
}
