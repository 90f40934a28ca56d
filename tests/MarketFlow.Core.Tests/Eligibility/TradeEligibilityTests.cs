using static MarketFlow.Tests.Conditioned;

namespace MarketFlow.Tests;

public sealed class TradeEligibilityTests
{
    private const TradeUpdates All = TradeUpdates.All;
    private const TradeUpdates NotLast = TradeUpdates.HighLow | TradeUpdates.FirstLast | TradeUpdates.Volume;
    private const string Noon = "12:00:00";

    /// <summary>Codes that are numbers, and the letters that stand for them on a tape.</summary>
    [Theory]
    [InlineData("0", "@", All)]
    [InlineData("2", "W", TradeUpdates.Volume)]
    [InlineData("4", "B", All)]
    [InlineData("5", "G", NotLast)]
    [InlineData("15", "M", TradeUpdates.None)]
    [InlineData("29", "R", NotLast)]
    [InlineData("30", "L", All)]
    [InlineData("33", "Z", NotLast)]
    [InlineData("37", "I", TradeUpdates.Volume)]
    [InlineData("38", "9", All & ~TradeUpdates.Volume)]
    [InlineData("53", "7", TradeUpdates.Volume)]
    public void Gives_a_condition_the_same_meaning_in_both_lists(string number, string letter, TradeUpdates updates)
    {
        Assert.Equal(updates, TradeEligibility.UsStocks(Massive(Noon, 1, 1, number)));
        Assert.Equal(updates, TradeEligibility.UsStocks(Sip(Noon, ConsolidatedTape.C, letter)));
    }

    [Theory]
    [InlineData("B", ConsolidatedTape.A, TradeUpdates.Volume)]
    [InlineData("B", ConsolidatedTape.B, TradeUpdates.Volume)]
    [InlineData("B", ConsolidatedTape.C, All)]
    [InlineData("B", ConsolidatedTape.None, TradeUpdates.Volume)]
    [InlineData("W", ConsolidatedTape.A, All | TradeUpdates.UnknownCode)]
    [InlineData("W", ConsolidatedTape.C, TradeUpdates.Volume)]
    [InlineData("W", ConsolidatedTape.None, TradeUpdates.Volume)]
    public void Lets_the_tape_decide_what_B_and_W_mean(string letter, ConsolidatedTape tape, TradeUpdates updates) =>
        Assert.Equal(updates, TradeEligibility.UsStocks(Sip(Noon, tape, letter)));

    [Theory]
    [InlineData("09:29:59.999", All, TradeUpdates.HighLow | TradeUpdates.Volume)]
    [InlineData("09:30:00", TradeUpdates.Volume, TradeUpdates.Volume)]
    [InlineData("15:59:59.999", TradeUpdates.Volume, TradeUpdates.Volume)]
    [InlineData("16:00:00", All, TradeUpdates.HighLow | TradeUpdates.Volume)]
    [InlineData("22:00:00", All, TradeUpdates.HighLow | TradeUpdates.Volume)]
    public void Lets_extended_hours_prints_set_prices_outside_regular_hours_only(string time, TradeUpdates formT, TradeUpdates outOfSequence)
    {
        Assert.Equal(formT, TradeEligibility.UsStocks(Massive(time, 1, 1, "12")));
        Assert.Equal(formT, TradeEligibility.UsStocks(Sip(time, ConsolidatedTape.A, "T")));
        Assert.Equal(outOfSequence, TradeEligibility.UsStocks(Massive(time, 1, 1, "13")));
        Assert.Equal(outOfSequence, TradeEligibility.UsStocks(Sip(time, ConsolidatedTape.C, "U")));
        Assert.Equal(TradeUpdates.Volume, TradeEligibility.UsStocks(Massive(time, 1, 1, "12", "37")));
    }

    [Fact]
    public void Takes_regular_hours_from_the_calendar() =>
        Assert.Equal(TradeUpdates.Volume, TradeEligibility.By(MarketCalendar.AroundTheClock)(Massive("05:00:00", 1, 1, "12")));

    [Theory]
    [InlineData("99")]
    [InlineData("6")]
    [InlineData("-2")]
    [InlineData("2.0")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    [InlineData("W")]
    public void Takes_an_unknown_code_for_no_restriction_and_says_so(string code)
    {
        Assert.Equal(All | TradeUpdates.UnknownCode, TradeEligibility.UsStocks(Massive(Noon, 1, 1, code)));
        Assert.Equal(TradeUpdates.Volume | TradeUpdates.UnknownCode, TradeEligibility.UsStocks(Massive(Noon, 1, 1, code, "37")));
    }

    [Fact]
    public void Leaves_codes_of_other_lists_alone() =>
        Assert.Equal(All, TradeEligibility.UsStocks(Massive(Noon, 1, 1, "2", "W", "buy") with { Codes = TradeCodes.Unknown }));

    /// <summary>Whatever the conditions and their order, each only takes away.</summary>
    [Fact]
    public void Is_as_restrictive_as_all_conditions_together()
    {
        string[] codes = [.. Enumerable.Range(0, 60).Select(code => code.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var random = new Random(13);
        foreach (var time in new[] { "05:00:00", Noon })
        {
            for (var i = 0; i < 2_000; i++)
            {
                string[] drawn = [.. random.GetItems(codes, random.Next(1, 5))];
                var alone = drawn.Select(code => TradeEligibility.UsStocks(Massive(time, 1, 1, code))).ToList();

                var together = TradeEligibility.UsStocks(Massive(time, 1, 1, drawn));

                Assert.Equal(alone.Aggregate(All, (all, each) => all & each), together & All);
                Assert.Equal(alone.Any(each => each.HasFlag(TradeUpdates.UnknownCode)), together.HasFlag(TradeUpdates.UnknownCode));
            }
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var trade = Massive(Noon, 1, 1, "0", "12", "37");

        Assert.Equal(0, Allocation.Least(() => TradeEligibility.UsStocks(trade)));
    }

    [RecordedFact]
    public void Agrees_with_the_table_beside_the_repository()
    {
        var lines = File.ReadAllLines(RecordedSession.PathTo("trade-conditions.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.InRange(lines.Count, 30, 100);
        Assert.All(lines, line =>
        {
            var expected = (line[3] == "1" ? TradeUpdates.HighLow : TradeUpdates.None) | (line[4] == "1" ? TradeUpdates.Last : TradeUpdates.None) | (line[5] == "1" ? TradeUpdates.Volume : TradeUpdates.None);

            Assert.Equal(expected, TradeEligibility.UsStocks(Massive(Noon, 1, 1, line[0])) & ~TradeUpdates.FirstLast);
            foreach (var (letter, tape) in LettersOf(line[2]))
            {
                Assert.Equal(expected, TradeEligibility.UsStocks(Sip(Noon, tape, letter)) & ~TradeUpdates.FirstLast);
            }
        });
    }

    private static IEnumerable<(string Letter, ConsolidatedTape Tape)> LettersOf(string column) => column switch
    {
        "B (CTA) W (UTP)" => [("B", ConsolidatedTape.A), ("B", ConsolidatedTape.B), ("W", ConsolidatedTape.C)],
        "B (UTP)" => [("B", ConsolidatedTape.C)],
        _ => Enum.GetValues<ConsolidatedTape>().Select(tape => (column, tape)),
    };
}
