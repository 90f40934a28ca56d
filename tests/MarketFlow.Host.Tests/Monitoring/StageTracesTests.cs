namespace MarketFlow.Host.Tests;

public sealed class StageTracesTests
{
    private static readonly Timestamp _start = Timestamp.Parse("2026-03-09T13:30:00Z");
    private readonly StageTraces _traces = new();

    [Fact]
    public void Takes_a_sample_of_all_events_each_quarter_of_a_second()
    {
        for (var milliseconds = 0; milliseconds <= 1_000; milliseconds += 10)
        {
            Pass(Some.Trade("AAPL"), milliseconds);
        }

        Assert.Equal(5, _traces.Sample.Count);
    }

    [Fact]
    public void Keeps_the_latest_hundred_of_the_sample()
    {
        for (var i = 0; i < 150; i++)
        {
            Pass(Some.Trade($"S{i}"), i * 250);
        }

        Assert.Equal(100, _traces.Sample.Count);
        Assert.Equal("S149", _traces.Sample[^1].Value.Symbol);
    }

    [Fact]
    public void Follows_every_event_of_a_symbol_once_it_was_asked_for()
    {
        Pass(Some.Trade("AAPL"), 0); // taken into the sample, which is not due again for a while
        Assert.Empty(_traces.Follow("AAPL", At(1)));

        Pass(Some.Trade("AAPL"), 2);
        Pass(Some.Quote("AAPL"), 3);
        Pass(Some.Trade("MSFT"), 4);

        Assert.Equal(["AAPL", "AAPL"], _traces.Follow("AAPL", At(5)).Select(trace => trace.Value.Symbol));
    }

    [Fact]
    public void Keeps_the_latest_eight_of_a_kind()
    {
        _traces.Follow("AAPL", At(0));
        var trades = Enumerable.Range(1, 20).Select(_ => Some.Trade("AAPL")).ToList();
        trades.ForEach(trade => Pass(trade, 1));

        Assert.Equal(trades[12..], _traces.Follow("AAPL", At(2)).Select(trace => trace.Value));
    }

    [Fact]
    public void Lets_a_symbol_go_that_nobody_asked_for_in_ten_minutes()
    {
        var minutes = 10 * 60_000;
        _traces.Follow("AAPL", At(0));
        Pass(Some.Trade("AAPL"), 1);
        Pass(Some.Trade("MSFT"), minutes);

        _traces.Follow("MSFT", At(minutes));

        Assert.Empty(_traces.Follow("AAPL", At(minutes)));
    }

    [Fact]
    public void Follows_nothing_more_after_ten_minutes_though_nobody_asks_for_anything_else()
    {
        var minutes = 10 * 60_000;
        _traces.Follow("AAPL", At(0));
        Pass(Some.Trade("X"), minutes - 1); // the sample's, which is not due again for a while
        var (followed, tooLate) = (Some.Trade("AAPL"), Some.Trade("AAPL"));
        Pass(followed, minutes - 1);
        Pass(tooLate, minutes);

        Assert.NotNull(_traces.Of(followed));
        Assert.Null(_traces.Of(tooLate));
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void Forgets_an_event_that_is_on_its_way_for_more_than_ten_seconds(int milliseconds, bool isKnown)
    {
        var trade = Some.Trade("AAPL");
        var received = trade.Source.ReceivedAt;
        _traces.Passed(trade, StageTraces.First, received);
        _traces.Passed(Some.Trade("MSFT"), StageTraces.First, received + TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(isKnown, _traces.Of(trade) is not null);
    }

    [Fact]
    public void Follows_at_most_64_symbols_and_lets_the_one_go_that_was_asked_for_longest_ago()
    {
        for (var i = 0; i <= 64; i++)
        {
            _traces.Follow($"S{i}", At(i));
        }

        Pass(Some.Trade("X"), 99); // the sample's
        Pass(Some.Trade("S0"), 100);
        Pass(Some.Trade("S1"), 100);

        Assert.Single(_traces.Follow("S1", At(101)));
        Assert.Empty(_traces.Follow("S0", At(101)));
    }

    [Fact]
    public void Notes_each_stage_once_with_the_age_since_the_event_was_received()
    {
        var trade = Some.Trade("AAPL");
        var age = TimeSpan.FromMilliseconds(3);
        _traces.Passed(trade, StageTraces.First, trade.Source.ReceivedAt);
        _traces.Passed(trade, "merged", trade.Source.ReceivedAt + age);
        _traces.Passed(trade, "merged", trade.Source.ReceivedAt + age + age);

        Assert.Equal([(StageTraces.First, TimeSpan.Zero), ("merged", age)], _traces.Sample[0].Stages);
    }

    [Fact]
    public void Tells_events_apart_that_are_equal()
    {
        var (one, other) = (Some.Trade("AAPL"), Some.Trade("AAPL"));
        Pass(one, 0);

        Assert.NotNull(_traces.Of(one));
        Assert.Null(_traces.Of(other));
    }

    private static Timestamp At(int milliseconds) => _start + TimeSpan.FromMilliseconds(milliseconds);

    private void Pass(MarketEvent value, int milliseconds) => _traces.Passed(value, StageTraces.First, At(milliseconds));
}
