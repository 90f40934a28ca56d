namespace MarketFlow;

/// <summary>What a channel could not process, and why.</summary>
/// <typeparam name="T">What the channel takes.</typeparam>
/// <param name="Channel">The channel's name.</param>
/// <param name="Batch">The events concerned, in order of arrival: the one that validation rejected, or the batch whose processing failed.</param>
/// <param name="Reason">Why, in words: what <see cref="ChannelOptions{T}.Validate"/> said, or the exception's type and message.</param>
/// <param name="Error">What was thrown; null where validation gave a reason.</param>
/// <param name="At">When, by the channel's clock.</param>
public sealed record ChannelFault<T>(string Channel, IReadOnlyList<T> Batch, string Reason, Exception? Error, DateTimeOffset At)
{
    private readonly ValueList<T> _batch = new(Batch);

    /// <summary>The events concerned, in order of arrival.</summary>
    public IReadOnlyList<T> Batch { get => _batch.Items; init => _batch = new(value); }
}
