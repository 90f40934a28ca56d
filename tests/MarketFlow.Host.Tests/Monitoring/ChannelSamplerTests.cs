using System.Reactive.Concurrency;
using System.Reactive.Subjects;

namespace MarketFlow.Host.Tests;

public sealed class ChannelSamplerTests : IDisposable
{
    private readonly HistoricalScheduler _clock = new(new(2026, 3, 9, 14, 30, 0, TimeSpan.Zero));
    private readonly Subject<MarketEvent> _feed = new();
    private readonly Ledger _ledger = new();
    private readonly AgeHistogram _ages = new();
    private readonly MarketPipeline _pipeline;
    private readonly IDisposable _subscription;
    private readonly ChannelSampler _sampler;
    private bool _fails;
    private int _trades;

    public ChannelSamplerTests()
    {
        MarketPipelineOptions defaults = new();
        _pipeline = new(
            _feed,
            defaults with
            {
                Tick = defaults.Tick with
                {
                    Lane = new() { Name = "tick", Capacity = 10 },
                    Process = batch => _fails ? throw new InvalidOperationException("no luck") : batch,
                },
            },
            _clock,
            _ledger);
        _subscription = _pipeline.Subscribe(_ => { });
        _sampler = new(_pipeline.Channels[0], _ages, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Is_healthy_while_it_is_idle()
    {
        var sample = Take();

        Assert.Empty(sample.Reasons);
        Assert.Equal((0, null, null), (sample.ErrorRate, sample.P50, sample.P99));
    }

    [Theory]
    [InlineData(90, 10, true)]
    [InlineData(89, 11, false)]
    public void Is_healthy_up_to_a_tenth_of_faults(int good, int bad, bool isHealthy)
    {
        Tell(good);
        Tell(bad, size: -1);

        Assert.Equal(isHealthy, Take().Reasons.Count == 0);
    }

    [Fact]
    public void Forgets_the_faults_of_more_than_a_minute_ago()
    {
        Tell(100, size: -1);
        Assert.Equal(1, Take().ErrorRate);
        for (var second = 0; second < 60; second++)
        {
            Tell(1);
            Take();
        }

        Assert.Equal(0, Take().ErrorRate);
    }

    [Fact]
    public void Is_not_healthy_while_its_breaker_is_open()
    {
        _fails = true;
        Tell(5);
        var sample = Take();

        Assert.True(sample.IsBreakerOpen);
        Assert.Contains("its breaker is open until", sample.Reasons[0], StringComparison.Ordinal);
        Assert.Contains("no luck", sample.LastFailure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Is_healthy_while_at_most_nine_tenths_of_its_lane_are_taken(int waiting, bool isHealthy)
    {
        LaneSample[] lanes = [new("status", 10, 10, 10), new("tick", waiting, waiting, 10)];

        Assert.Equal(isHealthy, _sampler.Take(_ledger.Snapshot(), lanes, _clock.Now).Reasons.Count == 0);
    }

    [Theory]
    [InlineData(48, true)]
    [InlineData(51, false)]
    public void Is_healthy_while_p99_is_within_its_budget(int milliseconds, bool isHealthy)
    {
        Take();
        _ages.Record(TimeSpan.FromMilliseconds(milliseconds));
        var sample = Take();

        Assert.Equal(isHealthy, sample.Reasons.Count == 0);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds + 1), sample.P99);
    }

    [Fact]
    public void Looks_at_the_ages_of_the_last_ten_seconds_alone()
    {
        Take();
        _ages.Record(TimeSpan.FromSeconds(1));
        for (var second = 1; second <= 10; second++)
        {
            Assert.NotNull(Take().P99);
        }

        Assert.Null(Take().P99);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _feed.Dispose();
    }

    private ChannelSample Take() => _sampler.Take(_ledger.Snapshot(), [], _clock.Now);

    private void Tell(int count, int size = 1)
    {
        for (var i = 0; i < count; i++)
        {
            _feed.OnNext(new Trade { Symbol = "AAPL", Time = _clock.Now, Price = 1, Size = size, Id = TradeId.Of(++_trades), Exchange = "4" });
            _clock.AdvanceBy(TimeSpan.FromMilliseconds(1));
        }
    }
}
