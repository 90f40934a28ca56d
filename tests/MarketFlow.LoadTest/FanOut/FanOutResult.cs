namespace MarketFlow.LoadTest;

/// <summary>What is measured at once.</summary>
/// <param name="Server">One of <see cref="FanOutServer.Names"/>.</param>
/// <param name="IsIdentical">True where every client wants everything; false where each names symbols of its own.</param>
/// <param name="Clients">How many there are.</param>
/// <param name="Rate">Messages to be delivered a second, to all together; infinite for as many as the server can.</param>
internal sealed record FanOutCell(string Server, bool IsIdentical, int Clients, double Rate)
{
    private const double MostDelivered = 8_000_000; // a second; more than the receivers here read

    /// <summary>How many clients an event goes to.</summary>
    public int Takers => FanOutInterests.TakersOf(Clients, IsIdentical);

    /// <summary>True where the server is sent as much as it takes.</summary>
    public bool IsSaturated => double.IsPositiveInfinity(Rate);

    /// <summary>Events a second that the server is sent, or for which there is room where it is sent as much as it takes.</summary>
    public double Feed => (IsSaturated ? MostDelivered : Rate) / Takers;

    /// <summary>What clients ask for.</summary>
    public string Subscriptions => IsIdentical ? "identical" : "arbitrary";
}

/// <summary>What came out.</summary>
/// <param name="Cell">What was measured.</param>
/// <param name="Delivered">Messages delivered in the measured time; of a paced run those that were due in it.</param>
/// <param name="Seconds">The measured time.</param>
/// <param name="CpuSeconds">What the server's process used meanwhile.</param>
/// <param name="KernelSeconds">How many of them in the kernel.</param>
/// <param name="P50">Milliseconds from when an event was due until it was read.</param>
/// <param name="P99">Likewise.</param>
/// <param name="Missing">Messages that never came, warm-up included.</param>
/// <param name="Twice">Messages that came once more, or that nobody asked for.</param>
/// <param name="SenderP99">Milliseconds by which the sender itself was late: high where the server does not take what is sent.</param>
/// <param name="Ended">Why a client was disconnected; null where none was.</param>
internal sealed record FanOutResult(
    FanOutCell Cell, long Delivered, double Seconds, double CpuSeconds, double KernelSeconds, double P50, double P99, long Missing, long Twice, double SenderP99, string? Ended)
{
    private const double Million = 1_000_000;

    /// <summary>Processor time of the server per million messages delivered, in seconds.</summary>
    public double CpuPerMillion => CpuSeconds * Million / Math.Max(1, Delivered);

    /// <summary>Messages delivered a second.</summary>
    public double PerSecond => Delivered / Seconds;

    /// <summary>The part of it in the kernel.</summary>
    public double KernelPerMillion => KernelSeconds * Million / Math.Max(1, Delivered);
}
