namespace MarketFlow.Feeds;

/// <summary>Reads a refusal while its body can still be read: the runtime's WebSocket client keeps the status alone.</summary>
internal sealed class HandshakeHandler(HttpMessageHandler connection) : DelegatingHandler(connection)
{
    /// <summary>The server's answer, where it was not 101.</summary>
    public HandshakeRefusedException? Refusal { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)
        {
            return answer;
        }

        using (answer)
        {
            Refusal = await HandshakeRefusedException.ReadAsync(answer, cancellationToken).ConfigureAwait(false);
            throw Refusal;
        }
    }
}
