namespace MarketFlow.Host;

/// <summary>The addresses at which clients speak Massive's protocol.</summary>
internal static class MassiveEndpoint
{
    /// <summary>The markets, each of which is a path.</summary>
    public static readonly IReadOnlyList<string> Markets = ["stocks", "options", "forex", "crypto", "indices", "futures"];

    /// <summary>Serves the markets. The application must use the WebSocket middleware before it.</summary>
    /// <param name="endpoints">Where they are added.</param>
    /// <param name="desk">What the conversations share.</param>
    /// <param name="protocol">How clients are spoken to.</param>
    /// <remarks>
    /// An event does not say which market it is of, so that every path serves all there is, by the channels of stocks. What is refused
    /// before the handshake is refused as on <c>/ws</c>.
    /// </remarks>
    public static void MapMassive(this IEndpointRouteBuilder endpoints, VendorDesk desk, MassiveProtocol protocol)
    {
        foreach (var market in Markets)
        {
            endpoints.Map($"/{market}", context => ClientEndpoint.ServeAsync(
                context, desk.Hub, desk.Options, desk.Clock, protocol, client => new MassiveConversation(client, VendorDesk.IsLoopback(context), desk)));
        }
    }
}
