using System.Net;
using System.Reactive.Concurrency;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What the conversations of one vendor's protocol share.</summary>
/// <param name="Hub">Where topics are changed.</param>
/// <param name="Options">What a client is allowed at the start; the hub knows what it is allowed now.</param>
/// <param name="Keys">Which keys open.</param>
/// <param name="Clock">Bounds how long a client may take to offer its key.</param>
internal sealed record VendorDesk(ClientHub Hub, ClientOptions Options, KeyRing Keys, IScheduler Clock)
{
    /// <summary>What a client is allowed now; <see cref="ClientOptions.MaxClientsPerKey"/> stays as it was at the start.</summary>
    public ClientOptions Options => Hub.Options;

    /// <summary>True where a feed of the host may have events of a market. Any thread.</summary>
    /// <value>Default: every market.</value>
    public Func<EndpointMarket, bool> HasMarket { get; init; } = _ => true;

    /// <summary>The connections of each key.</summary>
    public KeySeats<ClientConversation> Seats { get; } = new(Options.MaxClientsPerKey);

    /// <summary>True where the request comes from this machine.</summary>
    public static bool IsLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
