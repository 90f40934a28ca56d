namespace MarketFlow.Feeds;

/// <summary>Writes what Massive and its clients say to each other besides market data. For reading, see <see cref="MassiveRequest"/> and <see cref="MassiveStatus"/>.</summary>
/// <remarks>
/// What the server says is a whole frame each, an array of status elements: some clients take the first frame for <c>connected</c> and
/// the second for the answer to their key, so these may never share a frame with anything else.
/// Words and sentences: those of the vendor's, because clients compare them.
/// </remarks>
public static class MassiveControl
{
    private const int MaxElementLength = 64; // names and braces of a status element; its texts come on top

    /// <summary>The server's first frame.</summary>
    public static ReadOnlyMemory<byte> Connected { get; } = Status("connected", "Connected Successfully");

    /// <summary>The server's first frame where its prices are invented: the same text, with the extra field <c>simulated</c>, which clients ignore.</summary>
    public static ReadOnlyMemory<byte> ConnectedSimulated { get; } =
        """[{"ev":"status","status":"connected","message":"Connected Successfully","simulated":true}]"""u8.ToArray();

    /// <summary>The key was accepted.</summary>
    public static ReadOnlyMemory<byte> AuthSuccess { get; } = Status("auth_success", "authenticated");

    /// <summary>The key was refused; the connection ends after it.</summary>
    public static ReadOnlyMemory<byte> AuthFailed { get; } = Status("auth_failed", "authentication failed");

    /// <summary>No key came in time; the connection ends after it.</summary>
    public static ReadOnlyMemory<byte> AuthTimeout { get; } = Status("auth_timeout", "No authentication request received.");

    /// <summary>A topic that the account does not include was asked for.</summary>
    public static ReadOnlyMemory<byte> NotAuthorized { get; } = Status("error", MassiveStatus.NotAuthorizedMessage);

    /// <summary>The account has more connections than it allows; close 1008 follows it.</summary>
    public static ReadOnlyMemory<byte> MaxConnections { get; } = Status(
        "max_connections", "Maximum number of websocket connections exceeded. You have reached the connection limit for your account.");

    /// <summary>An error in words of our own.</summary>
    /// <param name="message">What is wrong.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public static ReadOnlyMemory<byte> Error(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Status("error", message);
    }

    /// <summary>Topics were added: one status element each, all in one frame.</summary>
    /// <param name="topics">The topics.</param>
    public static ReadOnlyMemory<byte> Subscribed(params IReadOnlyList<MassiveTopic> topics) => Acknowledge(MassiveStatus.SubscribedTo, topics);

    /// <summary>Topics were taken back: one status element each, all in one frame.</summary>
    /// <param name="topics">The topics.</param>
    public static ReadOnlyMemory<byte> Unsubscribed(params IReadOnlyList<MassiveTopic> topics) => Acknowledge(MassiveStatus.UnsubscribedTo, topics);

    /// <summary>What a client says first.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public static ReadOnlyMemory<byte> AuthMessage(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Request("auth", key);
    }

    /// <summary>A client asks for topics.</summary>
    /// <param name="topics">The topics.</param>
    public static ReadOnlyMemory<byte> SubscribeMessage(params IReadOnlyList<MassiveTopic> topics) => Request("subscribe", Joined(topics));

    /// <summary>A client takes topics back.</summary>
    /// <param name="topics">The topics.</param>
    public static ReadOnlyMemory<byte> UnsubscribeMessage(params IReadOnlyList<MassiveTopic> topics) => Request("unsubscribe", Joined(topics));

    private static string Joined(IReadOnlyList<MassiveTopic> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        return string.Join(',', topics);
    }

    private static ReadOnlyMemory<byte> Request(string action, string parameters) => Feeds.SubscribeMessage.Write(json =>
    {
        json.WriteString("action"u8, action);
        json.WriteString("params"u8, parameters);
    });

    private static ReadOnlyMemory<byte> Acknowledge(string sentence, IReadOnlyList<MassiveTopic> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        return Statuses([.. topics.Select(topic => ("success", sentence + topic))]);
    }

    private static ReadOnlyMemory<byte> Status(string status, string message) => Statuses((status, message));

    private static ReadOnlyMemory<byte> Statuses(params IReadOnlyList<(string Status, string Message)> statuses)
    {
        var buffer = new byte[2 + statuses.Sum(status => MaxElementLength + Utf8JsonText.MaxLength(status.Status) + Utf8JsonText.MaxLength(status.Message))];
        var json = new Utf8JsonText(buffer);
        for (var i = 0; i < statuses.Count; i++)
        {
            json.Literal(i == 0 ? "["u8 : ","u8);
            json.Text("{\"ev\":\"status\",\"status\":"u8, statuses[i].Status);
            json.Text(",\"message\":"u8, statuses[i].Message);
            json.Literal("}"u8);
        }

        json.Literal(statuses.Count == 0 ? "[]"u8 : "]"u8);
        return buffer.AsMemory(0, json.Length);
    }
}
