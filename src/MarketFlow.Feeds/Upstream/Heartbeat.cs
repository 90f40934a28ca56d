using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Messages that a venue sends so that a quiet feed can be told from a dead one.</summary>
internal static class Heartbeat
{
    // Coinbase's, the longest one, has a type, a sequence, the latest trade's id, a product and a time.
    private const int LongestBytes = 256;

    /// <summary>Stands for a venue's heartbeats among the topics of a connection.</summary>
    public static FeedTopic Topic { get; } = new("heartbeat", FeedTopic.AllSymbols);

    /// <summary>True for an object whose <c>type</c> or <c>event</c> is <c>heartbeat</c>. Any bytes; never throws.</summary>
    public static bool Is(ReadOnlySpan<byte> frame) =>
        frame.Length <= LongestBytes && frame.IndexOf("\"heartbeat\""u8) >= 0 && IsNamed(frame);

    // An answer to a subscription has the name too, further inside.
    private static bool IsNamed(ReadOnlySpan<byte> frame)
    {
        var json = new Utf8JsonReader(frame);
        try
        {
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var isKind = json.CurrentDepth == 1 && (json.ValueTextEquals("type"u8) || json.ValueTextEquals("event"u8));
                if (isKind && json.Read() && json.TokenType == JsonTokenType.String && json.ValueTextEquals("heartbeat"u8))
                {
                    return true;
                }

                json.Skip();
            }
        }
        catch (JsonException)
        {
            return false; // the decoder makes a fault of it
        }

        return false;
    }
}
