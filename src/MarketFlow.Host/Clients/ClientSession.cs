using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Host;

/// <summary>The life of one connection: reads what the client asks, sends what waits, and sees that both end in bounded time.</summary>
/// <param name="socket">The client's socket.</param>
/// <param name="client">The client, joined to the hub.</param>
/// <param name="conversation">What it is answered.</param>
/// <param name="options">What a client is allowed.</param>
/// <param name="clock">Bounds how long a close may take.</param>
internal sealed class ClientSession(WebSocket socket, Client client, ClientConversation conversation, ClientOptions options, IScheduler clock)
{
    private readonly RequestReader _requests = new(socket, options.MaxRequestBytes);

    /// <summary>Runs until the connection is over. Never fails on what a client or its socket does.</summary>
    public async Task RunAsync()
    {
        client.Attach(socket.Abort);
        conversation.Open();
        var sending = new ClientSender(socket, client, clock).RunAsync();
        var receiving = ReceiveAsync();

        var close = await client.Outbox.Ending;
        using var sendDeadline = close.WaitsForDelivery ? Disposable.Empty : clock.Schedule(options.CloseTimeout, socket.Abort);
        await sending;
        using var closeDeadline = clock.Schedule(options.CloseTimeout, socket.Abort);
        await receiving;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            for (var request = await _requests.ReadAsync(); !request.IsClose; request = await _requests.ReadAsync())
            {
                await conversation.HandleAsync(request);
            }
        }
        catch (Exception error) when (error.IsOfBrokenSocket())
        {
            // it is over; the end below accounts for what still waits
        }
        catch
        {
            client.Outbox.End(ClientClose.Failed); // not the client's doing, so it must not look like an end that was intended
            throw;
        }
        finally
        {
            client.Outbox.End(ClientClose.Gone);
        }
    }
}
