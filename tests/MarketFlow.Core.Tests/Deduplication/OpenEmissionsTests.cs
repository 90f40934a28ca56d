namespace MarketFlow.Tests;

/// <summary>Examples and fixed cases only: whatever is wrong is found in every run.</summary>
public sealed class OpenEmissionsTests
{
    private const long Window = 4;
    private OpenEmissions<string, int> _emissions = new(Window, comparer: null);

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    public void Closes_an_emission_a_window_after_it_and_not_a_tick_before(long after, bool isCopy)
    {
        _emissions.IsCopy("a", source: 1, now: 0);
        _emissions.Close(after);

        Assert.Equal(isCopy ? 1 : 0, _emissions.Count);
        Assert.Equal(isCopy, _emissions.IsCopy("a", source: 2, after));
    }

    [Fact]
    public void Matches_an_emission_once_per_source()
    {
        Assert.False(_emissions.IsCopy("a", 1, 0));
        Assert.True(_emissions.IsCopy("a", 2, 0));
        Assert.False(_emissions.IsCopy("a", 2, 0));
        Assert.True(_emissions.IsCopy("a", 1, 0));
        Assert.False(_emissions.IsCopy("a", 1, 0));
        Assert.Equal(3, _emissions.Count);
    }

    [Fact]
    public void Matches_the_oldest_open_emission_where_what_the_source_matched_last_is_closed()
    {
        Assert.False(_emissions.IsCopy("a", 1, 0));
        Assert.True(_emissions.IsCopy("a", 2, 0));
        Assert.False(_emissions.IsCopy("a", 2, 0));
        Assert.False(_emissions.IsCopy("a", 2, 3)); // the only one that is open at 4
        _emissions.Close(4);
        Assert.Equal(1, _emissions.Count);

        Assert.True(_emissions.IsCopy("a", 1, 4));
        Assert.False(_emissions.IsCopy("a", 1, 4));
    }

    [Fact]
    public void Remembers_every_source_that_has_matched_an_open_emission()
    {
        Assert.False(_emissions.IsCopy("a", 0, 0));
        for (var source = 1; source < 20; source++)
        {
            Assert.True(_emissions.IsCopy("a", source, 0));
        }

        Assert.False(_emissions.IsCopy("a", 7, 0));
        for (var source = 0; source < 20; source++)
        {
            Assert.Equal(source != 7, _emissions.IsCopy("a", source, 0));
        }
    }

    /// <summary>Reconnects, each of which brings one copy and one emission, so that the key is never without an open emission.</summary>
    [Fact]
    public void Takes_no_room_for_sources_that_have_matched_none_of_the_open_emissions()
    {
        Assert.False(_emissions.IsCopy("a", 0, 0));
        for (var source = 1; source < 100; source++)
        {
            _emissions.Close(source * 2);
            Assert.True(_emissions.IsCopy("a", source, source * 2));
            Assert.False(_emissions.IsCopy("a", source, source * 2));
            Assert.Equal((2, 2), (_emissions.Count, _emissions.SourceCapacityOf("a")));
        }
    }

    [Fact]
    public void Keeps_the_room_for_sources_that_a_key_once_had()
    {
        for (var source = 0; source < 4; source++)
        {
            _emissions.IsCopy("a", source, 0);
        }

        Assert.False(_emissions.IsCopy("a", 3, 3));
        _emissions.Close(4);
        Assert.True(_emissions.IsCopy("a", 9, 4)); // finds the room full of three sources that have matched nothing open

        Assert.Equal(4, _emissions.SourceCapacityOf("a"));
        Assert.False(_emissions.IsCopy("a", 3, 4));
    }

    [Fact]
    public void Allocates_nothing_for_reconnects()
    {
        var source = 0;
        _emissions.IsCopy("a", source, 0);

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                source++;
                _emissions.Close(source * 2);
                _emissions.IsCopy("a", source, source * 2);
                _emissions.IsCopy("a", source, source * 2);
            }
        }));
        Assert.Equal(1, _emissions.Keys);
    }

    [Fact]
    public void Forgets_a_key_with_its_last_emission_and_not_before()
    {
        _emissions.IsCopy("a", 1, 0);
        _emissions.IsCopy("a", 1, 1);
        _emissions.IsCopy("b", 1, 1);

        _emissions.Close(4);
        Assert.Equal((2, 2, 0), (_emissions.Count, _emissions.Keys, _emissions.Spares));
        _emissions.Close(5);

        Assert.Equal((0, 0, 1), (_emissions.Count, _emissions.Keys, _emissions.Spares));
        Assert.Equal(0, _emissions.SourceCapacityOf("a"));
    }

    [Fact]
    public void Knows_no_source_of_a_key_that_it_forgot()
    {
        _emissions.IsCopy("a", 1, 0);
        _emissions.IsCopy("a", 2, 0);
        _emissions.Close(4);

        Assert.False(_emissions.IsCopy("b", 3, 4)); // in the entry of a
        Assert.True(_emissions.IsCopy("b", 1, 4));
        Assert.True(_emissions.IsCopy("b", 2, 4));
        Assert.False(_emissions.IsCopy("a", 1, 4));
    }

    [Fact]
    public void Keeps_a_quarter_of_the_entries_to_be_reused_and_room_for_eight_times_the_keys()
    {
        for (var key = 0; key < 10_000; key++)
        {
            _emissions.IsCopy($"{key}", 1, key < 9_000 ? 0 : 1);
        }

        _emissions.Close(4);
        Assert.Equal(1_000, _emissions.Keys);
        Assert.Equal(251, _emissions.Spares);
        Assert.InRange(_emissions.Capacity, 1_000, 8_100);
        Assert.InRange(_emissions.EmissionCapacity, 1_000, 1_000 + 250 + (3 * 256));
        _emissions.Close(5);

        Assert.Equal(1, _emissions.Spares);
        Assert.InRange(_emissions.Capacity, 0, 200);
    }

    [Fact]
    public void Reuses_no_entry_that_had_room_for_many_sources()
    {
        for (var source = 0; source < 65; source++)
        {
            _emissions.IsCopy("a", source, 0);
        }

        _emissions.Close(4);

        Assert.Equal(0, _emissions.Spares);
    }

    [Fact]
    public void Keeps_no_source_alive_of_a_key_that_it_forgot()
    {
        OpenEmissions<int, object> emissions = new(Window, comparer: null);
        var source = Tell(emissions);
        emissions.Close(4);
        GC.Collect();

        Assert.Equal(1, emissions.Spares);
        Assert.False(source.IsAlive);
        GC.KeepAlive(emissions);

        static WeakReference Tell(OpenEmissions<int, object> emissions)
        {
            object source = new();
            emissions.IsCopy(1, source, 0);
            return new(source);
        }
    }

    [Fact]
    public void Stays_as_it_was_where_a_comparer_throws()
    {
        var isBroken = false;
        OpenEmissions<string, int> emissions = new(Window, EqualityComparer<string>.Create(
            (x, y) => isBroken ? throw new InvalidOperationException() : x == y, x => 7));
        emissions.IsCopy("a", 1, 0);

        isBroken = true;
        Assert.Throws<InvalidOperationException>(() => emissions.IsCopy("b", 1, 0));
        isBroken = false;

        Assert.Equal((1, 1), (emissions.Count, emissions.Keys));
        Assert.True(emissions.IsCopy("a", 2, 0));
        Assert.False(emissions.IsCopy("b", 1, 0));
    }

    /// <summary>All sequences of five arrivals of one key, from three sources, with three pauses between them.</summary>
    [Fact]
    public void Agrees_with_a_plain_list_in_every_short_case()
    {
        int[] pauses = [0, 1, 3];
        const int Length = 5;
        for (var number = 0; number < Math.Pow(9, Length); number++)
        {
            var rest = number;
            AgreesWithAList(Enumerable.Range(0, Length).Select(_ =>
            {
                (rest, var digit) = Math.DivRem(rest, 9);
                return ("a", digit % 3, (long)pauses[digit / 3]);
            }));
        }
    }

    [Fact]
    public void Agrees_with_a_plain_list_in_many_fixed_cases()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            Random random = new(seed);
            AgreesWithAList(Enumerable.Range(0, 60).Select(_ =>
                (random.Next(3) == 0 ? "b" : "a", random.Next(1 + (seed % 7)), random.Next(4) == 0 ? random.NextInt64(1, 4) : 0L)));
        }
    }

    private void AgreesWithAList(IEnumerable<(string Key, int Source, long Pause)> arrivals)
    {
        _emissions = new(Window, comparer: null);
        List<(string Key, long At, HashSet<int> MatchedBy)> model = [];
        var now = 0L;
        foreach (var (key, source, pause) in arrivals)
        {
            now += pause;
            _emissions.Close(now);
            model.RemoveAll(emission => now - emission.At >= Window);
            var original = model.Find(emission => emission.Key == key && !emission.MatchedBy.Contains(source));
            if (original.MatchedBy is null)
            {
                model.Add((key, now, [source]));
            }
            else
            {
                original.MatchedBy.Add(source);
            }

            Assert.Equal(original.MatchedBy is not null, _emissions.IsCopy(key, source, now));
            Assert.Equal(model.Count, _emissions.Count);
        }
    }
}
