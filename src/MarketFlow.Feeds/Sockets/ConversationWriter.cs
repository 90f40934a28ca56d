using System.Collections.Frozen;
using System.Net.WebSockets;

namespace MarketFlow.Feeds;

/// <summary>Says on one socket what its conversation wants said: one message at a time, in order, and nobody waits for it.</summary>
/// <remarks>
/// Whoever finds nobody sending begins to; the reader least of all may wait, for a vendor may read only as fast as it is read.
/// Changes of what is wanted do not queue up behind a slow socket: the latest is compared with what was asked when its turn comes.
/// A message that is not taken in time ends the connection.
/// </remarks>
internal sealed class ConversationWriter(WebSocket socket, IConversation conversation, FeedShared feed, int number, IReadOnlyCollection<FeedTopic>? told)
{
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new();
    private IReadOnlyCollection<FeedTopic>? _told = told;
    private IReadOnlySet<FeedTopic>? _expected = FrozenSet<FeedTopic>.Empty;
    private bool _isSending;

    /// <summary>How far the conversation has come.</summary>
    public ConversationState State
    {
        get
        {
            lock (_gate)
            {
                return conversation.State;
            }
        }
    }

    /// <summary>True where a message could not be sent, so that the socket was cut.</summary>
    public bool HasCut { get; private set; }

    /// <summary>Called after <see cref="Expected"/> has changed, on the thread that changed it.</summary>
    public Action? OnExpectedChanged { get; set; }

    /// <summary>The topics that should flow now; null where they are not known.</summary>
    public IReadOnlySet<FeedTopic>? Expected
    {
        get
        {
            lock (_gate)
            {
                NoteExpected();
                return _expected;
            }
        }
    }

    /// <summary>A frame came.</summary>
    public ConversationStep Hear(Frame frame)
    {
        ConversationStep step;
        bool hasChanged;
        lock (_gate)
        {
            step = conversation.Hear(frame);
            foreach (var message in step.Send)
            {
                _waiting.Enqueue(message);
            }

            hasChanged = NoteExpected();
        }

        if (hasChanged)
        {
            OnExpectedChanged?.Invoke();
        }

        if (step.Send.Count > 0)
        {
            Start();
        }

        return step;
    }

    /// <summary>Sends what waits to be said, and what has changed in what is wanted.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_isSending)
            {
                return;
            }

            _isSending = true;
        }

        _ = SendAsync();
    }

    private bool NoteExpected()
    {
        var before = _expected;
        _expected = conversation.State == ConversationState.Ready ? conversation.Expected : FrozenSet<FeedTopic>.Empty;
        return !ReferenceEquals(before, _expected);
    }

    private async Task SendAsync()
    {
        try
        {
            while (TryTake(out var message))
            {
                using var timeout = new CancellationTokenSource(feed.Options.ConnectTimeout, feed.Time);
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            feed.Report(number, $"A message to the server was not sent, so the connection is cut: {error.Message}");
            HasCut = true;
            socket.Abort(); // the reader finds it cut; nothing more is said here, because sending goes on being marked
        }
    }

    private bool TryTake(out ReadOnlyMemory<byte> message)
    {
        var (isMessage, hasChanged) = TryTakeOrNote(out message);
        if (hasChanged)
        {
            OnExpectedChanged?.Invoke();
        }

        return isMessage;
    }

    private (bool IsMessage, bool HasChanged) TryTakeOrNote(out ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && feed.Wanted is { } wanted && !ReferenceEquals(wanted, _told))
            {
                _told = wanted;
                foreach (var next in conversation.Want(wanted))
                {
                    _waiting.Enqueue(next);
                }

            }

            var hasChanged = NoteExpected();
            return (_waiting.TryDequeue(out message) || (_isSending = false), hasChanged);
        }
    }
}
