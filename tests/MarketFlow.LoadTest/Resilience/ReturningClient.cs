using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>One connection of a client, from its acknowledged subscription to its end. Times are the load test's clock's.</summary>
internal sealed class Visit
{
    /// <summary>The id that was to be sent next when the subscription was acknowledged: from it on, everything must come.</summary>
    public long From { get; set; } = long.MaxValue;

    public long LastLive { get; set; }

    public long FirstLiveAt { get; set; }

    public int Close { get; set; }
}

/// <summary>A client of <c>/ws</c> that comes back whenever its connection ends, with back-off, and asks again with a snapshot.</summary>
/// <param name="port">Where the host is.</param>
/// <param name="symbols">What it asks for; null for everything.</param>
/// <param name="sent">What is sent.</param>
/// <param name="clock">Real time.</param>
/// <param name="seed">Of its back-off.</param>
internal sealed class ReturningClient(int port, IReadOnlyList<string>? symbols, SentEvents sent, LoadClock clock, int seed)
{
    private readonly ulong[] _received = new ulong[(sent.Capacity / 64) + 1];
    private readonly Random _random = new(seed);
    private Thread? _thread;
    private volatile bool _isEnding;
    private long _seq;

    /// <summary>Its connections so far; the last one may be under way.</summary>
    public List<Visit> Visits { get; } = [];

    /// <summary>The gaps that it was told of, as (from, to).</summary>
    public HashSet<(Timestamp From, Timestamp To)> Gaps { get; } = [];

    /// <summary>Live events that it had already.</summary>
    public List<long> Twice { get; } = [];

    /// <summary>Holes in the numbering of a connection.</summary>
    public int SeqHoles { get; private set; }

    public bool IsLive => Volatile.Read(ref _liveVisits) > 0 && Visits[^1].LastLive > 0;

    /// <summary>How many connections have brought live events.</summary>
    public int LiveVisits => Volatile.Read(ref _liveVisits);

    private int _liveVisits;

    /// <summary>Whether it got an event, live or in a snapshot.</summary>
    public bool Has(long id) => (_received[id >> 6] & (1UL << (int)(id & 63))) != 0;

    public void Start()
    {
        _thread = new(ComeBack) { Name = "returning client", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Does not come back any more once its connection has ended.</summary>
    public void StayAway() => _isEnding = true;

    public void Join() => _thread!.Join();

    private void ComeBack()
    {
        const int LongestWait = 1_000;
        for (var wait = 25; !_isEnding; wait = Math.Min(2 * wait, LongestWait))
        {
            try
            {
                using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000 };
                socket.Connect("127.0.0.1", port);
                Handshake.Ask(socket, new($"ws://127.0.0.1:{port}/ws"));
                wait = 25;
                Stay(socket);
            }
            catch (Exception error) when (error is SocketException or IOException or InvalidDataException)
            {
                // it was cut off, or nobody is there: it comes back
            }

            clock.WaitUntil(clock.Now + (_random.Next(wait / 2, wait) * 1_000L));
        }
    }

    private void Stay(Socket socket)
    {
        Visit visit = new();
        Visits.Add(visit);
        _seq = 0;
        var topics = symbols is null ? ["\"trade.*\"", "\"quote.*\""] : symbols.SelectMany(symbol => new[] { $"\"trade.{symbol}\"", $"\"quote.{symbol}\"" });
        socket.Send(FrameText.Masked(FrameKind.Text, Encoding.UTF8.GetBytes($$"""{"op":"subscribe","topics":[{{string.Join(',', topics)}},"status.*"],"snapshot":true}""")));
        FrameReader reader = new((kind, data) => Hear(socket, visit, kind, data));
        var buffer = new byte[64 * 1024];
        for (var read = 1; read > 0 && visit.Close == 0;)
        {
            read = socket.Receive(buffer);
            reader.Read(buffer.AsSpan(0, read));
        }
    }

    private void Hear(Socket socket, Visit visit, FrameKind kind, ReadOnlySpan<byte> data)
    {
        switch (kind)
        {
            case FrameKind.Ping:
                socket.Send(FrameText.Masked(FrameKind.Pong, data));
                break;
            case FrameKind.Close:
                visit.Close = data.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(data) : 1005;
                socket.Send(FrameText.Masked(FrameKind.Close, data));
                break;
            case FrameKind.Text:
                HearAll(visit, data);
                break;
        }
    }

    private void HearAll(Visit visit, ReadOnlySpan<byte> text)
    {
        var start = "{\"seq\":"u8;
        for (var at = text.IndexOf(start); at >= 0;)
        {
            text = text[(at + start.Length)..];
            at = text.IndexOf(start);
            HearOne(visit, at < 0 ? text : text[..at]);
        }
    }

    private void HearOne(Visit visit, ReadOnlySpan<byte> message)
    {
        SeqHoles += Utf8Parser.TryParse(message, out long seq, out var length) && seq == ++_seq ? 0 : 1;
        var rest = message[length..];
        if (rest.StartsWith(",\"type\":\"subscribed\""u8))
        {
            visit.From = sent.Next;
        }
        else if (rest.StartsWith(",\"type\":\"status\",\"kind\":\"gap\""u8))
        {
            Gaps.Add((TimeIn(rest, "\"from\":\""u8), TimeIn(rest, "\"to\":\""u8)));
        }
        else if (rest.IndexOf("\"sequence\":"u8) is > 0 and var place && Utf8Parser.TryParse(rest[(place + 11)..], out long id, out _))
        {
            Note(visit, id, isLive: rest.IndexOf("\"backfill\":true"u8) < 0);
        }
    }

    private void Note(Visit visit, long id, bool isLive)
    {
        if (isLive && Has(id))
        {
            Twice.Add(id);
        }

        _received[id >> 6] |= 1UL << (int)(id & 63);
        if (!isLive)
        {
            return;
        }

        if (visit.LastLive == 0)
        {
            visit.FirstLiveAt = clock.Now;
            Volatile.Write(ref _liveVisits, _liveVisits + 1);
        }

        visit.LastLive = Math.Max(visit.LastLive, id);
    }

    private static Timestamp TimeIn(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        var value = at < 0 ? default : text[(at + name.Length)..];
        return value.IndexOf((byte)'"') is > 0 and var end && Timestamp.TryParse(value[..end], out var time) ? time : default;
    }
}
