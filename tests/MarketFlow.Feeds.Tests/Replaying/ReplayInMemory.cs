using System.Text;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A replay in virtual time to sockets in memory; what was sent is told with seconds since the clock's start.</summary>
internal sealed class ReplayInMemory
{
    private readonly VirtualMarketClock _clock;
    private readonly SessionReplayer _replayer;
    private readonly CancellationToken _cancellation;

    public ReplayInMemory(VirtualMarketClock clock, RecordedFrame[] session, ReplayOptions options, CancellationToken cancellation = default)
    {
        SynchronizationContext.SetSynchronizationContext(null); // see VirtualFeed
        (_clock, _replayer, _cancellation) = (clock, new(session, options, clock), cancellation);
    }

    public List<Task> Served { get; } = [];

    public FakeWebSocket Connect(FakeWebSocket? socket = null)
    {
        socket ??= new(_clock);
        Served.Add(_replayer.ServeAsync(socket, _cancellation));
        return socket;
    }

    public List<(string Text, double At)> Sent(FakeWebSocket socket) =>
        [.. socket.Sent.Select(sent => (Encoding.UTF8.GetString(sent.Bytes), Math.Round((sent.At - VirtualMarketClock.Open).TotalSeconds, 3)))];

    public List<(string Text, double At)> SentUntil(FakeWebSocket socket, double seconds)
    {
        _clock.RunDue();
        _clock.AdvanceTo(VirtualMarketClock.Open.AddSeconds(seconds));
        return Sent(socket);
    }
}
