namespace MarketFlow.Host;

/// <summary>By what ages are told apart: the channel of an event.</summary>
internal static class EventClass
{
    /// <summary>The channels, as in <see cref="MarketPipeline.Channels"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["tick", "bars", "fmv"];

    /// <summary>The place of its channel in <see cref="Names"/>; below zero where it has none.</summary>
    public static int Of(EventType type) => type switch
    {
        EventType.Trade or EventType.Quote => 0,
        EventType.Bar => 1,
        EventType.FairMarketValue => 2,
        _ => -1,
    };
}
