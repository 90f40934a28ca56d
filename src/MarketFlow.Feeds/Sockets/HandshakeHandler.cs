namespace MarketFlow.Feeds;

/// <summary>
/// Reads a refusal while its body can still be read: the runtime's WebSocket client keeps the status alone. Sends a content type, which
/// that client cannot: some vendors choose the encoding of the frames by it.
/// </summary>
internal sealed class HandshakeHandler(HttpMessageHandler connection, string? contentType = null) : DelegatingHandler(connection)
{
    /// <summary>The server's answer, where it was not 101.</summary>
    public HandshakeRefusedException? Refusal { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (contentType is not null)
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.ContentType = new(contentType);
        }

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
