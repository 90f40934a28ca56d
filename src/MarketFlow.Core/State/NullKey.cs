using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>Refuses null keys, which some comparers accept and others do not.</summary>
internal static class NullKey
{
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check<TKey>(TKey key)
    {
        if (key is null)
        {
            Throw(nameof(key));
        }
    }

    [DoesNotReturn]
    private static void Throw(string name) => throw new ArgumentNullException(name, "The key of an event is null.");
}
