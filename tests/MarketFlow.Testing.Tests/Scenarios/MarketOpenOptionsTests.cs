namespace MarketFlow.Testing.Tests;

public sealed class MarketOpenOptionsTests
{
    public static TheoryData<MarketOpenOptions, string> OutOfRange => new()
    {
        { new() { Open = VirtualMarketClock.Open.AddTicks(1) }, "Open is " },
        { new() { Symbols = 0 }, "Symbols is 0; must be 1 to 456976." },
        { new() { Symbols = 456_977 }, "Symbols is 456977; must be 1 to 456976." },
        { new() { ZipfExponent = -0.1 }, "ZipfExponent is -0.1; must be 0 or more." },
        { new() { Ramp = TimeSpan.FromTicks(-1) }, "Ramp is -00:00:00.0000001; must be zero or more." },
        { new() { StartRate = -1 }, "StartRate is -1; must be 0 or more." },
        { new() { PeakRate = double.PositiveInfinity }, "PeakRate is Infinity; must be 0 or more." },
        { new() { SpikeRate = double.NaN }, "SpikeRate is NaN; must be 0 or more." },
        { new() { SpikeLength = TimeSpan.FromTicks(-1), Bursts = 0 }, "SpikeLength is -00:00:00.0000001; must be zero or more." },
        { new() { Bursts = -1 }, "Bursts is -1; must be 0 or more." },
        { new() { BurstLength = TimeSpan.Zero }, "BurstLength is 00:00:00; must be above zero." },
        { new() { Bursts = 1_001 }, "Bursts × BurstLength is 00:00:01.0010000; must be at most SpikeLength, 00:00:01." },
        { new() { BurstFactor = -1 }, "BurstFactor is -1; must be 0 or more." },
        { new() { Tail = TimeSpan.FromTicks(-1) }, "Tail is -00:00:00.0000001; must be zero or more." },
        { new() { TradeShare = -0.1 }, "TradeShare is -0.1; must be 0 to 1." },
        { new() { QuoteShare = 1.1 }, "QuoteShare is 1.1; must be 0 to 1." },
        { new() { BarShare = -0.1 }, "BarShare is -0.1; must be 0 to 1." },
        { new() { FairMarketValueShare = -0.1 }, "FairMarketValueShare is -0.1; must be 0 to 1." },
        { new() { TradeShare = 0.8 }, "The sum of the four shares is 1.5; must be 1." },
        { new() { DuplicateShare = 1.1 }, "DuplicateShare is 1.1; must be 0 to 1." },
        { new() { DuplicateWithin = TimeSpan.Zero }, "DuplicateWithin is 00:00:00; must be above zero." },
        { new() { LateShare = -0.1 }, "LateShare is -0.1; must be 0 to 1." },
        { new() { LateBy = TimeSpan.FromMilliseconds(9) }, "LateBy is 00:00:00.0090000; must be 10 ms or more." },
        { new() { Connections = 0 }, "Connections is 0; must be at least 1." },
        { new() { ConnectionLag = TimeSpan.Zero }, "ConnectionLag is 00:00:00; must be above zero." },
        { new() { EventsPerFrame = 0 }, "EventsPerFrame is 0; must be at least 1." },
        { new() { Feed = "" }, "Feed is \"\"; must be a name." },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Are_refused_at_the_call_where_out_of_range(MarketOpenOptions options, string refusal) =>
        Assert.StartsWith(refusal, Assert.Throws<ArgumentOutOfRangeException>(nameof(options), () => { MarketOpen.Arrivals(options); }).Message, StringComparison.Ordinal);

    [Fact]
    public void Are_allowed_at_the_ends_of_their_ranges() =>
        MarketOpen.Arrivals(new()
        {
            Symbols = 1,
            ZipfExponent = 0,
            StartRate = 0,
            PeakRate = 0,
            Bursts = 1_000,
            BurstFactor = 0,
            TradeShare = 0,
            QuoteShare = 1,
            BarShare = 0,
            FairMarketValueShare = 0,
            DuplicateShare = 1,
            LateShare = 1,
            LateBy = TimeSpan.FromMilliseconds(10),
            EventsPerFrame = 1,
        });
}
