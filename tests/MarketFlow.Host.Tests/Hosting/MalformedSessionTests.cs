using System.Text;
using MarketFlow.Feeds;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>The recorded session with rubbish mixed in: every good event still arrives, and every piece of rubbish can be looked at.</summary>
public sealed class MalformedSessionTests
{
    private const int Every = 97;

    [RecordedFact]
    public void Costs_the_offline_run_nothing_but_faults()
    {
        var clean = Session.Lines(RecordedSession.HitBtc);
        var expected = Session.Pipe("hitbtc", clean);

        var (lines, rubbish) = WithRubbish(clean);
        var (_, events, ledger) = Session.Pipe("hitbtc", lines);

        Assert.Equal(expected.Events.Select(Session.Told), events.Select(Session.Told));
        var (faults, unusual) = (ledger.GetProperty("faults").GetProperty("total").GetInt64(), ledger.GetProperty("unusual").GetProperty("total").GetInt64());
        Assert.Equal(rubbish, faults + unusual);
        Assert.Equal(faults, ledger.Stage("decode").Removed("invalid"));
        Assert.InRange(ledger.Stage("output").Removed("unusual"), 1, unusual);
        Assert.Equal((0L, 0L), (ledger.GetProperty("imbalance").GetInt64(), ledger.GetProperty("inTransit").GetInt64()));
    }

    [RecordedFact]
    public async Task Costs_the_clients_of_the_host_nothing_but_faults()
    {
        var clean = Session.Lines(RecordedSession.HitBtc);
        var expected = Session.Pipe("hitbtc", clean).Events.Where(value => value.GetProperty("type").GetString() != "detection"); // the client asks for none
        var (lines, rubbish) = WithRubbish(clean);

        await using var vendor = await new ReplayedVendor(Session.Frames(lines), speed: null).StartAsync();
        await using var host = await RunningHost.OnHitBtcAsync(vendor.Address, connections: 4, ("DeduplicationWindow", "00:01:00"));
        using var client = await host.SubscribeAsync("trade.*", "quote.*", "bar.*");
        var received = client.ReadToEndAsync();
        vendor.Begin();
        await vendor.PlayedAsync();
        await host.StopAsync();

        Assert.Equal(
            expected.Select(Session.Told).Order(StringComparer.Ordinal),
            (await received).Where(message => message.TryGetProperty("symbol", out _)).Select(Session.Told).Order(StringComparer.Ordinal));
        Assert.Equal(rubbish, host.Market.Feeds[0].FaultCount + host.Market.Feeds[0].UnusualCount);
        Assert.Equal(0L, (long)StatusPages.LedgerWithClients(host.Market)["imbalance"]!);
    }

    [Theory]
    [InlineData("""{"type":"heartbeat","product_id":"BTC-USD","sequence":1,"last_trade_id":1,"time":"2026-11-27T14:30:00Z"}""", 0)]
    [InlineData("""{"type":""", 1)]
    public void Gives_the_ledger_of_a_session_without_an_event(string text, int faults)
    {
        RecordedLine line = new() { Kind = RecordedLineKind.Receive, Number = 1, Connection = 1, ConnectionName = "coinbase.1", At = DateTimeOffset.UnixEpoch, Data = Encoding.UTF8.GetBytes(text) };

        var (_, events, ledger) = Session.Pipe("coinbase", [line]);

        Assert.Empty(events);
        Assert.Equal(faults, ledger.GetProperty("faults").GetProperty("total").GetInt64());
        Assert.Equal(0, ledger.GetProperty("imbalance").GetInt64());
    }

    [RecordedFact]
    public async Task Can_be_looked_at_fault_by_fault()
    {
        RecordedFrame[] frames =
        [
            new(1, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","method":"nonsense","params":{}}"""), IsBinary: false),
            new(1, DateTimeOffset.UnixEpoch, new byte[] { 0, 1, 2, 255 }, IsBinary: true),
        ];
        await using var vendor = await new ReplayedVendor(frames, speed: null).StartAsync();
        await using var host = await RunningHost.OnHitBtcAsync(vendor.Address, connections: 1);
        using var client = await host.SubscribeAsync("trade.*");
        vendor.Begin();
        await vendor.PlayedAsync();
        host.Market.Feeds[0].Stop(); // what was sent before the close is decoded before it completes
        await host.Market.FlowEnded;

        var faults = await host.GetAsync("/api/faults");

        Assert.Equal(2, faults.GetProperty("total").GetInt64());
        var latest = faults.GetProperty("latest").EnumerateArray().ToList();
        Assert.Contains("nonsense", latest[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("nonsense", latest[0].GetProperty("bytes").GetString(), StringComparison.Ordinal);
        Assert.Equal("0x000102FF", latest[1].GetProperty("bytes").GetString());
        Assert.Equal(("hitbtc", 1), (latest[0].GetProperty("feed").GetString(), latest[0].GetProperty("connection").GetInt32()));
    }

    /// <summary>After every so many frames a cut copy of it, wrong types, an unknown method, binary noise; and once ten megabytes.</summary>
    private static (List<RecordedLine> Lines, int Rubbish) WithRubbish(List<RecordedLine> clean)
    {
        List<RecordedLine> lines = [];
        Random random = new(7);
        var rubbish = 0;
        foreach (var (index, line) in clean.Index())
        {
            lines.Add(line);
            if (line.Kind == RecordedLineKind.Receive && index % Every == 0)
            {
                Add(line.Data[..(line.Data.Length / 2)].ToArray());
                Add("""{"jsonrpc":"2.0","method":"ticker","params":{"ask":[],"bid":{},"timestamp":true,"symbol":"VETBTC"}}"""u8.ToArray());
                Add("""{"jsonrpc":"2.0","method":"updateTrades","params":{"data":[{"id":"x","price":null}],"symbol":"VETBTC"}}"""u8.ToArray());
                Add("""{"jsonrpc":"2.0","method":"inventedYesterday","params":{}}"""u8.ToArray());
                var noise = new byte[200];
                random.NextBytes(noise);
                Add(noise);
            }

            if (rubbish == 5)
            {
                var tenMegabytes = new byte[10 * 1024 * 1024];
                Array.Fill(tenMegabytes, (byte)' ');
                "[1"u8.CopyTo(tenMegabytes);
                Add(tenMegabytes);
            }

            void Add(byte[] data)
            {
                rubbish++;
                lines.Add(new() { Kind = RecordedLineKind.Receive, Number = line.Number, Connection = line.Connection, ConnectionName = line.ConnectionName, At = line.At, Data = data });
            }
        }

        return (lines, rubbish);
    }
}
