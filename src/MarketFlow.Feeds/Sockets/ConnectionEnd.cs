namespace MarketFlow.Feeds;

/// <summary>How an attempt to connect, or the connection that came of it, ended.</summary>
/// <param name="Reason">Why, in words.</param>
/// <param name="WasProven">True where data had flowed long enough to start a new row of failures.</param>
/// <param name="IsSilence">True where it was given up because it sent nothing: its successor is opened without growing delays.</param>
/// <param name="IsOverCap">True where the server says that there are too many connections.</param>
/// <param name="IsRefused">True where the server does not let this account in, so that hurry would change nothing.</param>
/// <param name="RetryAfter">How long the server asks to wait; null where it does not say.</param>
/// <param name="IsRefusedHandshake">True where the server answered the handshake with another status than 101.</param>
internal sealed record ConnectionEnd(
    string Reason, bool WasProven = false, bool IsSilence = false, bool IsOverCap = false, bool IsRefused = false,
    TimeSpan? RetryAfter = null, bool IsRefusedHandshake = false);
