using System.Globalization;
using System.Net.WebSockets;
using System.Reactive.Concurrency;

namespace MarketFlow.Feeds.Tests;

/// <summary>A vendor in virtual time that greets, lets in, acknowledges and tells numbered trades, and does wrong by a script.</summary>
internal sealed class VirtualVendor
{
    private readonly IScheduler _clock;
    private readonly FaultyVendor _vendor;
    private readonly FaultInjector _injector;
    private readonly List<WebSocket> _subscribed = [];

    public VirtualVendor(IScheduler clock, FaultScript script, FaultyVendor vendor, int seed = 1)
    {
        (_clock, _vendor, _injector) = (clock, vendor, new(script, vendor, clock, seed));
        _clock.Schedule(Interval, Publish);
    }

    /// <summary>From one trade to the next.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>When each trade was told to whoever had subscribed; the n-th trade, from 1, is number n.</summary>
    public List<DateTimeOffset> Published { get; } = [];

    /// <summary>When each connection began and ended, in the order in which they came; those that live end never.</summary>
    public List<(DateTimeOffset Began, DateTimeOffset Ended)> Connections { get; } = [];

    public WebSocket Connect()
    {
        var (client, server) = SocketPair.Open(_clock);
        Connections.Add((_clock.Now, DateTimeOffset.MaxValue));
        _ = ServeAsync(_injector.Wrap(server), Connections.Count - 1);
        return client;
    }

    private async Task ServeAsync(WebSocket socket, int index)
    {
        using (socket)
        {
            try
            {
                await SayAsync(socket, Say("""[{"ev":"status","status":"connected","message":"Connected Successfully"}]""", """[{"T":"success","msg":"connected"}]"""));
                while (await socket.ReadTextAsync() is { } said)
                {
                    if (said.Contains("\"auth\"", StringComparison.Ordinal))
                    {
                        await SayAsync(socket, Say("""[{"ev":"status","status":"auth_success","message":"authenticated"}]""", """[{"T":"success","msg":"authenticated"}]"""));
                    }
                    else
                    {
                        _subscribed.Add(socket);
                        await SayAsync(socket, Say("""[{"ev":"status","status":"success","message":"subscribed to: T.A"}]""", """[{"T":"subscription","trades":["A"]}]"""));
                    }
                }

                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            }
            catch (WebSocketException)
            {
                // cut by the script or by the client
            }
        }

        _subscribed.Remove(socket);
        Connections[index] = Connections[index] with { Ended = _clock.Now };
    }

    private void Publish()
    {
        Published.Add(_clock.Now);
        var number = Published.Count;
        var trade = Say(
            string.Create(CultureInfo.InvariantCulture, $$"""[{"ev":"T","sym":"A","x":4,"i":"{{number}}","p":1,"s":1,"t":{{_clock.Now.ToUnixTimeMilliseconds()}},"q":{{number}}}]"""),
            string.Create(CultureInfo.InvariantCulture, $$"""[{"T":"t","S":"A","i":{{number}},"x":"V","p":1,"s":1,"c":["@"],"t":"{{_clock.Now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}","z":"A"}]"""));
        foreach (var socket in _subscribed.ToArray())
        {
            _ = SayAsync(socket, trade);
        }

        _clock.Schedule(Interval, Publish);
    }

    private string Say(string massive, string alpaca) => _vendor == FaultyVendor.Massive ? massive : alpaca;

    private async Task SayAsync(WebSocket socket, string text)
    {
        try
        {
            await socket.SendTextAsync(text);
        }
        catch (WebSocketException)
        {
            _subscribed.Remove(socket); // the reading finds it cut
        }
    }
}
