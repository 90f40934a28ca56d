using System.Net.WebSockets;
using System.Reactive.Disposables;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A feed in virtual time whose vendor accepts every connection at once and then sends what the test says.</summary>
internal sealed class QuietFeed : IDisposable
{
    private readonly CompositeDisposable _subscriptions;

    /// <param name="dialect">The vendor's dialect.</param>
    /// <param name="topics">What is wanted at first.</param>
    /// <param name="change">Changes the options.</param>
    /// <param name="connections">How many connections.</param>
    /// <param name="isAnswering">Whether the vendor acknowledges requests. An answer is a sign of the connection for gaps.</param>
    public QuietFeed(string dialect, string[] topics, Func<WebSocketFeedOptions, WebSocketFeedOptions>? change = null, int connections = 1, bool isAnswering = false)
    {
        var vendor = Dialects.Named(dialect);
        var options = VirtualFeed.Options with
        {
            Name = dialect,
            Connections = connections,
            CreateConversation = () => vendor.CreateConversation(new() { Topics = Talking.Topics(topics) }), // no key: authenticated at once
            LongestPause = topic => vendor.LongestPause(topic, vendor.Endpoint),
        };
        Virtual = new((change ?? (same => same))(options));
        Virtual.Connecting = (_, _) => Task.FromResult<WebSocket>(Virtual.AddSocket(new(Virtual.Clock) { Answers = isAnswering ? new WillingVendor(dialect).Answer : null }));
        Gaps = new(Virtual.Clock);
        Virtual.Feed.Gaps.Subscribe(Gaps);
        _subscriptions = new(
            Enumerable.Range(0, connections).Select(slot => Virtual.Feed.Connection(slot).Subscribe(new RecordingObserver<Frame>())));
    }

    public VirtualFeed Virtual { get; }

    public RecordingObserver<Gap<string>> Gaps { get; }

    /// <summary>How many connections it has made.</summary>
    public int Connections => Virtual.Attempts.Count;

    public ConnectionStatus Status => Virtual.Status;

    public DateTimeOffset Now => Virtual.Clock.Now;

    /// <summary>Market data arrives on the latest socket, or on the n-th made.</summary>
    public void Data(int? socket = null) => Receive("""[{"ev":"T","sym":"A"}]""", socket);

    public void Receive(string text, int? socket = null) =>
        (socket is { } number ? Virtual.Sockets[number] : Virtual.Sockets[^1]).Receives(System.Text.Encoding.UTF8.GetBytes(text));

    public void AdvanceBy(double seconds) => Virtual.AdvanceBy(seconds);

    public void Want(params string[] topics) => Virtual.Feed.Want(Talking.Topics(topics));

    public void Dispose() => _subscriptions.Dispose();
}
