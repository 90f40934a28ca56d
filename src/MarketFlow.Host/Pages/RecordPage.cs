using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary><c>/api/record</c>: GET tells how the recording is, POST starts one, DELETE stops it.</summary>
internal static class RecordPage
{
    private const int LongestRequest = 4 * 1024;

    public static void Map(WebApplication app, HostRecorder recorder)
    {
        app.MapGet("/api/record", () => JsonText.Answer(ToJson(recorder.Status)));
        app.MapPost("/api/record", async (HttpContext context) =>
        {
            try
            {
                return JsonText.Answer(ToJson(recorder.Start(await NameAsync(context))), StatusCodes.Status201Created);
            }
            catch (ArgumentException error)
            {
                return Refuse(error.Message, StatusCodes.Status400BadRequest);
            }
            catch (InvalidOperationException error)
            {
                return Refuse(error.Message, StatusCodes.Status409Conflict);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return Refuse($"The recording cannot be written: {error.Message}", StatusCodes.Status507InsufficientStorage);
            }
        });
        app.MapDelete("/api/record", async () => JsonText.Answer(ToJson(await recorder.StopAsync() ?? recorder.Status)));
    }

    private static IResult Refuse(string words, int status) => JsonText.Answer(new JsonObject { ["error"] = words }, status);

    /// <returns>The name that the request gives; null where it gives none.</returns>
    private static async Task<string?> NameAsync(HttpContext context)
    {
        var body = new byte[LongestRequest];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length == 0)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(body.AsSpan(0, length)) is JsonObject { Count: <= 1 } request && (request.Count == 0 || request.ContainsKey("file"))
                ? request["file"]?.GetValue<string>()
                : throw Unreadable();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Unreadable();
        }
    }

    private static ArgumentException Unreadable() => new("The request must be empty or {\"file\":\"NAME.jsonl.gz\"}.");

    internal static JsonObject ToJson(RecorderStatus? status) => new()
    {
        ["recording"] = status?.IsRecording ?? false,
        ["file"] = status is null ? null : Path.GetFileName(status.Path),
        ["frames"] = status?.Frames ?? 0,
        ["bytes"] = status?.Bytes ?? 0,
        ["waitingBytes"] = status?.WaitingBytes ?? 0,
        ["lost"] = status?.LostFrames ?? 0,
        ["since"] = status?.Since.ToString(format: null, CultureInfo.InvariantCulture),
        ["error"] = status?.Error,
    };
}
