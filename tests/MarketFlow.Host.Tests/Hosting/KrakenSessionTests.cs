using System.Net.WebSockets;
using System.Text.Json;
using MarketFlow.Feeds;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>
/// Kraken's recorded session over real sockets, through the host, to two clients. Its trades carry no id: the k-th equal print of one
/// connection is the k-th of another, so that two connections tell it once, and two equal prints of one connection stay two.
/// </summary>
public sealed class KrakenSessionTests
{
    private const double Speed = 20;

    [RecordedTheory]
    [InlineData(Speed)]
    [InlineData(null)]
    public async Task Three_sockets_give_what_pipe_prints_and_what_the_file_holds(double? speed)
    {
        var lines = Session.Lines(RecordedSession.Kraken);
        var expected = Session.Pipe("kraken", lines).Events;
        var trades = RawSession.KrakenTrades(RecordedSession.Kraken);
        var tickers = RawSession.KrakenTickers(RecordedSession.Kraken);
        Assert.Equal((10, 18), (trades.Count, tickers.Count)); // counted by hand when the session was recorded

        foreach (var messages in (await PlayAsync(Session.Frames(lines), speed)).Clients)
        {
            Assert.Equal(Ordered(expected.OfType("trade"), Session.Told), Ordered(messages.OfType("trade"), Session.Told));
            Assert.Equal(Ordered(expected.OfType("quote"), WithoutTime), Ordered(messages.OfType("quote"), WithoutTime));
            Assert.Equal(trades.Order(StringComparer.Ordinal), Ordered(messages.OfType("trade"), TradeOf));
            Assert.Equal(tickers.Order(StringComparer.Ordinal), Ordered(messages.OfType("quote"), QuoteOf));
            Assert.Equal(expected.Count - expected.OfType("detection").Count(), messages.Count); // the client asks for none
        }
    }

    /// <summary>The sockets 4 to 6 tell what 1 to 3 tell, earlier or later by as much as real copies are apart, or in no order at all.</summary>
    [RecordedTheory]
    [InlineData(Speed, 800)]
    [InlineData(Speed, -800)]
    [InlineData(Speed, 3)]
    [InlineData(null, 0)]
    public async Task Six_sockets_of_which_three_repeat_give_each_print_once(double? speed, int laterByMilliseconds)
    {
        var frames = Session.Frames(Session.Lines(RecordedSession.Kraken));

        var trades = RawSession.KrakenTrades(RecordedSession.Kraken);

        var (clients, copies) = await PlayAsync(Doubled(frames, TimeSpan.FromMilliseconds(laterByMilliseconds)), speed);

        Assert.All(clients, messages => Assert.Equal(trades.Order(StringComparer.Ordinal), Ordered(messages.OfType("trade"), TradeOf)));
        Assert.InRange(copies, trades.Count, long.MaxValue);
    }

    /// <summary>Crafted from the session, which has no two equal prints: one told by two frames of a connection, one twice within a frame.</summary>
    [RecordedTheory]
    [InlineData(Speed, 800)]
    [InlineData(Speed, -800)]
    [InlineData(null, 0)]
    public async Task Two_equal_prints_of_one_connection_stay_two_although_another_repeats_both(double? speed, int laterByMilliseconds)
    {
        List<RecordedFrame> frames = [.. Session.Frames(Session.Lines(RecordedSession.Kraken))];
        var trades = RawSession.KrakenTrades(RecordedSession.Kraken);
        Assert.Equal(trades.Count, trades.Distinct().Count());
        var tellsTrade = frames.FindAll(frame => frame.Bytes.Span.IndexOf("]],\"trade\",\""u8) >= 0);
        frames.Insert(frames.IndexOf(tellsTrade[0]) + 1, tellsTrade[0]);
        frames[frames.IndexOf(tellsTrade[1])] = tellsTrade[1] with { Bytes = RowTwice(tellsTrade[1].Bytes) };

        var (clients, copies) = await PlayAsync(Doubled(frames, TimeSpan.FromMilliseconds(laterByMilliseconds)), speed);

        List<string> expected = [.. trades, trades[0], trades[1]];
        Assert.All(clients, messages => Assert.Equal(expected.Order(StringComparer.Ordinal), Ordered(messages.OfType("trade"), TradeOf)));
        Assert.InRange(copies, expected.Count, long.MaxValue);
    }

    private static IReadOnlyList<RecordedFrame> Doubled(IReadOnlyList<RecordedFrame> frames, TimeSpan later) =>
        [.. frames.Concat(frames.Select(frame => frame with { Connection = frame.Connection + 3, At = frame.At + later })).OrderBy(frame => frame.At)];

    // [id,[[row]],"trade",pair] becomes [id,[[row],[row]],"trade",pair].
    private static byte[] RowTwice(ReadOnlyMemory<byte> frame)
    {
        var text = frame.Span;
        var start = text.IndexOf("[["u8) + 1;
        var row = text[start..(text.IndexOf("]]"u8) + 1)];
        return [.. text[..start], .. row, (byte)',', .. text[start..]];
    }

    private static async Task<(List<JsonElement>[] Clients, long Copies)> PlayAsync(IReadOnlyList<RecordedFrame> frames, double? speed)
    {
        var connections = frames.Select(frame => frame.Connection).Distinct().Count();
        await using var vendor = await new ReplayedVendor(frames, speed).StartAsync();

        // The window is long, because a busy test machine may take its time between two copies.
        await using var host = await RunningHost.OnFeedAsync("kraken", vendor.Address, connections, ("DeduplicationWindow", "00:01:00"));
        using var first = await host.SubscribeAsync("trade.*", "quote.*", "bar.*");
        using var second = await host.SubscribeAsync("trade.*", "quote.*", "bar.*");
        var received = Task.WhenAll(first.ReadToEndAsync(), second.ReadToEndAsync());

        vendor.Begin();
        await vendor.PlayedAsync();
        await host.StopAsync();

        var messages = await received;
        Assert.Equal(connections, vendor.Connected);
        Assert.All([first, second], client => Assert.Equal((WebSocketCloseStatus)1012, client.CloseStatus));
        var ledger = StatusPages.LedgerWithClients(host.Market);
        Assert.Equal((0L, 0L), ((long)ledger["imbalance"]!, (long)ledger["inTransit"]!));
        Assert.All(ledger["stages"]!.AsArray(), stage => Assert.Equal(0L, (long)stage!["held"]!));
        var copies = ledger["stages"]!.AsArray().Single(stage => (string?)stage!["stage"] == "deduplicate")!["removed"]!["duplicate"];
        return (messages, copies is null ? 0 : (long)copies);
    }

    private static List<string> Ordered(IEnumerable<JsonElement> events, Func<JsonElement, string> told) => [.. events.Select(told).Order(StringComparer.Ordinal)];

    // A ticker has no time of its own: it bears that of its receipt, which is another each time it is played.
    private static string WithoutTime(JsonElement quote) =>
        string.Join(',', Session.Told(quote).Split(',').Where(field => !field.StartsWith("\"time\"", StringComparison.Ordinal)));

    private static string TradeOf(JsonElement trade) =>
        $"{Text(trade, "symbol")} {Raw(trade, "price")} {Raw(trade, "size")} {(DateTimeOffset.Parse(Text(trade, "time")) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}";

    private static string QuoteOf(JsonElement quote) =>
        $"{Text(quote, "symbol")} {Raw(quote, "bidPrice")} {Raw(quote, "bidSize")} {Raw(quote, "askPrice")} {Raw(quote, "askSize")}";

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString()!;

    private static string Raw(JsonElement value, string name) => value.GetProperty(name).GetRawText();
}
