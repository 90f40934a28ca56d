using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Host;

/// <summary>One session of Engine.IO: what stays while requests come and go, and while it changes over to a WebSocket.</summary>
/// <remarks>
/// It ends once, whoever ends it first: the client, its silence, a bad packet, what waits for it, or the host. From then on nothing
/// more is taken in; what is left to say may still be fetched for the time that a close may take, then it is cut.
/// Thread-safe. Memory: what waits for it, bounded by <see cref="ClientOptions.MaxOutboxBytes"/>, and as much again for answers.
/// </remarks>
internal sealed class EngineSession : IDisposable
{
    private readonly Client _client;
    private readonly SessionRules _rules;
    private readonly EngineListener _listener;
    private readonly Heartbeat _heartbeat;
    private readonly Action<EngineSession> _gone;
    private readonly SerialDisposable _deadline = new();
    private readonly Lock _gate = new();
    private Action? _cutSocket;
    private int _isEnding;
    private bool _isCut;

    /// <param name="sid">Its id, which nobody else can guess: who has it, has the session.</param>
    /// <param name="isOnWebSocket">True where it begins on a WebSocket.</param>
    /// <param name="client">Whose it is, joined to the hub.</param>
    /// <param name="rules">What it is allowed.</param>
    /// <param name="listen">Makes who is told its messages.</param>
    /// <param name="gone">Told once when it is cut: nothing more is sent or read.</param>
    public EngineSession(
        string sid, bool isOnWebSocket, Client client, SessionRules rules, Func<EngineSession, EngineListener> listen, Action<EngineSession> gone)
    {
        (Sid, _client, _rules, _gone) = (sid, client, rules, gone);
        Carriers = new(isOnWebSocket);
        Outgoing = new(rules.Clients.MaxOutboxBytes);
        _heartbeat = new(rules.Options, rules.Clock, () => Send(EnginePacket.Ping), () => End(EngineClose.NoPong));
        _listener = listen(this);
    }

    /// <summary>Its id.</summary>
    public string Sid { get; }

    /// <summary>Its client.</summary>
    public Client Client => _client;

    /// <summary>What carries it.</summary>
    public SessionCarriers Carriers { get; }

    /// <summary>What waits for its next poll, or for its socket.</summary>
    public PacketQueue Outgoing { get; }

    /// <summary>Begins: greets, pings, listens.</summary>
    public void Open()
    {
        Send(EngineHandshake.Write(Sid, Carriers.IsOnWebSocket, _rules));
        _heartbeat.Start();
        _listener.Open();
        _client.Attach(Cut);
        _ = EndWithOutboxAsync();
    }

    /// <summary>Sends a packet. Never waits; a client for which too much waits is ended as slow.</summary>
    public void Send(EnginePacket packet)
    {
        if (!Outgoing.TryAdd(packet))
        {
            End(ClientClose.Slow, ClientError.SlowClient, $"More than {_rules.Clients.MaxOutboxBytes} bytes of answers were waiting for this client, which is all that may wait.");
        }
    }

    /// <summary>The client has sent a packet. Completes when the next may be read; once it is ending nothing is done with it.</summary>
    /// <returns>What is wrong with it, and has ended the session; null where nothing is.</returns>
    public async Task<string?> HandleAsync(EnginePacket packet)
    {
        if (Volatile.Read(ref _isEnding) == 1)
        {
            return null;
        }

        string? problem = null;
        switch (packet.Type)
        {
            case EnginePacketType.Message:
                problem = await _listener.HandleAsync(packet.Data);
                break;
            case EnginePacketType.Pong:
                _heartbeat.Answered();
                break;
            case EnginePacketType.Close:
                Leave();
                break;
            case EnginePacketType.Noop:
                break;
            default:
                problem = $"A packet of type {packet.Type.ToString().ToLowerInvariant()} has no place here; clients send messages, pongs and a close.";
                break;
        }

        if (problem is not null)
        {
            Refuse(problem);
        }

        return problem;
    }

    /// <summary>The client has done what cannot be answered otherwise: it is told, and the session ends.</summary>
    public void Refuse(string problem) => End(EngineClose.BadPacket, EngineClose.BadPacketCode, problem);

    /// <summary>The client has sent more at once than is allowed: it is told, and the session ends.</summary>
    public void RefuseLength() =>
        End(EngineClose.TooLarge, ClientError.TooLarge, $"More than {_rules.Clients.MaxRequestBytes} bytes were sent at once, which is all that is allowed.");

    /// <summary>Ends it; what is left to say may still be fetched for a while.</summary>
    public void End(ClientClose close) => Finish(close, EnginePacket.Close);

    /// <summary>The session is on its WebSocket from now on; a poll that still waits is answered.</summary>
    public void Upgrade()
    {
        Carriers.Upgrade();
        NudgePoll();
    }

    /// <summary>Answers the poll that waits, with nothing where there is nothing.</summary>
    public void NudgePoll()
    {
        if (Carriers.IsPolled)
        {
            Outgoing.TryAdd(EnginePacket.Noop);
        }
    }

    /// <summary>Says how its socket is cut, once it has one.</summary>
    public void Attach(Action cutSocket)
    {
        bool isCut;
        lock (_gate)
        {
            _cutSocket = cutSocket;
            isCut = _isCut;
        }

        if (isCut)
        {
            cutSocket();
        }
    }

    /// <summary>It is over, now. Any thread; a second time does nothing.</summary>
    public void Cut()
    {
        Action? cutSocket;
        lock (_gate)
        {
            if (_isCut)
            {
                return;
            }

            _isCut = true;
            cutSocket = _cutSocket;
        }

        End(ClientClose.Gone);
        _heartbeat.Dispose();
        _deadline.Dispose();
        cutSocket?.Invoke();
        _gone(this);
    }

    /// <summary>The same as <see cref="Cut"/>.</summary>
    public void Dispose() => Cut();

    private bool IsCut
    {
        get
        {
            lock (_gate)
            {
                return _isCut;
            }
        }
    }

    private void End(ClientClose close, string code, string message) => Finish(close, _listener.LastWords(code, message), EnginePacket.Close);

    // Its poll that waits is answered first; its socket is closed by the sender.
    private void Leave()
    {
        End(ClientClose.Gone);
        if (!Carriers.IsPolled && !Carriers.IsOnWebSocket)
        {
            Cut();
        }
    }

    private void Finish(ClientClose? close, params ReadOnlySpan<EnginePacket> last)
    {
        if (Interlocked.Exchange(ref _isEnding, 1) == 1)
        {
            return;
        }

        if (close is not null)
        {
            _client.Outbox.End(close); // not before: who waits for that end would have its own, without the words
        }

        _heartbeat.Dispose();
        _listener.Dispose();
        Outgoing.Complete(_listener.Rest, last);
        if (!IsCut)
        {
            _deadline.Disposable = _rules.Clock.Schedule(_rules.Clients.CloseTimeout, Cut);
        }
    }

    // The outbox ends by itself where the client is slow, and by the hub where the host is stopping; it may hold last words, which stay.
    private async Task EndWithOutboxAsync()
    {
        await _client.Outbox.Ending;
        Finish(close: null, EnginePacket.Close);
    }
}
