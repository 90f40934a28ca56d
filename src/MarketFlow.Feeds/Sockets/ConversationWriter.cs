using System.Collections.Frozen;
using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Feeds;

/// <summary>Says on one socket what its conversation wants said: one message at a time, in order, and nobody waits for it.</summary>
/// <remarks>
/// Whoever finds nobody sending begins to; the reader least of all may wait, for a vendor may read only as fast as it is read.
/// Changes of what is wanted do not queue up behind a slow socket: the latest is compared with what was asked when its turn comes.
/// A message that is not taken in time ends the connection. What the ledger is due to do without being spoken to is done on the clock.
/// </remarks>
internal sealed class ConversationWriter(
    WebSocket socket, IConversation conversation, FeedShared feed, int number, IReadOnlyCollection<FeedTopic>? told, SubscriptionLedger ledger, ConnectionMonitor monitor)
    : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SerialDisposable _due = new();
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new();
    private IReadOnlyCollection<FeedTopic>? _told = told;
    private IReadOnlySet<FeedTopic>? _expected = FrozenSet<FeedTopic>.Empty;
    private bool _isSending;
    private bool _isOver;
    private int _version = -1;
    private int _judgedVersion = -1;
    private DateTimeOffset _dueAt = DateTimeOffset.MaxValue;

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
            Enqueue(step.Send);
            hasChanged = NoteExpected();
            NoteLedger();
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

    /// <summary>The connection is over: the ledger is for its successor from now on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        _due.Dispose();
    }

    /// <summary>Sends what waits to be said, and what has changed in what is wanted.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_isSending || _isOver)
            {
                return;
            }

            _isSending = true;
        }

        _ = SendAsync();
    }

    /// <summary>Text, but for MessagePack: no text begins with one of its arrays or maps.</summary>
    public static WebSocketMessageType TypeOf(ReadOnlySpan<byte> message) =>
        AlpacaDecoder.IsMessagePack(message) ? WebSocketMessageType.Binary : WebSocketMessageType.Text;

    private bool NoteExpected()
    {
        var before = _expected;
        _expected = conversation.State == ConversationState.Ready && !_isOver ? conversation.Expected : FrozenSet<FeedTopic>.Empty;
        return !ReferenceEquals(before, _expected);
    }

    // What the vendor has said about topics. Data change nothing of it.
    private void NoteLedger()
    {
        if (_version == ledger.Version || _isOver)
        {
            return;
        }

        _version = ledger.Version;
        if (_judgedVersion != ledger.JudgedVersion)
        {
            _judgedVersion = ledger.JudgedVersion;
            if (monitor.Tell(ledger.NotServed()))
            {
                feed.TopicsJudged.Changed();
            }
        }

        NoteDue();
    }

    private void NoteDue()
    {
        var due = ledger.DueAt;
        if (due == _dueAt || _isOver)
        {
            return;
        }

        var now = feed.Clock.Now;
        _dueAt = due;
        _due.Disposable = due == DateTimeOffset.MaxValue ? Disposable.Empty : feed.Clock.Schedule(due > now ? due - now : TimeSpan.Zero, WhenDue);
    }

    private void WhenDue()
    {
        lock (_gate)
        {
            _dueAt = DateTimeOffset.MaxValue; // a timer may be early: it is set again then
        }

        Start();
    }

    private async Task SendAsync()
    {
        try
        {
            while (TryTake(out var message))
            {
                using var timeout = new CancellationTokenSource(feed.Options.ConnectTimeout, feed.Time);
                await socket.SendAsync(message, TypeOf(message.Span), endOfMessage: true, timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            feed.Report(number, $"A message to the server was not sent, so the connection is cut: {error.Message}");
            HasCut = true;
            socket.Abort(); // the reader finds it cut; nothing more is said here, because sending goes on being marked
        }
    }

    private void Enqueue(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        foreach (var message in messages)
        {
            _waiting.Enqueue(message);
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
            if (_waiting.Count == 0 && !_isOver)
            {
                Enqueue(conversation.Advance(feed.Clock.Now));
                if (feed.Wanted is { } wanted && !ReferenceEquals(wanted, _told))
                {
                    _told = wanted;
                    Enqueue(conversation.Want(wanted));
                }

                NoteLedger();
                NoteDue();
            }

            var hasChanged = NoteExpected();
            return (_waiting.TryDequeue(out message) || (_isSending = false), hasChanged);
        }
    }
}
