using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

public sealed class AlertBookTests
{
    private readonly WatchedHost _host = new();

    [Fact]
    public void Starts_anew_where_the_value_was_allowed_for_a_second()
    {
        _host.See(30, Slow).See(1, Allowed).See(30, Slow);
        Assert.Empty(_host.Told);

        _host.See(1, Slow);
        Assert.Equal(["61 raised latency:tick warning"], _host.Told);
    }

    [Theory]
    [InlineData(45.1, true)]
    [InlineData(45, false)]
    public void Is_over_once_the_value_fell_to_nine_tenths_of_the_threshold(double milliseconds, bool isFiring)
    {
        _host.See(31, Slow).See(1, well => well.WithP99(milliseconds));

        Assert.Equal(isFiring ? ["latency:tick"] : [], _host.Firing);
        Assert.Equal(isFiring ? null : Samples.Start + TimeSpan.FromSeconds(31), _host.Book.Alerts[0].ResolvedAt);
    }

    [Fact]
    public void Does_not_need_the_threshold_again_where_it_is_not_over()
    {
        _host.See(31, Slow).See(1_000, well => well.WithP99(46));

        Assert.Equal(["latency:tick"], _host.Firing);
    }

    [Fact]
    public void Is_over_where_nothing_is_told_of_the_thing_any_more()
    {
        _host.See(31, Slow).See(1, well => well with { Channels = [] });

        Assert.Equal(["30 raised latency:tick warning", "31 resolved latency:tick warning"], _host.Told);
    }

    [Fact]
    public void Is_repeated_every_five_minutes_and_no_oftener()
    {
        _host.See(631, Slow);

        Assert.Equal(["30 raised latency:tick warning", "330 repeated latency:tick warning", "630 repeated latency:tick warning"], _host.Told);
    }

    [Fact]
    public void Tells_of_one_that_comes_and_goes_at_most_every_five_minutes()
    {
        for (var round = 0; round < 10; round++)
        {
            _host.See(31, Slow).SeeWell(1); // fires in its last second, and is over in the next
        }

        Assert.Equal(10, _host.Book.Raised["latency"]);
        Assert.Equal(["30 raised latency:tick warning", "31 resolved latency:tick warning"], _host.Told);
        _host.See(31, Slow);
        Assert.Equal("350 raised latency:tick warning", _host.Told.Last());
    }

    [Fact]
    public void Tells_of_one_that_came_back_too_soon_when_it_still_fires_later()
    {
        _host.See(31, Slow).SeeWell(1).See(300, Slow);

        Assert.Equal(["30 raised latency:tick warning", "31 resolved latency:tick warning", "330 raised latency:tick warning"], _host.Told);
    }

    [Fact]
    public void Tells_at_once_of_one_that_came_back_worse()
    {
        _host.See(31, Slow).SeeWell(1).See(31, well => well.WithP99(100));

        Assert.Equal("62 raised latency:tick error", _host.Told.Last());
    }

    [Fact]
    public void Is_as_bad_as_it_ever_was()
    {
        _host.See(31, Slow).See(1, well => well.WithP99(100)).See(10, Slow);

        Assert.Equal(["30 raised latency:tick warning", "31 worsened latency:tick error"], _host.Told);
        Assert.Equal("p99 63 ms", _host.Book.Alerts[0].Value);
    }

    [Fact]
    public void Is_one_severity_worse_where_nobody_acknowledges_it_for_a_quarter_of_an_hour()
    {
        _host.See(930, Slow);
        Assert.False(_host.Book.Alerts[0].IsEscalated);

        _host.See(1, Slow);
        Assert.Equal("930 worsened latency:tick error", _host.Told.Last());
        Assert.True(_host.Book.Alerts[0].IsEscalated);

        _host.See(2_000, Slow);
        Assert.Equal(AlertSeverity.Error, _host.Book.Alerts[0].Severity);
    }

    [Fact]
    public void Knows_nothing_worse_than_critical()
    {
        _host.See(1_000, well => well with { Imbalance = 1 });

        var alert = Assert.Single(_host.Book.Alerts);
        Assert.Equal((AlertSeverity.Critical, false), (alert.Severity, alert.IsEscalated));
    }

    [Fact]
    public void Is_neither_repeated_nor_worse_once_acknowledged()
    {
        _host.See(31, Slow);
        var alert = _host.Book.Acknowledge("latency:tick", "Ada")!;
        _host.See(2_000, Slow);

        Assert.Equal(new(Samples.Start + TimeSpan.FromSeconds(30), "Ada"), alert.Acknowledged);
        Assert.Equal(["30 raised latency:tick warning", "30 acknowledged latency:tick warning"], _host.Told);
    }

    [Fact]
    public void Is_told_when_it_becomes_worse_of_itself_though_acknowledged()
    {
        _host.See(31, Slow);
        _host.Book.Acknowledge("latency:tick", "Ada");
        _host.See(1, well => well.WithP99(100)).SeeWell(1);

        Assert.Equal(["31 worsened latency:tick error", "32 resolved latency:tick error"], _host.Told.Skip(2));
    }

    [Fact]
    public void Remembers_who_acknowledged_it_first()
    {
        _host.See(31, Slow);
        _host.Book.Acknowledge("latency:tick", "Ada");

        Assert.Equal("Ada", _host.Book.Acknowledge("latency:tick", "Bob")!.Acknowledged!.By);
        Assert.Equal(2, _host.News.Count);
    }

    [Fact]
    public void Cannot_acknowledge_what_does_not_fire()
    {
        Assert.Null(_host.Book.Acknowledge("latency:tick", "Ada"));
        _host.See(30, Slow);
        Assert.Null(_host.Book.Acknowledge("latency:tick", "Ada"));
        _host.See(1, Slow).SeeWell(1);
        Assert.Null(_host.Book.Acknowledge("latency:tick", "Ada"));
    }

    [Fact]
    public void Forgets_the_acknowledgement_with_the_alert()
    {
        _host.See(31, Slow);
        _host.Book.Acknowledge("latency:tick", "Ada");
        _host.SeeWell(1).See(31, Slow);

        Assert.Null(_host.Book.Alerts[0].Acknowledged);
        Assert.Equal("Ada", _host.Book.Alerts[1].Acknowledged!.By);
    }

    [Fact]
    public void Keeps_the_last_hundred_that_are_over_the_latest_first()
    {
        for (var round = 0; round < 101; round++)
        {
            _host.See(31, Slow).SeeWell(1);
        }

        Assert.Equal(100, _host.Book.Alerts.Count);
        Assert.Equal(Samples.Start + TimeSpan.FromSeconds((101 * 32) - 1), _host.Book.Alerts[0].ResolvedAt);
        Assert.Equal(Samples.Start + TimeSpan.FromSeconds((2 * 32) - 1), _host.Book.Alerts[^1].ResolvedAt);
    }

    [Fact]
    public void Tells_the_worst_first()
    {
        _host.See(31, Slow).See(1, well => Slow(well) with { Imbalance = 1, Lost = 1 });

        Assert.Equal(["ledger:host", "loss:host", "latency:tick"], _host.Firing);
    }

    [Fact]
    public void Is_told_in_order_to_one_who_acknowledges_as_soon_as_it_hears()
    {
        List<AlertNewsKind> heard = [];
        _host.Book.News.Subscribe(news =>
        {
            if (news.Kind == AlertNewsKind.Raised)
            {
                _host.Book.Acknowledge(news.Alert.Id, "robot");
            }

            heard.Add(news.Kind);
        });

        _host.See(1, well => well with { Lost = 1 });

        Assert.Equal([AlertNewsKind.Raised, AlertNewsKind.Acknowledged], heard);
    }

    [Fact]
    public void Tells_what_comes_next_though_an_observer_threw()
    {
        var heard = 0;
        _host.Book.News.Subscribe(_ => throw new InvalidOperationException($"no luck {++heard}"));

        var error = Assert.Throws<InvalidOperationException>(() => _host.See(1, well => well with { Lost = 1, Imbalance = 1 }));
        Assert.Equal("no luck 1", error.Message);
        Assert.Equal(["0 raised loss:host error", "0 raised ledger:host critical"], _host.Told);

        Assert.Throws<InvalidOperationException>(() => _host.SeeWell(1));
        Assert.Equal("0 resolved ledger:host critical", _host.Told.Last());
    }

    [Fact]
    public async Task Tells_the_webhook_though_the_log_throws()
    {
        await using var receiver = await new WebhookReceiver().StartAsync();
        await using HostAlerts alerts = new(new() { Webhook = new() { Url = receiver.Url } }, Scheduler.Default, new BrokenLog());

        Assert.Throws<IOException>(() => alerts.Book.OnNext(Samples.Well() with { Imbalance = 1 }));

        Assert.Equal("raised", (await receiver.NextAsync()).GetProperty("event").GetString());
    }

    private static HostSample Slow(HostSample well) => well.WithP99(63);

    private static HostSample Allowed(HostSample well) => well.WithP99(50);

    private sealed class BrokenLog : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("no room");
    }
}
