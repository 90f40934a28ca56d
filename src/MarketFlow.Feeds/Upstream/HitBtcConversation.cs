using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The conversation with HitBTC, version 2, which answers each message by its id: the method and the symbol.</summary>
/// <remarks>A symbol counts as acknowledged with the first method that is. Messages: https://api.hitbtc.com/v2#socket-market-data</remarks>
internal sealed class HitBtcConversation(IDialect dialect, UpstreamSettings settings) : AnsweringConversation(dialect, settings)
{
    private string? _complaint;

    protected override string Vendor => "HitBTC";

    protected override AnswerStyle Answers => AnswerStyle.PerTopic;

    // Data have a method and no result.
    protected override bool MayBeAnswer(ReadOnlySpan<byte> frame) => frame.IndexOf("\"result\""u8) >= 0 || frame.IndexOf("\"error\""u8) >= 0;

    protected override bool Hear(JsonElement message)
    {
        _complaint = null;
        if (message.TryGetProperty("method"u8, out _))
        {
            return false;
        }

        var id = TextOf(message, "id");
        var topic = TopicOf(id[(id.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        if (message.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object)
        {
            Refuse(topic, CodeOf(error), TextOf(error, "message"));
            return true;
        }

        if (!message.TryGetProperty("result"u8, out _))
        {
            return false;
        }

        if (topic is { } symbol)
        {
            Ledger.Acknowledge(symbol, Now);
        }

        return true;
    }

    protected override string? Complaint(JsonElement message) => _complaint;

    private void Refuse(FeedTopic? topic, int? code, string words)
    {
        if (topic is not { } symbol)
        {
            _complaint = Ledger.RefuseUnnamed(code, words, Now) ? null : $"HitBTC says {code}: {words}";
        }
        else if (Ledger.Held.Contains(symbol))
        {
            _complaint = $"HitBTC refused a channel of {symbol.Symbol}: {code} {words}";
        }
        else
        {
            Ledger.Refuse(symbol, code, words, Now);
        }
    }
}
