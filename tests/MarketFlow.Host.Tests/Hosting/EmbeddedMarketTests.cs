using System.Diagnostics.Metrics;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>A host without feeds, on its own market over a real socket.</summary>
public sealed class EmbeddedMarketTests
{
    [Fact]
    public async Task Comes_over_a_socket_and_is_asked_for_everything()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = await host.SubscribeAsync("trade.*");
        var trade = await client.ReadAsync();

        var feed = (await host.GetAsync("/api/feeds")).GetProperty("feeds")[0];
        Assert.Equal(("simulated", "massive", 4), (feed.GetProperty("name").GetString(), feed.GetProperty("dialect").GetString(), feed.GetProperty("topics").GetInt32()));
        Assert.StartsWith("ws://127.0.0.1:", feed.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal("simulated", trade.GetProperty("source").GetProperty("feed").GetString());
    }

    [Fact]
    public async Task Tells_a_gap_to_clients_to_the_page_of_feeds_and_to_whoever_measures()
    {
        TaskCompletionSource<double> measured = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter.Name == "MarketFlow" && instrument.Name == "marketflow.feed.gap")
            {
                all.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            if (tags.ToArray().Contains(new("feed", "simulated")))
            {
                measured.TrySetResult(seconds);
            }
        });
        listener.Start();
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, """{"faults":[{"do":"drop","connection":1,"at":1}]}""");

        await using var host = await RunningHost.StartAsync(("Faults", script));
        using var client = await host.SubscribeAsync("status.*");
        JsonElement status;
        do
        {
            status = await client.ReadAsync();
        }
        while (status.GetProperty("kind").GetString() != "gap");

        Assert.Equal("simulated", status.GetProperty("feed").GetString());
        var feed = (await host.GetAsync("/api/feeds")).GetProperty("feeds")[0];
        Assert.Equal(1, feed.GetProperty("gaps").GetInt64());
        Assert.Equal(status.GetProperty("from").GetString(), feed.GetProperty("latestGaps")[0].GetProperty("from").GetString());
        Assert.Equal(
            (status.GetProperty("to").GetDateTimeOffset() - status.GetProperty("from").GetDateTimeOffset()).TotalSeconds,
            await measured.Task.WaitAsync(TestClient.Patience()),
            precision: 3);
        File.Delete(script);
    }
}
