using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>A channel under test: what goes in, the clock, and everything that comes out with its time.</summary>
internal sealed class ChannelFixture<TResult>
{
    private readonly Func<IReadOnlyList<string>, IEnumerable<TResult>> _process;

    public ChannelFixture(Func<IReadOnlyList<string>, IEnumerable<TResult>> process)
    {
        _process = process;
        Seen = new(Clock);
        Faults = new(Clock);
    }

    public VirtualMarketClock Clock { get; } = new();

    public Subject<string> Feed { get; } = new();

    public RecordingObserver<TResult> Seen { get; init; }

    public RecordingObserver<ChannelFault<string>> Faults { get; init; }

    public LedgerStage Stage { get; } = new Ledger().Stage("channel");

    public ChannelMonitor Monitor { get; } = new();

    public LedgerStageSnapshot Account => Stage.Snapshot();

    public IDisposable Subscribe(ChannelOptions<string> options) =>
        Feed.ProcessChannel(options, _process, Faults, Clock, Stage, Monitor).Subscribe(Seen);

    public void Send(params string[] events) => Array.ForEach(events, Feed.OnNext);

    public void Advance(double milliseconds) => Clock.AdvanceBy(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>The results with the milliseconds since the open at which they came.</summary>
    public void AssertSeen(params (TResult Result, double At)[] expected)
    {
        Assert.Equal(expected, Seen.Received.Select(recorded => (recorded.Value, (recorded.At - VirtualMarketClock.Open).TotalMilliseconds)));
        Seen.AssertGrammar();
        Faults.AssertGrammar();
    }

    public void AssertAccount(
        long received, long emitted = 0, long held = 0, long created = 0,
        long filtered = 0, long invalid = 0, long breakerOpen = 0, long overflow = 0, long shutdown = 0)
    {
        var account = Account;
        Assert.Equal((received, emitted, held, created), (account.Received, account.Emitted, account.Held, account.Created));
        Assert.Equal(
            (filtered, invalid, breakerOpen, overflow, shutdown),
            (account.Removed(RemovalReason.Filtered), account.Removed(RemovalReason.Invalid), account.Removed(RemovalReason.BreakerOpen),
                account.Removed(RemovalReason.Overflow), account.Removed(RemovalReason.Shutdown)));
        Assert.Equal(0, account.Imbalance);
    }
}
