using System.Globalization;
using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The conversation with Alpaca: greeted, show key and secret, then ask.</summary>
/// <remarks>Errors by number: https://docs.alpaca.markets/docs/streaming-market-data</remarks>
internal sealed class AlpacaConversation(UpstreamSettings settings) : TopicConversation(settings)
{
    private readonly UpstreamSettings _settings = settings;

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened() => _settings.Key is null ? Begin() : [];

    public override ConversationStep Hear(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (!AlpacaNotice.TryReadAll(frame.Bytes, out var notices))
        {
            return Listen(isData: true);
        }

        List<ReadOnlyMemory<byte>> send = [];
        string? words = null;
        foreach (var notice in notices)
        {
            send.AddRange(Answer(notice));
            words = Complaint(notice) ?? words;
        }

        return new(State, send, IsData: false, words);
    }

    protected override IEnumerable<ReadOnlyMemory<byte>> Subscribe(IReadOnlyList<FeedTopic> topics) => [Write("subscribe", topics)];

    protected override IEnumerable<ReadOnlyMemory<byte>> Unsubscribe(IReadOnlyList<FeedTopic> topics) => [Write("unsubscribe", topics)];

    private IReadOnlyList<ReadOnlyMemory<byte>> Answer(AlpacaNotice notice)
    {
        switch ((notice.Type, notice.Message, State))
        {
            case ("success", "connected", ConversationState.Opening):
                State = ConversationState.Authenticating;
                return [SubscribeMessage.Write(WriteAuth)];
            case ("success", "authenticated", ConversationState.Opening or ConversationState.Authenticating):
                return Begin();
            default:
                return [];
        }
    }

    private string? Complaint(AlpacaNotice notice)
    {
        if (notice.Type != "error")
        {
            return null;
        }

        State = notice.Code switch
        {
            406 => ConversationState.OverCap,
            401 or 402 or 404 => ConversationState.Refused,
            409 when State != ConversationState.Ready => ConversationState.Refused, // later it is about a topic, which costs the others nothing
            _ => State,
        };
        return string.Create(CultureInfo.InvariantCulture, $"Alpaca says {notice.Code}: {notice.Message}.");
    }

    private void WriteAuth(Utf8JsonWriter json)
    {
        json.WriteString("action"u8, "auth"u8);
        json.WriteString("key"u8, _settings.Key);
        json.WriteString("secret"u8, _settings.Secret);
    }

    private static ReadOnlyMemory<byte> Write(string action, IReadOnlyList<FeedTopic> topics) => SubscribeMessage.Write(json =>
    {
        json.WriteString("action"u8, action);
        foreach (var channel in topics.ToLookup(topic => topic.Channel, topic => topic.Symbol, StringComparer.Ordinal))
        {
            json.WriteStartArray(channel.Key);
            foreach (var symbol in channel)
            {
                json.WriteStringValue(symbol);
            }

            json.WriteEndArray();
        }
    });
}
