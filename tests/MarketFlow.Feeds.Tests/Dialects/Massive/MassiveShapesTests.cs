using System.Text.Json;

namespace MarketFlow.Feeds.Tests;

/// <summary>The same element in other words: order, white space, escapes, fields that are new, another writer.</summary>
public sealed class MassiveShapesTests
{
    private readonly IFrameDecoder _decoder = new MassiveDialect().CreateDecoder();

    [Theory]
    [MemberData(nameof(MassiveSamples.Events), MemberType = typeof(MassiveSamples))]
    public void Reads_the_fields_in_any_order(string text)
    {
        var expected = Assert.Single(_decoder.Read(text).Events);
        using var parsed = JsonDocument.Parse(text);
        var fields = parsed.RootElement.EnumerateObject().Select(field => field.ToString()).ToArray();
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            random.Shuffle(fields);
            var shuffled = $"{{ {string.Join(" ,\n\t", fields)} }}";
            var read = Assert.Single(_decoder.Read($" [ {shuffled} ] ").Events);
            AssertSame(expected, read);
            Assert.Equal(shuffled, read.Source.Original.Text());
        }
    }

    [Theory]
    [MemberData(nameof(MassiveSamples.Events), MemberType = typeof(MassiveSamples))]
    public void Is_not_disturbed_by_fields_that_it_does_not_know(string text)
    {
        const string Unknown = """{"new":{"p":[1,{"sym":null}],"\u0041\n":"}]"},"":true,"P":-1e9,"ä":[],"zz":null,""";

        AssertSame(Assert.Single(_decoder.Read(text).Events), Assert.Single(_decoder.Read(Unknown + text[1..]).Events));
    }

    [Theory]
    [InlineData("BRK.A")]
    [InlineData("A-B+C=D#E^F")]
    [InlineData("Ü")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    public void Reads_any_symbol(string symbol) =>
        Assert.Equal(symbol, _decoder.Read(MassiveSamples.Trade.Replace("MSFT", symbol)).OnlyEvent<Trade>().Symbol);

    [Fact]
    public void Takes_escapes_for_what_they_mean()
    {
        var trade = _decoder.Read("""{"\u0065v":"\u0054","\u0073ym":"\ud83d\ude00\"\\\/\t","\u0070":"1\u002e5","s":1,"i":"\u0037","x":"\u0034","t":1773064800100}""").OnlyEvent<Trade>();

        Assert.Equal(("😀\"\\/\t", 1.5m, "7", "4"), (trade.Symbol, trade.Price, trade.Id.ToString(), trade.Exchange));
    }

    [Fact]
    public void Gives_one_string_per_symbol_and_one_list_per_set_of_conditions()
    {
        var first = _decoder.Read(MassiveSamples.Trade).OnlyEvent<Trade>();
        var second = _decoder.Read(MassiveSamples.Trade).OnlyEvent<Trade>();

        Assert.Same(first.Symbol, second.Symbol);
        Assert.Same(first.Exchange, second.Exchange);
        Assert.Same(first.Conditions, second.Conditions);
    }

    /// <summary>Two writers and readers of the same words: what the simulated market says it told is what is read.</summary>
    [Fact]
    public void Reads_what_the_simulated_market_writes()
    {
        var told = SimulatedSession.Run(new() { Symbols = 30, EventsPerSecond = 500 }, 62);

        Assert.All(told, value =>
        {
            var text = SimulatedSession.Text(value);
            if (text.StartsWith("{\"ev\"", StringComparison.Ordinal))
            {
                var read = Assert.Single(_decoder.Read(text).Events);
                AssertSame(value is Bar bar ? bar with { Trades = null } : value, read, hasSequence: value is Trade or Quote or Status);
            }
            else
            {
                // what Massive has no message for
                AssertSame(value, Assert.Single(new AlpacaDecoder().Read(text).Events), hasSequence: false);
            }
        });
        Assert.Equal(5, told.Select(value => value.Type).Distinct().Count());
    }

    private static void AssertSame(MarketEvent expected, MarketEvent actual, bool hasSequence = true)
    {
        Assert.Equal(expected, actual, MarketEvent.ContentComparer);
        Assert.Equal((hasSequence ? expected.Source.Sequence : null, expected.Time.ToString()), (actual.Source.Sequence, actual.Time.ToString()));
    }
}
