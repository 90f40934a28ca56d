using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>An event by which a client says whose detections it wants.</summary>
/// <param name="IsSubscribe">True where the tickers are added, false where they are taken away.</param>
/// <param name="Tickers">The tickers, each once; <c>*</c> stands for all.</param>
internal sealed record TickerRequest(bool IsSubscribe, IReadOnlySet<string> Tickers)
{
    public const string Subscribe = "subscribe_tickers";
    public const string Unsubscribe = "unsubscribe_tickers";

    private const string Example = "{\"tickers\":[\"AAPL\"]}";

    /// <summary>Reads an event. Never throws on what it holds.</summary>
    /// <param name="json">The array of an event packet.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="error">What is wrong, where the result is false.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out TickerRequest? request, [NotNullWhen(false)] out ClientError? error)
    {
        request = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            error = Read(document.RootElement, out request);
        }
        catch (JsonException problem)
        {
            error = Bad(FormattableString.Invariant($"The event is not JSON at byte {problem.BytePositionInLine}."));
        }
        catch (InvalidOperationException)
        {
            error = Bad("The event is not JSON: a text in it is not UTF-8, or has half a surrogate pair.");
        }

        return error is null && request is not null;
    }

    private static ClientError? Read(JsonElement packet, out TickerRequest? request)
    {
        request = null;
        if (packet.ValueKind != JsonValueKind.Array || packet.GetArrayLength() == 0 || packet[0].ValueKind != JsonValueKind.String)
        {
            return Bad("The event is no array that begins with its name.");
        }

        var name = packet[0].GetString()!;
        if (name is not (Subscribe or Unsubscribe))
        {
            return new("unknown-event", $"The event is {ClientError.Shown(name)}; must be \"{Subscribe}\" or \"{Unsubscribe}\".");
        }

        if (packet.GetArrayLength() < 2 || packet[1].ValueKind != JsonValueKind.Object
            || !packet[1].TryGetProperty("tickers", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return Bad($"{name} comes without tickers; must come with an object such as {Example}.");
        }

        HashSet<string> tickers = [];
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !TopicFilter.TryParse($"trade.{item.GetString()}", out var topic, out _))
            {
                return new(
                    "unknown-ticker",
                    $"tickers holds {ClientError.Shown(item.GetRawText())}; each must be a text of 1 to {TopicFilter.MaxSymbolLength} characters without spaces, or \"*\" alone for all.");
            }

            tickers.Add(topic.Symbol);
        }

        request = new(name == Subscribe, tickers);
        return null;
    }

    private static ClientError Bad(string problem) => new(ClientError.BadJson, problem);
}
