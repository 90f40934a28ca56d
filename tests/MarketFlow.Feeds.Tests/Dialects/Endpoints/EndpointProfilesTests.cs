namespace MarketFlow.Feeds.Tests;

public sealed class EndpointProfilesTests
{
    private static readonly DateTimeOffset _mondayNoon = new(2026, 3, 9, 16, 0, 0, TimeSpan.Zero); // 12:00 in New York

    [Theory]
    [InlineData("massive", "/stocks", "stocks")]
    [InlineData("massive", "/options/", "options")]
    [InlineData("massive", "/FOREX", "forex")]
    [InlineData("massive", "/crypto", "crypto")]
    [InlineData("massive", "/indices", "indices")]
    [InlineData("massive", "/futures", "futures")]
    [InlineData("massive", "/futures/cme", "futures")]
    [InlineData("massive", "/business/stocks", "stocks")]
    [InlineData("massive", "/launchpad/crypto", "crypto")]
    [InlineData("massive", "/delayed/futures/cme", "futures")]
    [InlineData("massive", "/", null)]
    [InlineData("massive", "/business", null)]
    [InlineData("massive", "/stocks/cme", null)]
    [InlineData("massive", "/futures/cme/more", null)]
    [InlineData("massive", "/v2/sip", null)]
    [InlineData("alpaca", "/v2/sip", "sip")]
    [InlineData("alpaca", "/v2/iex", "iex")]
    [InlineData("alpaca", "/v2/delayed_sip", "delayed_sip")]
    [InlineData("alpaca", "/v2/boats", "boats")]
    [InlineData("alpaca", "/v2/overnight", "overnight")]
    [InlineData("alpaca", "/v2/test", "test")]
    [InlineData("alpaca", "/v1beta1/opra", "opra")]
    [InlineData("alpaca", "/v1beta1/indicative", "indicative")]
    [InlineData("alpaca", "/v1beta1/news", "news")]
    [InlineData("alpaca", "/v1beta2/crypto", "crypto")]
    [InlineData("alpaca", "/v1beta3/crypto/us", "crypto")]
    [InlineData("alpaca", "/v1beta3/crypto/us-1", "crypto")]
    [InlineData("alpaca", "/v1beta3/crypto/kraken", "crypto")]
    [InlineData("alpaca", "/v1beta3/crypto", null)]
    [InlineData("alpaca", "/business/v2/sip", null)]
    [InlineData("alpaca", "/stream", null)]
    [InlineData("kraken", "/stocks", null)]
    public void Are_found_by_the_vendors_path(string dialect, string path, string? name) =>
        Assert.Equal(name, EndpointProfiles.Find(dialect, path)?.Name);

    [Theory]
    [InlineData("massive", "wss://socket.massive.com/crypto", "crypto", 0)]
    [InlineData("massive", "wss://delayed.massive.com/stocks", "stocks", 15)]
    [InlineData("massive", "ws://127.0.0.1:8765/delayed/stocks", "stocks", 15)]
    [InlineData("massive", "ws://proxy/massive/live/forex?key=1", "forex", 0)]
    [InlineData("massive", "ws://127.0.0.1:8765", "default", 0)]
    [InlineData("massive", "ws://proxy/stocks/x", "default", 0)]
    [InlineData("alpaca", "wss://stream.data.alpaca.markets/v2/delayed_sip", "delayed_sip", 15)]
    [InlineData("alpaca", "ws://proxy/a/v1beta3/crypto/us", "crypto", 0)]
    [InlineData("alpaca", "ws://proxy/anything", "sip", 0)]
    public void Are_found_by_a_feeds_address(string dialect, string url, string name, int delayMinutes)
    {
        var found = EndpointProfiles.FindOrDefault(dialect, new(url))!;

        Assert.Equal((name, TimeSpan.FromMinutes(delayMinutes)), (found.Name, found.Delay));
    }

    [Fact]
    public void Are_none_for_venues_without_endpoints() => Assert.Null(EndpointProfiles.FindOrDefault("coinbase", new("wss://ws-feed.exchange.coinbase.com")));

    [Fact]
    public void Name_each_channel_once_and_default_channels_that_exist() => Assert.All(EndpointProfiles.All, profile =>
    {
        Assert.Equal(profile.Channels.Count, profile.Channels.Select(channel => channel.Name).Distinct().Count());
        Assert.Equal(profile.Channels.Count, profile.Channels.Select(channel => channel.MessageType).Distinct().Count());
        Assert.All(profile.DefaultChannels, name => Assert.NotNull(profile.FindChannel(name)));
        Assert.All(profile.Channels, channel => Assert.NotEmpty(channel.Contents));
        Assert.All(profile.Channels.Where(channel => channel.Follows is not null), channel => Assert.NotNull(profile.FindChannel(channel.Follows!)));
        Assert.All(profile.Paths, path => Assert.Same(profile, EndpointProfiles.Find(profile.Dialect, path)));
    });

    [Theory]
    [InlineData("forex", "C", "USD-CNH", "USD/CNH")]
    [InlineData("forex", "C", "USD/CNH", "USD/CNH")]
    [InlineData("forex", "CA", "*", "*")]
    [InlineData("crypto", "XT", "BTC-USD", "BTC-USD")]
    [InlineData("crypto", "XT", "X:BTC-USD", "BTC-USD")]
    [InlineData("crypto", "FMV", "BTC-USD", "X:BTC-USD")]
    [InlineData("crypto", "FMV", "X:BTC-USD", "X:BTC-USD")]
    [InlineData("crypto", "FMV", "*", "*")]
    [InlineData("stocks", "T", "BF-B", "BF-B")]
    [InlineData("indices", "V", "I:SPX", "I:SPX")]
    public void Turn_a_clients_symbol_into_the_one_of_events(string market, string channel, string written, string symbol) =>
        Assert.Equal(symbol, EndpointProfiles.Find("massive", $"/{market}")!.SymbolOf(channel, written));

    [Theory]
    [InlineData("stocks", "2026-03-09T13:30:00Z", true)]
    [InlineData("stocks", "2026-03-09T13:29:59Z", false)]
    [InlineData("stocks", "2026-12-25T15:00:00Z", false)]
    [InlineData("crypto", "2026-12-25T15:00:00Z", true)]
    [InlineData("forex", "2026-03-08T23:00:00Z", false)] // Sunday evening: open, but not for certain
    [InlineData("forex", "2026-03-09T04:00:00Z", true)] // Monday, midnight in New York
    [InlineData("forex", "2026-03-13T19:59:59Z", true)]
    [InlineData("forex", "2026-03-13T20:00:00Z", false)] // Friday, 16:00
    [InlineData("forex", "2026-12-25T15:00:00Z", false)]
    [InlineData("futures", "2026-03-09T19:59:59Z", true)]
    [InlineData("futures", "2026-03-09T20:00:00Z", false)]
    [InlineData("futures", "2026-11-27T15:00:00Z", false)] // half a day
    public void Expect_data_only_when_it_is_certain(string market, string at, bool isExpected) =>
        Assert.Equal(isExpected, EndpointProfiles.Find("massive", $"/{market}")!.IsDataExpected(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Expect_delayed_data_only_once_it_can_be_there()
    {
        var delayed = EndpointProfiles.Find("massive", "/delayed/stocks")!;
        var open = new DateTimeOffset(2026, 3, 9, 13, 30, 0, TimeSpan.Zero);

        Assert.False(delayed.IsDataExpected(open.AddMinutes(15).AddTicks(-1)));
        Assert.True(delayed.IsDataExpected(open.AddMinutes(15)));
        Assert.False(EndpointProfiles.Find("alpaca", "/v1beta1/news")!.IsDataExpected(_mondayNoon));
    }
}
