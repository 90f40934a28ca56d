using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads the messages that are no data: a refusal is a fault, the rest is ignored.</summary>
internal static class KrakenEvents
{
    /// <param name="json">At the start of the object, known to be whole.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Counts the message as ignored, or receives one fault.</param>
    public static void Decode(Utf8JsonReader json, Frame frame, DecodedFrame found)
    {
        Utf8JsonReader name = default;
        string? status = null, error = null, pair = null;
        while (json.NextField())
        {
            if (json.ValueTextEquals("event"u8))
            {
                name = json.TakeAside();
            }
            else if (json.ValueTextEquals("status"u8))
            {
                status = json.TakeText();
            }
            else if (json.ValueTextEquals("errorMessage"u8))
            {
                error = json.TakeText();
            }
            else if (json.ValueTextEquals("pair"u8))
            {
                pair = json.TakeText();
            }
            else
            {
                json.Skip();
            }
        }

        if (name.TokenType != JsonTokenType.String)
        {
            found.Reject(frame, $"event is {name.Describe()}; must name the message.");
        }
        else if (error is not null || status == "error" || name.ValueTextEquals("error"u8))
        {
            found.Reject(frame, $"The venue answered with the {name.Describe()} {pair}: {error}".TrimEnd());
        }
        else if (IsKnown(ref name))
        {
            found.AddIgnored();
        }
        else
        {
            found.Reject(frame, $"Event {name.Describe()} is not known.");
        }
    }

    private static bool IsKnown(ref Utf8JsonReader name) =>
        name.ValueTextEquals("heartbeat"u8) || name.ValueTextEquals("systemStatus"u8)
        || name.ValueTextEquals("subscriptionStatus"u8) || name.ValueTextEquals("pong"u8);
}
