using System.Net;
using System.Net.Sockets;

namespace MarketFlow.Feeds;

/// <summary>The TCP connections of one attempt to open a WebSocket: one, and never a silent retry.</summary>
/// <remarks>
/// <see cref="SocketsHttpHandler"/> sends a request again, up to three times and without any pause, when a connection ends before the first byte
/// of the answer. That defeats a feed's back-off. So a further connection is refused once the handshake, or an unanswered CONNECT to a
/// proxy, was sent. Two cases remain one attempt with several connections: the addresses of one host name, which are tried in order until one
/// accepts, and a proxy that answers CONNECT with 407 and then gets the credentials.
/// </remarks>
internal sealed class ConnectAttempt(CancellationToken cancel)
{
    private volatile bool _isHandshakeSent;
    private volatile bool _isProxyToAnswer;

    /// <summary>Where the runtime tried to connect again because the server, or the proxy, closed without an answer: what to report instead.</summary>
    public IOException? Unanswered { get; private set; }

    /// <summary>Connects to the server, or to its proxy.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken pool)
    {
        if (_isHandshakeSent || _isProxyToAnswer)
        {
            throw Unanswered = new($"The {(_isHandshakeSent ? "server" : "proxy")} closed the connection without an answer.");
        }

        // The pool goes on connecting for a request that was cancelled; an attempt does not.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, pool);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Reachable(context.DnsEndPoint), either.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Notes what the runtime is about to send on a new connection: the handshake, or CONNECT to a proxy.</summary>
    public ValueTask<Stream> WatchAsync(SocketsHttpPlaintextStreamFilterContext context, CancellationToken pool)
    {
        if (context.InitialRequestMessage.Method == HttpMethod.Connect)
        {
            _isProxyToAnswer = true;
            return ValueTask.FromResult<Stream>(new AnswerWatch(context.PlaintextStream, () => _isProxyToAnswer = false));
        }

        _isHandshakeSent = true;
        return ValueTask.FromResult(context.PlaintextStream);
    }

    // A host that listens on every address is configured as 0.0.0.0 or ::, which not every system accepts as a destination.
    private static DnsEndPoint Reachable(DnsEndPoint server) =>
        IPAddress.TryParse(server.Host, out var ip) && OutboundProxy.IsUnspecified(ip)
            ? new(ip.AddressFamily == AddressFamily.InterNetwork ? "127.0.0.1" : "::1", server.Port)
            : server;
}
