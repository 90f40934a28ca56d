using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MarketFlow.Feeds.Tests;

public sealed class SocketFactoryTests
{
    private const string Name = "vendor.invalid"; // never resolves (RFC 2606), so only a proxy can reach it

    // Nothing listens there: a connection that were proxied would fail.
    private static readonly WebProxy _nobody = new("http://127.0.0.1:1");

    [Theory]
    [InlineData("ws://127.0.0.1/", true)]
    [InlineData("ws://127.1.2.3:8765/", true)]
    [InlineData("wss://localhost/", true)]
    [InlineData("wss://LOCALHOST./", true)]
    [InlineData("ws://market.localhost/", true)]
    [InlineData("ws://[::1]:1/", true)]
    [InlineData("ws://[::ffff:127.0.0.1]/", true)]
    [InlineData("ws://0.0.0.0:8765/", true)]
    [InlineData("http://[::]:8765/", true)]
    [InlineData("ws://localhost.example.com/", false)]
    [InlineData("ws://notlocalhost/", false)]
    [InlineData("ws://128.0.0.1/", false)]
    [InlineData("wss://socket.massive.com/stocks", false)]
    public void Never_proxies_addresses_of_this_machine(string address, bool isThisMachine)
    {
        OutboundProxy proxy = new(new WebProxy("http://proxy.invalid:3128"));

        Assert.Equal(isThisMachine, proxy.IsBypassed(new(address)));
        Assert.Equal(isThisMachine, proxy.GetProxy(new(address)) is null);
    }

    [Fact]
    public void Leaves_exceptions_of_the_environment_as_they_are()
    {
        OutboundProxy proxy = new(new WebProxy("http://proxy.invalid:3128", BypassOnLocal: false, [@"vendor\.example"]));

        Assert.True(proxy.IsBypassed(new("ws://vendor.example/")));
        Assert.False(proxy.IsBypassed(new("ws://other.example/")));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("0.0.0.0")]
    public async Task Reaches_this_machine_although_the_environment_names_a_proxy(string host)
    {
        await using var server = await SocketServer.StartAsync((socket, _, _) => socket.SendTextAsync("hello"));

        using var socket = await ConnectAsync(new(_nobody), new UriBuilder(server.Url) { Host = host }.Uri);

        Assert.Equal("hello", await socket.ReadTextAsync());
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("user:secret", 2)] // the first CONNECT is answered with 407
    public async Task Reaches_another_machine_through_the_proxy(string? credentials, int requests)
    {
        await using var server = await SocketServer.StartAsync((socket, _, _) => socket.SendTextAsync("hello"));
        await using ConnectProxy proxy = new(server.Url.Port, credentials);

        using var socket = await ConnectAsync(new(proxy.Start()), new($"ws://{Name}:8080/ws"));

        Assert.Equal("hello", await socket.ReadTextAsync());
        Assert.Equal(Enumerable.Repeat($"CONNECT {Name}:8080 HTTP/1.1", requests), proxy.Requests);
    }

    [Fact]
    public async Task Reaches_another_machine_by_TLS_through_the_proxy()
    {
        using var certificate = CertificateOf(Name);
        await using TcpServer server = new(async connection =>
        {
            await using SslStream tls = new(connection);
            await tls.AuthenticateAsServerAsync(certificate);
            await TcpServer.ReadHeadAsync(tls);
            await tls.WriteAsync("HTTP/1.1 402 Payment Required\r\nContent-Length: 9\r\n\r\nover plan"u8.ToArray());
        });
        await using ConnectProxy proxy = new(server.Port);
        SocketFactory factory = new(proxy.Start(), new() { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Subject == $"CN={Name}" });

        var refusal = await Assert.ThrowsAsync<HandshakeRefusedException>(() => ConnectAsync(factory, new($"wss://{Name}/ws")));

        Assert.Equal("The server answered 402 Payment Required: \"over plan\".", refusal.Message);
        Assert.Equal([$"CONNECT {Name}:443 HTTP/1.1"], proxy.Requests);
    }

    [Fact]
    public async Task Connects_once_to_a_server_that_accepts_and_closes()
    {
        await using TcpServer server = new(_ => Task.CompletedTask);

        await AssertUnanswered("server", new(_nobody), server.Url);
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task Connects_once_to_a_server_that_closes_after_it_has_read_the_handshake()
    {
        await using TcpServer server = new(TcpServer.ReadHeadAsync);

        await AssertUnanswered("server", new(_nobody), server.Url);
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task Connects_once_by_TLS_to_a_server_that_closes_after_it_has_read_the_handshake()
    {
        using var certificate = CertificateOf("localhost");
        await using TcpServer server = new(async connection =>
        {
            await using SslStream tls = new(connection);
            await tls.AuthenticateAsServerAsync(certificate);
            await TcpServer.ReadHeadAsync(tls);
        });

        await AssertUnanswered(
            "server", new(_nobody, new() { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Subject == "CN=localhost" }), new UriBuilder(server.Url) { Scheme = "wss", Host = "localhost" }.Uri);
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task Connects_once_through_a_proxy_to_a_server_that_accepts_and_closes()
    {
        await using TcpServer server = new(_ => Task.CompletedTask);
        await using ConnectProxy proxy = new(server.Port);

        await AssertUnanswered("server", new(proxy.Start()), new($"ws://{Name}/"));
        Assert.Equal((1, 1), (server.Accepted, proxy.Accepted));
    }

    [Fact]
    public async Task Connects_once_to_a_proxy_that_accepts_and_closes()
    {
        await using TcpServer proxy = new(_ => Task.CompletedTask);

        await AssertUnanswered("proxy", new(new WebProxy($"http://127.0.0.1:{proxy.Port}")), new($"wss://{Name}/"));
        Assert.Equal(1, proxy.Accepted);
    }

    [Fact]
    public async Task Does_not_follow_a_redirect_and_reports_its_target_without_the_query()
    {
        await using var server = TcpServer.Answering("HTTP/1.1 302 Found\nLocation: wss://other.example/ws?apiKey=secret\nContent-Length: 0\n\n");

        var refusal = await Assert.ThrowsAsync<HandshakeRefusedException>(() => ConnectAsync(new(_nobody), server.Url));

        Assert.Equal("The server answered 302 Found. It points to wss://other.example/ws; redirects are not followed.", refusal.Message);
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task Reports_a_refusal_whose_body_never_ends_when_the_attempt_is_given_up()
    {
        await using TcpServer server = new(async connection =>
        {
            await TcpServer.ReadHeadAsync(connection);
            await connection.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 900\r\n\r\nno"u8.ToArray());
            await TcpServer.ReadHeadAsync(connection); // until the client gives up
        });
        using CancellationTokenSource patience = new(TimeSpan.FromMilliseconds(500));

        var refusal = await Assert.ThrowsAsync<HandshakeRefusedException>(
            () => new SocketFactory(_nobody).ConnectAsync(server.Url, TimeSpan.Zero, Timeout.InfiniteTimeSpan, patience.Token));

        Assert.StartsWith("The server answered 403 Forbidden", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task AssertUnanswered(string who, SocketFactory factory, Uri url)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(factory, url));

        Assert.Equal($"The {who} closed the connection without an answer.", error.Message);
    }

    private static async Task<WebSocket> ConnectAsync(SocketFactory factory, Uri url)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        return await factory.ConnectAsync(url, TimeSpan.Zero, Timeout.InfiniteTimeSpan, patience.Token);
    }

    private static X509Certificate2 CertificateOf(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        using var shown = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return X509CertificateLoader.LoadPkcs12(shown.Export(X509ContentType.Pfx), password: null);
    }
}
