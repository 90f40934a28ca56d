using System.Reactive.Subjects;
using MarketFlow.Testing;
using static MarketFlow.Tests.TestTrades;

namespace MarketFlow.Tests;

/// <summary>What ends bars from trades, and what becomes of parked trades that are cancelled.</summary>
public sealed class AggregateBarsFailureTests : IDisposable
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<MarketEvent> _feed = new();
    private readonly RecordingObserver<Bar> _seen = new();
    private readonly RecordingObserver<Status> _notUndone = new();
    private readonly LedgerStage _stage = new Ledger().Stage("bars");

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void Ends_with_an_error_at_a_null_symbol()
    {
        using var subscription = Subscribe();
        Send(Trade(1), Trade(2) with { Symbol = null! });

        AssertEndedWith<ArgumentNullException>(received: 2, invalid: 1);
        Assert.Single(_seen.Values);
    }

    [Fact]
    public void Ends_with_an_error_at_a_cancel_of_a_null_symbol()
    {
        using var subscription = Subscribe();
        Send(Trade(1), (Trade(1) with { Id = 1 }).Cancel() with { Symbol = null! });

        AssertEndedWith<ArgumentNullException>(received: 1, invalid: 0);
    }

    [Fact]
    public void Ends_with_what_the_eligibility_rule_throws_at_a_trade_or_a_correction()
    {
        using var subscription = Subscribe(new() { Eligibility = trade => trade.Price == 13 ? throw new FormatException() : TradeUpdates.All });
        var first = Trade(1) with { Id = 1 };
        Send(first, first.Correct(first with { Price = 13 }));

        AssertEndedWith<FormatException>(received: 1, invalid: 0);
        Assert.Equal(1, Assert.Single(_seen.Values).Volume); // as the correction could not be judged
    }

    [Fact]
    public void Ends_with_what_the_eligibility_rule_throws_at_a_correction_that_came_before_its_trade()
    {
        using var subscription = Subscribe(new() { Eligibility = trade => trade.Price == 13 ? throw new FormatException() : TradeUpdates.All });
        var first = Trade(1) with { Id = 1 };
        Send(first.Correct(first with { Price = 13 }), first);

        AssertEndedWith<FormatException>(received: 1, invalid: 1);
    }

    [Fact]
    public void Ends_with_what_the_one_throws_who_is_told_that_a_cancel_was_not_undone()
    {
        RecordingObserver<Status> broken = new() { WhileReceiving = _ => throw new FormatException() };
        using var subscription = _feed.AggregateBars(TenSeconds, _clock, stage: _stage, notUndone: broken).Subscribe(_seen);
        Send(Trade(1), (Trade(2) with { Id = 7 }).Cancel());

        AssertEndedWith<FormatException>(received: 1, invalid: 0);
        Assert.Single(_seen.Values);
    }

    [Fact]
    public void Enters_a_trade_once_where_the_one_who_is_told_that_it_is_too_late_ends_the_stream_and_throws()
    {
        RecordingObserver<Trade> broken = new()
        {
            WhileReceiving = _ =>
            {
                _feed.OnNext(Trade(106));
                _feed.OnCompleted();
                throw new FormatException();
            },
        };
        using var subscription = _feed.AggregateBars(TenSeconds, _clock, stage: _stage, tooLate: broken).Subscribe(_seen);
        Send(Trade(105), Trade(5));

        Assert.True(_seen.IsCompleted);
        var account = _stage.Snapshot();
        Assert.Equal((3, 1, 1, 1, 0, 0), (account.Received, account.Emitted, account.Removed(RemovalReason.Expired), account.Removed(RemovalReason.Conflated), account.Held, account.Imbalance));
    }

    /// <summary>A trade far ahead is parked until others show whether its time is right; the rule is asked when it comes, and never again.</summary>
    [Fact]
    public void Asks_the_eligibility_rule_once_per_trade()
    {
        Dictionary<long, int> asked = [];
        using var subscription = Subscribe(new()
        {
            Eligibility = trade =>
            {
                Assert.Equal(0, _stage.Snapshot().Imbalance);
                asked[trade.Source.Sequence!.Value] = asked.GetValueOrDefault(trade.Source.Sequence.Value) + 1;
                return TradeUpdates.All;
            },
        });
        double[] seconds = [1, 8_000, 8_001, 2, 16_000, 16_001, 16_002, 90_000];
        foreach (var (number, second) in seconds.Index())
        {
            _feed.OnNext(Trade(second, number: number));
        }

        _clock.AdvanceTo(Open.AddSeconds(100_000));
        _feed.OnCompleted();

        Assert.Equal(seconds.Length, asked.Count);
        Assert.All(asked.Values, times => Assert.Equal(1, times));
        AssertAccount(held: 0);
    }

    [Fact]
    public void Takes_a_cancelled_trade_out_of_those_that_are_parked()
    {
        using var subscription = Subscribe();
        var ahead = Trade(8_000, 150) with { Id = 2 };
        Send(Trade(1) with { Id = 1 }, Trade(2) with { Id = 4 }, ahead, Trade(8_001, 101) with { Id = 3 });
        AssertAccount(held: 3);
        Send(ahead.Cancel());
        AssertAccount(held: 2);
        _feed.OnCompleted();

        Assert.Equal([(100m, 2m), (101m, 1m)], _seen.Values.Select(bar => (bar.High, bar.Volume)));
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Filtered));
        Assert.Empty(_notUndone.Values);
        AssertAccount(held: 0);
    }

    [Fact]
    public void Corrects_a_trade_among_those_that_are_parked()
    {
        using var subscription = Subscribe();
        var ahead = Trade(8_000, 150) with { Id = 2 };
        Send(Trade(1) with { Id = 1 }, ahead, ahead.Correct(ahead with { Price = 102, Size = 5 }));
        _feed.OnCompleted();

        Assert.Equal([(100m, 1m), (102m, 5m)], _seen.Values.Select(bar => (bar.High, bar.Volume)));
        Assert.Empty(_notUndone.Values);
    }

    [Fact]
    public void Takes_a_trade_out_whose_cancel_came_before_it_is_parked()
    {
        using var subscription = Subscribe();
        var ahead = Trade(8_000, 150) with { Id = 2 };
        Send(Trade(1) with { Id = 1 }, ahead.Cancel(), ahead);
        AssertAccount(held: 1);
        _feed.OnCompleted();

        Assert.Equal([100m], _seen.Values.Select(bar => bar.High));
    }

    [Fact]
    public void Forgets_on_the_clock_that_the_only_parked_trade_was_cancelled()
    {
        using var subscription = Subscribe(new() { MaxEmptyBars = 100 });
        var ahead = Trade(8_000, 150) with { Id = 2 };
        Send(Trade(1) with { Id = 1 }, ahead, ahead.Cancel());
        _clock.AdvanceTo(Open.AddSeconds(50_000));

        Assert.Equal(100m, _seen.Values.Max(bar => bar.High));
        Assert.Equal(101, _seen.Count);
        AssertAccount(held: 0);
    }

    [Fact]
    public void Has_its_stage_to_itself()
    {
        var bars = _feed.AggregateBars(TenSeconds, _clock, stage: _stage);
        var first = bars.Subscribe(_seen);

        Assert.Throws<InvalidOperationException>(() => bars.Subscribe(new RecordingObserver<Bar>()));
        Send(Trade(1));
        AssertAccount(held: 1);
        first.Dispose();
        using var again = bars.Subscribe(_seen);
        Send(Trade(2));
        _feed.OnCompleted();

        Assert.Single(_seen.Values);
        bars.Subscribe(new RecordingObserver<Bar>()).Dispose(); // the end gave the stage back
    }

    [Fact]
    public void Gives_its_stage_back_when_its_consumer_throws()
    {
        var bars = _feed.AggregateBars(TenSeconds, _clock, stage: _stage);
        bars.Subscribe(new RecordingObserver<Bar> { WhileReceiving = _ => throw new FormatException() });

        Assert.Throws<FormatException>(() => Send(Trade(1), Trade(11)));

        AssertAccount(held: 0);
        using var again = bars.Subscribe(_seen);
    }

    private IDisposable Subscribe(BarAggregationOptions? options = null) =>
        _feed.AggregateBars(TenSeconds, _clock, options, _stage, notUndone: _notUndone).Subscribe(_seen);

    private void AssertEndedWith<TError>(int received, int invalid)
    {
        Assert.IsType<TError>(_seen.Error);
        Assert.False(_feed.HasObservers);
        Assert.Equal((received, invalid), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Invalid)));
        AssertAccount(held: 0);
    }

    private void AssertAccount(int held) => Assert.Equal((0, held), (_stage.Snapshot().Imbalance, _stage.Snapshot().Held));

    private void Send(params MarketEvent[] events) => Array.ForEach(events, _feed.OnNext);
}
