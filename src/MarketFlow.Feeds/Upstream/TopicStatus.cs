using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>A topic that is wanted and that the vendor does not serve, or does not confirm.</summary>
/// <param name="Topic">The topic, as the vendor names it.</param>
/// <param name="State"><see cref="SubscriptionState.Refused"/> or <see cref="SubscriptionState.Unanswered"/>.</param>
/// <param name="Code">The vendor's error code; null where it gave none.</param>
/// <param name="Message">The vendor's message, or the reason where the vendor gave none.</param>
/// <param name="Since">When it was first refused, or requested without an answer.</param>
/// <param name="NextTryAt">When it is requested again at the latest.</param>
/// <param name="IsWanted">False where no client wants it any more: what is known is kept until the next retry would have been.</param>
public sealed record TopicStatus(
    FeedTopic Topic, SubscriptionState State, int? Code, string Message, DateTimeOffset Since, DateTimeOffset NextTryAt, bool IsWanted = true)
{
    /// <summary>Topic, code and message, e.g. <c>statuses.*: 409 insufficient subscription</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Topic}: {(Code is { } code ? $"{code} " : string.Empty)}{Message}");
}
