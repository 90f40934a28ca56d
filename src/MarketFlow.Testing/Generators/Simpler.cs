namespace MarketFlow.Testing;

/// <summary>Steps from a value to simpler ones of its kind. Each chain of steps ends, or shrinking would not.</summary>
internal static class Simpler
{
    private static readonly Timestamp _open = Timestamp.FromUnixNanoseconds(((Timestamp)VirtualMarketClock.Open).UnixNanoseconds, 0);

    /// <summary>Towards 1, which is a valid price, size and volume: whole, then smaller; or with fewer decimals.</summary>
    public static IEnumerable<decimal> Numbers(decimal value)
    {
        if (value == 1m && value.Scale == 0)
        {
            yield break;
        }

        yield return 1m;
        var whole = decimal.Truncate(value);
        if (value.Scale > 0)
        {
            if (whole > 1)
            {
                yield return whole;
            }

            var shorter = decimal.Round(value, value.Scale - 1, MidpointRounding.ToZero);
            if (shorter > 0)
            {
                yield return shorter;
            }
        }
        else if (whole > 3)
        {
            yield return decimal.Truncate(value / 2);
        }
    }

    /// <summary>Towards "A".</summary>
    public static IEnumerable<string> Symbols(string value)
    {
        if (value is "A")
        {
            yield break;
        }

        yield return "A";
        if (value.Length > 1)
        {
            yield return value[..((value.Length + 1) / 2)];
        }
    }

    /// <summary>Towards the open on a whole second: fewer digits, then nearer.</summary>
    public static IEnumerable<Timestamp> Times(Timestamp value)
    {
        if (value == _open && value.FractionDigits == 0)
        {
            yield break;
        }

        yield return _open;
        if (value.FractionDigits > 0)
        {
            yield return Whole(value.UnixNanoseconds, Math.Max(0, value.FractionDigits - 3));
        }
        else if (Math.Abs(value.UnixNanoseconds / 2 - _open.UnixNanoseconds / 2) > 1_000_000_000)
        {
            yield return Whole(_open.UnixNanoseconds + ((value.UnixNanoseconds / 2) - (_open.UnixNanoseconds / 2)), 0);
        }
    }

    /// <summary>Nothing instead of something.</summary>
    public static IEnumerable<T?> Absent<T>(T? value)
        where T : class
    {
        if (value is not null)
        {
            yield return null;
        }
    }

    /// <summary>Nothing instead of something.</summary>
    public static IEnumerable<T?> Absent<T>(T? value)
        where T : struct
    {
        if (value is not null)
        {
            yield return null;
        }
    }

    /// <summary>The items without a run of them: long runs first, so that the big steps are tried before the small ones.</summary>
    public static IEnumerable<T[]> Fewer<T>(IReadOnlyList<T> items) =>
        Runs(items.Count).Select(run => (T[])[.. items.Take(run.From), .. items.Skip(run.From + run.Length)]);

    /// <summary>The runs to leave out of so many items: all, halves, quarters and so on down to single ones.</summary>
    public static IEnumerable<(int From, int Length)> Runs(int count)
    {
        for (var length = count; length > 0; length /= 2)
        {
            for (var from = 0; from < count; from += length)
            {
                yield return (from, Math.Min(length, count - from));
            }
        }
    }

    /// <summary>The items with one of them made simpler.</summary>
    public static IEnumerable<T[]> OneOf<T>(IReadOnlyList<T> items, Func<T, IEnumerable<T>> simpler) =>
        items.SelectMany((item, index) => simpler(item).Select(value => (T[])[.. items.Take(index), value, .. items.Skip(index + 1)]));

    /// <summary>The instant cut off to what so many fractional digits can tell.</summary>
    public static Timestamp Whole(long unixNanoseconds, int fractionDigits)
    {
        var unit = (long)Math.Pow(10, 9 - fractionDigits);
        var rest = unixNanoseconds % unit;
        return Timestamp.FromUnixNanoseconds(unixNanoseconds - rest, fractionDigits);
    }
}
