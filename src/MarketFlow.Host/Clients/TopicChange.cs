namespace MarketFlow.Host;

/// <summary>A change of one client's topics, and how it is answered.</summary>
/// <param name="Added">Topics that it holds from now on.</param>
/// <param name="Removed">Topics that it no longer holds.</param>
/// <param name="Answers">Gives what it is told of it, before any event of the new topics. Called on the delivery thread, once the topics have changed.</param>
internal sealed record TopicChange(IReadOnlyCollection<TopicFilter> Added, IReadOnlyCollection<TopicFilter> Removed, Func<IEnumerable<SharedMessage>> Answers);
