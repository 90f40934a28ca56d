using System.Net.WebSockets;
using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>Carries a session on a WebSocket, a packet a message, from its beginning or after an upgrade.</summary>
/// <param name="socket">The client's socket.</param>
/// <param name="session">What it carries.</param>
/// <param name="rules">What is allowed.</param>
internal sealed class WebSocketTransport(WebSocket socket, EngineSession session, SessionRules rules)
{
    private readonly RequestReader _requests = new(socket, rules.Clients.MaxRequestBytes);

    /// <summary>Carries the session until it is over. Never fails on what a client or its socket does.</summary>
    public async Task RunAsync()
    {
        session.Attach(socket.Abort);
        var receiving = ReceiveAsync();
        await SendAsync();
        await receiving; // the session's own deadline cuts a client that does not answer the close
        session.Cut();
    }

    /// <summary>Tries the socket beside the polling that goes on, and becomes the session's own once the client says so.</summary>
    /// <returns>False where it did not come to that; the socket is closed then, and polling goes on.</returns>
    public async Task<bool> TryUpgradeAsync()
    {
        session.Attach(socket.Abort); // a session that is cut takes the socket with it
        using var deadline = rules.Clock.Schedule(rules.Options.UpgradeTimeout, socket.Abort);
        try
        {
            if (await ReadAsync() is { IsProbe: true })
            {
                await socket.SendAsync(EnginePacket.ProbeAnswer.Text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                session.NudgePoll(); // the client changes over when no poll of its is under way
                if (await ReadAsync() is { Type: EnginePacketType.Upgrade })
                {
                    session.Upgrade();
                    return true;
                }
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "a probe and then an upgrade must come first", CancellationToken.None);
        }
        catch (Exception error) when (error.IsOfBrokenSocket())
        {
            // polling goes on
        }

        return false;
    }

    private async Task<EnginePacket?> ReadAsync()
    {
        var received = await _requests.ReadAsync();
        return !received.IsClose && EnginePacket.TryRead(received.Message, out var packet, out _) ? packet : null;
    }

    private async Task SendAsync()
    {
        List<EnginePacket> packets = [];
        try
        {
            while (!session.Outgoing.IsOver)
            {
                await session.Outgoing.WaitAsync();
                session.Outgoing.TryTake(packets);
                foreach (var packet in packets.Where(packet => packet.Type != EnginePacketType.Close)) // the socket's own close says it
                {
                    await socket.SendAsync(packet.Text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                }
            }

            var close = session.Client.Outbox.Close ?? ClientClose.Gone;
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(close.Status, close.Words, CancellationToken.None);
            }
        }
        catch (Exception error) when (error.IsOfBrokenSocket())
        {
            session.Cut();
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            for (var received = await _requests.ReadAsync(); !received.IsClose; received = await _requests.ReadAsync())
            {
                if (received.Length > rules.Clients.MaxRequestBytes)
                {
                    session.RefuseLength();
                }
                else if (EnginePacket.TryRead(received.Message, out var packet, out var problem))
                {
                    await session.HandleAsync(packet);
                }
                else
                {
                    session.Refuse(problem);
                }
            }

            session.End(ClientClose.Gone);
        }
        catch (Exception error) when (error.IsOfBrokenSocket())
        {
            session.Cut();
        }
    }
}
