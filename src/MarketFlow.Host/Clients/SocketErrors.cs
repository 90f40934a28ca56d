using System.Net.WebSockets;

namespace MarketFlow.Host;

/// <summary>Tells a connection that broke, which is everyday, from a defect, which must be seen.</summary>
internal static class SocketErrors
{
    /// <summary>True for what a socket throws once it has broken, was cut or is closed.</summary>
    public static bool IsOfBrokenSocket(this Exception error) =>
        error is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException;
}
