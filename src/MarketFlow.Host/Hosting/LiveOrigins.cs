using System.Collections;

namespace MarketFlow.Host;

/// <summary>The allowed origins of the settings in force, whichever those are when somebody looks.</summary>
internal sealed class LiveOrigins(Func<IReadOnlyList<string>> inForce) : IReadOnlyCollection<string>
{
    public int Count => inForce().Count;

    public IEnumerator<string> GetEnumerator() => inForce().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
