using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Runtime.ExceptionServices;

namespace MarketFlow.Feeds;

#pragma warning disable RS0030 // the one place that creates client sockets, so that the rules for proxies and retries hold everywhere

/// <summary>Opens every outbound WebSocket of the product.</summary>
/// <remarks>
/// Proxies: see <see cref="OutboundProxy"/>. A proxy is used by CONNECT, for <c>ws</c> and <c>wss</c> alike. Redirects are not followed.
/// One call is one connection: the runtime's own retries are suppressed, see <see cref="ConnectAttempt"/>. Thread safe.
/// </remarks>
/// <param name="environment">The proxy for other machines; by default the environment's.</param>
/// <param name="tls">TLS settings for <c>wss</c>; the runtime's by default.</param>
internal sealed class SocketFactory(IWebProxy? environment = null, SslClientAuthenticationOptions? tls = null)
{
    /// <summary>The factory with the environment's proxy.</summary>
    public static SocketFactory Default { get; } = new();

    /// <summary>Opens a WebSocket.</summary>
    /// <param name="url">Absolute, <c>ws</c> or <c>wss</c>.</param>
    /// <param name="keepAliveInterval">How often it is pinged; zero for never.</param>
    /// <param name="keepAliveTimeout">How long a ping may stay unanswered.</param>
    /// <param name="cancel">Abandons the attempt.</param>
    /// <exception cref="HandshakeRefusedException">The server answered the handshake with another status than 101.</exception>
    /// <exception cref="IOException">The server or the proxy closed the connection without an answer.</exception>
    /// <exception cref="WebSocketException">The attempt failed for another reason.</exception>
    /// <exception cref="OperationCanceledException">The attempt was cancelled.</exception>
    public Task<WebSocket> ConnectAsync(Uri url, TimeSpan keepAliveInterval, TimeSpan keepAliveTimeout, CancellationToken cancel) =>
        ConnectAsync(url, keepAliveInterval, keepAliveTimeout, contentType: null, cancel);

    /// <inheritdoc cref="ConnectAsync(Uri, TimeSpan, TimeSpan, CancellationToken)"/>
    /// <param name="url">Absolute, <c>ws</c> or <c>wss</c>.</param>
    /// <param name="keepAliveInterval">How often it is pinged; zero for never.</param>
    /// <param name="keepAliveTimeout">How long a ping may stay unanswered.</param>
    /// <param name="contentType">The <c>Content-Type</c> of the handshake; null for none.</param>
    /// <param name="cancel">Abandons the attempt.</param>
    public async Task<WebSocket> ConnectAsync(
        Uri url, TimeSpan keepAliveInterval, TimeSpan keepAliveTimeout, string? contentType, CancellationToken cancel)
    {
        ConnectAttempt attempt = new(cancel);
        using HandshakeHandler handshake = new(CreateHandler(attempt), contentType);
        using HttpMessageInvoker invoker = new(handshake);
        ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = keepAliveInterval;
        socket.Options.KeepAliveTimeout = keepAliveTimeout;
        try
        {
            await socket.ConnectAsync(url, invoker, cancel).ConfigureAwait(false);
            return socket;
        }
        catch (Exception) when (handshake.Refusal is not null || (attempt.Unanswered is not null && !cancel.IsCancellationRequested))
        {
            socket.Dispose();
            ExceptionDispatchInfo.Throw((IOException?)handshake.Refusal ?? attempt.Unanswered!);
            throw;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private SocketsHttpHandler CreateHandler(ConnectAttempt attempt)
    {
        var handler = OutboundHttp.CreateHandler(environment);
        handler.ConnectCallback = attempt.ConnectAsync;
        handler.PlaintextStreamFilter = attempt.WatchAsync;
        if (tls is not null)
        {
            handler.SslOptions = tls;
        }

        return handler;
    }
}
