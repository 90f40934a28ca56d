namespace MarketFlow.Tests;

/// <summary>A channel that rejects what starts with "bad", and whose processing throws where a batch contains a "throw".</summary>
internal static class FaultyChannel
{
    public static ChannelOptions<string> Immediate { get; } = new()
    {
        Name = "tick",
        Validate = x => x.StartsWith("bad", StringComparison.Ordinal) ? $"{x} is bad" : null,
        BreakerThreshold = 2,
        BreakerCooldown = TimeSpan.FromSeconds(10),
    };

    public static ChannelOptions<string> ByTwo { get; } = Immediate with { Name = "bars", BatchSize = 2, MaxWait = TimeSpan.FromSeconds(1) };

    public static IEnumerable<string> ThrowOnThrow(IReadOnlyList<string> batch) =>
        batch.Any(x => x.StartsWith("throw", StringComparison.Ordinal)) ? throw new InvalidOperationException("broken") : batch;
}
