using System.Net.Sockets;
using System.Text;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>A client of any of the servers, on a bare socket; they differ in their words alone. Used by one thread at a time.</summary>
internal sealed class FanOutClient : IDisposable
{
    private const int PatienceMilliseconds = 60_000;
    private readonly FanOutWords _words;
    private readonly IReadOnlyList<string>? _symbols;
    private readonly LoadClock _clock;
    private readonly FrameReader _reader;
    private long _receivedAt;

    /// <param name="words">What it says and hears.</param>
    /// <param name="symbols">What it asks for; null for everything.</param>
    /// <param name="receipts">Where it notes what came.</param>
    /// <param name="clock">Real time.</param>
    public FanOutClient(FanOutWords words, IReadOnlyList<string>? symbols, Receipts receipts, LoadClock clock)
    {
        (_words, _symbols, Receipts, _clock) = (words, symbols, receipts, clock);
        _words.Heard = Note;
        _reader = new(Hear);
    }

    public Socket Socket { get; } = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public Receipts Receipts { get; }

    /// <summary>Where the latencies of events are noted that were due at <see cref="MeasuredFrom"/> or later.</summary>
    public LatencyHistogram Latencies { get; set; } = new(digits: 1);

    /// <summary>On the clock.</summary>
    public long MeasuredFrom { get; set; } = long.MaxValue;

    /// <summary>Why it is not connected any more; null while it is.</summary>
    public string? Ended { get; private set; }

    /// <summary>Connects and subscribes; from its return on, what is sent must come.</summary>
    /// <exception cref="IOException">The server refused.</exception>
    public void Connect(Uri server)
    {
        Uri url = new(server, _words.Path);
        Socket.Connect(url.Host, url.Port);
        Socket.ReceiveTimeout = PatienceMilliseconds;
        Handshake.Ask(Socket, url);
        var buffer = new byte[16 * 1024];
        foreach (var (answers, say) in _words.Greeting(_symbols))
        {
            ReadUntil(answers, buffer);
            Socket.Send(FrameText.Masked(FrameKind.Text, Encoding.UTF8.GetBytes(say)));
        }

        ReadUntil(_words.AnswersIn(_symbols), buffer);
        Receipts.From = 1;
    }

    /// <summary>Reads once what there is, waiting for it where the socket blocks.</summary>
    public void Read(byte[] buffer)
    {
        try
        {
            var read = Socket.Receive(buffer);
            _receivedAt = _clock.Now;
            _reader.Read(buffer.AsSpan(0, read));
            Ended ??= read == 0 ? "the connection was closed" : null;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
        {
            // another time
        }
        catch (Exception error) when (error is SocketException or InvalidDataException or System.Text.Json.JsonException)
        {
            Ended ??= error.Message;
        }
    }

    public void Dispose() => Socket.Dispose();

    private void ReadUntil(int answers, byte[] buffer)
    {
        while (_words.Answers < answers)
        {
            Read(buffer);
            if (Ended is not null)
            {
                throw new IOException($"The server ended a client that was asking for {_symbols?.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "all"} symbols: {Ended}");
            }
        }
    }

    private void Hear(FrameKind kind, ReadOnlySpan<byte> data)
    {
        switch (kind)
        {
            case FrameKind.Ping:
                Socket.Send(FrameText.Masked(FrameKind.Pong, data));
                break;
            case FrameKind.Close:
                Ended ??= $"the server closed it: {Encoding.UTF8.GetString(data.Length > 2 ? data[2..] : default)}";
                break;
            case FrameKind.Text:
                _words.Read(data);
                break;
        }
    }

    private void Note(long id, long due)
    {
        if (Receipts.Add(id) && due >= MeasuredFrom)
        {
            Latencies.Add(_receivedAt - due);
        }
    }
}
