namespace MarketFlow.Host;

/// <summary>What became of one client.</summary>
/// <param name="Class">What it was like.</param>
/// <param name="Received">Different events it got.</param>
/// <param name="Bytes">Bytes it got.</param>
/// <param name="Missing">Events that it should have got and did not, by kind.</param>
/// <param name="Twice">Events that it got once more.</param>
/// <param name="OutOfOrder">Events that came after a later one of their symbol and kind.</param>
/// <param name="Unasked">Events that it never asked for.</param>
/// <param name="Ended">Why it was disconnected; null where it was not.</param>
internal sealed record ClientResult(ClientClass Class, long Received, long Bytes, IReadOnlyList<long> Missing, long Twice, long OutOfOrder, long Unasked, string? Ended)
{
    /// <summary>All that is missing.</summary>
    public long MissingTotal => Missing.Sum();

    /// <summary>Judges what a client got; slow, for every event of the run is looked at.</summary>
    public static ClientResult Of(LoadClient client, bool hasLeft) => new(
        client.Class, client.Receipts.Count, client.Bytes, client.Receipts.Missing(hasLeft), client.Receipts.Twice, client.Receipts.OutOfOrder, client.Receipts.Unasked, client.Ended);
}
