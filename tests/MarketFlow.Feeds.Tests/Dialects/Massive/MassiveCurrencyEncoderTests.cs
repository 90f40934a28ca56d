using System.Buffers;
using System.Text;

namespace MarketFlow.Feeds.Tests;

/// <summary>Events of other vendors as messages of Massive's forex and crypto.</summary>
public sealed class MassiveCurrencyEncoderTests
{
    private static readonly Timestamp _time = Timestamp.Parse("2026-03-09T13:30:00.1239Z");

    [Fact]
    public void Writes_crypto()
    {
        Assert.Equal(
            """{"ev":"XT","pair":"BTC-USD","p":33021.9,"t":1773063000123,"s":0.01616617,"c":[2],"i":"14272084","x":3}""",
            Written("/crypto", new Trade { Symbol = "BTC-USD", Time = _time, Price = 33021.9m, Size = 0.01616617m, Id = 14272084, Exchange = "3", Conditions = ["2", "odd"] }));
        Assert.Equal(
            """{"ev":"XT","pair":"BTC-USD","p":-1,"t":1773063000123,"s":0,"i":"a\"b"}""",
            Written("/crypto", new Trade { Symbol = "BTC-USD", Time = _time, Price = -1, Size = 0, Id = "a\"b", Exchange = "coinbase" }));
        Assert.Equal(
            """{"ev":"XQ","pair":"BTC-USD","bp":33052.79,"bs":0.48,"ap":33073.19,"as":0.601,"t":1773063000123}""",
            Written("/crypto", new Quote { Symbol = "BTC-USD", Time = _time, BidPrice = 33052.79m, BidSize = 0.48m, AskPrice = 33073.19m, AskSize = 0.601m }));
        Assert.Equal(
            """{"ev":"XA","pair":"BTC-USD","v":4,"vw":1.5,"o":1,"c":2,"h":3,"l":0.5,"s":1773063000000,"e":1773063060000}""", Written("/crypto", Bar(TimeSpan.FromMinutes(1))));
        Assert.StartsWith("""{"ev":"XAS","pair":"BTC-USD",""", Written("/crypto", Bar(TimeSpan.FromSeconds(1))), StringComparison.Ordinal);
        Assert.StartsWith("""{"ev":"FMV","fmv":1,"sym":"X:BTC-USD",""", Written("/crypto", new FairMarketValue { Symbol = "X:BTC-USD", Time = _time, Price = 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_forex()
    {
        Assert.Equal(
            """{"ev":"C","p":"USD/CNH","x":44,"a":6.83366,"b":6.83363,"t":1773063000123}""",
            Written("/forex", new Quote { Symbol = "USD/CNH", Time = _time, BidPrice = 6.83363m, BidExchange = "44", AskPrice = 6.83366m }));
        Assert.StartsWith("""{"ev":"CA","pair":"BTC-USD","v":4,""", Written("/forex", Bar(TimeSpan.FromMinutes(1))), StringComparison.Ordinal);
        Assert.StartsWith("""{"ev":"CAS","pair":"BTC-USD",""", Written("/forex", Bar(TimeSpan.FromSeconds(1))), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_nothing_that_the_endpoint_does_not_have()
    {
        Assert.Null(Written("/forex", new Trade { Symbol = "A", Time = _time, Price = 1, Size = 1 }));
        Assert.Null(Written("/forex", new FairMarketValue { Symbol = "A", Time = _time, Price = 1 }));
        Assert.Null(Written("/crypto", Bar(TimeSpan.FromDays(1))));
        Assert.Null(Written("/crypto", new Status { Symbol = "A", Time = _time, Kind = "luld" }));
        Assert.Null(Written("/crypto", new VendorMessage { Symbol = "A", Time = _time, Channel = "XL2" }));
        Assert.Null(Written("/crypto", new Trade { Symbol = string.Empty, Time = _time, Price = 1, Size = 1 }));
    }

    private static Bar Bar(TimeSpan interval) => new()
    {
        Symbol = "BTC-USD",
        Time = Timestamp.Parse("2026-03-09T13:30:00Z"),
        Interval = interval,
        Open = 1,
        High = 3,
        Low = 0.5m,
        Close = 2,
        Volume = 4,
        Vwap = 1.5m,
    };

    private static string? Written(string path, MarketEvent value)
    {
        ArrayBufferWriter<byte> to = new();
        return new MassiveCurrencyEncoder(EndpointProfiles.Find("massive", path)!).TryWrite(value, to) ? Encoding.UTF8.GetString(to.WrittenSpan) : null;
    }
}
