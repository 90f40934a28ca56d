using System.Net;
using System.Net.Sockets;

namespace MarketFlow.Host;

/// <summary>Are the addresses free on which clients are to be served?</summary>
internal static class AddressCheck
{
    public static IEnumerable<ReadinessCheck> Check(HostSettings settings) => settings.Urls.Split(';').Select(Check);

    private static ReadinessCheck Check(string url)
    {
        var name = $"address {url}";
        var address = new Uri(url.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal));
        try
        {
            var endPoint = EndPointOf(address);
            using TcpListener listener = new(endPoint);
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                listener.Server.DualMode = true; // as the web server does
            }

            listener.Start();
            return ReadinessCheck.Ok(name, "is free");
        }
        catch (SocketException error)
        {
            return ReadinessCheck.Failed(name, error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"port {address.Port} is taken by another program, maybe a host that runs already; must be free.",
                SocketError.AccessDenied => $"port {address.Port} may not be used by this user; ports below 1024 need CAP_NET_BIND_SERVICE.",
                SocketError.AddressNotAvailable => $"{address.Host} is no address of this machine; must be one.",
                _ => $"cannot be listened on: {error.Message}",
            });
        }
    }

    // As the web server reads it: a name that is no address means all of them.
    private static IPEndPoint EndPointOf(Uri address) =>
        IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? new(ip, address.Port)
        : address.Host == "localhost" ? new(IPAddress.Loopback, address.Port)
        : new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, address.Port);
}
