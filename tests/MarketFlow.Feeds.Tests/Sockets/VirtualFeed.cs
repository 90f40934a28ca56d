using System.Net.WebSockets;
using System.Text;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A feed in virtual time whose sockets are in memory.</summary>
internal sealed class VirtualFeed
{
    public VirtualFeed(WebSocketFeedOptions? options = null)
    {
        // Continuations must run where they are completed: on the test's thread, within the instant of virtual time.
        SynchronizationContext.SetSynchronizationContext(null);
        Seen = new(Clock);
        Faults = new(Clock);
        Connecting = (_, _) => Task.FromResult<WebSocket>(AddSocket());
        Feed = new(options ?? Options, Faults, Clock, (_, cancel) =>
        {
            Attempts.Add(Clock.Now);
            return Connecting(Attempts.Count, cancel);
        });
    }

    public static WebSocketFeedOptions Options { get; } = new()
    {
        Name = "hitbtc",
        Url = new Uri("wss://vendor.test/ws"),
        JitterSeed = 7,
        SendOnConnect = () => ["login"u8.ToArray(), "subscribe"u8.ToArray()],
    };

    public VirtualMarketClock Clock { get; } = new();

    public WebSocketFeed Feed { get; }

    public RecordingObserver<Frame> Seen { get; init; }

    public RecordingObserver<FeedFault> Faults { get; }

    public List<DateTimeOffset> Attempts { get; } = [];

    public List<FakeWebSocket> Sockets { get; } = [];

    /// <summary>How the n-th attempt, from 1, goes; succeeds unless told otherwise.</summary>
    public Func<int, CancellationToken, Task<WebSocket>> Connecting { get; set; }

    public ConnectionStatus Status => Feed.Status[0];

    public FakeWebSocket AddSocket(FakeWebSocket? socket = null)
    {
        Sockets.Add(socket ?? new(Clock));
        return Sockets[^1];
    }

    public IDisposable Subscribe(int slot = 0) => Feed.Connection(slot).Subscribe(Seen);

    public void AdvanceBy(double seconds) => Clock.AdvanceBy(TimeSpan.FromSeconds(seconds));

    public IEnumerable<double> WaitsInMilliseconds() => Attempts.Zip(Attempts.Skip(1), (one, next) => (next - one).TotalMilliseconds);

    /// <summary>Waits for what a cancelled task does on a thread of its own.</summary>
    public void UntilIdle() => Assert.True(SpinWait.SpinUntil(() => Status.State == ConnectionState.Idle, TimeSpan.FromSeconds(30)));

    /// <summary>An attempt that gets no answer.</summary>
    public static async Task<WebSocket> Hang(CancellationToken cancel)
    {
        var never = new TaskCompletionSource<WebSocket>();
        using var registration = cancel.Register(() => never.TrySetCanceled(cancel));
        return await never.Task.ConfigureAwait(false);
    }

    public static string Text(Frame frame) => Encoding.UTF8.GetString(frame.Bytes.Span);

    public static Task<WebSocket> Refuse() => Task.FromException<WebSocket>(new WebSocketException("refused"));
}
