using MarketFlow.Testing;

namespace MarketFlow.Host.Tests;

/// <summary>The warnings for symbols that differ from a known one only in case, in virtual time.</summary>
public sealed class KnownSymbolsTests
{
    private readonly VirtualMarketClock _clock = new();
    private readonly List<string> _seen = ["AAPL", "AAPL", "BACpB"];
    private int _readings;

    [Theory]
    [InlineData("aapl", "AAPL")]
    [InlineData("Aapl", "AAPL")]
    [InlineData("BACPB", "BACpB")]
    [InlineData("AAPL", null)]
    [InlineData("BACpB", null)]
    [InlineData("msft", null)] // MSFT may never come
    [InlineData("*", null)]
    public void Warn_of_a_symbol_that_differs_from_a_known_one_only_in_case(string symbol, string? known)
    {
        var warnings = Symbols().WarningsFor([($"trade.{symbol}", symbol)]);

        Assert.Equal(known is null ? [] : [new SymbolWarning($"trade.{symbol}", symbol, known)], warnings);
    }

    [Fact]
    public void Are_those_at_the_time_of_the_request()
    {
        var symbols = Symbols();
        Assert.Empty(symbols.WarningsFor([("trade.msft", "msft")]));
        _seen.Add("MSFT");
        Assert.Single(symbols.WarningsFor([("trade.msft", "msft")]));
        _seen.Add("msft"); // whatever its case, it has been seen now

        Assert.Empty(symbols.WarningsFor([("trade.msft", "msft")]));
    }

    [Fact]
    public void Are_not_read_again_for_a_known_symbol_nor_more_often_than_allowed()
    {
        var symbols = Symbols();
        for (var i = 0; i < 3 * KnownSymbols.MostReadings; i++)
        {
            Assert.Single(symbols.WarningsFor([("trade.aapl", "aapl")]));
            Assert.Empty(symbols.WarningsFor([("trade.AAPL", "AAPL"), ("trade.*", "*")]));
        }

        Assert.Equal(KnownSymbols.MostReadings, _readings);
        _clock.AdvanceBy(TimeSpan.FromSeconds(1));
        symbols.WarningsFor([("trade.aapl", "aapl")]);
        Assert.Equal(KnownSymbols.MostReadings + 1, _readings);
    }

    private KnownSymbols Symbols() => new(Read, _clock);

    private string[] Read()
    {
        _readings++;
        return [.. _seen];
    }
}
