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

    protected override string Vendor => "Massive";

    protected override AnswerStyle Answers => AnswerStyle.PerTopic;

    protected override ConversationStep Understand(Frame frame)
    {
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
            words = TryTakeForAnswer(status) ? words : Complaint(status) ?? words;
        }

        var step = Answered(words);
        return step with { Send = [.. send, .. step.Send] };
    }

    protected override IEnumerable<ReadOnlyMemory<byte>> Subscribe(IReadOnlyList<FeedTopic> topics) => [MassiveControl.SubscribeMessage(InTheirWords(topics))];

    protected override IEnumerable<ReadOnlyMemory<byte>> Unsubscribe(IReadOnlyList<FeedTopic> topics) => [MassiveControl.UnsubscribeMessage(InTheirWords(topics))];

    private static MassiveTopic[] InTheirWords(IReadOnlyList<FeedTopic> topics) => [.. topics.Select(topic => new MassiveTopic(topic.Channel, topic.Symbol))];

    private static string? Complaint(MassiveStatus status) =>
        status.Kind is MassiveStatusKind.AuthFailed or MassiveStatusKind.AuthTimeout or MassiveStatusKind.MaxConnections or MassiveStatusKind.NotAuthorized
            || (status.Kind == MassiveStatusKind.Other && status.Status == "error")
            ? $"Massive says {status.Status}: {status.Message}"
            : null;

    // Whether a status answers a request for topics. An error may name its topic or not.
    private bool TryTakeForAnswer(MassiveStatus status)
    {
        if (State != ConversationState.Ready)
        {
            return false;
        }

        switch (status)
        {
            case { Kind: MassiveStatusKind.Subscribed, Topic: { } topic }:
                Ledger.Acknowledge(new(topic.Channel, topic.Symbol), Now);
                return true;
            case { Kind: MassiveStatusKind.NotAuthorized } or { Kind: MassiveStatusKind.Other, Status: "error" }:
                if (NamedIn(status.Message) is not { } named)
                {
                    return Ledger.RefuseUnnamed(code: null, status.Message, Now);
                }

                Ledger.Refuse(named, code: null, status.Message, Now);
                return true;
            default:
                return false;
        }
    }

    private static FeedTopic? NamedIn(string message)
    {
        foreach (var part in message.Split([' ', ',', ':', '"', '\''], StringSplitOptions.RemoveEmptyEntries))
        {
            if (MassiveTopic.TryParse(part, out var topic))
            {
                return new(topic.Channel, topic.Symbol);
            }
        }

        return null;
    }

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
