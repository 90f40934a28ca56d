using System.Net.Sockets;
using System.Text;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>A client on a bare socket: reads frames, finds the marks, notes what came when. Used by one thread at a time.</summary>
internal sealed class LoadClient : IDisposable
{
    private const int PatienceMilliseconds = 60_000;
    private readonly FrameReader _reader;
    private readonly LoadClock _clock;
    private readonly SentEvents _sent;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private long _receivedAt;
    private int _acknowledged;
    private string _status = string.Empty;

    /// <param name="of">What it is like.</param>
    /// <param name="topics">What it asks for, separated by commas.</param>
    /// <param name="receipts">Where it notes what came.</param>
    /// <param name="sent">What is sent.</param>
    /// <param name="clock">Real time.</param>
    public LoadClient(ClientClass of, IReadOnlyList<MassiveTopic> topics, Receipts receipts, SentEvents sent, LoadClock clock)
    {
        (Class, Topics, Receipts, _sent, _clock) = (of, topics, receipts, sent, clock);
        _reader = new(Hear);
    }

    public ClientClass Class { get; }

    public IReadOnlyList<MassiveTopic> Topics { get; }

    public Receipts Receipts { get; }

    public Socket Socket { get; } = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Where its latencies are noted; null where they are not.</summary>
    public LatencyBook? Book { get; set; }

    /// <summary>When it stops reading, and when it goes on, on the clock.</summary>
    public (long From, long Until) Pause { get; set; } = (long.MaxValue, long.MaxValue);

    /// <summary>Why it is not connected any more; null while it is.</summary>
    public string? Ended { get; private set; }

    /// <summary>Bytes received.</summary>
    public long Bytes { get; private set; }

    /// <summary>Connects, shows a key and subscribes; from its return on, what is sent must come.</summary>
    /// <exception cref="IOException">The host refused.</exception>
    public void Connect(Uri url)
    {
        Socket.Connect(url.Host, url.Port);
        Socket.ReceiveTimeout = PatienceMilliseconds;
        Handshake.Ask(Socket, url);
        ReadUntil(() => _status == "connected");
        Say(MassiveControl.AuthMessage("load"));
        ReadUntil(() => _status == "auth_success");
        Say(MassiveControl.SubscribeMessage(Topics));
        ReadUntil(() => _acknowledged == Topics.Count);
        Receipts.From = _sent.Next;
    }

    /// <summary>Takes back what it asked for, and waits until that is done.</summary>
    public void Unsubscribe()
    {
        _acknowledged = 0;
        Say(MassiveControl.UnsubscribeMessage(Topics));
        ReadUntil(() => _acknowledged == Topics.Count);
    }

    /// <summary>Reads once what there is, waiting for it where the socket blocks.</summary>
    public void Read(byte[] buffer)
    {
        try
        {
            var read = Socket.Receive(buffer);
            _receivedAt = _clock.Now;
            Bytes += read;
            _reader.Read(buffer.AsSpan(0, read));
            if (read == 0)
            {
                End("the connection was closed");
            }
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
        {
            // another time
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidDataException)
        {
            End(error.Message);
        }
    }

    public void Dispose() => Socket.Dispose();

    private void End(string why) => Ended ??= _status.StartsWith("error", StringComparison.Ordinal) ? _status : why;

    private void Say(ReadOnlyMemory<byte> words) => Socket.Send(FrameText.Masked(FrameKind.Text, words.Span));

    private void ReadUntil(Func<bool> isDone)
    {
        while (!isDone())
        {
            Read(_buffer);
            if (Ended is not null)
            {
                throw new IOException($"The host ended a client that was asking for {Topics.Count} topics: {Ended}");
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
                End($"the host closed it: {Encoding.UTF8.GetString(data.Length > 2 ? data[2..] : default)}");
                break;
            case FrameKind.Text:
                HearText(data);
                break;
        }
    }

    private void HearText(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith("[{\"ev\":\"status\""u8))
        {
            HearStatus(data);
            return;
        }

        while (LoadText.TryRead(ref data, out var id, out var due))
        {
            if (Receipts.Add(id) && Book is { } book)
            {
                book.Add(Class, _sent.KindOf(id), due, _receivedAt);
            }
        }
    }

    private void HearStatus(ReadOnlySpan<byte> data)
    {
        foreach (var status in MassiveStatus.ReadAll(data))
        {
            _acknowledged += status.Status == "success" ? 1 : 0;
            _status = status.Status == "error" ? $"error: {status.Message}" : status.Status;
        }
    }
}
