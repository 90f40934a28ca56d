using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>The ways to misuse a host. Each goes on until it is told to end, closes what it opened, and notes what it did.</summary>
/// <param name="host">Whose.</param>
/// <param name="scale">By what numbers are multiplied.</param>
/// <param name="symbols">The symbols there are.</param>
internal sealed class Abuses(Uri host, double scale, string[] symbols)
{
    private const int GiantLength = 1024 * 1024 * 1024;
    private const int PieceLength = 2 * 1024 * 1024;
    private readonly LoadClock _clock = new();
    private readonly Uri _ws = new UriBuilder(host) { Scheme = "ws", Path = "/ws" }.Uri;
    private readonly Uri _stocks = new UriBuilder(host) { Scheme = "ws", Path = "/stocks" }.Uri;

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<(string Name, Action<CancellationToken>? Do)> All =>
    [
        Of("slow readers", SlowReaders), Of("half-open sockets", HalfOpen), Of("connect storm", ConnectStorm), Of("giant frames", GiantFrames),
        Of("subscribe floods", SubscribeFloods), Of("bad keys", BadKeys), Of("path tricks", PathTricksAll),
    ];

    /// <summary>What each did.</summary>
    public ConcurrentDictionary<string, JsonObject> Told { get; } = new();

    /// <summary>What was served and should not have been.</summary>
    public ConcurrentBag<string> Served { get; } = [];

    /// <summary>Abuses that could not be done.</summary>
    public ConcurrentBag<string> Failures { get; } = [];

    /// <summary>Bad keys that were not refused.</summary>
    public int Unanswered { get; private set; }

    private (string Name, Action<CancellationToken>? Do) Of(string name, Func<CancellationToken, JsonObject> act)
    {
        return (name, Do);

        void Do(CancellationToken over)
        {
            try
            {
                Told[name] = act(over);
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                Failures.Add($"{name}: {error.Message}");
            }
        }
    }

    private JsonObject SlowReaders(CancellationToken over)
    {
        List<Socket> sockets = [];
        for (var left = Scaled(50); left > 0; left--)
        {
            var socket = Open(_ws, receiveBuffer: 4096);
            Ask(socket, """{"op":"subscribe","topics":["trade.*","quote.*","bar.*","fmv.*","status.*"]}""");
            sockets.Add(socket);
        }

        over.WaitHandle.WaitOne();
        return Closed(sockets);
    }

    private JsonObject HalfOpen(CancellationToken over)
    {
        List<Socket> sockets = [];
        for (var left = Scaled(500); left > 0; left--)
        {
            sockets.Add(Connect());
        }

        for (var left = Scaled(100); left > 0; left--)
        {
            var socket = Connect();
            socket.Send("GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: webso"u8);
            sockets.Add(socket);
        }

        over.WaitHandle.WaitOne();
        return Closed(sockets);
    }

    private JsonObject ConnectStorm(CancellationToken over)
    {
        var (done, failed) = (0, 0);
        var perTick = Scaled(20); // every 10 ms
        for (var due = _clock.Now; !over.IsCancellationRequested; due += 10_000)
        {
            _clock.WaitUntil(due);
            for (var left = perTick; left > 0; left--)
            {
                try
                {
                    using var socket = Connect();
                    socket.LingerState = new(enable: true, 0); // cut, or the ports of this machine would run out
                    done++;
                }
                catch (SocketException)
                {
                    failed++;
                }
            }
        }

        return new() { ["connects"] = done, ["refused"] = failed };
    }

    private JsonObject GiantFrames(CancellationToken over)
    {
        List<Socket> sockets = [];
        var head = new byte[14];
        var piece = new byte[PieceLength];
        for (var left = Scaled(10); left > 0; left--)
        {
            sockets.Add(Open(_ws));
            (head[0], head[1]) = (0x81, 0x80 | 127); // text, masked with 0
            BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), GiantLength);
            TrySend(sockets[^1], head, piece);
            sockets.Add(Open(_ws));
            TrySend(sockets[^1], [0xC1, 0x80, 0, 0, 0, 0]); // compressed, which was not agreed on
        }

        var (endless, sent) = (Open(_ws), 0L);
        sockets.Add(endless);
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), PieceLength);
        for (var first = true; !over.IsCancellationRequested; first = false)
        {
            head[0] = first ? (byte)0x01 : (byte)0x00; // never the last
            if (!TrySend(endless, head, piece))
            {
                break;
            }

            sent += PieceLength;
            over.WaitHandle.WaitOne(50);
        }

        var told = Closed(sockets);
        told["endlessBytes"] = sent;
        return told;
    }

    private JsonObject SubscribeFloods(CancellationToken over)
    {
        var many = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"{(i % 2 == 0 ? "trade" : "quote")}.{(i < 2 * symbols.Length ? symbols[i / 2] : $"X{i}")}\""));
        List<Thread> threads = [];
        var asked = 0;
        for (var left = Scaled(4); left > 0; left--)
        {
            Thread thread = new(() => Of("subscribe flood", Flood).Do!(over)) { Name = "subscribe flood", IsBackground = true };
            threads.Add(thread);
            thread.Start();
        }

        threads.ForEach(thread => thread.Join());
        return new() { ["requests"] = asked };

        JsonObject Flood(CancellationToken over)
        {
            using var socket = Open(_ws);
            Thread reading = new(() => Drain(socket)) { IsBackground = true };
            reading.Start();
            Ask(socket, $$"""{"op":"subscribe","topics":[{{many}}],"snapshot":true}""");
            var due = _clock.Now;
            for (var isOpen = true; isOpen && !over.IsCancellationRequested; due += 1_000)
            {
                _clock.WaitUntil(due);
                var number = Interlocked.Increment(ref asked);
                isOpen = TrySend(socket, FrameText.Masked(FrameKind.Text, Encoding.ASCII.GetBytes(
                    $$"""{"op":"{{((number & 1) == 0 ? "un" : "")}}subscribe","topics":["trade.{{symbols[number % symbols.Length]}}"]}""")));
            }

            socket.Dispose();
            reading.Join();
            return [];
        }
    }

    private JsonObject BadKeys(CancellationToken over)
    {
        var (refused, unanswered) = (0, 0);
        for (var due = _clock.Now; !over.IsCancellationRequested; due += (long)(2_000 / scale))
        {
            _clock.WaitUntil(due);
            using var socket = Open(_stocks);
            Ask(socket, """{"action":"auth","params":"wrong"}""");
            var isRefused = HearsRefusal(socket);
            refused += isRefused ? 1 : 0;
            unanswered += isRefused ? 0 : 1;
            socket.LingerState = new(enable: true, 0);
        }

        Unanswered = unanswered;
        return new() { ["refused"] = refused };
    }

    private JsonObject PathTricksAll(CancellationToken over)
    {
        JsonObject answers = [];
        do
        {
            foreach (var trick in PathTricks.All)
            {
                using var socket = Connect();
                socket.ReceiveTimeout = 5_000;
                TrySend(socket, trick.Request);
                var status = PathTricks.StatusOf(socket);
                answers[trick.Name] = status;
                if (status is >= 200 and < 300 && !trick.MayBeServed)
                {
                    Served.Add($"{trick.Name}: {status}");
                }
            }
        }
        while (!over.WaitHandle.WaitOne(100));

        return answers;
    }

    private int Scaled(int number) => Math.Max(1, (int)(number * scale));

    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever asked for it disposes it.")]
    private Socket Connect(int receiveBuffer = 0)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        socket.Connect(IPAddress.Loopback, host.Port);
        return socket;
    }

    private Socket Open(Uri url, int receiveBuffer = 0)
    {
        var socket = Connect(receiveBuffer);
        (socket.ReceiveTimeout, socket.SendTimeout) = (10_000, 2_000);
        Handshake.Ask(socket, url);
        return socket;
    }

    private static void Ask(Socket socket, string words) => socket.Send(FrameText.Masked(FrameKind.Text, Encoding.UTF8.GetBytes(words)));

    private static bool TrySend(Socket socket, params ReadOnlySpan<byte[]> parts)
    {
        try
        {
            foreach (var part in parts)
            {
                socket.Send(part);
            }

            return true;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return false; // the host has had enough, which is its good right
        }
    }

    private static void Drain(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (socket.Receive(buffer) > 0)
            {
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // it is over
        }
    }

    // The words come in a frame that is not masked, so they can be looked for as they are.
    private static bool HearsRefusal(Socket socket)
    {
        var (buffer, length) = (new byte[8192], 0);
        try
        {
            for (var read = 1; read > 0 && length < buffer.Length; length += read)
            {
                read = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
                if (buffer.AsSpan(0, length + read).IndexOf("auth_failed"u8) >= 0)
                {
                    return true;
                }
            }
        }
        catch (SocketException)
        {
            // cut without a word
        }

        return false;
    }

    private static JsonObject Closed(List<Socket> sockets)
    {
        var ended = sockets.Count(socket => !IsOpen(socket));
        sockets.ForEach(socket => socket.Dispose());
        return new() { ["sockets"] = sockets.Count, ["endedByTheHost"] = ended };
    }

    // Read to its end, as far as it has come: what was sent before the end hides it.
    private static bool IsOpen(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        socket.Blocking = false;
        try
        {
            for (var read = 1; read > 0;)
            {
                read = socket.Receive(buffer);
            }

            return false;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.WouldBlock;
        }
    }
}
