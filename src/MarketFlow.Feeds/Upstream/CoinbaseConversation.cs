using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The conversation with Coinbase, which answers each request by all that is subscribed to, or refuses it whole.</summary>
/// <remarks>Messages: https://docs.cdp.coinbase.com/exchange/websocket-feed/overview</remarks>
internal sealed class CoinbaseConversation(IDialect dialect, UpstreamSettings settings) : AnsweringConversation(dialect, settings)
{
    private bool _isAboutRequest;

    protected override string Vendor => "Coinbase";

    protected override AnswerStyle Answers => AnswerStyle.Whole;

    protected override bool MayBeAnswer(ReadOnlySpan<byte> frame) => frame.IndexOf("\"subscriptions\""u8) >= 0 || frame.IndexOf("\"error\""u8) >= 0;

    protected override bool Hear(JsonElement message)
    {
        switch (TextOf(message, "type"))
        {
            case "subscriptions":
                var products = ProductsOf(message);
                Ledger.Tell(topic => products.Contains(topic.Symbol), Now);
                _isAboutRequest = true;
                return true;
            case "error":
                _isAboutRequest = Ledger.RefuseWhole(code: null, WordsOf(message), isLimit: false, Now);
                return true;
            default:
                return false;
        }
    }

    protected override string? Complaint(JsonElement message) => _isAboutRequest ? null : $"Coinbase says: {WordsOf(message)}";

    private static string WordsOf(JsonElement message)
    {
        var (words, reason) = (TextOf(message, "message"), TextOf(message, "reason"));
        return words.Length == 0 ? reason : reason.Length == 0 ? words : $"{words}: {reason}";
    }

    private static HashSet<string> ProductsOf(JsonElement message)
    {
        HashSet<string> products = new(StringComparer.Ordinal);
        if (message.TryGetProperty("channels"u8, out var channels) && channels.ValueKind == JsonValueKind.Array)
        {
            foreach (var channel in channels.EnumerateArray())
            {
                if (channel.ValueKind == JsonValueKind.Object && channel.TryGetProperty("product_ids"u8, out var ids) && ids.ValueKind == JsonValueKind.Array)
                {
                    products.UnionWith(ids.EnumerateArray().Where(id => id.ValueKind == JsonValueKind.String).Select(id => id.GetString()!));
                }
            }
        }

        return products;
    }
}
