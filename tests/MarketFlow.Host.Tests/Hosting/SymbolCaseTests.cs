namespace MarketFlow.Host.Tests;

/// <summary>Topics whose symbol is known in another case, in the whole host.</summary>
public sealed class SymbolCaseTests
{
    [Fact]
    public async Task Are_reported_to_clients_of_ws_and_for_those_of_the_vendors_protocols_to_the_operator()
    {
        await using var vendor = await new SpeakingVendor(MassiveClients.Connected, MassiveClients.Authenticated, MassiveClients.Acknowledged("T.MSFT")).StartAsync();
        await using var host = await RunningHost.OnFeedAsync("massive", vendor.Address, 1, ("Feeds:0:Key", "KEY"), ("Feeds:0:Symbols:0", "MSFT"));
        using var seeing = await host.SubscribeAsync("trade.AAPL");
        await vendor.SendAsync("""[{"ev":"T","sym":"AAPL","x":4,"i":"1","z":3,"p":114.125,"s":100,"t":1536036818784,"q":1}]"""u8.ToArray());
        await seeing.ReadAsync();

        var answer = await seeing.AskAsync("""{"op":"subscribe","topics":["trade.aapl","trade.msft","trade.amd"]}""");
        using var massive = await host.ConnectAsync("/stocks");
        await massive.ReadAsync();
        await massive.AskAsync(MassiveClients.Auth());
        Assert.Equal(MassiveClients.Acknowledged("T.aapl", "T.AAPL"), await massive.AskAsync(MassiveClients.Subscribe("T.aapl,T.AAPL")));
        using var alpaca = await host.ConnectAsync("/v2/sip");
        await alpaca.ReadAsync();
        await alpaca.AskAsync(AlpacaClients.Auth());
        await alpaca.AskAsync("""{"action":"subscribe","trades":["msft"]}""");

        Assert.Equal(["trade.aapl", "trade.msft"], answer.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("topic").GetString()));
        var clients = (await host.GetAsync("/api/clients")).GetProperty("clients").EnumerateArray()
            .Where(client => client.TryGetProperty("warnings", out _))
            .ToDictionary(client => client.GetProperty("protocol").GetString()!, client => client.GetProperty("warnings")[0].GetString());
        Assert.Equal("\"T.aapl\": No event of \"aapl\" has been received; symbols are case-sensitive, and \"AAPL\" is known.", clients["massive"]);
        Assert.StartsWith("\"msft\": ", clients["alpaca"], StringComparison.Ordinal);
    }
}
