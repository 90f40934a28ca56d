using System.Net;
using System.Net.NetworkInformation;

namespace MarketFlow.Feeds;

/// <summary>The proxy for outbound connections: the environment's, except for addresses of this machine, which are never proxied.</summary>
/// <remarks>
/// Without this exception, <c>HTTP_PROXY</c> also applies to loopback addresses unless <c>NO_PROXY</c> lists them. A proxy on another
/// machine cannot reach this machine's loopback interface. Names are compared as text and are not resolved.
/// </remarks>
internal sealed class OutboundProxy(IWebProxy environment) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => environment.Credentials;
        set => environment.Credentials = value;
    }

    /// <summary>Whether an address belongs to this machine.</summary>
    /// <returns>
    /// True for 127.0.0.0/8 and ::1 (also as an IPv4-mapped address), <c>localhost</c> and names below it, 0.0.0.0 and ::, and the addresses of
    /// this machine's network interfaces.
    /// </returns>
    public static bool IsThisMachine(Uri address)
    {
        var host = address.IdnHost.TrimEnd('.');
        if (!IPAddress.TryParse(host, out var ip))
        {
            return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        }

        ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        return IPAddress.IsLoopback(ip) || IsUnspecified(ip) || IsOfAnInterface(ip);
    }

    /// <summary>Whether an address is 0.0.0.0 or ::, on which a server listens but to which not every system can connect.</summary>
    public static bool IsUnspecified(IPAddress ip) => ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);

    public Uri? GetProxy(Uri destination) => IsThisMachine(destination) ? null : environment.GetProxy(destination);

    public bool IsBypassed(Uri host) => IsThisMachine(host) || environment.IsBypassed(host);

    private static bool IsOfAnInterface(IPAddress ip)
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                .Any(own => own.Address.Equals(ip));
        }
        catch (NetworkInformationException)
        {
            return false; // a sandbox may hide the interfaces; the environment's proxy then applies to their addresses
        }
    }
}
