namespace MarketFlow.Feeds;

/// <summary>A refusal in Alpaca's own words.</summary>
/// <param name="Code">The vendor's code.</param>
/// <param name="Message">The vendor's text for it.</param>
public sealed record AlpacaError(int Code, string Message)
{
    /// <summary>400: the message is not one that the protocol has.</summary>
    public static AlpacaError InvalidSyntax { get; } = new(400, "invalid syntax");

    /// <summary>401: it asks for data before it has said who it is.</summary>
    public static AlpacaError NotAuthenticated { get; } = new(401, "not authenticated");

    /// <summary>402: the key or the secret is not one that is known.</summary>
    public static AlpacaError AuthFailed { get; } = new(402, "auth failed");

    /// <summary>403: it has said who it is before.</summary>
    public static AlpacaError AlreadyAuthenticated { get; } = new(403, "already authenticated");

    /// <summary>404: it has not said who it is in time.</summary>
    public static AlpacaError AuthTimeout { get; } = new(404, "auth timeout");

    /// <summary>405: more symbols than are allowed.</summary>
    public static AlpacaError SymbolLimitExceeded { get; } = new(405, "symbol limit exceeded");

    /// <summary>406: more connections than are allowed; the newcomer is refused.</summary>
    public static AlpacaError ConnectionLimitExceeded { get; } = new(406, "connection limit exceeded");

    /// <summary>407: it reads more slowly than data comes.</summary>
    public static AlpacaError SlowClient { get; } = new(407, "slow client");

    /// <summary>409: its subscription does not include what it asks for.</summary>
    public static AlpacaError InsufficientSubscription { get; } = new(409, "insufficient subscription");

    /// <summary>410: it asks for a list that this feed does not have.</summary>
    public static AlpacaError InvalidSubscribeAction { get; } = new(410, "invalid subscribe action for this feed");

    /// <summary>413: it asks for the quotes of all options.</summary>
    public static AlpacaError StarNotAllowed { get; } = new(413, "star subscription is not allowed for option quotes");

    /// <summary>500: our own mistake.</summary>
    public static AlpacaError InternalError { get; } = new(500, "internal error");

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<AlpacaError> All { get; } =
    [
        InvalidSyntax, NotAuthenticated, AuthFailed, AlreadyAuthenticated, AuthTimeout, SymbolLimitExceeded,
        ConnectionLimitExceeded, SlowClient, InsufficientSubscription, InvalidSubscribeAction, StarNotAllowed, InternalError,
    ];
}
