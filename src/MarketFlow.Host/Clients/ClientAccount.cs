namespace MarketFlow.Host;

/// <summary>The account of a client, or of all: <c>received = emitted + conflated + client-slow + shutdown + held</c>, at every instant.</summary>
/// <param name="Received">Events that matched its topics. Answers and notices to the client itself are no market events and count nowhere.</param>
/// <param name="Emitted">Events handed to its socket.</param>
/// <param name="Held">Events that wait, as the outbox counts them.</param>
/// <param name="Conflated">Events replaced by a newer one of their key.</param>
/// <param name="ClientSlow">Events that were waiting when it was disconnected for being slow.</param>
/// <param name="Shutdown">Events that were waiting when it left, or when the host stopped.</param>
internal record struct ClientAccount(long Received, long Emitted, long Held, long Conflated, long ClientSlow, long Shutdown)
{
    /// <summary>0, or an event was lost or invented.</summary>
    public readonly long Imbalance => Received - Emitted - Held - Conflated - ClientSlow - Shutdown;

    /// <summary>Two accounts in one.</summary>
    public static ClientAccount operator +(ClientAccount left, ClientAccount right) => new(
        left.Received + right.Received,
        left.Emitted + right.Emitted,
        left.Held + right.Held,
        left.Conflated + right.Conflated,
        left.ClientSlow + right.ClientSlow,
        left.Shutdown + right.Shutdown);
}
