using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class MergeRoutesTests : IDisposable
{
    private readonly Subject<int> _feed = new();
    private readonly RecordingObserver<int> _seen = new();

    [Fact]
    public void Keeps_the_order_of_the_common_source()
    {
        using var subscription = FlowOperators.MergeRoutes(_feed.Where(x => x % 2 == 0), _feed.Where(x => x % 2 == 1)).Subscribe(_seen);

        foreach (var number in Enumerable.Range(0, 10))
        {
            _feed.OnNext(number);
        }

        _feed.OnCompleted();

        _seen.AssertGrammar();
        Assert.Equal(Enumerable.Range(0, 10), _seen.Values);
        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Ends_once_with_the_first_error_and_passes_nothing_after_it()
    {
        using Subject<int> other = new();
        using var subscription = FlowOperators.MergeRoutes(_feed, other).Subscribe(_seen);

        _feed.OnError(new InvalidDataException("first"));
        other.OnNext(1);
        other.OnError(new InvalidDataException("second"));

        _seen.AssertGrammar();
        Assert.Equal("first", _seen.Error!.Message);
        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Completes_only_when_all_routes_have()
    {
        using Subject<int> other = new();
        using var subscription = FlowOperators.MergeRoutes(_feed, other).Subscribe(_seen);

        _feed.OnCompleted();
        other.OnNext(1);
        Assert.False(_seen.HasEnded);
        other.OnCompleted();

        Assert.Equal([1], _seen.Values);
        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Completes_at_once_without_routes_and_refuses_null()
    {
        FlowOperators.MergeRoutes<int>().Subscribe(_seen);

        Assert.True(_seen.IsCompleted);
        Assert.Throws<ArgumentNullException>(() => FlowOperators.MergeRoutes<int>(null!));
        Assert.Throws<ArgumentNullException>(() => FlowOperators.MergeRoutes<int>([null!]));
    }

    public void Dispose() => _feed.Dispose();
}
