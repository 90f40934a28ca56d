using System.Net;
using System.Net.WebSockets;

namespace MarketFlow.Feeds.Tests;

public sealed class HandshakeRefusalTests
{
    [Theory]
    [InlineData(403, "Forbidden", "no such plan", "The server answered 403 Forbidden: \"no such plan\".")]
    [InlineData(500, "", "", "The server answered 500.")]
    [InlineData(502, "Bad Gateway", "<html>\r\n\t<b>\u001b[31mno\u202e</b>\n", "The server answered 502 Bad Gateway: \"<html> <b> [31mno </b>\".")]
    public void Shows_the_status_the_reason_and_the_body_on_one_printable_line(int status, string reason, string body, string message) =>
        Assert.Equal(message, Refusal(status, reason, body).Message);

    [Fact]
    public void Shows_only_the_beginning_of_a_long_body() =>
        Assert.Equal($"The server answered 400: \"{new string('x', 200)}…\".", Refusal(400, body: new string('x', 5_000)).Message);

    [Theory]
    [InlineData(503, "Retry-After", "120", 120)]
    [InlineData(429, "Retry-After", "1.5", 1.5)] // not in the standard, but sent by some
    [InlineData(503, "Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT", 60)]
    [InlineData(503, "Retry-After", "Sun, 06 Nov 1994 08:49:36 GMT", 0)] // past
    [InlineData(429, "X-RateLimit-Reset", "784111807", 30)] // Alpaca: seconds since 1970
    [InlineData(429, "RateLimit-Reset", "7", 7)]
    public void Reads_how_long_to_wait(int status, string header, string value, double seconds) =>
        Assert.Equal(seconds, Refusal(status, headers: (header, value)).RetryAfter(_now)!.Value.TotalSeconds);

    [Theory]
    [InlineData(503, "Retry-After", "soon")]
    [InlineData(503, "Retry-After", "-5")]
    [InlineData(503, "Retry-After", "NaN")]
    [InlineData(503, "X-RateLimit-Reset", "7")] // of a limit that did not cause this
    public void Knows_no_wait_where_the_header_has_none(int status, string header, string value) =>
        Assert.Null(Refusal(status, headers: (header, value)).RetryAfter(_now));

    [Theory]
    [InlineData(429, 20, 20)]
    [InlineData(503, 20, 20)]
    [InlineData(503, 0.1, 0.1)] // shorter than the back-off, which then counts
    [InlineData(503, 86_400, 300)] // MaxRetryAfter
    [InlineData(403, 120, 120)]
    [InlineData(403, 1, 30)] // a refused key waits for MaxDelay
    public void Keeps_a_feed_away_for_as_long_as_the_server_asks(int status, double asked, double waits)
    {
        VirtualFeed feed = new();
        feed.Connecting = (_, _) => Task.FromException<WebSocket>(Refusal(status, headers: ("Retry-After", $"{asked}")));
        using var subscription = feed.Subscribe();
        feed.AdvanceBy(1_000);

        Assert.InRange(feed.WaitsInMilliseconds().First(), Math.Max(waits * 1_000, 125), Math.Max(waits * 1_100, 250) + 1);
    }

    [Fact]
    public void Keeps_a_feed_away_until_the_date_that_the_server_names()
    {
        VirtualFeed feed = new();
        var date = feed.Clock.Now.AddSeconds(90).ToString("r", System.Globalization.CultureInfo.InvariantCulture);
        feed.Connecting = (_, _) => Task.FromException<WebSocket>(Refusal(503, headers: ("Retry-After", date)));
        using var subscription = feed.Subscribe();
        feed.AdvanceBy(100);

        Assert.Equal(DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture), feed.Attempts[0].AddSeconds(90));
        Assert.InRange(feed.WaitsInMilliseconds().First(), 90_000, 99_001);
    }

    [Fact]
    public void Keeps_a_feed_away_for_the_longest_delay_after_429_without_a_time()
    {
        VirtualFeed feed = new();
        feed.Connecting = (_, _) => Task.FromException<WebSocket>(Refusal(429));
        using var subscription = feed.Subscribe();
        feed.AdvanceBy(100);

        Assert.InRange(feed.WaitsInMilliseconds().First(), 30_000, 33_001);
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(404, false)]
    [InlineData(503, false)]
    public void Counts_as_a_refused_key_after_401_and_403(int status, bool isRefused)
    {
        VirtualFeed feed = new();
        feed.Connecting = (_, _) => Task.FromException<WebSocket>(Refusal(status));
        using var subscription = feed.Subscribe();

        Assert.Equal((isRefused, $"The server answered {status}."), (feed.Status.IsRefused, feed.Status.LastError));
    }

    [Fact]
    public void Is_one_fault_until_the_answer_changes()
    {
        VirtualFeed feed = new();
        feed.Connecting = (attempt, _) => Task.FromException<WebSocket>(Refusal(attempt <= 3 ? 500 : 502));
        using var subscription = feed.Subscribe();
        feed.AdvanceBy(60);

        Assert.Equal(["The server answered 500.", "The server answered 502."], feed.Faults.Values.Select(fault => fault.Reason));
    }

    private static readonly DateTimeOffset _now = new(1994, 11, 6, 8, 49, 37, TimeSpan.Zero); // the standard's own example, 784111777

    private static HandshakeRefusedException Refusal(int status, string reason = "", string body = "", params (string Name, string Value)[] headers) =>
        new((HttpStatusCode)status, reason, body, headers.ToDictionary(header => header.Name.ToLowerInvariant(), header => header.Value));
}
