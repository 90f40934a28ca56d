using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>The messages of Alpaca's protocol that are not data: what clients ask for, and what they are answered.</summary>
/// <remarks>
/// A request's encoding is told by its first byte, not by the opcode of its frame; answers go out in the encoding agreed on in the handshake.
/// Each answer is a whole frame: an array of exactly one message. Messages: https://docs.alpaca.markets/docs/streaming-market-data
/// </remarks>
public static class AlpacaControl
{
    private static ReadOnlySpan<byte> MessageName => "msg"u8;

    /// <summary>Reads what a client asks for. Never throws on what the message holds.</summary>
    /// <param name="message">One whole message, in JSON or in MessagePack.</param>
    /// <returns>
    /// The request. Refused with 400 where it is not one of the protocol's: not an object, an action that is not known, <c>auth</c> without
    /// key or secret, a list that is not one of symbols of 1 to 64 bytes. Lists that no endpoint has are named in the request. Unknown fields
    /// that are not lists are skipped, and so are the lists <c>corrections</c> and <c>cancelErrors</c>, which follow <c>trades</c> by themselves.
    /// </returns>
    public static AlpacaRequest Read(ReadOnlySpan<byte> message)
    {
        if (AlpacaDecoder.IsMessagePack(message))
        {
            var reader = new MessagePackReader(message);
            var whole = reader;
            return reader.Kind == MessagePackKind.Map && whole.TrySkip() && whole.IsAtEnd
                ? AlpacaRequests.Read(new AlpacaMessagePackFields(reader))
                : new AlpacaRequest.Refused(AlpacaError.InvalidSyntax);
        }

        if (!Utf8.IsValid(message))
        {
            return new AlpacaRequest.Refused(AlpacaError.InvalidSyntax);
        }

        try
        {
            var json = new Utf8JsonReader(message);
            json.Read();
            var whole = json;
            whole.Skip();
            return json.TokenType == JsonTokenType.StartObject && !whole.Read()
                ? AlpacaRequests.Read(new AlpacaJsonFields(json))
                : new AlpacaRequest.Refused(AlpacaError.InvalidSyntax);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair, which no UTF-8 can say
            return new AlpacaRequest.Refused(AlpacaError.InvalidSyntax);
        }
    }

    /// <summary>Writes the first message to a client: <c>connected</c>.</summary>
    /// <param name="encoding">The encoding agreed on.</param>
    /// <param name="destination">Where the frame is appended.</param>
    public static void WriteConnected(AlpacaEncoding encoding, IBufferWriter<byte> destination) =>
        WriteSuccess("connected"u8, encoding, destination);

    /// <summary>Writes the first message to a client: <c>connected</c>, with the extra field <c>simulated</c> where prices are invented.</summary>
    /// <param name="encoding">The encoding agreed on.</param>
    /// <param name="destination">Where the frame is appended.</param>
    /// <param name="isSimulated">True where prices are invented. <c>msg</c> stays as it is; the extra field comes last, which clients ignore.</param>
    public static void WriteConnected(AlpacaEncoding encoding, IBufferWriter<byte> destination, bool isSimulated)
    {
        if (!isSimulated)
        {
            WriteConnected(encoding, destination);
            return;
        }

        using var answer = new AlpacaAnswer(encoding, destination, "success"u8, fields: 2);
        answer.Text(MessageName, "connected"u8);
        answer.True("simulated"u8);
    }

    /// <summary>Writes that the key is good: <c>authenticated</c>.</summary>
    /// <param name="encoding">The encoding agreed on.</param>
    /// <param name="destination">Where the frame is appended.</param>
    public static void WriteAuthenticated(AlpacaEncoding encoding, IBufferWriter<byte> destination) =>
        WriteSuccess("authenticated"u8, encoding, destination);

    /// <summary>Writes a refusal.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="encoding">The encoding agreed on.</param>
    /// <param name="destination">Where the frame is appended.</param>
    public static void WriteError(AlpacaError error, AlpacaEncoding encoding, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(error);
        using var answer = new AlpacaAnswer(encoding, destination, "error"u8, fields: 2);
        answer.Number("code"u8, error.Code);
        answer.Text(MessageName, error.Message);
    }

    /// <summary>Writes the answer to a subscribe and to an unsubscribe: all that the client has now.</summary>
    /// <param name="topics">The full state. <c>corrections</c> and <c>cancelErrors</c> have the symbols of its trades.</param>
    /// <param name="encoding">The encoding agreed on.</param>
    /// <param name="destination">Where the frame is appended.</param>
    /// <param name="endpoint">The endpoint, whose lists the answer has, empty ones included; null for <c>/v2/sip</c>.</param>
    /// <param name="hasImbalances">
    /// True where <c>imbalances</c> is written even if it is empty, for clients that have asked for it; by default it is left out then,
    /// because the vendor's documented answer does not have it.
    /// </param>
    public static void WriteSubscription(
        AlpacaTopics topics, AlpacaEncoding encoding, IBufferWriter<byte> destination, EndpointProfile? endpoint = null, bool hasImbalances = false)
    {
        ArgumentNullException.ThrowIfNull(topics);
        EndpointChannel[] lists = [.. (endpoint ?? AlpacaEndpoints.Default).Channels.Where(list => list.Name != "imbalances" || hasImbalances || topics.Imbalances.Count > 0)];
        using var answer = new AlpacaAnswer(encoding, destination, "subscription"u8, lists.Length);
        foreach (var list in lists)
        {
            answer.Texts(Encoding.UTF8.GetBytes(list.Name), topics.SymbolsOf(list.Name));
        }
    }

    private static void WriteSuccess(ReadOnlySpan<byte> message, AlpacaEncoding encoding, IBufferWriter<byte> destination)
    {
        using var answer = new AlpacaAnswer(encoding, destination, "success"u8, fields: 1);
        answer.Text(MessageName, message);
    }
}
