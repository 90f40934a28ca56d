namespace MarketFlow.Tests;

public sealed class ClockListTests
{
    private readonly ClockList _list = new();

    [Fact]
    public void Has_nothing_due_while_it_is_empty()
    {
        Assert.Equal(ClockList.Never, _list.NextDue);
        Assert.False(_list.TryTake(long.MaxValue - 1, out var symbol));
        Assert.Null(symbol);
    }

    [Fact]
    public void Gives_what_is_due_soonest_first_and_of_equals_in_order_of_beginning()
    {
        Add("late", due: 20, begun: 0);
        Add("second", due: 10, begun: 2);
        Add("first", due: 10, begun: 1);

        Assert.Equal(10, _list.NextDue);
        Assert.Equal(["first", "second", "late"], TakeAll(now: 20));
        Assert.Equal(ClockList.Never, _list.NextDue);
    }

    [Fact]
    public void Gives_a_symbol_at_its_due_time_and_not_a_tick_before()
    {
        Add("A", due: 10);

        Assert.Empty(TakeAll(now: 9));
        Assert.Equal(["A"], TakeAll(now: 10));
    }

    [Fact]
    public void Lists_a_symbol_once()
    {
        var symbol = Add("A", due: 10);
        _list.Add(symbol);

        Assert.Equal(["A"], TakeAll(now: 10));
        Assert.False(symbol.IsOnClock);
        _list.Add(symbol);
        Assert.Equal(["A"], TakeAll(now: 10));
    }

    [Fact]
    public void Gives_a_symbol_whose_due_time_has_moved_when_the_later_time_comes()
    {
        var symbol = Add("A", due: 10);
        symbol.Due = 15;

        Assert.Empty(TakeAll(now: 14));
        Assert.Equal(15, _list.NextDue);
        Assert.Equal(["A"], TakeAll(now: 15));
    }

    [Fact]
    public void Gives_a_symbol_that_has_begun_again_in_its_new_place()
    {
        var moved = Add("moved", due: 10, begun: 1);
        Add("other", due: 10, begun: 2);
        moved.Begun = 3;

        Assert.Equal(["other", "moved"], TakeAll(now: 10));
    }

    [Fact]
    public void Passes_over_a_symbol_that_has_nothing_due_any_more()
    {
        var symbol = Add("A", due: 10);
        Add("B", due: 11);
        symbol.Due = ClockList.Never;

        Assert.Equal(["B"], TakeAll(now: 11));
        Assert.False(symbol.IsOnClock);
        Assert.Equal(ClockList.Never, _list.NextDue);
    }

    [Fact]
    public void Forgets_those_removed_once_they_are_more_than_half()
    {
        var symbols = Enumerable.Range(1, 5).Select(due => Add($"{due}", due)).ToArray();

        _list.Remove(symbols[0]);
        _list.Remove(symbols[1]);
        Assert.Equal(1, _list.NextDue);
        _list.Remove(symbols[2]);

        Assert.Equal(4, _list.NextDue);
        Assert.Equal([false, false, false, true, true], symbols.Select(symbol => symbol.IsOnClock));
        Assert.All(symbols[..3], symbol => Assert.Equal(ClockList.Never, symbol.Due));
        Assert.Equal(["4", "5"], TakeAll(now: 5));
    }

    [Fact]
    public void Counts_only_those_removed_that_it_lists()
    {
        Add("1", due: 1);
        Add("2", due: 2);
        var listed = Add("0", due: 0);
        SymbolBars other = Of("other", due: 5, begun: 0);

        _list.Remove(other);
        _list.Remove(other);
        _list.Remove(listed);

        Assert.Equal(0, _list.NextDue); // one of three is removed: not forgotten yet
        Assert.Equal(["1", "2"], TakeAll(now: 5));
    }

    [Fact]
    public void Forgets_everything_when_cleared()
    {
        Add("A", due: 10);

        _list.Clear();

        Assert.Equal(ClockList.Never, _list.NextDue);
        Assert.Empty(TakeAll(now: 10));
    }

    private static SymbolBars Of(string name, long due, long begun) =>
        new(revisable: 0, keepsTrades: false, length: 1) { Key = name, Due = due, Begun = begun };

    private SymbolBars Add(string name, long due, long begun = 0)
    {
        var symbol = Of(name, due, begun);
        _list.Add(symbol);
        Assert.True(symbol.IsOnClock);
        return symbol;
    }

    private List<string> TakeAll(long now)
    {
        List<string> taken = [];
        while (_list.TryTake(now, out var symbol))
        {
            taken.Add(symbol.Key);
        }

        return taken;
    }
}
