using System.Globalization;
using System.Reactive.Linq;
using MarketFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketFlow.Host.Tests;

/// <summary>A recording in place of a feed, in virtual time: when it begins, and what happens at its end.</summary>
public sealed class RecordedFeedTests : IDisposable
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Ledger _ledger = new();
    private readonly string _file = Path.GetTempFileName();
    private readonly RecordingObserver<MarketEvent> _told;
    private bool _isAskedFor;

    public RecordedFeedTests()
    {
        _told = new(_clock);
        File.WriteAllLines(_file, Enumerable.Range(1, 5).Select(Line));
    }

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Begins_when_somebody_has_subscribed_and_tells_everything_from_the_beginning()
    {
        using var feed = Start(startAfter: 3_600);
        Run(20);
        Assert.Empty(_told.Values);
        Assert.Equal("waiting", State(feed));

        _isAskedFor = true;
        Run(1);

        Assert.Equal("playing", State(feed));
        Assert.Equal(["1"], Ids);
        Assert.Equal(20.05, Seconds(_told.Received[0].At), 0.051);
        Run(4);
        Assert.Equal(["1", "2", "3", "4", "5"], Ids);
    }

    [Fact]
    public void Begins_after_its_time_where_nobody_has()
    {
        using var feed = Start(startAfter: 10);
        Run(9.9);
        Assert.Empty(_told.Values);
        Run(0.2);

        Assert.Equal(["1"], Ids);
    }

    [Fact]
    public void Is_received_now_however_old_it_is_and_as_fast_as_told()
    {
        using var feed = Start(startAfter: 0, speed: 4);
        Run(2);

        Assert.Equal([0.05, 0.3, 0.55, 0.8, 1.05], _told.Received.Select(told => Math.Round(Seconds(told.At), 3)));
        Assert.All(_told.Received, told => Assert.Equal(told.At, told.Value.Source.ReceivedAt.ToDateTimeOffset()));
        Assert.All(_told.Values, told => Assert.Equal(2021, told.Time.ToDateTimeOffset().Year));
    }

    [Fact]
    public void Stays_when_it_is_over_until_it_is_stopped()
    {
        using var feed = Start(startAfter: 0);
        Run(60);
        Assert.Equal("over", State(feed));
        Assert.False(_told.HasEnded);
        Assert.Null(feed.NotReady);

        feed.Stop();

        Assert.True(_told.IsCompleted);
        Assert.Equal(0, _ledger.Snapshot().Imbalance);
        _told.AssertGrammar();
    }

    [Fact]
    public void Stops_in_the_middle_too()
    {
        using var feed = Start(startAfter: 0);
        Run(2);
        feed.Stop();
        Run(10);

        Assert.Equal(["1", "2"], Ids);
        Assert.True(_told.IsCompleted);
    }

    [Fact]
    public void Counts_what_cannot_be_read_and_goes_on()
    {
        File.WriteAllLines(_file, [Line(1), "torn", Line(2)]);
        using var feed = Start(startAfter: 0);
        Run(10);

        Assert.Equal(["1", "2"], Ids);
        Assert.Equal(1, feed.FaultCount);
        Assert.Contains("line 2", Assert.Single(feed.Faults).ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Stays_open_where_the_rest_of_its_file_has_gone()
    {
        using var feed = Start(startAfter: 1);
        File.Delete(_file);
        Run(10);

        Assert.Equal("over", State(feed));
        Assert.False(_told.HasEnded);
    }

    private IEnumerable<string> Ids => _told.Values.OfType<Trade>().Select(trade => trade.Id.ToString());

    private static string Line(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"t":"recv","conn":"a","ts":{{{1626318400 + number}}},"data":"[{\"ev\":\"T\",\"sym\":\"A\",\"x\":4,\"i\":\"{{{number}}}\",\"p\":1,\"s\":1,\"t\":{{{1626318400 + number}}}000}]"}""");

    private static string? State(RecordedFeed feed) => feed.ToJson()["state"]?.GetValue<string>();

    private static double Seconds(DateTimeOffset at) => (at - VirtualMarketClock.Open).TotalSeconds;

    private RecordedFeed Start(double startAfter, double speed = 1)
    {
        RecordingSettings settings = new() { File = _file, Dialect = "massive", Speed = speed, StartAfter = TimeSpan.FromSeconds(startAfter) };
        Assert.Empty(settings.Validate("Recording"));
        RecordedFeed feed = new(settings, () => _isAskedFor, _clock, _ledger, NullLogger.Instance);
        feed.Events.Subscribe(_told);
        return feed;
    }

    private void Run(double seconds) => _clock.AdvanceBy(TimeSpan.FromSeconds(seconds));
}
