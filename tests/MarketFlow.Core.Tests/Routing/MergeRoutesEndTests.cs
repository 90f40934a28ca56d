using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>When MergeRoutes lets go of its routes, and what it makes of routes that go on after that.</summary>
public sealed class MergeRoutesEndTests
{
    private readonly HandSource<int> _one = new();
    private readonly HandSource<int> _other = new();
    private readonly RecordingObserver<int> _seen = new();

    [Fact]
    public void Names_the_missing_argument() =>
        Assert.Throws<ArgumentNullException>("routes", () => FlowOperators.MergeRoutes<int>(null!));

    [Fact]
    public void Unsubscribes_from_every_route_when_disposed()
    {
        FlowOperators.MergeRoutes(_one, _other).Subscribe(_seen).Dispose();

        Assert.Equal((1, 1), (_one.Unsubscribed, _other.Unsubscribed));
    }

    [Fact]
    public void Delivers_nothing_after_it_was_disposed()
    {
        FlowOperators.MergeRoutes(_one, _other).Subscribe(_seen).Dispose();

        _one.Observer.OnNext(1);
        _one.Observer.OnCompleted();
        _other.Observer.OnError(new InvalidDataException("late"));

        Assert.Empty(_seen.Values);
        Assert.False(_seen.HasEnded);
    }

    [Fact]
    public void Unsubscribes_from_every_route_when_the_last_one_completes()
    {
        FlowOperators.MergeRoutes(_one, _other).Subscribe(_seen);

        _one.Observer.OnCompleted();
        Assert.Equal((0, 0), (_one.Unsubscribed, _other.Unsubscribed));
        _other.Observer.OnCompleted();

        Assert.True(_seen.IsCompleted);
        Assert.Equal((1, 1), (_one.Unsubscribed, _other.Unsubscribed));
    }

    [Fact]
    public void Unsubscribes_from_every_route_when_one_fails()
    {
        FlowOperators.MergeRoutes(_one, _other).Subscribe(_seen);

        _one.Observer.OnError(new InvalidDataException("one"));

        Assert.Equal((1, 1), (_one.Unsubscribed, _other.Unsubscribed));
    }

    [Fact]
    public void Delivers_nothing_after_an_error_even_from_a_route_that_keeps_on()
    {
        FlowOperators.MergeRoutes(_one, _other).Subscribe(_seen);

        _one.Observer.OnError(new InvalidDataException("one"));
        _other.Observer.OnNext(1);
        _other.Observer.OnError(new InvalidDataException("other"));
        _other.Observer.OnCompleted();

        _seen.AssertGrammar();
        Assert.Equal("one", _seen.Error!.Message);
    }
}
