using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Who may write to the account of conflicts, what ends them, and on which clocks they work.</summary>
public sealed class ResolveConflictsStageTests : IDisposable
{
    private readonly HistoricalScheduler _clock = new();
    private readonly Subject<Detection> _feed = new();
    private readonly RecordingObserver<Detection> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("conflicts");

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void Has_its_stage_to_itself()
    {
        var winners = _feed.ResolveConflicts(new(), _clock, _stage);
        var first = winners.Subscribe(_seen);
        _feed.OnNext(Found());

        Assert.Throws<InvalidOperationException>(() => winners.Subscribe(new RecordingObserver<Detection>()));
        AssertAccount(received: 1, held: 1);
        first.Dispose();
        using var again = winners.Subscribe(_seen);
        _feed.OnNext(Found());
        _feed.OnCompleted();

        Assert.Single(_seen.Values);
        AssertAccount(received: 2, held: 0);
        winners.Subscribe(new RecordingObserver<Detection>()).Dispose(); // the end gave the stage back
    }

    [Fact]
    public void Gives_its_stage_back_when_its_consumer_throws()
    {
        var winners = _feed.ResolveConflicts(new(), _clock, _stage);
        winners.Subscribe(new RecordingObserver<Detection> { WhileReceiving = _ => throw new FormatException() });
        _feed.OnNext(Found());

        Assert.Throws<FormatException>(() => _clock.AdvanceBy(TimeSpan.FromSeconds(1)));

        AssertAccount(received: 1, held: 0);
        using var again = winners.Subscribe(_seen);
    }

    [Fact]
    public void Ends_with_an_error_at_a_detection_without_symbol_or_kind()
    {
        foreach (var broken in new[] { Found() with { Symbol = null! }, Found() with { Kind = null! } })
        {
            RecordingObserver<Detection> seen = new();
            _feed.ResolveConflicts(new(), _clock, _stage).Subscribe(seen);
            _feed.OnNext(Found());
            _feed.OnNext(broken);

            Assert.Single(seen.Values);
            Assert.IsType<ArgumentNullException>(seen.Error);
            Assert.False(_feed.HasObservers);
        }

        AssertAccount(received: 4, held: 0);
        Assert.Equal(2, _stage.Snapshot().Removed(RemovalReason.Invalid));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1960)]
    [InlineData(9000)]
    public void Closes_its_windows_on_any_clock(int year)
    {
        HistoricalScheduler clock = new(new(year, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var subscription = _feed.ResolveConflicts(new(), clock, _stage).Subscribe(_seen);
        _feed.OnNext(Found());
        clock.AdvanceBy(TimeSpan.FromMilliseconds(500) - TimeSpan.FromTicks(1));
        Assert.Empty(_seen.Values);
        clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.Single(_seen.Values);
        AssertAccount(received: 1, held: 0);
    }

    private static Detection Found() => new() { Symbol = "AAPL", Time = Prints.At("10:00"), Kind = DetectionKinds.HighLow, Price = 1 };

    private void AssertAccount(int received, int held) =>
        Assert.Equal((received, held, 0), (_stage.Snapshot().Received, _stage.Snapshot().Held, _stage.Snapshot().Imbalance));
}
