namespace MarketFlow.Host;

/// <summary>Does what clients ask about their topics, and answers into their outboxes. For the delivery thread.</summary>
/// <param name="index">Who asked for what.</param>
/// <param name="options">How many topics a client may hold.</param>
/// <param name="latestOf">The latest event per kind and symbol of these topics, oldest first.</param>
/// <param name="symbols">Warns of symbols that differ from a known one only in case; null for no warnings.</param>
internal sealed class TopicRequests(
    TopicIndex<Client> index,
    Func<ClientOptions> options,
    Func<IReadOnlyCollection<TopicFilter>, IReadOnlyList<MarketEvent>> latestOf,
    KnownSymbols? symbols = null)
{
    /// <summary>Changes topics as a vendor's protocol has it; whoever asks has checked the bounds.</summary>
    public void Apply(Client client, TopicChange change)
    {
        foreach (var topic in change.Removed)
        {
            index.Unsubscribe(client, topic);
        }

        foreach (var topic in change.Added)
        {
            index.Subscribe(client, topic);
        }

        client.Topics = index.TopicsOf(client).Count;
        foreach (var answer in change.Answers)
        {
            client.Outbox.Answer(answer);
        }
    }

    /// <summary>Does what a client of <c>/ws</c> asks.</summary>
    public void Apply(Client client, ClientRequest request)
    {
        if (request is ClientRequest.Subscribe subscribe)
        {
            Subscribe(client, subscribe);
        }
        else if (request is ClientRequest.Unsubscribe unsubscribe)
        {
            foreach (var topic in unsubscribe.Topics)
            {
                index.Unsubscribe(client, topic);
            }

            AnswerTopics(client);
        }
    }

    private void Subscribe(Client client, ClientRequest.Subscribe request)
    {
        var held = index.TopicsOf(client);
        List<TopicFilter> added = [.. request.Topics.Where(topic => !held.Contains(topic))];
        if (held.Count + added.Count > options().MaxTopics)
        {
            client.Outbox.Answer(SharedMessage.Of(new ClientError(
                ClientError.TooManyTopics,
                $"{held.Count} topics are held and {added.Count} more asked for; allowed: {options().MaxTopics}. Nothing was changed; a topic such as trade.* counts as one.")));
            return;
        }

        var snapshot = request.WantsSnapshot && added.Count > 0 ? latestOf(added).Where(value => !Covers(held, value)).ToList() : [];
        client.Conflate(request.Conflation ?? client.Conflation);
        added.ForEach(topic => index.Subscribe(client, topic));
        AnswerTopics(client);
        foreach (var value in snapshot)
        {
            client.Outbox.Offer(SharedMessage.ToldAgain(value));
        }
    }

    private void AnswerTopics(Client client)
    {
        var topics = index.TopicsOf(client);
        client.Topics = topics.Count;
        client.Outbox.Answer(SharedMessage.Subscribed([.. topics], symbols));
    }

    private static bool Covers(IReadOnlySet<TopicFilter> topics, MarketEvent value)
    {
        var topic = TopicFilter.Of(value);
        return topics.Contains(topic) || topics.Contains(topic with { Symbol = TopicFilter.AllSymbols });
    }
}
