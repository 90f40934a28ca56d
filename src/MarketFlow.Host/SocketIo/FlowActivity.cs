using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>What the flow as a whole does: the <c>activity</c> of <c>stock_data</c>.</summary>
/// <param name="Highs">New highs since the trading period began.</param>
/// <param name="Lows">New lows since the trading period began.</param>
/// <param name="Ticks10">Trades and quotes of the last 10 whole seconds of event time.</param>
/// <param name="Ticks30">The same of 30.</param>
/// <param name="Ticks60">The same of 60.</param>
/// <param name="Ticks300">The same of 300.</param>
/// <param name="Seconds">How many whole seconds were counted so far, at most 300.</param>
internal sealed record FlowActivity(long Highs, long Lows, long Ticks10, long Ticks30, long Ticks60, long Ticks300, int Seconds)
{
    /// <summary>Nothing has come yet.</summary>
    public static readonly FlowActivity None = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Ticks a second in the last 10 s against those in the last 300 s, to two decimals; 0 where there were none.</summary>
    public decimal Ratio => Ticks300 == 0
        ? 0
        : Math.Round((decimal)Ticks10 / Math.Min(Seconds, 10) / ((decimal)Ticks300 / Seconds), 2, MidpointRounding.AwayFromZero);

    /// <summary>The same in a word.</summary>
    public string Level => Ticks10 == 0 ? "none" : Ratio switch
    {
        < 0.5m => "low",
        < 1.5m => "normal",
        < 3 => "high",
        _ => "very_high",
    };

    public JsonObject ToJson() => new()
    {
        ["total_highs"] = Highs,
        ["total_lows"] = Lows,
        ["activity_level"] = Level,
        ["activity_ratio"] = Ratio,
        ["ticks_10sec"] = Ticks10,
        ["ticks_30sec"] = Ticks30,
        ["ticks_60sec"] = Ticks60,
        ["ticks_300sec"] = Ticks300,
    };
}
