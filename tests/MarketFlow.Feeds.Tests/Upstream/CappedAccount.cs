using System.Net.WebSockets;
using System.Reactive.Concurrency;

namespace MarketFlow.Feeds.Tests;

/// <summary>A vendor's account that allows one connection, in virtual time. Who dies of two is told by the test.</summary>
/// <param name="clock">The clock.</param>
/// <param name="newcomerDies">Asked whenever there is one too many: the newcomer, or the older one?</param>
/// <param name="closes">Whether the vendor closes with 1008 after its words, or just cuts.</param>
internal sealed class CappedAccount(IScheduler clock, Func<bool> newcomerDies, bool closes = true)
{
    private readonly List<FakeWebSocket> _open = [];

    /// <summary>How many connections were ended for being one too many.</summary>
    public int Ended { get; private set; }

    public FakeWebSocket Connect()
    {
        FakeWebSocket socket = new(clock);
        _open.Add(socket);
        After(0.01, () => socket.Receives(MassiveControl.Connected.ToArray()));
        After(0.02, () => socket.Receives(MassiveControl.AuthSuccess.ToArray()));
        After(0.03, () => socket.Receives(MassiveControl.Subscribed(new MassiveTopic("T", "A")).ToArray()));
        After(0.04, () => KeepToTheCap(socket));
        After(0.05, () => SendData(socket));
        return socket;
    }

    private void KeepToTheCap(FakeWebSocket newcomer)
    {
        _open.RemoveAll(socket => socket.State != WebSocketState.Open);
        if (_open.Count < 2 || !_open.Contains(newcomer))
        {
            return;
        }

        var victim = newcomerDies() ? newcomer : _open.First(socket => socket != newcomer);
        Ended++;
        _open.Remove(victim);
        victim.Receives(MassiveControl.MaxConnections.ToArray());
        if (closes)
        {
            victim.ReceivesClose(WebSocketCloseStatus.PolicyViolation, "max_connections");
        }
        else
        {
            victim.IsLost();
        }
    }

    private void SendData(FakeWebSocket socket)
    {
        if (socket.State == WebSocketState.Open)
        {
            socket.Receives("""[{"ev":"T","sym":"A","x":4,"i":"1","p":1,"s":1,"t":1536036818784}]"""u8.ToArray());
            After(1, () => SendData(socket));
        }
    }

    private void After(double seconds, Action action) => clock.Schedule(TimeSpan.FromSeconds(seconds), action);
}
