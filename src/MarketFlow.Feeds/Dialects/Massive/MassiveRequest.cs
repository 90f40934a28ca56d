namespace MarketFlow.Feeds;

/// <summary>What a client of Massive asks for in one message.</summary>
public abstract record MassiveRequest
{
    /// <summary>Longest message that is looked into, in bytes: some 100,000 topics.</summary>
    public const int MaxLength = 1 << 20;

    private const string Example = "{\"action\":\"subscribe\",\"params\":\"T.AAPL\"}";

    private MassiveRequest()
    {
    }

    /// <summary>Offers a key.</summary>
    /// <param name="Key">The key; may be empty.</param>
    public sealed record Auth(string Key) : MassiveRequest
    {
        /// <summary>Says that there is a key, not which: what is printed ends up in logs.</summary>
        public override string ToString() => "Auth { Key = … }";
    }

    /// <summary>Adds topics.</summary>
    /// <param name="Topics">The topics as asked for, each once, in order.</param>
    /// <param name="Unread">How many parts of the list are no topics; the vendor answers nothing to these.</param>
    public sealed record Subscribe(IReadOnlyList<MassiveTopic> Topics, int Unread) : MassiveRequest;

    /// <summary>Takes topics back.</summary>
    /// <param name="Topics">The topics as asked for, each once, in order.</param>
    /// <param name="Unread">How many parts of the list are no topics; the vendor answers nothing to these.</param>
    public sealed record Unsubscribe(IReadOnlyList<MassiveTopic> Topics, int Unread) : MassiveRequest;

    /// <summary>Nothing that can be done.</summary>
    /// <param name="Reason">What is wrong: names the thing, its value and what was allowed.</param>
    public sealed record Refused(string Reason) : MassiveRequest;

    /// <summary>Reads a client's message. Never throws on what it holds; fields that it does not know are left alone.</summary>
    /// <param name="utf8">One whole message.</param>
    /// <remarks>Remembers nothing. What it makes is bounded by the message, and a message over <see cref="MaxLength"/> is refused unread.</remarks>
    public static MassiveRequest Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return new Refused($"The message has {utf8.Length} bytes; at most {MaxLength} are allowed.");
        }

        if (!MassiveMessage.TryRead(utf8, "action"u8, "params"u8, out var action, out var parameters))
        {
            return new Refused($"The message is not one JSON object in UTF-8; must be such as {Example}.");
        }

        return action switch
        {
            _ when parameters is null => new Refused($"params is missing or no text; must be such as in {Example}."),
            "auth" => new Auth(parameters),
            "subscribe" => new Subscribe(TopicsOf(parameters, out var unread), unread),
            "unsubscribe" => new Unsubscribe(TopicsOf(parameters, out var unread), unread),
            _ => new Refused($"action is {MassiveMessage.Shown(action)}; must be auth, subscribe or unsubscribe."),
        };
    }

    private static List<MassiveTopic> TopicsOf(string list, out int unread)
    {
        unread = 0;
        List<MassiveTopic> topics = [];
        HashSet<MassiveTopic> seen = [];
        foreach (var part in list.AsSpan().Split(','))
        {
            if (!MassiveTopic.TryParse(list.AsSpan(part).Trim(), out var topic))
            {
                unread++;
            }
            else if (seen.Add(topic))
            {
                topics.Add(topic);
            }
        }

        return topics;
    }
}
