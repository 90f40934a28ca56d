namespace MarketFlow;

/// <summary>The ages at which events passed one stage, by class.</summary>
public sealed class StageAges
{
    internal StageAges(string name, IReadOnlyList<string> classes)
    {
        Name = name;
        Ages = [.. classes.Select(_ => new AgeHistogram())];
    }

    /// <summary>The stage's name.</summary>
    public string Name { get; }

    /// <summary>The ages by class, in the order of <see cref="FlowMeter{T}.Classes"/>.</summary>
    public IReadOnlyList<AgeHistogram> Ages { get; }
}
