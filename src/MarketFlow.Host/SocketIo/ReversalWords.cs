namespace MarketFlow.Host;

/// <summary>The names of reversal patterns, for programs and for people.</summary>
internal static class ReversalWords
{
    /// <returns>Null where there is none.</returns>
    public static (string Name, string Label)? Of(ReversalPattern pattern) => pattern switch
    {
        ReversalPattern.VBottom => ("v_bottom", "V-bottom"),
        ReversalPattern.VTop => ("v_top", "V-top"),
        ReversalPattern.MTop => ("m_top", "M-top"),
        ReversalPattern.WBottom => ("w_bottom", "W-bottom"),
        _ => null,
    };
}
