using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

public sealed class TickerRequestTests
{
    [Theory]
    [InlineData("[\"subscribe_tickers\",{\"tickers\":[\"AAPL\",\"BRK.A\",\"AAPL\"]}]", true, "AAPL BRK.A")]
    [InlineData("[\"subscribe_tickers\",{\"tickers\":[\"*\"],\"more\":1},7]", true, "*")]
    [InlineData("[\"unsubscribe_tickers\",{\"tickers\":[]}]", false, "")]
    public void Reads_what_is_asked_for(string json, bool isSubscribe, string tickers)
    {
        Assert.True(TickerRequest.TryRead(Encoding.UTF8.GetBytes(json), out var request, out _));
        Assert.Equal((isSubscribe, tickers), (request.IsSubscribe, string.Join(' ', request.Tickers)));
    }

    [Theory]
    [InlineData("", "bad-json", "not JSON")]
    [InlineData("[\"subscribe_tickers\"", "bad-json", "not JSON at byte 20")]
    [InlineData("{}", "bad-json", "begins with its name")]
    [InlineData("[]", "bad-json", "begins with its name")]
    [InlineData("[7]", "bad-json", "begins with its name")]
    [InlineData("[\"\\ud800\"]", "bad-json", "surrogate")]
    [InlineData("[\"buy\",{}]", "unknown-event", "\"buy\"")]
    [InlineData("[\"subscribe_tickers\"]", "bad-json", "without tickers")]
    [InlineData("[\"subscribe_tickers\",[\"AAPL\"]]", "bad-json", "without tickers")]
    [InlineData("[\"subscribe_tickers\",{\"tickers\":\"AAPL\"}]", "bad-json", "without tickers")]
    [InlineData("[\"subscribe_tickers\",{\"tickers\":[7]}]", "unknown-ticker", "\"7\"")]
    [InlineData("[\"subscribe_tickers\",{\"tickers\":[\"\"]}]", "unknown-ticker", "1 to 64 characters")]
    [InlineData("[\"subscribe_tickers\",{\"tickers\":[\"A B\"]}]", "unknown-ticker", "A B")]
    [InlineData("[\"subscribe_tickers\",{\"tickers\":[\"A*\"]}]", "unknown-ticker", "A*")]
    public void Says_what_is_wrong(string json, string code, string words)
    {
        Assert.False(TickerRequest.TryRead(Encoding.UTF8.GetBytes(json), out _, out var error));
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Takes_a_ticker_up_to_its_longest(int length, bool isTaken) =>
        Assert.Equal(isTaken, TickerRequest.TryRead(Encoding.UTF8.GetBytes($"[\"subscribe_tickers\",{{\"tickers\":[\"{new string('A', length)}\"]}}]"), out _, out _));

    /// <summary>Whatever a client sends, it is read or refused in words of bounded length.</summary>
    [Fact]
    public void Never_throws()
    {
        var random = new Random(20260309);
        var seed = "[\"subscribe_tickers\",{\"tickers\":[\"AAPL\",\"BRK.\\u0041\",\"*\"]}]"u8.ToArray();
        byte[][] splices = [.. new[] { "null", "{}", "[]", "\"", "\\", "\\ud800", "1e999", "[[[[", "}}", "\u0000", "é", ",", ":", "*" }.Select(Encoding.UTF8.GetBytes)];
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var broken = random.Next(2) == 0 ? FrameMutations.Mutate(seed, splices, random) : FrameMutations.Reshape(seed, splices, random);
            var isRead = TickerRequest.TryRead(broken, out var request, out var error);

            Assert.True(isRead ? request!.Tickers.All(ticker => ticker.Length is > 0 and <= 64) : error!.Message.Length < 300);
            read += isRead ? 1 : 0;
        }

        Assert.InRange(read, 20, 19_980); // else the mutations prove nothing
    }
}
