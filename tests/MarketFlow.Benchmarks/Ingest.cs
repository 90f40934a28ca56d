using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Text;
using BenchmarkDotNet.Attributes;
using MarketFlow.Feeds;

namespace MarketFlow.Benchmarks;

/// <summary>Claim: a feed takes frames in, decoding switched off, at 0.8 times the rate of a bare <c>ClientWebSocket</c> or better.</summary>
/// <remarks>Over the loopback, from a server in the same process that writes prepared bytes. The bare one keeps nothing of a frame; a feed must.</remarks>
public class Ingest
{
    private const int Frames = 20_000;
    private readonly Arrivals _arrivals = new();
    private PreparedServer _server = null!;
    private IDisposable _reading = null!;
    private int _blocks;
    private int _messageLength;

    [Params(1, MassiveFrames.MessagesPerFrame)]
    public int MessagesPerFrame { get; set; }

    [GlobalSetup(Target = nameof(BareSocket))]
    public void OpenBareSocket() => OpenAsync(server => ReadAsync(server, isKept: false)).GetAwaiter().GetResult();

    [Benchmark(Baseline = true, OperationsPerInvoke = Frames)]
    public long BareSocket() => Receive();

    [GlobalSetup(Target = nameof(BareSocketKeeping))]
    public void OpenKeeping() => OpenAsync(server => ReadAsync(server, isKept: true)).GetAwaiter().GetResult();

    /// <summary>The bare socket, with an array for every frame, as somebody would who hands frames on.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public long BareSocketKeeping() => Receive();

    [GlobalSetup(Target = nameof(MarketFlow))]
    public void OpenFeed() => OpenAsync(server =>
    {
        var options = new WebSocketFeedOptions { Name = "prepared", Url = server.Url, SilenceLimit = TimeSpan.Zero };
        var feed = new WebSocketFeed(options, new FaultLog<FeedFault>(), DefaultScheduler.Instance);
        return Task.FromResult(feed.Connection(0).Subscribe(frame => _arrivals.Add(frame.Bytes.Length)));
    }).GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Frames)]
    public long MarketFlow() => Receive();

    [GlobalCleanup]
    public void Close()
    {
        _reading.Dispose();
        _server.Dispose();
        _arrivals.Dispose();
    }

    private async Task OpenAsync(Func<PreparedServer, Task<IDisposable>> read)
    {
        var frame = MassiveFrames.Make(FrameContent.Trades, 1)[0];
        var message = MessagesPerFrame == 1 ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(frame).Split("},{")[0] + "}]") : frame;
        _messageLength = message.Length;
        _server = new(message);
        _blocks = Frames / _server.FramesPerBlock;
        var accepted = _server.AcceptAsync();
        _reading = await read(_server);
        await accepted;
        var before = _arrivals.Bytes;
        if (Receive() - before != (long)_blocks * _server.FramesPerBlock * _messageLength)
        {
            throw new InvalidOperationException("The bytes that arrived are not those that were sent.");
        }
    }

    private long Receive()
    {
        _arrivals.Expect(_blocks * _server.FramesPerBlock);
        _ = _server.SendAsync(_blocks);
        _arrivals.Await();
        return _arrivals.Bytes;
    }

    private async Task<IDisposable> ReadAsync(PreparedServer server, bool isKept)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(server.Url, CancellationToken.None);
        _ = Task.Run(async () =>
        {
            var buffer = new byte[64 * 1024];
            var length = 0;
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
                if (part.EndOfMessage)
                {
                    _arrivals.Add(isKept ? buffer.AsSpan(0, length).ToArray().Length : length);
                    length = 0;
                }
            }
        });
        return socket;
    }
}
