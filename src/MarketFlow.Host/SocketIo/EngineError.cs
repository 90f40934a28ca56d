using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>A request that cannot be served, in the words of Engine.IO: a number for programs, a sentence for people.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Code">The protocol's own number.</param>
/// <param name="Message">Names the thing, its value and what is allowed.</param>
internal sealed record EngineError(int Status, int Code, string Message)
{
    private const int UnknownTransportCode = 0;
    private const int UnknownSessionCode = 1;
    private const int BadMethodCode = 2;
    private const int BadRequestCode = 3;
    private const int ForbiddenCode = 4;
    private const int UnsupportedVersionCode = 5;

    public static EngineError UnknownTransport(string transport) =>
        new(StatusCodes.Status400BadRequest, UnknownTransportCode, $"Transport unknown: transport is {ClientError.Shown(transport)}; must be \"polling\" or \"websocket\".");

    public static EngineError UnknownSession(string sid) =>
        new(StatusCodes.Status400BadRequest, UnknownSessionCode, $"Session ID unknown: sid is {ClientError.Shown(sid)}, which is no session or one that has ended.");

    public static EngineError BadMethod(string method) =>
        new(StatusCodes.Status400BadRequest, BadMethodCode, $"Bad handshake method: {method}; a session is opened with GET, and then used with GET and POST.");

    public static EngineError BadRequest(string problem) => new(StatusCodes.Status400BadRequest, BadRequestCode, $"Bad request: {problem}");

    public static EngineError TooLarge(long allowed) =>
        new(StatusCodes.Status413PayloadTooLarge, BadRequestCode, $"Bad request: the body is longer than {allowed} bytes, which is all that is allowed.");

    public static EngineError NoKey(string problem) => new(StatusCodes.Status401Unauthorized, ForbiddenCode, $"Forbidden: {problem}");

    public static EngineError Full(string problem) => new(StatusCodes.Status503ServiceUnavailable, BadRequestCode, problem);

    public static EngineError UnsupportedVersion(string version) =>
        new(StatusCodes.Status400BadRequest, UnsupportedVersionCode, $"Unsupported protocol version: EIO is {ClientError.Shown(version)}; must be \"4\", which clients of Socket.IO 3 and 4 speak.");

    /// <summary>Answers a request with it.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonText.Write(new JsonObject { ["code"] = Code, ["message"] = Message }), context.RequestAborted);
    }
}
