using System.Globalization;
using System.Net;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

public sealed class MetricsPageTests
{
    [Fact]
    public async Task Agrees_with_the_ledger_and_the_clients()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = await host.SubscribeAsync("trade.*", "quote.*");
        await client.ReadAsync(1_000);

        var before = await host.GetAsync("/api/ledger");
        var (status, text) = await host.TextAsync("/metrics");
        var after = await host.GetAsync("/api/ledger");

        Assert.Equal(HttpStatusCode.OK, status);
        var emitted = Value(text, """marketflow_events_emitted_total{stage="fan-out"}""");
        Assert.InRange(emitted, before.Stage("fan-out").GetProperty("emitted").GetInt64(), after.Stage("fan-out").GetProperty("emitted").GetInt64());
        Assert.Equal(0, Value(text, "marketflow_ledger_imbalance"));
        Assert.Equal(1, Value(text, "marketflow_clients"));
        Assert.Equal(1, Value(text, "marketflow_ready"));
        Assert.InRange(Value(text, """marketflow_lane_capacity{lane="tick"}"""), 1, double.MaxValue);
        Assert.InRange(Value(text, "dotnet_process_memory_working_set_bytes"), 1, double.MaxValue);
    }

    [Fact]
    public async Task Tells_a_feed_that_cannot_connect()
    {
        await using var host = await RunningHost.OnHitBtcAsync(new("ws://127.0.0.1:1/"), connections: 1);

        var (_, text) = await host.TextAsync("/metrics");

        Assert.Equal(0, Value(text, "marketflow_ready"));
        Assert.Equal(0, Value(text, """marketflow_feed_ready{feed="hitbtc"}"""));
        Assert.Equal(0, Value(text, """marketflow_feed_connection_open{feed="hitbtc",slot="0"}"""));
    }

    [Fact]
    public async Task Is_described_in_full_in_the_reference()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(RecordedSession.RepositoryRoot(), "docs", "reference", "metrics.md"));
        await using var host = await RunningHost.OnHitBtcAsync(new("ws://127.0.0.1:1/"), connections: 1);

        var (_, text) = await host.TextAsync("/metrics");

        var names = text.Split('\n').Where(line => line.StartsWith("# TYPE marketflow_", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToList();
        Assert.InRange(names.Count, 20, 100);
        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    private static double Value(string text, string series)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith($"{series} ", StringComparison.Ordinal));
        Assert.True(line is not null, $"There is no series {series}.");
        return double.Parse(line[series.Length..], CultureInfo.InvariantCulture);
    }
}
