using System.Security.Cryptography;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The conversation of Massive's protocol.</summary>
/// <remarks>
/// Topics asked for before the key are held until it is accepted: one of the vendor's clients sends all at once. At most as many are
/// held as a client may have.
/// </remarks>
/// <param name="client">The client.</param>
/// <param name="isLoopback">True where it is on this machine.</param>
/// <param name="endpoint">The endpoint to which it is connected.</param>
/// <param name="desk">What all conversations of the protocol share.</param>
internal sealed class MassiveConversation(Client client, bool isLoopback, EndpointProfile endpoint, VendorDesk desk) : VendorConversation(client, isLoopback, desk)
{
    private const int TopicsPerFrame = 256; // of 64 characters each for channel and symbol, all escaped: below 256 KB
    private readonly Lock _gate = new();
    private readonly HashSet<MassiveTopic> _topics = [];
    private readonly HashSet<MassiveTopic> _refused = []; // as the client was told
    private readonly List<MassiveRequest> _held = [];
    private int _heldTopics;
    private bool _isOneTooMany;

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> WordsOfTimeout => MassiveControl.AuthTimeout;

    /// <inheritdoc/>
    public override void Open()
    {
        Say(Desk.Hub.IsSimulated ? MassiveControl.ConnectedSimulated : MassiveControl.Connected);
        Client.Reconsider = Reconsider;
        base.Open();
    }

    /// <inheritdoc/>
    public override Task HandleAsync(ReceivedRequest received)
    {
        if (received.Length > Desk.Options.MaxRequestBytes)
        {
            Say(MassiveControl.Error($"the message has {received.Length} bytes and was discarded; allowed: {Desk.Options.MaxRequestBytes}"));
            return Task.CompletedTask;
        }

        switch (MassiveRequest.Parse(received.Message.Span))
        {
            case MassiveRequest.Auth auth:
                return AuthenticateAsync(auth.Key);
            case MassiveRequest.Refused refused:
                Say(MassiveControl.Error(refused.Reason));
                return Task.CompletedTask;
            case var request when IsAuthenticated:
                return ChangeAsync(request);
            case var request:
                Hold(request);
                return Task.CompletedTask;
        }
    }

    private async Task AuthenticateAsync(string key)
    {
        if (!IsAuthenticated && !TryDecide())
        {
            return; // the time for it is over
        }

        if (!Accepts(key, secret: null))
        {
            End(MassiveControl.AuthFailed, "authentication failed");
            return;
        }

        Say(MassiveControl.AuthSuccess);
        if (!IsAuthenticated)
        {
            EndOneTooMany(TakeSeat(key));
            foreach (var request in _held)
            {
                await ChangeAsync(request);
            }

            _held.Clear();
        }
    }

    private void EndOneTooMany(VendorConversation? oldest)
    {
        if (oldest is null)
        {
            return;
        }

        _isOneTooMany = Desk.Options.OverCap == OverCap.Newcomer || (Desk.Options.OverCap == OverCap.Either && RandomNumberGenerator.GetInt32(2) == 0);
        if (!_isOneTooMany)
        {
            ((MassiveConversation)oldest).EndAsOneTooMany();
        }
    }

    private void EndAsOneTooMany()
    {
        LeaveSeat();
        End(MassiveControl.MaxConnections, "maximum number of websocket connections exceeded");
    }

    private void Hold(MassiveRequest request)
    {
        var count = (request as MassiveRequest.Subscribe)?.Topics.Count ?? ((MassiveRequest.Unsubscribe)request).Topics.Count;
        if (_held.Count >= Desk.Options.MaxTopics || _heldTopics + count > Desk.Options.MaxTopics)
        {
            Say(MassiveControl.Error($"{_heldTopics} topics wait for the key and {count} more are asked for; allowed: {Desk.Options.MaxTopics}"));
            return;
        }

        _heldTopics += count;
        _held.Add(request);
    }

    private Task ChangeAsync(MassiveRequest request) =>
        request is MassiveRequest.Subscribe subscribe ? SubscribeAsync(subscribe.Topics) : UnsubscribeAsync(((MassiveRequest.Unsubscribe)request).Topics);

    private async Task SubscribeAsync(IReadOnlyList<MassiveTopic> asked)
    {
        List<MassiveTopic> topics = [.. asked.Where(IsGranted)];
        List<MassiveTopic> added = [.. topics.Where(topic => !_topics.Contains(topic))];
        if (_topics.Count + added.Count > Desk.Options.MaxTopics)
        {
            Say(MassiveControl.Error($"{_topics.Count} topics are held and {added.Count} more asked for; allowed: {Desk.Options.MaxTopics}. Nothing was changed"));
            return;
        }

        lock (_gate)
        {
            _topics.UnionWith(added);
        }

        WarnOfCase(added.Select(topic => (topic.ToString(), topic.Symbol)));
        await ChangeTopicsAsync(added.SelectMany(TopicsOf), [], () => Answers(topics));
        if (_isOneTooMany)
        {
            EndAsOneTooMany();
        }
    }

    private Task UnsubscribeAsync(IReadOnlyList<MassiveTopic> topics)
    {
        lock (_gate)
        {
            _topics.ExceptWith(topics);
            _refused.ExceptWith(topics);
        }

        var removed = topics.SelectMany(TopicsOf);
        return ChangeTopicsAsync(
            [],
            HasAliases ? removed.Except(_topics.SelectMany(TopicsOf)) : removed,
            () => Acknowledged(topics, known => MassiveControl.Unsubscribed(known)));
    }

    // C.USD/CNH and C.USD-CNH are one subscription here: the second one outlives the first.
    private bool HasAliases => endpoint.Market is EndpointMarket.Forex or EndpointMarket.Crypto;

    private IEnumerable<TopicFilter> TopicsOf(MassiveTopic topic) => MassiveChannels.TopicsOf(endpoint, topic);

    /// <summary>Whether a topic is added. The vendor does not answer to a channel that the endpoint does not have; the operator is warned.</summary>
    private bool IsGranted(MassiveTopic topic)
    {
        var channel = endpoint.FindChannel(topic.Channel);
        if (channel is null)
        {
            var other = MassiveChannels.EndpointWith(topic.Channel);
            Warn(other is null
                ? $"{ClientError.Shown(topic.ToString())}: channel {topic.Channel} is unknown. Events come only where the vendor sends messages of this name."
                : $"{ClientError.Shown(topic.ToString())}: {endpoint.Paths[0]} has no channel {topic.Channel}, {other.Paths[0]} has. The topic is ignored.");
            return other is null;
        }

        if (topic.IsWildcard && !channel.HasWildcard)
        {
            Say(MassiveControl.Error($"{topic} is not available: {endpoint.Paths[0]} has no subscription to all symbols of {topic.Channel}; name each symbol"));
            return false;
        }

        return true;
    }

    // A topic that is known to be refused is refused at once.
    private IEnumerable<ReadOnlyMemory<byte>> Answers(IReadOnlyList<MassiveTopic> topics)
    {
        List<MassiveTopic> refused = [.. topics.Where(IsRefused)];
        lock (_gate)
        {
            _refused.UnionWith(refused);
        }

        return [.. Acknowledged(topics.Except(refused), known => MassiveControl.Subscribed(known)), .. refused.Distinct().Select(NotAuthorized)];
    }

    // What a vendor says about topics has changed. On the delivery thread.
    private void Reconsider()
    {
        List<MassiveTopic> topics;
        lock (_gate)
        {
            topics = [.. _topics];
        }

        var refused = topics.Where(IsRefused).ToHashSet();
        List<MassiveTopic> granted;
        lock (_gate)
        {
            granted = [.. _refused.Where(topic => _topics.Contains(topic) && !refused.Contains(topic))];
            refused.ExceptWith(_refused);
            _refused.ExceptWith(granted);
            _refused.UnionWith(refused);
        }

        foreach (var frame in refused.Select(NotAuthorized).Concat(Acknowledged(granted, known => MassiveControl.Subscribed(known))))
        {
            Say(frame);
        }
    }

    private bool IsRefused(MassiveTopic topic) => RefusalOf(TopicsOf(topic)) is not null;

    private static ReadOnlyMemory<byte> NotAuthorized(MassiveTopic topic) => MassiveControl.Error($"not authorized: {topic}");

    private IEnumerable<ReadOnlyMemory<byte>> Acknowledged(IEnumerable<MassiveTopic> topics, Func<MassiveTopic[], ReadOnlyMemory<byte>> write) =>
        topics.Where(topic => endpoint.FindChannel(topic.Channel) is not null).Chunk(TopicsPerFrame).Select(write);
}
