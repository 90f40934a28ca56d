using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>What RouteBy does where the source or a consumer of a route does not follow the Rx grammar, and when its result ends first.</summary>
public sealed class RouteByGrammarTests
{
    private readonly HandSource<string> _feed = new();
    private readonly RecordingObserver<string> _seen = new();

    [Fact]
    public void Unsubscribes_from_the_source_when_the_result_completes()
    {
        _feed.RouteBy(value => value[0], routes => routes['t'].Take(1)).Subscribe(_seen);

        _feed.Observer.OnNext("t1");

        Assert.True(_seen.IsCompleted);
        Assert.Equal(1, _feed.Unsubscribed);
    }

    [Fact]
    public void Unsubscribes_from_the_source_when_the_result_fails()
    {
        _feed.RouteBy(value => value[0], routes => routes['t'].Select<string, string>(_ => throw new FormatException("result"))).Subscribe(_seen);

        _feed.Observer.OnNext("t1");

        Assert.IsType<FormatException>(_seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
    }

    [Fact]
    public void Delivers_only_the_first_end_of_a_source_that_ends_twice()
    {
        RecordingObserver<string> trades = new();
        IRoutes<char, string>? kept = null;
        _feed.RouteBy(value => value[0], routes => (kept = routes)['t']).Subscribe(_seen);
        kept!['b'].Subscribe(trades);

        _feed.Observer.OnCompleted();
        _feed.Observer.OnError(new FormatException("second"));
        RecordingObserver<string> late = new();
        kept['b'].Subscribe(late);

        _seen.AssertGrammar();
        trades.AssertGrammar();
        Assert.True(_seen.IsCompleted && trades.IsCompleted && late.IsCompleted);
        Assert.Null(late.Error);
    }

    [Fact]
    public void Refuses_a_missing_observer_of_a_route()
    {
        IRoutes<char, string>? kept = null;
        _feed.RouteBy(value => value[0], routes => (kept = routes)['t']).Subscribe(_seen);

        Assert.Throws<ArgumentNullException>("observer", () => kept!['t'].Subscribe(null!));
        _feed.Observer.OnNext("t1");

        Assert.Equal(["t1"], _seen.Values);
    }

    [Fact]
    public void Says_what_the_selector_must_give()
    {
        _feed.RouteBy<string, char, string>(value => value[0], _ => null!).Subscribe(_seen);

        Assert.Equal("The selector of RouteBy gave null; it must give a stream.", _seen.Error!.Message);
    }
}
