using System.Net.Sockets;

namespace MarketFlow.Host.Tests;

/// <summary>Sockets that connect and do not ask for anything are closed, and are not let in without end.</summary>
public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task Closes_whoever_does_not_ask_in_time()
    {
        await using var host = await RunningHost.StartAsync(("Clients:RequestTimeout", "00:00:01"));
        using var silent = await ConnectAsync(host);

        await ReadToEndAsync(silent); // for longer than anybody's patience, where nobody counts
    }

    /// <summary>
    /// That the web server closes sooner or later proves nothing, for it has a bound of its own of 30 s: it must have been given ours.
    /// </summary>
    [Fact]
    public async Task Gives_half_a_request_no_longer_than_none()
    {
        await using var host = await RunningHost.StartAsync(("Clients:RequestTimeout", "00:00:01.5"));

        Assert.Equal((TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(1.5)), (host.Limits.RequestHeadersTimeout, host.Limits.KeepAliveTimeout));
    }

    [Fact]
    public async Task Closes_one_too_many_as_it_comes_and_goes_on_serving_WebSockets()
    {
        await using var host = await RunningHost.StartAsync(("Clients:MaxConnections", "10"), ("Clients:RequestTimeout", "00:10:00"));
        using var before = await host.SubscribeAsync("trade.*");
        List<Socket> silent = [];
        for (var i = 0; i < 11; i++)
        {
            silent.Add(await ConnectAsync(host));
        }

        await await Task.WhenAny(silent.Select(ReadToEndAsync));
        await before.ReadAsync();
        silent.ForEach(socket => socket.Dispose());
    }

    private static async Task<Socket> ConnectAsync(RunningHost host)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        return socket;
    }

    private static async Task ReadToEndAsync(Socket socket)
    {
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, TestClient.Patience()) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // cut, which is an end as well
        }
    }
}
