using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

public sealed class WebSocketFeedRealSocketTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly RecordingObserver<FeedFault> _faults = new();

    [Fact]
    public async Task Receives_a_frame_of_five_megabytes_and_one_in_fragments_byte_for_byte()
    {
        var large = new byte[5 * 1024 * 1024];
        new Random(1).NextBytes(large);
        await using var server = await SocketServer.StartAsync(async (socket, _, _) =>
        {
            await socket.SendWholeAsync(large, WebSocketMessageType.Binary);
            await socket.SendAsync("frag"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
            await socket.SendAsync("men"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
            await socket.SendAsync("ted"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await socket.UntilClosedAsync();
        });

        var frames = await Frames(FeedOf(server.Url), count: 2);

        Assert.True(frames[0].IsBinary && frames[0].Bytes.Span.SequenceEqual(large));
        Assert.Equal("fragmented", VirtualFeed.Text(frames[1]));
        await UntilNoneIsOpen(server);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Comes_back_with_a_new_number_and_asks_again_after_the_server_cuts_or_closes(bool cut)
    {
        var firstArrived = new TaskCompletionSource();
        await using var server = await SocketServer.StartAsync(async (socket, number, request) =>
        {
            await socket.SendTextAsync($"{number}:{await socket.ReadTextAsync()}");
            if (number > 1)
            {
                await socket.UntilClosedAsync();
                return;
            }

            await firstArrived.Task;
            if (cut)
            {
                request.Abort();
            }
            else
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
            }
        });

        var feed = FeedOf(server.Url);
        var frames = await feed.Connection(0).Do(_ => firstArrived.TrySetResult()).Take(2).ToList().ToTask().WaitAsync(_patience);

        Assert.Equal([(1, "1:subscribe"), (2, "2:subscribe")], frames.Select(frame => (frame.Connection, VirtualFeed.Text(frame))));
        await UntilNoneIsOpen(server);
    }

    [Fact]
    public async Task Keeps_trying_where_nobody_listens_until_somebody_does()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var nobody = new Uri($"ws://127.0.0.1:{((IPEndPoint)reserved.LocalEndpoint).Port}/ws");
        reserved.Stop();
        var feed = FeedOf(nobody);

        using var subscription = feed.Connection(0).Subscribe(new RecordingObserver<Frame>());
        await Until(() => feed.Status[0].Attempts >= 3);

        Assert.StartsWith("No connection: ", feed.Status[0].LastError, StringComparison.Ordinal);
        subscription.Dispose();
        await Until(() => feed.Status[0].State == ConnectionState.Idle);
    }

    [Fact]
    public async Task Can_be_disposed_while_the_server_does_not_answer_the_handshake()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var feed = FeedOf(new Uri($"ws://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/ws"));
        var subscription = feed.Connection(0).Subscribe(new RecordingObserver<Frame>());
        using var accepted = await silent.AcceptSocketAsync();

        subscription.Dispose();

        await Until(() => feed.Status[0].State == ConnectionState.Idle);
    }

    [Fact]
    public async Task Closes_every_socket_of_many_connections_when_disposed()
    {
        await using var server = await SocketServer.StartAsync(async (socket, _, _) =>
        {
            await socket.SendTextAsync("hello");
            await socket.UntilClosedAsync();
        });
        var feed = FeedOf(server.Url, connections: 64);
        var seen = feed.Connections.Select(_ => new RecordingObserver<Frame>()).ToList();
        var subscriptions = feed.Connections.Zip(seen, (connection, observer) => connection.Subscribe(observer)).ToList();
        await Until(() => seen.All(observer => observer.Values.Count == 1));
        Assert.Equal(64, server.Open);
        Assert.Equal(Enumerable.Range(1, 64), seen.Select(observer => observer.Values[0].Connection));

        subscriptions.ForEach(subscription => subscription.Dispose());

        await UntilNoneIsOpen(server);
        await Until(() => feed.Status.All(status => status.State == ConnectionState.Idle));
        Assert.All(seen, observer => observer.AssertGrammar());
    }

    [Fact]
    public async Task Cuts_a_server_that_goes_on_talking_instead_of_answering_the_close()
    {
        await using var server = await SocketServer.StartAsync(async (socket, _, request) =>
        {
            while (!request.RequestAborted.IsCancellationRequested)
            {
                await socket.SendTextAsync("talk");
            }
        });

        await Frames(FeedOf(server.Url, closeTimeout: TimeSpan.FromMilliseconds(50)), count: 3);

        await UntilNoneIsOpen(server);
    }

    private WebSocketFeed FeedOf(Uri url, int connections = 1, TimeSpan? closeTimeout = null) =>
        new(
            new()
            {
                Name = "real",
                Url = url,
                Connections = connections,
                InitialDelay = TimeSpan.FromMilliseconds(10),
                CloseTimeout = closeTimeout ?? TimeSpan.FromSeconds(30),
                SendOnConnect = () => ["subscribe"u8.ToArray()],
            },
            _faults,
            DefaultScheduler.Instance);

    private static async Task<IList<Frame>> Frames(WebSocketFeed feed, int count) =>
        await feed.Connection(0).Take(count).ToList().ToTask().WaitAsync(_patience);

    private static Task UntilNoneIsOpen(SocketServer server) => Until(() => server.Open == 0);

    private static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(_patience);
        while (!condition())
        {
            await Task.Delay(5, patience.Token); // lets the sockets go on; nothing is measured by it
        }
    }
}
