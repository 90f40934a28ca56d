using System.Text;

namespace MarketFlow.Feeds.Tests;

public sealed class SymbolTableTests
{
    [Theory]
    [InlineData("GRTBTC")]
    [InlineData("BRK.A")]
    [InlineData("ÄÖ-€")]
    [InlineData("")]
    public void Gives_one_and_the_same_string_for_the_same_text(string symbol)
    {
        var symbols = new SymbolTable();

        var first = symbols.Intern(Encoding.UTF8.GetBytes(symbol));

        Assert.Equal(symbol, first);
        Assert.Same(first, symbols.Intern(Encoding.UTF8.GetBytes(symbol)));
    }

    [Fact]
    public void Remembers_no_more_than_its_capacity()
    {
        var symbols = new SymbolTable(capacity: 2);
        var second = (First: symbols.Intern("A"u8), Second: symbols.Intern("B"u8)).Second;
        var third = symbols.Intern("C"u8);

        Assert.Same(second, symbols.Intern("B"u8));
        Assert.Equal("C", third);
        Assert.NotSame(third, symbols.Intern("C"u8));
    }

    [Fact]
    public void Allocates_nothing_for_a_symbol_it_knows()
    {
        var symbols = new SymbolTable();
        symbols.Intern("GRTBTC"u8);
        symbols.Intern("GRTBTC"u8);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            symbols.Intern("GRTBTC"u8);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
