using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The conversation with a venue that answers requests by JSON objects, which are told from its data by a word in them.</summary>
internal abstract class AnsweringConversation(IDialect dialect, UpstreamSettings settings) : SubscribingConversation(dialect, settings)
{
    protected sealed override ConversationStep Understand(Frame frame)
    {
        if (!MayBeAnswer(frame.Bytes.Span))
        {
            return Listen(isData: true);
        }

        try
        {
            using var json = JsonDocument.Parse(frame.Bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object && Hear(json.RootElement) ? Answered(Complaint(json.RootElement)) : Listen(isData: true);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return Listen(isData: true); // not JSON, or half of a surrogate pair in a text: the decoder makes the fault of it
        }
    }

    /// <summary>Whether a frame is worth reading: called for each one, so it searches for a word at most.</summary>
    protected abstract bool MayBeAnswer(ReadOnlySpan<byte> frame);

    /// <summary>Hears an object.</summary>
    /// <returns>False where it is data.</returns>
    protected abstract bool Hear(JsonElement message);

    /// <summary>What the venue complains about where it is about no request; null where it does not.</summary>
    protected virtual string? Complaint(JsonElement message) => null;

    protected static string TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    protected static int? CodeOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("code"u8, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var code) ? code : null;

    protected static FeedTopic? TopicOf(string symbol) => symbol.Length == 0 ? null : new FeedTopic(AllChannels, symbol);
}
