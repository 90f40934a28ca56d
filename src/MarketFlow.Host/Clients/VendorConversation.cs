using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Host;

/// <summary>What the conversations of the vendors' protocols have in common: a key in time, a seat for it, and topics.</summary>
/// <param name="client">The client.</param>
/// <param name="isLoopback">True where it is on this machine.</param>
/// <param name="desk">What all conversations of the protocol share.</param>
internal abstract class VendorConversation(Client client, bool isLoopback, VendorDesk desk) : ClientConversation
{
    private readonly SingleAssignmentDisposable _deadline = new();
    private int _isDecided;
    private volatile string? _key;
    private bool _isWarnedOfMarket;

    /// <summary>The client.</summary>
    protected Client Client => client;

    /// <summary>What all conversations of the protocol share.</summary>
    protected VendorDesk Desk => desk;

    /// <summary>True once its key was accepted.</summary>
    protected bool IsAuthenticated => _key is not null;

    /// <inheritdoc/>
    public override void Open() => _deadline.Disposable = desk.Clock.Schedule(desk.Options.AuthTimeout, () =>
    {
        if (TryDecide())
        {
            End(WordsOfTimeout, "no key in time");
        }
    });

    /// <inheritdoc/>
    public override void Dispose()
    {
        _deadline.Dispose();
        LeaveSeat();
        base.Dispose();
    }

    /// <summary>The vendor's words for a key that did not come in time.</summary>
    protected abstract ReadOnlyMemory<byte> WordsOfTimeout { get; }

    /// <summary>The key or secret is one that opens.</summary>
    protected bool Accepts(string key, string? secret) => desk.Keys.Accepts(key, secret, isLoopback);

    /// <summary>Whether the client may come in is decided now, and was not before.</summary>
    protected bool TryDecide() => Interlocked.Exchange(ref _isDecided, 1) == 0;

    /// <summary>Seats the client with its key, which was accepted.</summary>
    /// <returns>Null where there was room; else the oldest of the key's others.</returns>
    protected VendorConversation? TakeSeat(string key)
    {
        _deadline.Dispose();
        _key = key;
        return (VendorConversation?)desk.Seats.Take(key, this);
    }

    /// <summary>Frees the client's seat.</summary>
    protected void LeaveSeat()
    {
        if (_key is { } key)
        {
            desk.Seats.Leave(key, this);
        }
    }

    /// <summary>Tells the client something: a whole frame.</summary>
    protected void Say(ReadOnlyMemory<byte> frame) => client.Outbox.Answer(SharedMessage.Answer(frame));

    /// <summary>Tells the client something as the last, and closes with 1008.</summary>
    protected void End(ReadOnlyMemory<byte> frame, string words) =>
        client.Outbox.EndWith(SharedMessage.Answer(frame), new(WebSocketCloseStatus.PolicyViolation, words, WaitsForDelivery: false));

    /// <summary>Keeps a warning for the operator where symbols differ from a known one only in case: the protocol has no message for it.</summary>
    /// <param name="topics">What is added, as the client writes it, each with its symbol.</param>
    protected void WarnOfCase(IEnumerable<(string Topic, string Symbol)> topics)
    {
        var warnings = desk.Hub.Symbols?.WarningsFor(topics) ?? [];
        if (warnings.Count > 0)
        {
            var more = warnings.Count == 1 ? string.Empty : $" {warnings.Count - 1} more topics are of this kind.";
            Warn($"{ClientError.Shown(warnings[0].Topic)}: {warnings[0].Message}{more}");
        }
    }

    /// <summary>Changes the client's topics and answers before any event of the new ones; completes when that is done, or the client leaves.</summary>
    /// <param name="added">What it holds from now on.</param>
    /// <param name="removed">What it no longer holds.</param>
    /// <param name="answers">Gives the frames to send, on the delivery thread.</param>
    protected Task ChangeTopicsAsync(IEnumerable<TopicFilter> added, IEnumerable<TopicFilter> removed, Func<IEnumerable<ReadOnlyMemory<byte>>> answers)
    {
        TopicChange change = new([.. added.Select(OfMarket)], [.. removed.Select(OfMarket)], () => answers().Select(SharedMessage.Answer));
        WarnOfMarket(change);
        return Task.WhenAny(desk.Hub.ChangeTopicsAsync(client, change), client.Outbox.Ending);
    }

    /// <summary>What vendors say about what a client asked for by one name, which may be several topics. Any thread.</summary>
    /// <returns>Refused where all of it that any feed carries is refused; null where not.</returns>
    protected TopicVerdict? RefusalOf(IEnumerable<TopicFilter> topics)
    {
        if (desk.Hub.Verdicts is not { HasRefusals: true } verdicts)
        {
            return null;
        }

        var verdict = TopicVerdict.Of([.. topics.Select(OfMarket).Select(verdicts.Of)]);
        return verdict.IsRefused ? verdict : null;
    }

    /// <summary>Keeps a warning for the operator.</summary>
    protected void Warn(string warning) => client.Warn(warning);

    private TopicFilter OfMarket(TopicFilter topic) =>
        topic with { Market = client.Protocol.Market, Dialect = topic.Type == EventType.Other ? client.Protocol.Dialect : null };

    // Acknowledged as the vendor does it, and nothing will come: without this, nothing would say why.
    private void WarnOfMarket(TopicChange change)
    {
        if (!_isWarnedOfMarket && change.Added.Count > 0 && !desk.HasMarket(client.Protocol.Market))
        {
            _isWarnedOfMarket = true;
            client.Warn($"No feed of this host has the market of this path, {client.Protocol.Market.ToString().ToLowerInvariant()}: its subscriptions are acknowledged and bring no events.");
        }
    }
}
