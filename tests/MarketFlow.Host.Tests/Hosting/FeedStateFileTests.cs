using MarketFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketFlow.Host.Tests;

public sealed class FeedStateFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly VirtualMarketClock _clock = new();

    private string Path => System.IO.Path.Combine(_folder.FullName, "state.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Tells_the_next_process_until_when_a_feed_was_received()
    {
        var (file, seen) = (Open(), (Timestamp)_clock.Now);
        file.MarkOf("massive").Seen(seen);
        file.Stop();

        Assert.Equal(seen, Open().LastSeen("massive"));
        Assert.Null(Open().LastSeen("another"));
    }

    [Fact]
    public void Is_a_second_behind_while_it_runs_for_what_came_last_may_be_under_way()
    {
        var file = Open();
        file.Start();
        var first = (Timestamp)_clock.Now;
        file.MarkOf("massive").Seen(first);
        Advance();
        Assert.Null(Open().LastSeen("massive"));

        file.MarkOf("massive").Seen(_clock.Now);
        Advance();
        Assert.Equal(first, Open().LastSeen("massive"));
    }

    [Fact]
    public void Keeps_what_an_earlier_process_knew_of_a_feed_from_which_nothing_has_come_since()
    {
        var seen = (Timestamp)_clock.Now;
        var first = Open();
        first.MarkOf("massive").Seen(seen);
        first.Stop();

        var second = Open();
        second.Start();
        Advance();
        Advance();
        second.Stop();

        Assert.Equal(seen, Open().LastSeen("massive"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"massive\":\"yesterday\"}")]
    [InlineData("{\"massive\":7}")]
    public void Knows_nothing_where_it_cannot_be_read_and_the_host_starts(string text)
    {
        File.WriteAllText(Path, text);

        Assert.Null(Open().LastSeen("massive"));
    }

    [Fact]
    public void Is_refused_by_name_where_it_cannot_be_written()
    {
        var refused = Assert.Throws<SettingsException>(() => FeedStateFile.Open(System.IO.Path.Combine(Path, "in", "no", "folder"), NullLogger.Instance, _clock));

        Assert.Contains("StateFile is \"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_a_restarted_host_tell_the_gap_to_whoever_asks_for_status()
    {
        const string Quote = """[{"ev":"Q","sym":"MSFT","bx":4,"ax":7,"bp":114.125,"ap":114.128,"bs":100,"as":160,"c":0,"t":1536036818784,"q":50385480,"z":3}]""";
        var seen = Timestamp.Parse("2026-03-09T13:30:00Z");
        var before = Open();
        before.MarkOf("massive").Seen(seen);
        before.Stop();
        await using var vendor = await new SpeakingVendor(
            """[{"ev":"status","status":"connected","message":"Connected Successfully"}]""",
            """[{"ev":"status","status":"auth_success","message":"authenticated"}]""",
            """[{"ev":"status","status":"success","message":"subscribed to: Q.*"}]""").StartAsync();
        await using var host = await RunningHost.OnFeedAsync("massive", vendor.Address, connections: 1, ("Feeds:0:Key", "any"), ("Feeds:0:Symbols:0", "*"), ("Feeds:0:Hours", "always"), ("StateFile", Path));
        using var client = await host.SubscribeAsync("quote.*");
        await vendor.SendAsync(System.Text.Encoding.UTF8.GetBytes(Quote));
        await client.ReadAsync();

        await client.SendAsync("""{"op":"subscribe","topics":["status.*"],"snapshot":true}""");
        var gap = await client.ReadAsync();
        while (gap.GetProperty("type").GetString() != "status")
        {
            gap = await client.ReadAsync();
        }

        Assert.Equal(("gap", "massive", seen), (gap.GetProperty("kind").GetString(), gap.GetProperty("feed").GetString(), Timestamp.Parse(gap.GetProperty("from").GetString()!)));
    }

    private FeedStateFile Open() => FeedStateFile.Open(Path, NullLogger.Instance, _clock);

    private void Advance() => _clock.AdvanceBy(TimeSpan.FromSeconds(1));
}
