using FsCheck;

namespace MarketFlow.Testing.Tests;

/// <summary>Follows a shrinker the way FsCheck does, and in the ways in which a bad one would never end.</summary>
internal static class Shrinking
{
    private const int MostSteps = 5_000;

    /// <summary>What FsCheck would report: the first failing step is taken until none fails.</summary>
    public static T Shrunk<T>(this Arbitrary<T> arbitrary, T value, Func<T, bool> fails)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            var simpler = arbitrary.Shrinker(value).Where(fails).Take(1).ToList();
            if (simpler.Count == 0)
            {
                return value;
            }

            value = simpler[0];
        }

        throw new InvalidOperationException($"Shrinking did not end within {MostSteps} steps; it is at {value}.");
    }

    /// <summary>True where every step keeps the promise, none stands still, and a chain of smallest steps ends.</summary>
    public static bool ShrinksWell<T>(this Arbitrary<T> arbitrary, T value, Func<T, bool> promise)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            var simpler = arbitrary.Shrinker(value).ToList();
            if (simpler.Exists(candidate => !promise(candidate) || StandsStill(candidate, value)))
            {
                return false;
            }

            if (simpler.Count == 0)
            {
                return true;
            }

            value = simpler[^1];
        }

        return false;
    }

    // 1.0 and 1 are equal, and so are instants of different precision, but the texts show the step.
    private static bool StandsStill<T>(T candidate, T value) =>
        EqualityComparer<T>.Default.Equals(candidate, value) && $"{candidate}" == $"{value}";
}
