using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>Refuses null keys, which some comparers accept and others do not.</summary>
/// <remarks>The caller asks <c>key is null</c> itself, so that a key which is a large value is not copied.</remarks>
internal static class NullKey
{
    /// <exception cref="ArgumentNullException">Always.</exception>
    [DoesNotReturn]
    public static void Throw(string name) => throw new ArgumentNullException(name, "The key of an event is null.");
}
