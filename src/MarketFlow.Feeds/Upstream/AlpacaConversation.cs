using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The conversation with Alpaca: greeted, show key and secret, then ask.</summary>
/// <remarks>Errors by number: https://docs.alpaca.markets/docs/streaming-market-data</remarks>
internal sealed class AlpacaConversation(UpstreamSettings settings) : TopicConversation(settings)
{
    private readonly UpstreamSettings _settings = settings;

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened() => _settings.Key is null ? Begin() : [];

    protected override string Vendor => "Alpaca";

    protected override AnswerStyle Answers => AnswerStyle.Whole;

    protected override ConversationStep Understand(Frame frame)
    {
        if (!AlpacaNotice.TryReadAll(frame.Bytes, out var notices))
        {
            return Listen(isData: true);
        }

        List<ReadOnlyMemory<byte>> send = [];
        string? words = null;
        foreach (var notice in notices)
        {
            send.AddRange(Answer(notice));
            words = TryTakeForAnswer(notice) ? words : Complaint(notice) ?? words;
        }

        var step = Answered(words);
        return step with { Send = [.. send, .. step.Send] };
    }

    protected override IEnumerable<ReadOnlyMemory<byte>> Subscribe(IReadOnlyList<FeedTopic> topics) => [Encoded(Write("subscribe", topics))];

    protected override IEnumerable<ReadOnlyMemory<byte>> Unsubscribe(IReadOnlyList<FeedTopic> topics) => [Encoded(Write("unsubscribe", topics))];

    private IReadOnlyList<ReadOnlyMemory<byte>> Answer(AlpacaNotice notice)
    {
        switch ((notice.Type, notice.Message, State))
        {
            case ("success", "connected", ConversationState.Opening):
                State = ConversationState.Authenticating;
                return [Encoded(SubscribeMessage.Write(WriteAuth))];
            case ("success", "authenticated", ConversationState.Opening or ConversationState.Authenticating):
                return Begin();
            default:
                return [];
        }
    }

    // Whether a notice answers a request for topics. 401 to 404 are about the key, 406 is about connections, 407 about reading too
    // slowly, and 500 is no verdict on a topic; a notice without a code is about the request under way.
    private bool TryTakeForAnswer(AlpacaNotice notice)
    {
        if (State != ConversationState.Ready)
        {
            return false;
        }

        switch (notice)
        {
            case { Type: "subscription", Lists: { } lists }:
                Ledger.Tell(topic => lists.TryGetValue(topic.Channel, out var symbols) ? symbols.Contains(topic.Symbol) : null, Now);
                return true;
            case { Type: "error", Code: not ((>= 401 and <= 404) or 406 or 407 or 500) }:
                return Ledger.RefuseWhole(notice.Code == 0 ? null : notice.Code, notice.Message, isLimit: notice.Code == AlpacaError.SymbolLimitExceeded.Code, Now);
            default:
                return false;
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

    private ReadOnlyMemory<byte> Encoded(ReadOnlyMemory<byte> json)
    {
        if (!_settings.IsMessagePack)
        {
            return json;
        }

        ArrayBufferWriter<byte> packed = new();
        return AlpacaTranscoder.TryToMessagePack(json.Span, packed)
            ? packed.WrittenMemory
            : throw new InvalidOperationException("A request was not written as MessagePack.");
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
