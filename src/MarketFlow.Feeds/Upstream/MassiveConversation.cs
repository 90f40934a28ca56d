namespace MarketFlow.Feeds;

/// <summary>The conversation with Massive: greeted, show the key, then ask.</summary>
/// <remarks>
/// That the key was accepted proves nothing: the cap is told after it, even after subscriptions were acknowledged (protocols.md).
/// Messages: https://massive.com/docs/websocket/quickstart
/// </remarks>
internal sealed class MassiveConversation(UpstreamSettings settings) : TopicConversation(settings)
{
    private readonly UpstreamSettings _settings = settings;

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened() => _settings.Key is null ? Begin() : [];

    public override ConversationStep Hear(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var statuses = MassiveStatus.ReadAll(frame.Bytes.Span);
        if (statuses.Count == 0)
        {
            return Listen(isData: true);
        }

        List<ReadOnlyMemory<byte>> send = [];
        string? words = null;
        foreach (var status in statuses)
        {
            send.AddRange(Answer(status));
            words = Complaint(status) ?? words;
        }

        return new(State, send, IsData: false, words);
    }

    protected override IEnumerable<ReadOnlyMemory<byte>> Subscribe(IReadOnlyList<FeedTopic> topics) => [MassiveControl.SubscribeMessage(InTheirWords(topics))];

    protected override IEnumerable<ReadOnlyMemory<byte>> Unsubscribe(IReadOnlyList<FeedTopic> topics) => [MassiveControl.UnsubscribeMessage(InTheirWords(topics))];

    private static MassiveTopic[] InTheirWords(IReadOnlyList<FeedTopic> topics) => [.. topics.Select(topic => new MassiveTopic(topic.Channel, topic.Symbol))];

    private static string? Complaint(MassiveStatus status) =>
        status.Kind is MassiveStatusKind.AuthFailed or MassiveStatusKind.AuthTimeout or MassiveStatusKind.MaxConnections or MassiveStatusKind.NotAuthorized
            || (status.Kind == MassiveStatusKind.Other && status.Status == "error")
            ? $"Massive says {status.Status}: {status.Message}"
            : null;

    private IReadOnlyList<ReadOnlyMemory<byte>> Answer(MassiveStatus status)
    {
        switch ((status.Kind, State))
        {
            case (MassiveStatusKind.Connected, ConversationState.Opening):
                State = ConversationState.Authenticating;
                return [MassiveControl.AuthMessage(_settings.Key!)];
            case (MassiveStatusKind.AuthSuccess, ConversationState.Opening or ConversationState.Authenticating):
                return Begin();
            case (MassiveStatusKind.AuthFailed or MassiveStatusKind.AuthTimeout, _):
                State = ConversationState.Refused;
                return [];
            case (MassiveStatusKind.MaxConnections, _):
                State = ConversationState.OverCap;
                return [];
            default:
                return [];
        }
    }
}
