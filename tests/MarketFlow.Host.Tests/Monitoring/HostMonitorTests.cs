using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace MarketFlow.Host.Tests;

public sealed class HostMonitorTests
{
    [Fact]
    public async Task Looks_at_a_host_that_is_well()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = await host.SubscribeAsync("trade.*");
        var sample = await host.Market.Monitor.Samples.FirstAsync(sample => sample.Received > 100 && sample.Delivered > 0 && sample.Channels[0].P99 is not null).ToTask(TestClient.Patience());

        Assert.Equal(["tick", "bars", "fmv"], sample.Channels.Select(channel => channel.Name));
        Assert.Equal(["status", "tick", "bars", "fmv", "other"], sample.Lanes.Select(lane => lane.Name));
        Assert.Equal([50, 150, 550], sample.Channels.Select(channel => channel.Budget.TotalMilliseconds));
        Assert.Equal((0, 0, 1), (sample.Lost, sample.Imbalance, sample.Clients));
        var feed = Assert.Single(sample.Feeds);
        Assert.Equal((FeedTrouble.None, false, "open"), (feed.Trouble, feed.IsCutOff, Assert.Single(feed.Connections).State));
        Assert.InRange(sample.ResidentBytes, 1, long.MaxValue);
        Assert.InRange(sample.Channels[0].P50!.Value, TimeSpan.Zero, sample.Channels[0].P99!.Value);
        Assert.Contains(sample, host.Market.Monitor.History);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_a_feed_that_nobody_serves()
    {
        await using var host = await RunningHost.OnHitBtcAsync(new("ws://127.0.0.1:1/"), connections: 2);
        var sample = await host.Market.Monitor.Samples.FirstAsync(sample => sample.Feeds[0].Connections.All(connection => connection.LastError is not null)).ToTask(TestClient.Patience());

        var feed = sample.Feeds[0];
        Assert.Equal((FeedTrouble.Disconnected, true), (feed.Trouble, feed.IsCutOff));
        Assert.StartsWith("connection 1 is not open: ", feed.Reasons[0], StringComparison.Ordinal);
        Assert.Empty(sample.Channels.SelectMany(channel => channel.Reasons)); // idle, hence healthy
    }
}
