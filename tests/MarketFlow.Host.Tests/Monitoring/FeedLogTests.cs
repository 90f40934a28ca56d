using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

public sealed class FeedLogTests
{
    private readonly LogOfTest _log = new();
    private readonly FeedLog _feeds;

    public FeedLogTests() => _feeds = new(_log);

    [Fact]
    public void Says_once_that_a_connection_is_lost_and_once_that_it_is_back()
    {
        See("open", error: null);
        See("open", error: null);
        See("waiting", "No connection: refused");
        See("connecting", "No connection: refused");
        See("open", "No connection: refused");

        Assert.Equal(
            [
                (LogLevel.Information, "Feed massive: connection 1 is open."),
                (LogLevel.Warning, "Feed massive: connection 1 is not open: No connection: refused"),
                (LogLevel.Information, "Feed massive: connection 1 is open."),
            ],
            _log.Entries);
    }

    [Fact]
    public void Says_nothing_of_a_connection_that_is_about_to_open_for_the_first_time()
    {
        See("connecting", error: null);

        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void Says_once_that_a_feed_is_silent_and_once_that_it_talks_again()
    {
        See("open", error: null);
        See("open", error: null, FeedTrouble.Silent, "nothing came for 16 s");
        See("open", error: null, FeedTrouble.Silent, "nothing came for 17 s");
        See("open", error: null);

        Assert.Equal(["Feed massive is silent: nothing came for 16 s", "Feed massive talks again."], _log.Entries.Skip(1).Select(entry => entry.Words));
    }

    private void See(string state, string? error, FeedTrouble trouble = FeedTrouble.None, params string[] reasons) => _feeds.OnNext(new()
    {
        At = default,
        Channels = [],
        Lanes = [],
        Feeds = [new() { Name = "massive", Dialect = "massive", Trouble = trouble, Reasons = reasons, Connections = [new(0, state, error, null, 0, 0, 0)] }],
    });

    private sealed class LogOfTest : ILogger
    {
        public List<(LogLevel Level, string Words)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.NotEqual(0, eventId.Id);
            Entries.Add((logLevel, formatter(state, exception)));
        }
    }
}
