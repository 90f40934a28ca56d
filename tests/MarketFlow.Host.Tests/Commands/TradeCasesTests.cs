using System.Text;
using System.Text.Json;
using MarketFlow.Feeds;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>What <c>pipe</c> makes of trades with reporting facilities, conditions and cancels.</summary>
public sealed class TradeCasesTests
{
    private const double Open = 1_795_789_800; // 27 November 2026, 09:30 in New York

    [RecordedTheory]
    [InlineData("02-trf-id-s.jsonl", "202:1001", "201:1001", "203:1001")]
    [InlineData("02-trf-id-s2.jsonl", "202:1001", "201:1001", "201:1002")]
    public void Takes_one_id_of_two_facilities_for_two_trades(string name, params string[] trades)
    {
        var (events, ledger) = Case("massive", name);

        Assert.Equal(trades, events.OfType("trade").Select(trade => $"{trade.GetProperty("facility")}:{trade.GetProperty("id")}"));
        Assert.Equal(0, ledger.Stage("deduplicate").Removed("duplicate"));
    }

    [Fact]
    public void Still_takes_one_id_of_one_facility_for_one_trade()
    {
        const string Print = """{"ev":"T","sym":"AAPL","x":4,"i":"1001","z":3,"p":210.1,"s":100,"t":1795789800000,"q":1,"trfi":202}""";

        var (events, ledger) = Pipe("massive", (0, Print), (0.1, Print), (0.2, Print.Replace("202", "201")));

        Assert.Equal(["202", "201"], events.OfType("trade").Select(trade => trade.GetProperty("facility").GetString()));
        Assert.Equal(1, ledger.Stage("deduplicate").Removed("duplicate"));
    }

    [RecordedTheory]
    [InlineData("massive", "06-conditions-s.jsonl")]
    [InlineData("massive", "22-fmv-late-trade-s.jsonl")]
    public void Detects_nothing_in_trades_that_may_not_set_prices(string dialect, string name) =>
        Assert.Empty(Case(dialect, name).Events.OfType("detection"));

    /// <summary>A high above the trades that remain, though below the average price that was cancelled.</summary>
    [RecordedFact]
    public void Detects_the_high_that_an_average_price_would_hide()
    {
        var found = Assert.Single(Case("alpaca", "06-conditions-s2.jsonl").Events.OfType("detection"));

        Assert.Equal(("212.10", "210.00"), (found.GetProperty("price").GetRawText(), found.GetProperty("previous").GetRawText()));
    }

    [Fact]
    public void Detects_the_same_prices_where_no_condition_restricts_them()
    {
        var (events, _) = Pipe(
            "massive", (0, Massive(210, 100, 0)), (1.5, Massive(219, 50_000, 1_500)), (3, Massive(195, 50_000, 3_000)), (4, """{"ev":"FMV","fmv":210.1,"sym":"AAPL","t":1795789804000}"""));

        Assert.Equal(["fmv", "highlow", "highlow"], events.OfType("detection").Select(found => found.GetProperty("kind").GetString()!).Order());
    }

    [Fact]
    public void Makes_no_high_of_a_trade_after_a_cancelled_one_that_it_is_below()
    {
        var (events, ledger) = Pipe(
            "alpaca", (0, Alpaca(1, 210, 0)), (1.5, Alpaca(2, 219, 1.5)),
            (2.5, """{"T":"x","S":"AAPL","i":2,"x":"Q","p":219,"s":100,"a":"C","z":"C","t":"2026-11-27T14:30:02.5Z"}"""), (4.5, Alpaca(4, 212.1m, 4.5)));

        var found = events.OfType("detection").Where(each => each.GetProperty("kind").GetString() == "highlow").ToList();
        Assert.Equal(["219", "212.1"], found.Select(each => each.GetProperty("price").ToString()));
        Assert.Equal(("210", "212.1"), (found[1].GetProperty("previous").ToString(), found[1].GetProperty("sessionHigh").ToString()));
        var cancel = events.OfType("status").First(status => status.GetProperty("kind").GetString() == "cancel");
        Assert.Equal(("Q", "2"), (cancel.GetProperty("exchange").GetString(), cancel.GetProperty("id").GetString()));
        Assert.Equal(2, events.OfType("status").Count(status => status.GetProperty("kind").GetString() == "not-undone")); // trend and surge
        Assert.Equal(0, ledger.GetProperty("imbalance").GetInt64());
        Assert.Equal(0, ledger.GetProperty("inTransit").GetInt64());
    }

    [Fact]
    public void Counts_condition_codes_that_are_not_known()
    {
        var (_, ledger) = Pipe("massive", (0, Massive(210, 100, 0).Replace("\"q\"", "\"c\":[99,12,98],\"q\"")), (1, Massive(210, 100, 1).Replace("\"q\"", "\"c\":[99],\"q\"")));

        Assert.Equal("""{"massive":{"98":1,"99":2}}""", JsonSerializer.Serialize(ledger.GetProperty("unknownConditions")));
    }

    private static string Massive(decimal price, int size, long milliseconds) =>
        FormattableString.Invariant($$"""{"ev":"T","sym":"AAPL","x":11,"i":"{{milliseconds + 1}}","z":3,"p":{{price}},"s":{{size}},"t":{{1_795_789_800_000 + milliseconds}},"q":{{milliseconds + 1}}}""");

    private static string Alpaca(int id, decimal price, double second) =>
        FormattableString.Invariant($$"""{"T":"t","S":"AAPL","i":{{id}},"x":"Q","p":{{price}},"s":100,"c":["@"],"z":"C","t":"2026-11-27T14:30:{{second:00.000}}Z"}""");

    private static (List<JsonElement> Events, JsonElement Ledger) Case(string dialect, string name)
    {
        var (_, events, ledger) = Session.Pipe(dialect, Session.Lines(RecordedSession.PathTo("cases/" + name)));
        return (events, ledger);
    }

    private static (List<JsonElement> Events, JsonElement Ledger) Pipe(string dialect, params (double Second, string Message)[] messages)
    {
        var lines = messages.Select(message => JsonSerializer.Serialize(new { t = "recv", conn = "vendor.1", ts = Open + message.Second, data = $"[{message.Message}]" }));
        using MemoryStream session = new(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        var (_, events, ledger) = Session.Pipe(dialect, [.. SessionFile.Read(session)]);
        return (events, ledger);
    }
}
