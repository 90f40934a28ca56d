namespace MarketFlow.Host;

/// <summary>The conversation of <c>/ws</c>: topics, pings, and a word for what cannot be done.</summary>
/// <param name="client">The client.</param>
/// <param name="hub">Where its requests go.</param>
/// <param name="options">What it is allowed.</param>
internal sealed class MarketFlowConversation(Client client, ClientHub hub, ClientOptions options) : ClientConversation
{
    /// <inheritdoc/>
    public override async Task HandleAsync(ReceivedRequest received)
    {
        var request = received.Length > options.MaxRequestBytes
            ? new ClientRequest.Refused(new(
                ClientError.TooLarge, $"The message is {received.Length} bytes long and was discarded; allowed: {options.MaxRequestBytes}."))
            : ClientRequest.Parse(received.Message);
        switch (request)
        {
            case ClientRequest.Refused refused:
                client.Outbox.Answer(SharedMessage.Of(refused.Error));
                break;
            case ClientRequest.Ping:
                client.Outbox.Answer(SharedMessage.Pong());
                break;
            default:
                // One request at a time: a client that asks faster than the delivery thread answers fills its own socket, not our memory.
                await Task.WhenAny(hub.ApplyAsync(client, request), client.Outbox.Ending);
                break;
        }
    }
}
