using System.Globalization;
using System.Text.Json;
using static MarketFlow.Feeds.Tests.SimulatedSession;

namespace MarketFlow.Feeds.Tests;

public sealed class SimulatedMarketBytesTests
{
    /// <summary>Each event's own bytes, read by another program's rules, say what the event says; together they are their frame.</summary>
    [Fact]
    public void Keeps_original_bytes_in_the_form_of_Massive()
    {
        var events = Run(new() { Symbols = 30, EventsPerSecond = 500 }, 62).FindAll(told => told is not Bar { Interval.Days: 1 } and not Status { Kind: not "luld" });

        Assert.All(events, told =>
        {
            using var json = JsonDocument.Parse(told.Source.Original);
            var fields = json.RootElement;
            Assert.Equal(told.Symbol, fields.GetProperty(told is Status ? "T" : "sym").GetString());
            Assert.Equal(told.Time.UnixNanoseconds / 1_000_000, fields.GetProperty(told is Bar ? "s" : "t").GetInt64());
            Assert.Equal(Numbers(told), NamesOf(told).Select(name => fields.GetProperty(name).GetRawText()));
            if (told is Trade trade)
            {
                Assert.Equal((trade.Id.ToString(), trade.Exchange), (fields.GetProperty("i").GetString(), fields.GetProperty("x").GetRawText()));
                Assert.Equal(trade.Conditions, fields.TryGetProperty("c", out var c) ? c.EnumerateArray().Select(code => code.GetRawText()) : []);
                Assert.Equal(trade.Source.Sequence, fields.GetProperty("q").GetInt64());
            }
        });
        foreach (var slice in events.GroupBy(told => told.Source.ReceivedAt))
        {
            Assert.Equal($"[{string.Join(',', slice.Select(Text))}]".Length, slice.First().Source.RetainedBytes);
        }
    }

    private static string[] NamesOf(MarketEvent told) => told switch
    {
        Trade => ["p", "s"],
        Quote => ["bp", "bs", "ap", "as", "bx", "ax"],
        Bar => ["o", "h", "l", "c", "v", "vw"],
        Status => ["h", "l"],
        _ => ["fmv"],
    };

    private static IEnumerable<string> Numbers(MarketEvent told) => (told switch
    {
        Trade trade => new[] { trade.Price, trade.Size },
        Quote quote => [quote.BidPrice, quote.BidSize!.Value, quote.AskPrice, quote.AskSize!.Value, decimal.Parse(quote.BidExchange!), decimal.Parse(quote.AskExchange!)],
        Bar bar => [bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.Vwap!.Value],
        Status status => [status.LimitUp!.Value, status.LimitDown!.Value],
        _ => [((FairMarketValue)told).Price],
    }).Select(number => number.ToString(CultureInfo.InvariantCulture));
}
