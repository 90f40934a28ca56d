using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MarketFlow.Feeds.Tests;

/// <summary>A proxy that understands CONNECT alone and, in place of a name server, resolves every name to one port of this machine.</summary>
internal sealed class ConnectProxy(int port, string? credentials = null) : IAsyncDisposable
{
    private readonly List<string> _requests = [];
    private TcpServer? _server;

    /// <summary>What it was asked to connect to, first to last.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public int Accepted => _server!.Accepted;

    /// <summary>Starts it, and returns what the environment's proxy would be.</summary>
    public IWebProxy Start()
    {
        _server = new(ServeAsync);
        return new WebProxy($"http://127.0.0.1:{_server.Port}")
        {
            Credentials = credentials?.Split(':') is [var user, var password] ? new NetworkCredential(user, password) : null,
        };
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task ServeAsync(NetworkStream client)
    {
        while (true)
        {
            var head = await TcpServer.ReadHeadAsync(client);
            if (head.Length == 0)
            {
                return;
            }

            lock (_requests)
            {
                _requests.Add(head.Split("\r\n")[0]);
            }

            if (credentials is not null && !head.Contains($"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(credentials))}", StringComparison.Ordinal))
            {
                await client.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                continue;
            }

            using TcpClient target = new();
            await target.ConnectAsync(IPAddress.Loopback, port);
            await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
            await Task.WhenAny(client.CopyToAsync(target.GetStream()), target.GetStream().CopyToAsync(client));
            return;
        }
    }
}
