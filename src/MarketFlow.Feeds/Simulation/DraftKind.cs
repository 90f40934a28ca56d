namespace MarketFlow.Feeds;

/// <summary>What a draft becomes beside trades, quotes, bars of seconds and minutes, and fair market values.</summary>
internal enum DraftKind
{
    /// <summary>What its type says.</summary>
    Plain,

    /// <summary>A minute's bar once more, after late trades.</summary>
    UpdatedBar,

    /// <summary>The day's bar so far.</summary>
    DailyBar,

    /// <summary>The prices between which a symbol may trade.</summary>
    LimitBand,

    /// <summary>Trading stops.</summary>
    Halt,

    /// <summary>Trading resumes.</summary>
    Resumption,

    /// <summary>A trade that was sent is void.</summary>
    Cancel,

    /// <summary>A trade that was sent gets another price or size.</summary>
    Correction,
}
