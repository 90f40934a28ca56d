using System.Net.WebSockets;
using System.Reactive.Linq;
using System.Text;
using MarketFlow.Feeds;
using MarketFlow.Testing;
using static MarketFlow.Host.Tests.MassiveClients;

namespace MarketFlow.Host.Tests;

/// <summary>The stream to a client of Massive's under load, through a real socket.</summary>
public sealed class MassiveStreamTests
{
    [Fact]
    public async Task Hands_on_the_simulated_market_byte_for_byte_in_frames_of_bounded_length()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = 64 * 1024 * 1024 });
        using var client = await AuthenticatedAsync(server);
        await client.AskAsync(Subscribe("T.*,Q.*,AM.*,FMV.*"));
        var clock = new VirtualMarketClock();
        List<MarketEvent> events = [];
        using (SimulatedMarket.Events(new() { Symbols = 100, EventsPerSecond = 1_000, HasMinuteBars = false, HasNotices = false }, clock).Subscribe(events.Add))
        {
            clock.AdvanceBy(TimeSpan.FromSeconds(20));
        }

        Assert.True(events.Count > 10_000);
        await server.PublishAsync([.. events]);

        Assert.Equal(events.Select(value => Encoding.UTF8.GetString(value.Source.Original.Span)), await client.ReadEventsAsync(events.Count));
    }

    [Fact]
    public async Task Is_told_that_it_is_slow_and_closed()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = 256 * 1024, CloseTimeout = TimeSpan.FromMinutes(1) });
        using var stalled = await SubscribedAsync(server, "T.*");
        var outbox = server.Hub.Clients.Single().Outbox;
        while (!outbox.WasSlow)
        {
            await server.PublishAsync([.. Enumerable.Range(0, 1_000).Select(i => Some.Trade("A", i))]);
        }

        var frames = await stalled.ReadToEndAsync();

        Assert.StartsWith("""[{"ev":"status","status":"error","message":"slow client:""", frames[^1], StringComparison.Ordinal);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, stalled.CloseStatus);
        Assert.Equal(0, outbox.Account.Imbalance);
        Assert.True(outbox.Account.ClientSlow > 0);
    }

    [Fact]
    public async Task Is_told_when_the_stream_fails_and_closed_when_the_host_stops()
    {
        await using var server = await ClientServer.StartAsync();
        using var failed = await SubscribedAsync(server, "T.*");
        await server.OnDeliveryThreadAsync(() => server.Hub.OnError(new InvalidOperationException()));
        Assert.Contains("\"status\":\"error\"", Assert.Single(await failed.ReadToEndAsync()), StringComparison.Ordinal);
        Assert.Equal(WebSocketCloseStatus.InternalServerError, failed.CloseStatus);

        using var client = await SubscribedAsync(server, "T.*");
        var draining = server.Hub.DrainAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(ClientClose.ServiceRestart, client.CloseStatus);
        await draining;
    }
}
