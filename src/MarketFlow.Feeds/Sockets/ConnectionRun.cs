using System.Net.WebSockets;
using Polly;

namespace MarketFlow.Feeds;

/// <summary>One subscription to one connection of a feed: connects, reads, comes back, until it is disposed or stopped.</summary>
internal sealed class ConnectionRun : IDisposable
{
    private readonly FeedShared _feed;
    private readonly int _slot;
    private readonly IObserver<Frame> _downstream;
    private readonly ConnectionMonitor _monitor;
    private readonly SilenceJudge _judge;
    private readonly ResiliencePipeline<ConnectionEnd> _reconnect;
    private readonly CancellationTokenSource _ending = new();
    private readonly SubscriptionLedger _ledger = new(); // outlives the connections: what one has learnt, the next one knows
    private OpenConnection? _open;
    private string? _lastRefusal;
    private volatile bool _isDisposed;

    public ConnectionRun(FeedShared feed, int slot, IObserver<Frame> downstream)
    {
        (_feed, _slot, _downstream) = (feed, slot, downstream);
        _monitor = new(slot);
        _judge = new(feed.Options);
        _reconnect = ReconnectPolicy.Create(feed, slot, _monitor.Waiting);
    }

    public ConnectionStatus Status
    {
        get
        {
            var (since, limit) = _judge.Silence;
            return _monitor.Read() with { SilentSince = since, PauseLimit = limit };
        }
    }

    /// <summary>The topics that the vendor has refused.</summary>
    public IEnumerable<TopicStatus> Refused => _monitor.NotServed.Where(status => status.State == SubscriptionState.Refused);

    /// <summary>True once it delivers nothing any more, though its socket may still be closing.</summary>
    public bool HasEnded => _isDisposed;

    /// <summary>Nothing is delivered any more; the socket is closed, and cut where it does not close in time.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _ending.Cancel();
    }

    /// <summary>Closes the socket, delivers what still arrives until it is closed, and completes.</summary>
    public void Stop() => _ending.Cancel();

    /// <summary>What is wanted has changed. Where no socket is open, the next one is asked for it.</summary>
    public void TellWanted() => Volatile.Read(ref _open)?.TellWanted();

    /// <summary>Never throws: how it ends is told to the observer.</summary>
    public async Task RunAsync()
    {
        try
        {
            await StayConnectedAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // told to end while it was waiting to try again
        }
        catch (Exception error)
        {
            End(error);
            return;
        }

        End(error: null);
    }

    private void End(Exception? error)
    {
        if (_monitor.Tell([]))
        {
            _feed.TopicsJudged.Changed();
        }

        var wasDisposed = _isDisposed;
        _isDisposed = true;
        _monitor.Ended(error is null ? null : Words.Of(error));
        if (error is null && !wasDisposed)
        {
            _downstream.OnCompleted();
        }
        else if (error is not null)
        {
            _feed.Report(_monitor.Connection, $"The connection is given up, because code of the caller threw: {Words.Of(error)}");
            _downstream.OnError(error);
        }
    }

    private async Task StayConnectedAsync()
    {
        ConnectionEnd? proven = null; // lost after data had flowed: the first failure of a new row
        while (!_ending.IsCancellationRequested)
        {
            proven = await _reconnect.ExecuteAsync(
                async _ =>
                {
                    if (proven is not { } lost)
                    {
                        return await ConnectAndReadAsync().ConfigureAwait(false);
                    }

                    proven = null;
                    return lost with { WasProven = false };
                },
                _ending.Token).ConfigureAwait(false);
        }
    }

    private async ValueTask<ConnectionEnd> ConnectAndReadAsync()
    {
        var conversation = _feed.Options.BeginConversation();
        conversation.Recall(_ledger);
        conversation.Advance(_feed.Clock.Now);
        var wanted = _feed.Wanted;
        if (wanted is not null)
        {
            conversation.Want(wanted);
        }

        _monitor.Connecting();
        var (socket, failure) = await OpenAsync(conversation).ConfigureAwait(false);
        using (socket)
        {
            if (socket is null)
            {
                TellOfRefusal(failure!);
                return failure!;
            }

            _lastRefusal = null;
            var number = _feed.TakeNumber(_slot);
            using var writer = new ConversationWriter(socket, conversation, _feed, number, wanted, _ledger, _monitor);
            using var open = new OpenConnection(_feed, socket, writer, number, _monitor, new(_feed, _slot, number, _judge), came => _feed.Received(_slot, came), Deliver);
            Interlocked.Exchange(ref _open, open); // a full fence: from here on a change of what is wanted finds it, or it finds the change
            try
            {
                return await open.ReadAsync(_ending.Token).ConfigureAwait(false);
            }
            finally
            {
                Volatile.Write(ref _open, null);
            }
        }
    }

    private async ValueTask<(WebSocket? Socket, ConnectionEnd? Failure)> OpenAsync(IConversation conversation)
    {
        using var timeout = new CancellationTokenSource(_feed.Options.ConnectTimeout, _feed.Time);
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _ending.Token);
        WebSocket? socket = null;
        var isAsking = false;
        try
        {
            socket = await _feed.ConnectAsync(connecting.Token).ConfigureAwait(false);
            isAsking = true; // what is thrown in there is the caller's, not the socket's
            var messages = conversation.Opened();
            isAsking = false;
            foreach (var message in messages)
            {
                await socket.SendAsync(message, ConversationWriter.TypeOf(message.Span), endOfMessage: true, connecting.Token).ConfigureAwait(false);
            }

            return (socket, null);
        }
        catch (Exception error)
        {
            socket?.Dispose();
            if (isAsking)
            {
                throw;
            }

            return (null, error is HandshakeRefusedException refusal
                ? FailureOf(refusal)
                : new(timeout.IsCancellationRequested
                    ? $"No connection within {_feed.Options.ConnectTimeout} (ConnectTimeout)."
                    : $"No connection: {Words.Of(error)}"));
        }
    }

    private ConnectionEnd FailureOf(HandshakeRefusedException refusal)
    {
        var wait = refusal.RetryAfter(_feed.Clock.Now) ?? (refusal.IsOfRate ? _feed.Options.MaxDelay : null);
        return new(refusal.Message, IsRefused: refusal.IsOfKey, RetryAfter: wait, IsRefusedHandshake: true);
    }

    // Once per answer, not per attempt: a server that stays down must not fill the list of faults.
    private void TellOfRefusal(ConnectionEnd failure)
    {
        if (failure.IsRefusedHandshake && failure.Reason != _lastRefusal)
        {
            _feed.Report(connection: 0, failure.Reason);
        }

        _lastRefusal = failure.IsRefusedHandshake ? failure.Reason : null;
    }

    private void Deliver(Frame frame)
    {
        if (!_isDisposed)
        {
            _downstream.OnNext(frame);
        }
    }
}
