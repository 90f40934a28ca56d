using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Feeds;

/// <summary>One open socket, from its first frame to its end: reads, lets the conversation hear, delivers.</summary>
internal sealed class OpenConnection(
    FeedShared feed, WebSocket socket, ConversationWriter conversation, int number, ConnectionMonitor monitor, SilenceWatch silence,
    Action<Reception> received, Action<Frame> deliver)
    : IDisposable
{
    private static readonly TimeSpan _longEnough = TimeSpan.FromMinutes(1);
    private readonly WebSocketFeedOptions _options = feed.Options;
    private readonly SerialDisposable _cut = new();
    private readonly SerialDisposable _letInTimeout = new();
    private ConnectionEnd? _leaving;
    private DataFlow _flow = new(feed.Options.ProvenAfter);
    private volatile bool _hasStayed;
    private volatile bool _isLetIn;
    private bool _isDelivering;

    /// <summary>What is wanted has changed.</summary>
    public void TellWanted() => conversation.Start();

    public void Dispose()
    {
        conversation.OnExpectedChanged = null;
        silence.Dispose();
        _letInTimeout.Dispose();
        _cut.Dispose();
    }

    /// <summary>Reads until the connection ends. Throws only what the consumer or the caller's conversation threw.</summary>
    /// <param name="ending">Closes the socket; what arrives until it is closed is still delivered.</param>
    public async ValueTask<ConnectionEnd> ReadAsync(CancellationToken ending)
    {
        using var message = new MessageBuffer(_options.MaxFrameBytes);
        await using var closing = ending.Register(() => _ = CloseAsync()).ConfigureAwait(false);
        monitor.Opened(number);
        conversation.OnExpectedChanged = silence.Changed;
        _letInTimeout.Disposable = feed.Clock.Schedule(_options.ConnectTimeout, LeaveUnlessLetIn);
        Heard(conversation.State);
        conversation.Start(); // what was wanted may have changed since the first messages were made
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(message.Free(), CancellationToken.None).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await CloseAsync().ConfigureAwait(false);
                    return Ended(ClosedByServer());
                }

                message.Add(part.Count);
                if (part.EndOfMessage)
                {
                    _isDelivering = true; // what is thrown in there is the consumer's, not the socket's
                    Take(message, part.MessageType == WebSocketMessageType.Binary);
                    _isDelivering = false;
                }
            }
        }
        catch (Exception error) when (!_isDelivering)
        {
            // Reading is never cancelled, so it was the socket itself that gave up, unless the sender has cut it.
            return Ended(new(error is OperationCanceledException && !conversation.HasCut
                ? $"Connection {number} lost: a ping was not answered within {_options.KeepAliveTimeout} (KeepAliveTimeout)."
                : $"Connection {number} lost: {Words.Of(error)}"));
        }
    }

    private void Take(MessageBuffer message, bool isBinary)
    {
        var now = feed.Clock.Now;
        monitor.Received(now.UtcTicks, message.Length);
        if (message.IsTooLong)
        {
            var length = message.Length;
            message.Clear();
            ReceivedData(now, default);
            feed.Report(number, $"Frame of {length} bytes skipped; at most {_options.MaxFrameBytes} are taken (MaxFrameBytes).");
            return;
        }

        var frame = new Frame(_options.Name, number, now, message.Take(), isBinary);
        var wasLetIn = _isLetIn;
        var step = conversation.Hear(frame);
        Heard(step.State);
        if (step.IsData)
        {
            ReceivedData(now, frame.Bytes.Span);
        }

        if (wasLetIn && step.State == ConversationState.Ready)
        {
            received(new(number, now)); // an answer counts as well as data: from it on the vendor sends what was asked for
        }

        if (step.Words is { } words)
        {
            feed.Report(number, words);
        }

        deliver(frame);
        if (step.State is ConversationState.Refused or ConversationState.OverCap)
        {
            var isOverCap = step.State == ConversationState.OverCap;
            Leave(new(step.Words ?? $"The server says: {step.State}.", IsOverCap: isOverCap, IsRefused: !isOverCap));
        }
    }

    private void Heard(ConversationState state)
    {
        if (!_isLetIn && state == ConversationState.Ready)
        {
            _isLetIn = true;
            monitor.LetIn();
            _letInTimeout.Disposable = feed.Clock.Schedule(_options.ProvenAfter > _longEnough ? _options.ProvenAfter : _longEnough, HasStayed);
            silence.Begin(() => conversation.Expected, reason => Leave(new(reason, IsSilence: true)));
        }
    }

    private void LeaveUnlessLetIn()
    {
        if (!_isLetIn)
        {
            Leave(new($"Not let in within {_options.ConnectTimeout} (ConnectTimeout); the conversation is {conversation.State}."));
        }
    }

    private void ReceivedData(DateTimeOffset now, ReadOnlySpan<byte> frame)
    {
        silence.Heard(now, frame);
        if (_flow.Proves(now))
        {
            monitor.Proven();
        }
    }

    private void Leave(ConnectionEnd why)
    {
        if (Interlocked.CompareExchange(ref _leaving, why, null) is null)
        {
            _ = CloseAsync();
        }
    }

    // Whoever left first knows why; what the socket says then is only the echo. Vendors close with 1008 for a cap, a wrong key and
    // a login that took too long alike, so even that tells nothing of a connection that was left for another reason.
    private ConnectionEnd Ended(ConnectionEnd end)
    {
        var why = Volatile.Read(ref _leaving) ?? end;
        return why with { WasProven = _flow.IsProven || why.IsSilence || _hasStayed };
    }

    // A connection without regular data proves itself by staying: halts may not come for days.
    private void HasStayed()
    {
        _hasStayed = true;
        monitor.Proven();
    }

    // 1008 means the cap unless its words name another reason. Who is thrown out for reading too slowly, say, may come back at once:
    // nobody else wants the place, and each second away is a gap.
    private ConnectionEnd ClosedByServer()
    {
        var words = socket.CloseStatusDescription ?? string.Empty;
        var isOfCap = words.Length == 0
            || words.Contains("connection", StringComparison.OrdinalIgnoreCase)
            || words.Contains("limit", StringComparison.OrdinalIgnoreCase);
        return new(
            $"The server closed with {(int?)socket.CloseStatus}{(words.Length > 0 ? $" ({words})" : string.Empty)}.",
            IsOverCap: socket.CloseStatus == WebSocketCloseStatus.PolicyViolation && isOfCap);
    }

    // The reading goes on meanwhile: a reading that is cancelled cuts the socket instead of closing it.
    private async Task CloseAsync()
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                _cut.Disposable = feed.Clock.Schedule(_options.CloseTimeout, socket.Abort);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            socket.Abort(); // already gone, or closing from both ends at once: there is nothing left to be polite about
        }
    }
}
