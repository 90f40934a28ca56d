namespace MarketFlow;

/// <summary>The kinds of <see cref="Status"/> that concern single trades.</summary>
public static class StatusKinds
{
    /// <summary>A trade is cancelled; <see cref="Status.Change"/> says which.</summary>
    public const string Cancel = "cancel";

    /// <summary>A trade is corrected; <see cref="Status.Change"/> says which, and what takes its place.</summary>
    public const string Correction = "correction";

    /// <summary>What a cancelled or corrected trade caused could not be taken back in full; <see cref="Status.Message"/> says what.</summary>
    public const string NotUndone = "not-undone";
}
