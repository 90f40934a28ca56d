using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>A feed whose events are routed by their first letter, and what comes out.</summary>
public abstract class RouteByFixture
{
    protected Subject<string> Feed { get; } = new();

    protected RecordingObserver<string> Seen { get; } = new();

    protected static LedgerStage Open() => new Ledger().Stage("route");

    protected static char KindOf(string value) => value[0];

    protected static void AssertAccount(LedgerStage stage, long received, long emitted, long filtered = 0)
    {
        var account = stage.Snapshot();
        Assert.Equal((received, emitted, filtered, 0), (account.Received, account.Emitted, account.Removed(RemovalReason.Filtered), account.Imbalance));
    }

    protected IDisposable Subscribe(
        Func<IRoutes<char, string>, IObservable<string>> selector, LedgerStage? stage = null, Func<string, char>? routeOf = null) =>
        Feed.RouteBy(routeOf ?? KindOf, selector, stage).Subscribe(Seen);

    protected void Send(params string[] events) => Array.ForEach(events, Feed.OnNext);

    protected void AssertSeen(params string[] expected)
    {
        Assert.Equal(expected, Seen.Values);
        Seen.AssertGrammar();
    }
}
