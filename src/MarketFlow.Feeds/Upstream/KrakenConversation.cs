using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The conversation with Kraken, version 1, which answers each pair of each channel by a message of its own.</summary>
/// <remarks>
/// A pair counts as acknowledged with the first channel that has it. Messages: https://docs.kraken.com/api/docs/websocket-v1/subscribe
/// </remarks>
internal sealed class KrakenConversation(IDialect dialect, UpstreamSettings settings) : AnsweringConversation(dialect, settings)
{
    private string? _complaint;

    protected override string Vendor => "Kraken";

    protected override AnswerStyle Answers => AnswerStyle.PerTopic;

    // Data are arrays.
    protected override bool MayBeAnswer(ReadOnlySpan<byte> frame) =>
        !frame.IsEmpty && frame[0] == (byte)'{' && (frame.IndexOf("subscriptionStatus"u8) >= 0 || frame.IndexOf("\"error\""u8) >= 0);

    protected override bool Hear(JsonElement message)
    {
        _complaint = null;
        var (kind, status, words) = (TextOf(message, "event"), TextOf(message, "status"), TextOf(message, "errorMessage"));
        if (kind is not ("subscriptionStatus" or "error"))
        {
            return false;
        }

        var topic = TopicOf(TextOf(message, "pair"));
        if (topic is { } pair && status == "subscribed")
        {
            Ledger.Acknowledge(pair, Now);
        }
        else if (status == "error" || kind == "error")
        {
            Refuse(topic, words);
        }

        return true;
    }

    protected override string? Complaint(JsonElement message) => _complaint;

    private void Refuse(FeedTopic? topic, string words)
    {
        if (topic is not { } pair)
        {
            _complaint = Ledger.RefuseUnnamed(code: null, words, Now) ? null : $"Kraken says: {words}";
        }
        else if (Ledger.Held.Contains(pair))
        {
            _complaint = $"Kraken refused a channel of {pair.Symbol}: {words}";
        }
        else
        {
            Ledger.Refuse(pair, code: null, words, Now);
        }
    }
}
