namespace MarketFlow.Host;

/// <summary>Finds the known name that a misspelt one most likely stands for.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest different letters; upper and lower case are the same.</summary>
    /// <param name="name">The misspelt name.</param>
    /// <param name="known">The known names; at least one. Of equally near ones the first is taken.</param>
    public static string Of(string name, IEnumerable<string> known) => known.MinBy(each => Distance(name, each))!;

    /// <summary>How many letters must be changed, added or left out to make one name of the other; upper and lower case are the same.</summary>
    public static int Distance(string one, string other)
    {
        var before = Enumerable.Range(0, other.Length + 1).ToArray();
        var now = new int[other.Length + 1];
        for (var i = 1; i <= one.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1;
                now[j] = Math.Min(Math.Min(now[j - 1], before[j]) + 1, before[j - 1] + changed);
            }

            (before, now) = (now, before);
        }

        return before[other.Length];
    }
}
