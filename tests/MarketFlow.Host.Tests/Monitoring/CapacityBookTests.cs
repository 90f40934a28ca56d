namespace MarketFlow.Host.Tests;

public sealed class CapacityBookTests
{
    private static readonly Timestamp _start = Timestamp.Parse("2026-03-09T13:30:00Z");
    private readonly CapacityBook _book = new(MarketCalendar.AroundTheClock, processors: 2);

    [Fact]
    public void Tells_nothing_while_nothing_flows()
    {
        Add(0, received: 0);
        Add(1, received: 0);

        Assert.Equal((0.0, 0.0, 0.0), (_book.Report.EventsPerSecond, _book.Report.ProjectedPerSecond, _book.Report.Headroom));
    }

    [Fact]
    public void Projects_the_rate_at_which_the_delivery_thread_is_used_up()
    {
        for (var second = 0; second <= 60; second++)
        {
            Add(second, received: second * 1_000L, processor: second * 0.3, delivery: second * 0.2);
        }

        Assert.Equal("the delivery thread", _book.Report.Bottleneck);
        Assert.Equal(1_000, _book.Report.EventsPerSecond);
        Assert.Equal(5_000, _book.Report.ProjectedPerSecond, precision: 6);
        Assert.Equal(5, _book.Report.Headroom, precision: 6);
        Assert.Equal(300, _book.Report.ProcessorMicrosecondsPerEvent, precision: 6);
    }

    [Fact]
    public void Projects_by_the_processors_where_they_are_used_up_first()
    {
        Add(0, received: 0);
        Add(1, received: 1_000, processor: 1, delivery: 0.2);

        Assert.Equal("the processors", _book.Report.Bottleneck);
        Assert.Equal(2_000, _book.Report.ProjectedPerSecond, precision: 6);
    }

    [Fact]
    public void Remembers_the_busiest_second_of_the_day_and_forgets_it_with_the_day()
    {
        Add(0, received: 0);
        Add(1, received: 70_000);
        Add(2, received: 70_100);
        Assert.Equal(70_000, _book.Report.PeakPerSecond);

        Add(24 * 60 * 60, received: 70_100);
        Assert.Equal(0, _book.Report.PeakPerSecond);
    }

    /// <summary>At the open it is the open that must fit, not the quiet minute before it.</summary>
    [Fact]
    public void Tells_in_a_surge_how_often_the_surge_fits()
    {
        for (var second = 0; second <= 60; second++)
        {
            Add(second, received: second * 1_000L, processor: second * 0.1);
        }

        for (var second = 1; second <= 10; second++)
        {
            Add(60 + second, received: 60_000 + (second * 100_000L), processor: 6 + (second * 1.6));
        }

        Assert.Equal(100_000, _book.Report.EventsPerSecond);
        Assert.Equal(125_000, _book.Report.ProjectedPerSecond, precision: 6);
        Assert.Equal(1.25, _book.Report.Headroom, precision: 6);
    }

    [Fact]
    public void Looks_at_the_last_ten_seconds_alone_for_what_an_event_costs()
    {
        Add(0, received: 0);
        Add(1, received: 10, processor: 10); // an expensive start
        for (var second = 2; second <= 11; second++)
        {
            Add(second, received: 10 + ((second - 1) * 1_000L), processor: 10 + ((second - 1) * 0.1));
        }

        Assert.Equal(100, _book.Report.ProcessorMicrosecondsPerEvent, precision: 6);
    }

    private void Add(int second, long received, double processor = 0, double? delivery = null) => _book.Add(new()
    {
        At = _start + TimeSpan.FromSeconds(second),
        Channels = [],
        Feeds = [],
        Lanes = [],
        Received = received,
        ProcessorTime = TimeSpan.FromSeconds(processor),
        DeliveryTime = delivery is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    });
}
