using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>What a status of Massive's tells about the connection.</summary>
public enum MassiveStatusKind
{
    /// <summary>None of those below.</summary>
    Other,

    /// <summary>The connection is open; a key is waited for.</summary>
    Connected,

    /// <summary>The key was accepted.</summary>
    AuthSuccess,

    /// <summary>The key was refused; the connection ends.</summary>
    AuthFailed,

    /// <summary>No key came in time; the connection ends.</summary>
    AuthTimeout,

    /// <summary>A topic was added.</summary>
    Subscribed,

    /// <summary>A topic was taken back.</summary>
    Unsubscribed,

    /// <summary>The account does not include a topic.</summary>
    NotAuthorized,

    /// <summary>The account has more connections than it allows; one of them ends.</summary>
    MaxConnections,
}

/// <summary>A status element of Massive's: news about the connection, not about the market.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Status">The vendor's word, e.g. <c>auth_success</c>; empty where there is none.</param>
/// <param name="Message">The vendor's sentence; empty where there is none.</param>
/// <param name="Topic">The topic that was added or taken back; null for every other kind.</param>
public sealed record MassiveStatus(MassiveStatusKind Kind, string Status, string Message, MassiveTopic? Topic)
{
    internal const string SubscribedTo = "subscribed to: ";
    internal const string UnsubscribedTo = "unsubscribed to: ";
    internal const string NotAuthorizedMessage = "not authorized";

    /// <summary>Reads the status elements of a frame. Never throws on what it holds.</summary>
    /// <param name="frame">One whole message of the vendor's: an array of elements, or one element.</param>
    /// <returns>The statuses in order; none where there are none, or where the frame is not JSON to its last byte.</returns>
    /// <remarks>Costs a frame of data one search for the word. Remembers nothing.</remarks>
    public static IReadOnlyList<MassiveStatus> ReadAll(ReadOnlySpan<byte> frame)
    {
        if (frame.IndexOf("\"status\""u8) < 0 || !Utf8.IsValid(frame))
        {
            return [];
        }

        var text = FrameEdges.Trimmed(frame);
        var scanner = new Utf8Scanner(text);
        List<MassiveStatus> statuses = [];
        do
        {
            if (!TryRead(ref scanner, text, statuses))
            {
                return [];
            }
        }
        while (scanner.Peek() is (byte)'[' or (byte)'{'); // some send several arrays in one frame

        return scanner.TryEnd() ? statuses : [];
    }

    private static bool TryRead(ref Utf8Scanner scanner, ReadOnlySpan<byte> text, List<MassiveStatus> statuses)
    {
        var isArray = scanner.TryTake((byte)'[');
        if (isArray && scanner.TryTake((byte)']'))
        {
            return true;
        }

        do
        {
            var element = default(JsonValue);
            if (!scanner.TryReadValue(isArray ? 1 : 0, ref element))
            {
                return false;
            }

            if (Read(text.Slice(element.Start, element.Length)) is { } status)
            {
                statuses.Add(status);
            }
        }
        while (isArray && scanner.TryTake((byte)','));

        return !isArray || scanner.TryTake((byte)']');
    }

    private static MassiveStatus? Read(ReadOnlySpan<byte> element) =>
        MassiveMessage.TryRead(element, "ev"u8, "status"u8, out var kind, out var status) && kind == "status"
            && MassiveMessage.TryRead(element, "message"u8, ""u8, out var message, out _)
            ? Of(status ?? string.Empty, message ?? string.Empty)
            : null;

    private static MassiveStatus Of(string status, string message)
    {
        var kind = status switch
        {
            "connected" => MassiveStatusKind.Connected,
            "auth_success" => MassiveStatusKind.AuthSuccess,
            "auth_failed" => MassiveStatusKind.AuthFailed,
            "auth_timeout" => MassiveStatusKind.AuthTimeout,
            "max_connections" => MassiveStatusKind.MaxConnections,
            "success" when message.StartsWith(SubscribedTo, StringComparison.Ordinal) => MassiveStatusKind.Subscribed,
            "success" when message.StartsWith(UnsubscribedTo, StringComparison.Ordinal) => MassiveStatusKind.Unsubscribed,
            "error" when message == NotAuthorizedMessage => MassiveStatusKind.NotAuthorized,
            _ => MassiveStatusKind.Other,
        };
        var text = kind switch
        {
            MassiveStatusKind.Subscribed => message.AsSpan(SubscribedTo.Length),
            MassiveStatusKind.Unsubscribed => message.AsSpan(UnsubscribedTo.Length),
            _ => default,
        };
        return new(kind, status, message, MassiveTopic.TryParse(text.Trim(), out var topic) ? topic : null);
    }
}
