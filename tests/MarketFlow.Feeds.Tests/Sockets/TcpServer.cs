using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MarketFlow.Feeds.Tests;

/// <summary>A TCP server on a free loopback port that counts its connections and runs one handler for each.</summary>
internal sealed class TcpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<NetworkStream, Task> _serve;
    private readonly Task _accepting;
    private int _accepted;

    public TcpServer(Func<NetworkStream, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Accepted => Volatile.Read(ref _accepted);

    public Uri Url => new($"ws://127.0.0.1:{Port}/ws");

    /// <summary>A server that reads each request and answers with the same text.</summary>
    public static TcpServer Answering(string answer) => new(async connection =>
    {
        await ReadHeadAsync(connection);
        await connection.WriteAsync(Encoding.Latin1.GetBytes(answer.ReplaceLineEndings("\r\n")));
    });

    public static async Task<string> ReadHeadAsync(Stream connection)
    {
        StringBuilder head = new();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await connection.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _accepted);
                _ = ServeAsync(client);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await _serve(client.GetStream());
            }
            catch (IOException)
            {
                // the other end has gone
            }
        }
    }
}
