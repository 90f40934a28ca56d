using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>What a client asks for in one message.</summary>
internal abstract record ClientRequest
{
    /// <summary>Longest interval a client may conflate to.</summary>
    public static readonly TimeSpan MaxConflation = TimeSpan.FromMinutes(1);

    /// <summary>Adds topics: all of them, or none where one is bad.</summary>
    /// <param name="Topics">The topics, each once.</param>
    /// <param name="WantsSnapshot">True where the latest event of each newly asked-for topic is wanted first.</param>
    /// <param name="Conflation">The client's interval from now on, zero for none; null where the client did not say and nothing changes.</param>
    internal sealed record Subscribe(IReadOnlyCollection<TopicFilter> Topics, bool WantsSnapshot, TimeSpan? Conflation) : ClientRequest;

    /// <summary>Takes topics back.</summary>
    /// <param name="Topics">The topics, each once; those that the client does not hold change nothing.</param>
    internal sealed record Unsubscribe(IReadOnlyCollection<TopicFilter> Topics) : ClientRequest;

    /// <summary>Asks for a <c>pong</c>.</summary>
    internal sealed record Ping : ClientRequest;

    /// <summary>Nothing that can be done.</summary>
    /// <param name="Error">What is wrong with it.</param>
    internal sealed record Refused(ClientError Error) : ClientRequest;

    /// <summary>Reads a message. Never throws on what it holds; fields that it does not know are left alone.</summary>
    /// <param name="utf8">One whole message.</param>
    public static ClientRequest Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? Read(json.RootElement)
                : Bad($"The message is a JSON {Kind(json.RootElement)}; must be an object such as {{\"op\":\"subscribe\",\"topics\":[\"trade.AAPL\"]}}.");
        }
        catch (JsonException error)
        {
            // the place alone: the reader's own words quote all that it does not understand, which would send a long message back
            return Bad(FormattableString.Invariant($"The message is not JSON in line {error.LineNumber + 1} at byte {error.BytePositionInLine}."));
        }
        catch (InvalidOperationException)
        {
            return Bad("The message is not JSON: a text in it has half a surrogate pair, which no UTF-8 can say.");
        }
    }

    private static ClientRequest Read(JsonElement message)
    {
        if (!message.TryGetProperty("op", out var op))
        {
            return Unknown("op is missing");
        }

        return op.ValueKind != JsonValueKind.String ? Unknown($"op is a JSON {Kind(op)}") : op.GetString() switch
        {
            "subscribe" => ReadSubscribe(message),
            "unsubscribe" => ReadTopics(message, out var topics) is { } refused ? refused : new Unsubscribe(topics),
            "ping" => new Ping(),
            var other => Unknown($"op is {ClientError.Shown(other!)}"),
        };

        static Refused Unknown(string what) => new(new(ClientError.UnknownOp, $"{what}; must be \"subscribe\", \"unsubscribe\" or \"ping\"."));
    }

    private static ClientRequest ReadSubscribe(JsonElement message)
    {
        if (ReadTopics(message, out var topics) is { } refused)
        {
            return refused;
        }

        var wantsSnapshot = false;
        if (message.TryGetProperty("snapshot", out var snapshot))
        {
            if (snapshot.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return Bad($"snapshot is a JSON {Kind(snapshot)}; must be true or false.");
            }

            wantsSnapshot = snapshot.GetBoolean();
        }

        TimeSpan? conflation = null;
        if (message.TryGetProperty("conflateMs", out var interval))
        {
            if (interval.ValueKind != JsonValueKind.Number || !interval.TryGetInt32(out var milliseconds)
                || milliseconds < 0 || milliseconds > MaxConflation.TotalMilliseconds)
            {
                return Bad($"conflateMs is {ClientError.Shown(interval.GetRawText())}; must be a whole number from 0 to {MaxConflation.TotalMilliseconds}.");
            }

            conflation = TimeSpan.FromMilliseconds(milliseconds);
        }

        return new Subscribe(topics, wantsSnapshot, conflation);
    }

    private static Refused? ReadTopics(JsonElement message, out HashSet<TopicFilter> topics)
    {
        topics = [];
        if (!message.TryGetProperty("topics", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return Bad($"topics is {(list.ValueKind == JsonValueKind.Undefined ? "missing" : $"a JSON {Kind(list)}")}; must be an array of texts such as \"trade.AAPL\".");
        }

        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return Bad($"topics holds a JSON {Kind(item)}; must hold texts such as \"trade.AAPL\".");
            }

            if (!TopicFilter.TryParse(item.GetString()!, out var topic, out var problem))
            {
                return new(new(ClientError.UnknownTopic, problem));
            }

            topics.Add(topic);
        }

        return null;
    }

    private static Refused Bad(string problem) => new(new(ClientError.BadJson, problem));

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        JsonValueKind.Number => "number",
        JsonValueKind.String => "text",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
