using MarketFlow.Feeds;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

public sealed class PipeCommandTests
{
    [RecordedFact]
    public void Tells_each_trade_of_the_redundant_session_once_and_counts_the_copies()
    {
        var (_, events, ledger) = Session.Pipe("hitbtc", Session.Lines(RecordedSession.HitBtc));

        var trades = events.OfType("trade").Select(trade => (trade.GetProperty("symbol").GetString(), trade.GetProperty("id").GetString())).ToList();
        Assert.Equal(1_000, trades.Count);
        Assert.Equal(1_000, trades.Distinct().Count());
        Assert.Equal(1_000, events.OfType("bar").Count());
        Assert.Equal(205, events.OfType("quote").Count());
        Assert.Equal(3_000 + 3_000 + 812 - 205, ledger.Stage("deduplicate").Removed("duplicate"));
        AssertBalanced(ledger);
    }

    [RecordedFact]
    public void Tells_each_trade_of_coinbase_once_although_it_arrives_under_two_message_types()
    {
        var (_, events, ledger) = Session.Pipe("coinbase", Session.Lines(RecordedSession.Coinbase));

        var trades = events.OfType("trade").ToList();
        Assert.Equal(107, trades.Count);
        Assert.Equal(107, trades.DistinctBy(trade => (trade.GetProperty("symbol").GetString(), trade.GetProperty("id").GetString())).Count());
        Assert.Equal(10, trades.Count(trade => trade.TryGetProperty("backfill", out _)));
        Assert.Equal(107, ledger.Stage("deduplicate").Removed("duplicate"));
        AssertBalanced(ledger);
    }

    /// <summary>Kraken's trades carry no id: the k-th equal print of one connection is the k-th of the other.</summary>
    [RecordedFact]
    public void Tells_each_print_of_kraken_once_though_two_connections_tell_it_and_two_equal_prints_of_one_stay_two()
    {
        var once = Session.Lines(RecordedSession.Kraken).Where(line => line.Kind == RecordedLineKind.Receive).ToList();
        var print = once.First(line => line.Data.Span.IndexOf("]],\"trade\",\""u8) >= 0);
        List<RecordedLine> twoEqual = [.. once.SelectMany(line => line == print ? new[] { line, line } : [line])];

        // The same session told once more by three connections of their own, a moment later.
        var twice = twoEqual.SelectMany(line => new[] { line, Again(line) }).ToList();
        var (_, events, ledger) = Session.Pipe("kraken", twice);

        Assert.Equal(10 + 1, events.OfType("trade").Count());
        Assert.Equal(2, events.OfType("trade").GroupBy(Session.Told).Max(equal => equal.Count()));
        Assert.InRange(ledger.Stage("deduplicate").Removed("duplicate"), 10 + 1, long.MaxValue);
        AssertBalanced(ledger);

        static RecordedLine Again(RecordedLine line) => new()
        {
            Kind = line.Kind,
            Number = line.Number,
            Connection = line.Connection + 3,
            ConnectionName = line.ConnectionName,
            At = line.At,
            Data = line.Data,
        };
    }

    [RecordedFact]
    public void Never_goes_back_in_sequence_within_a_symbol()
    {
        foreach (var (dialect, path) in new[] { ("hitbtc", RecordedSession.HitBtc), ("coinbase", RecordedSession.Coinbase) })
        {
            var sequenced = Session.Pipe(dialect, Session.Lines(path)).Events.Where(value => value.GetProperty("source").TryGetProperty("sequence", out _));

            // Detections of one kind: another's window may be shorter.
            Assert.All(sequenced.GroupBy(value => (value.GetProperty("type").GetString(), KindOf(value), value.GetProperty("symbol").GetString())), ofSymbol =>
            {
                var sequences = ofSymbol.Select(value => value.GetProperty("source").GetProperty("sequence").GetInt64()).ToList();
                Assert.Equal(sequences.Order(), sequences);
            });
        }
    }

    [RecordedFact]
    public void Gives_the_same_bytes_for_the_same_input_detections_included()
    {
        foreach (var (dialect, path) in new[] { ("hitbtc", RecordedSession.HitBtc), ("coinbase", RecordedSession.Coinbase), ("kraken", RecordedSession.Kraken) })
        {
            var lines = Session.Lines(path);

            var (first, events, firstLedger) = Session.Pipe(dialect, lines);
            var (second, _, secondLedger) = Session.Pipe(dialect, lines);

            Assert.Equal(first, second);
            Assert.Equal(firstLedger.ToString(), secondLedger.ToString());
            Assert.Equal(events.OfType("detection").Count(), new[] { "conflicts", "detect-bars", "detect-fmv" }.Sum(stage => firstLedger.Stage(stage).GetProperty("emitted").GetInt64()));
            Assert.True(dialect != "hitbtc" || events.OfType("detection").Select(KindOf).Distinct().Count() == 4, "The redundant session has all but values.");
            AssertBalanced(firstLedger);
        }
    }

    private static string? KindOf(System.Text.Json.JsonElement value) => value.TryGetProperty("kind", out var kind) ? kind.GetString() : null;

    private static void AssertBalanced(System.Text.Json.JsonElement ledger)
    {
        Assert.Equal((0L, 0L), (ledger.GetProperty("imbalance").GetInt64(), ledger.GetProperty("inTransit").GetInt64()));
        Assert.All(ledger.GetProperty("stages").EnumerateArray(), stage => Assert.Equal(0, stage.GetProperty("held").GetInt64()));
    }
}
