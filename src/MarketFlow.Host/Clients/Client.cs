using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace MarketFlow.Host;

/// <summary>Conflates a client's events to the latest per <see cref="SharedMessage.Key"/> and interval.</summary>
/// <param name="messages">The client's events; its notifications do not overlap.</param>
/// <param name="interval">Above zero.</param>
/// <returns>The survivors; on completion what waits comes out first.</returns>
internal delegate IObservable<SharedMessage> ConflateMessages(IObservable<SharedMessage> messages, TimeSpan interval);

/// <summary>One connected client, as the hub sees it: where its events go, and how it leaves.</summary>
/// <param name="id">Its number, from 1; never used again.</param>
/// <param name="address">Where it comes from, for people.</param>
/// <param name="protocol">How it speaks.</param>
/// <param name="outbox">What waits for it.</param>
/// <param name="conflate">How its events are conflated where it asks for it.</param>
internal sealed class Client(long id, string address, ClientProtocol protocol, ClientOutbox outbox, ConflateMessages conflate) : IDisposable
{
    /// <summary>Most warnings that are kept.</summary>
    public const int MostWarnings = 10;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SerialDisposable _conflation = new();
    private Subject<SharedMessage>? _toConflate;
    private Action? _cut;
    private bool _isCut;
    private int _topics;
    private IReadOnlyList<string> _warnings = [];

    /// <summary>Its number, from 1; never used again.</summary>
    public long Id => id;

    /// <summary>Where it comes from, for people.</summary>
    public string Address => address;

    /// <summary>When it came.</summary>
    public DateTimeOffset ConnectedAt { get; init; }

    /// <summary>How it speaks.</summary>
    public ClientProtocol Protocol => protocol;

    /// <summary>What waits for it.</summary>
    public ClientOutbox Outbox => outbox;

    /// <summary>How old its events are when they are sent.</summary>
    public ClientPace? Pace { get; init; }

    /// <summary>How far it lags behind: the age of the oldest event of its latest send, or of the one that is under way; null before the first.</summary>
    public TimeSpan? Lag => Pace?.Lag;

    /// <summary>The interval it asked to be conflated to; zero for none. For the delivery thread.</summary>
    public TimeSpan Conflation { get; private set; }

    /// <summary>How many topics it holds. Written by the delivery thread.</summary>
    public int Topics
    {
        get => Volatile.Read(ref _topics);
        set => Volatile.Write(ref _topics, value);
    }

    /// <summary>What its requests were warned of where its protocol has no message for that: the latest <see cref="MostWarnings"/>, oldest first. Any thread.</summary>
    public IReadOnlyList<string> Warnings => Volatile.Read(ref _warnings);

    /// <summary>Called with each warning, on the thread of the client's requests.</summary>
    public Action<string>? WarningAdded { get; set; }

    /// <summary>Tells the client, on the delivery thread, what vendors say about its topics now; null where its protocol does not.</summary>
    public Action? Reconsider { get; set; }

    /// <summary>The verdicts that the client was told of and that are not good. For the delivery thread.</summary>
    public Dictionary<TopicFilter, TopicVerdict> ToldVerdicts { get; } = [];

    /// <summary>Completes when it has left for good.</summary>
    public Task Left => _left.Task;

    /// <summary>An event that it asked for. On the delivery thread; never waits for the client.</summary>
    /// <returns>What wakes its sender, to be called soon; null where there is nobody to wake.</returns>
    public SenderSleep? Offer(SharedMessage message)
    {
        if (_toConflate is null || !message.MayWait)
        {
            return outbox.OfferAsleep(message);
        }

        if (outbox.HoldBack(message))
        {
            _toConflate.OnNext(message);
        }

        return null;
    }

    /// <summary>Conflates its events from now on, or no longer where the interval is zero. On the delivery thread. What waited so far leaves first.</summary>
    public void Conflate(TimeSpan interval)
    {
        if (interval == Conflation)
        {
            return;
        }

        _toConflate?.OnCompleted();
        Conflation = interval;
        _toConflate = interval == TimeSpan.Zero ? null : new();
        _conflation.Disposable = _toConflate is null
            ? Disposable.Empty
            : conflate(_toConflate, interval).SubscribeSafe(Observer.Create<SharedMessage>(
                outbox.Release, _ => outbox.End(ClientClose.Failed), () => { }));
    }

    /// <summary>Keeps a warning about a request. On the thread of the client's requests.</summary>
    public void Warn(string warning)
    {
        Volatile.Write(ref _warnings, [.. _warnings.TakeLast(MostWarnings - 1), warning]);
        WarningAdded?.Invoke(warning);
    }

    /// <summary>Accepts no more events; what waits is still sent. On the delivery thread.</summary>
    public void Finish(ClientClose close)
    {
        Conflate(TimeSpan.Zero);
        outbox.End(close);
    }

    /// <summary>Says how its socket is cut, once it has one.</summary>
    public void Attach(Action cut)
    {
        bool isCut;
        lock (_gate)
        {
            _cut = cut;
            isCut = _isCut;
        }

        if (isCut)
        {
            cut();
        }
    }

    /// <summary>Cuts its socket without a goodbye, now or as soon as it has one. From any thread.</summary>
    public void Cut()
    {
        Action? cut;
        lock (_gate)
        {
            _isCut = true;
            cut = _cut;
        }

        cut?.Invoke();
    }

    /// <summary>It has left for good. From any thread.</summary>
    public void Dispose()
    {
        _conflation.Dispose();
        _left.TrySetResult();
    }
}
