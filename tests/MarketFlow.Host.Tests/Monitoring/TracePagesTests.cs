using System.Net;

namespace MarketFlow.Host.Tests;

public sealed class TracePagesTests
{
    [Fact]
    public async Task Tells_the_last_events_of_a_symbol_with_their_age_at_each_stage_of_the_way()
    {
        await using var host = await RunningHost.StartAsync(("Simulation:Symbols", "10"));
        using var client = await host.SubscribeAsync("trade.*", "quote.*");
        var symbol = (await client.ReadAsync()).GetProperty("symbol").GetString()!;
        await host.GetAsync($"/api/trace/{symbol}"); // from now on it is followed

        for (var patience = TestClient.Patience(); ; await client.ReadAsync(10))
        {
            patience.ThrowIfCancellationRequested();
            var events = (await host.GetAsync($"/api/trace/{symbol}")).GetProperty("events").EnumerateArray();
            var delivered = events.FirstOrDefault(value => value.GetProperty("stages").GetArrayLength() == 4);
            if (delivered.ValueKind == System.Text.Json.JsonValueKind.Undefined)
            {
                continue;
            }

            var stages = delivered.GetProperty("stages").EnumerateArray().ToList();
            Assert.Equal(["decoded", "channel", "merged", "sent"], stages.Select(stage => stage.GetProperty("stage").GetString()!));
            var ages = stages.ConvertAll(stage => stage.GetProperty("ms").GetDouble());
            Assert.Equal(ages.Order(), ages);
            Assert.Equal("simulated", delivered.GetProperty("source").GetProperty("feed").GetString());
            Assert.Contains(symbol, delivered.GetProperty("original").GetString(), StringComparison.Ordinal);
            return;
        }
    }

    [Fact]
    public async Task Knows_the_latest_of_each_kind_before_anybody_asked_for_the_symbol()
    {
        await using var host = await RunningHost.StartAsync(("Simulation:Symbols", "1"));
        using var client = await host.SubscribeAsync("trade.*");
        var symbol = (await client.ReadAsync(100))[0].GetProperty("symbol").GetString()!;

        var events = (await host.GetAsync($"/api/trace/{symbol}")).GetProperty("events").EnumerateArray().Select(value => value.GetProperty("type").GetString()!);

        Assert.Contains("trade", events);
    }

    [Fact]
    public async Task Has_no_events_of_a_symbol_that_nobody_knows_and_refuses_one_that_is_too_long()
    {
        await using var host = await RunningHost.StartAsync();

        Assert.Equal(0, (await host.GetAsync("/api/trace/%3Cb%3E")).GetProperty("events").GetArrayLength());
        Assert.Equal("BTC/USD", (await host.GetAsync("/api/trace/BTC%2FUSD")).GetProperty("symbol").GetString());
        Assert.Equal("""{"symbol":"../../appsettings.json","events":[]}""", (await host.TextAsync("/api/trace/..%2f..%2fappsettings.json")).Text.Trim());
        Assert.Equal(HttpStatusCode.BadRequest, (await host.TextAsync($"/api/trace/{new string('x', 65)}")).Status);
    }
}
