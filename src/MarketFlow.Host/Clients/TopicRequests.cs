namespace MarketFlow.Host;

/// <summary>Does what clients ask about their topics, and answers into their outboxes. For the delivery thread.</summary>
/// <param name="index">Who asked for what.</param>
/// <param name="options">How many topics a client may hold.</param>
/// <param name="latestOf">The latest event per kind and symbol of these topics, oldest first.</param>
/// <param name="verdicts">What vendors say about topics; gives null where no vendor is asked.</param>
/// <param name="symbols">Warns of symbols that differ from a known one only in case; null for no warnings.</param>
internal sealed class TopicRequests(
    TopicIndex<Client> index,
    Func<ClientOptions> options,
    Func<IReadOnlyCollection<TopicFilter>, IReadOnlyList<MarketEvent>> latestOf,
    Func<TopicVerdicts?> verdicts,
    KnownSymbols? symbols = null)
{
    /// <summary>Whether prices are invented, which every answer says.</summary>
    public bool IsSimulated { get; set; }

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
        foreach (var answer in change.Answers())
        {
            client.Outbox.Answer(answer);
        }
    }

    /// <summary>What vendors say about these topics has changed: tells the clients that hold them.</summary>
    public void Reconsider(IReadOnlyList<TopicFilter> topics)
    {
        foreach (var client in index.HoldersOf(topics))
        {
            if (client.Reconsider is { } reconsider)
            {
                reconsider();
            }
            else if (client.Protocol is MarketFlowProtocol && TellVerdicts(client))
            {
                AnswerTopics(client);
            }
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

    // A refused topic stays in the index, so that its events flow as soon as the vendor grants it.
    private void AnswerTopics(Client client)
    {
        TellVerdicts(client);
        var topics = index.TopicsOf(client);
        client.Topics = topics.Count;
        client.Outbox.Answer(SharedMessage.Subscribed(
            [.. topics.Where(topic => !IsToldRefused(client, topic))], [.. topics.Where(topic => IsToldRefused(client, topic))], symbols, IsSimulated));
    }

    private static bool IsToldRefused(Client client, TopicFilter topic) => client.ToldVerdicts.TryGetValue(topic, out var verdict) && verdict.IsRefused;

    /// <returns>True where what the client was told has changed.</returns>
    private bool TellVerdicts(Client client)
    {
        var held = index.TopicsOf(client);
        var told = client.ToldVerdicts;
        var before = told.Count;
        foreach (var gone in told.Keys.Where(topic => !held.Contains(topic)).ToList())
        {
            told.Remove(gone);
        }

        var hasChanged = told.Count != before;
        if (verdicts() is not { } now || (!now.HasRefusals && told.Count == 0))
        {
            return hasChanged;
        }

        foreach (var topic in held)
        {
            var verdict = now.Of(topic);
            var isGood = verdict.Service is TopicService.Served or TopicService.NotCarried;
            if (isGood ? told.Remove(topic) : !told.TryGetValue(topic, out var known) || !known.IsSameAs(verdict))
            {
                hasChanged = true;
                if (!isGood)
                {
                    told[topic] = verdict;
                    client.Outbox.Answer(SharedMessage.Of(ClientError.Refusal(topic, verdict)));
                }
            }
        }

        return hasChanged;
    }

    private static bool Covers(IReadOnlySet<TopicFilter> topics, MarketEvent value)
    {
        var topic = TopicFilter.Of(value);
        return topics.Contains(topic) || topics.Contains(topic with { Symbol = TopicFilter.AllSymbols });
    }
}
