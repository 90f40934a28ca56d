using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>A key and secret that a client of Alpaca's offers in its handshake.</summary>
/// <param name="Key">The key's id.</param>
/// <param name="Secret">Its secret.</param>
internal readonly record struct OfferedKey(string Key, string Secret);

/// <summary>The conversation of Alpaca's protocol.</summary>
/// <remarks>What a client of it holds is told in one message, so that it is bounded by the longest frame as well as by the topics allowed.</remarks>
/// <param name="client">The client.</param>
/// <param name="isLoopback">True where it is on this machine.</param>
/// <param name="protocol">How it is spoken to.</param>
/// <param name="offered">The key it offered in its handshake; null where it did not.</param>
/// <param name="desk">What all conversations of the protocol share.</param>
internal sealed class AlpacaConversation(Client client, bool isLoopback, AlpacaProtocol protocol, OfferedKey? offered, VendorDesk desk)
    : VendorConversation(client, isLoopback, desk)
{
    private volatile AlpacaTopics _topics = AlpacaTopics.None;
    private AlpacaTopics _refused = AlpacaTopics.None; // as the client was told; for the delivery thread
    private volatile bool _hasImbalances; // clients keep a list that an answer leaves out

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> WordsOfTimeout => protocol.Error(AlpacaError.AuthTimeout);

    /// <inheritdoc/>
    public override void Open()
    {
        Say(AlpacaProtocol.Written(to => AlpacaControl.WriteConnected(protocol.Encoding, to, Desk.Hub.IsSimulated)));
        Client.Reconsider = Reconsider;
        base.Open();
        if (offered is { } key)
        {
            Authenticate(key.Key, key.Secret);
        }
    }

    /// <inheritdoc/>
    public override Task HandleAsync(ReceivedRequest received)
    {
        var request = received.Length > Desk.Options.MaxRequestBytes
            ? new AlpacaRequest.Refused(AlpacaError.InvalidSyntax)
            : AlpacaControl.Read(received.Message.Span);
        switch (request)
        {
            case AlpacaRequest.Refused refused:
                Say(protocol.Error(refused.Error));
                break;
            case AlpacaRequest.Authenticate when IsAuthenticated:
                Say(protocol.Error(AlpacaError.AlreadyAuthenticated));
                break;
            case AlpacaRequest.Authenticate auth:
                Authenticate(auth.Key, auth.Secret);
                break;
            case var _ when !IsAuthenticated:
                Say(protocol.Error(AlpacaError.NotAuthenticated));
                break;
            case AlpacaRequest.Subscribe subscribe:
                return SubscribeAsync(subscribe);
            case AlpacaRequest.Unsubscribe unsubscribe:
                return UnsubscribeAsync(unsubscribe);
        }

        return Task.CompletedTask;
    }

    private void Authenticate(string key, string secret)
    {
        if (!TryDecide())
        {
            return; // the time for it is over
        }

        if (!Accepts(key, secret))
        {
            End(protocol.Error(AlpacaError.AuthFailed), AlpacaError.AuthFailed.Message);
        }
        else if (TakeSeat(key) is not null)
        {
            LeaveSeat();
            End(protocol.Error(AlpacaError.ConnectionLimitExceeded), AlpacaError.ConnectionLimitExceeded.Message);
        }
        else
        {
            Say(AlpacaProtocol.Written(to => AlpacaControl.WriteAuthenticated(protocol.Encoding, to)));
        }
    }

    private Task SubscribeAsync(AlpacaRequest.Subscribe request)
    {
        var grant = AlpacaGrant.Of(protocol.Endpoint, request.Topics, request.UnknownLists);
        List<TopicFilter> added = [.. AlpacaLists.TopicsOf(protocol.Endpoint, grant.Topics.Without(_topics))];
        WarnOfCase(added.Select(topic => topic.Symbol).Distinct().Select(symbol => (symbol, symbol)));
        return ChangeAsync(_topics.With(grant.Topics), added, [], grant);
    }

    private Task UnsubscribeAsync(AlpacaRequest.Unsubscribe request)
    {
        var grant = AlpacaGrant.Of(protocol.Endpoint, request.Topics, request.UnknownLists);
        return ChangeAsync(_topics.Without(grant.Topics), [], AlpacaLists.TopicsOf(protocol.Endpoint, grant.Topics), grant);
    }

    private Task ChangeAsync(AlpacaTopics topics, IEnumerable<TopicFilter> added, IEnumerable<TopicFilter> removed, AlpacaGrant grant)
    {
        var errors = grant.Errors.Select(protocol.Error);
        if (grant.IsRefusal)
        {
            return ChangeTopicsAsync([], [], () => errors);
        }

        _hasImbalances |= grant.Topics.Imbalances.Count > 0;
        var answer = AlpacaProtocol.Written(to => AlpacaControl.WriteSubscription(topics, protocol.Encoding, to, protocol.Endpoint, _hasImbalances));
        if (topics.Count > _topics.Count && (topics.Count > Desk.Options.MaxTopics || answer.Length > ClientFrame.MaxLength))
        {
            Say(protocol.Error(AlpacaError.SymbolLimitExceeded));
            return Task.CompletedTask;
        }

        _topics = topics;
        return ChangeTopicsAsync(added, removed, () => [.. Desk.Hub.Verdicts is { HasRefusals: true } || _refused.Count > 0 ? Answers(topics) : [answer], .. errors]);
    }

    // What a vendor says about topics has changed. On the delivery thread.
    private void Reconsider()
    {
        var (before, topics) = (_refused, _topics);
        if (AlpacaRefusals.Of(protocol.Endpoint, topics, RefusalOf, out _) is var now && !now.Equals(before))
        {
            foreach (var frame in Answers(topics))
            {
                Say(frame);
            }
        }
    }

    // One error for each code that is new, then the full state without what is refused.
    private IEnumerable<ReadOnlyMemory<byte>> Answers(AlpacaTopics topics)
    {
        var before = _refused;
        _refused = AlpacaRefusals.Of(protocol.Endpoint, topics, RefusalOf, out var errors);
        var granted = topics.Without(_refused);
        return
        [
            .. errors.Where(error => error.Value.Without(before).Count > 0).Select(error => protocol.Error(error.Key)),
            AlpacaProtocol.Written(to => AlpacaControl.WriteSubscription(granted, protocol.Encoding, to, protocol.Endpoint, _hasImbalances)),
        ];
    }
}
