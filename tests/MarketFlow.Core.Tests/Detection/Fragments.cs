namespace MarketFlow.Tests;

/// <summary>Compares an operator with a slow model over many random fragments of days.</summary>
internal static class Fragments
{
#if MUTATION_TESTING
    public const int Count = 300; // each mutant is tested with all of them
#else
    public const int Count = 10_000;
#endif

    /// <summary>Runs both over each fragment. A failure names the fragment's seed.</summary>
    /// <param name="fragmentOf">Makes the fragment of a seed.</param>
    /// <param name="operate">What the operator tells.</param>
    /// <param name="model">What the model tells.</param>
    /// <returns>All that was told, so that a test can see that it was worth the while.</returns>
    public static List<TTold> Agree<TFragment, TTold>(
        Func<Random, TFragment> fragmentOf, Func<TFragment, IReadOnlyList<TTold>> operate, Func<TFragment, IReadOnlyList<TTold>> model)
    {
        var told = new List<TTold>();
        for (var seed = 0; seed < Count; seed++)
        {
            var fragment = fragmentOf(new(seed));
            var (found, expected) = (operate(fragment), model(fragment));
            if (!found.SequenceEqual(expected))
            {
                Assert.Fail($"Fragment {seed}:\n{string.Join('\n', found)}\ninstead of\n{string.Join('\n', expected)}");
            }

            told.AddRange(found);
        }

        return told;
    }
}
