using System.Text.Json;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/api/alerts</c>, and <c>/api/alerts/{id}/acknowledge</c>, by which somebody says that they know.</summary>
internal static class AlertPages
{
    private const int MostBytes = 4_096;
    private const int LongestName = 100;

    /// <summary>Serves them. The application must use the <see cref="OriginGuard"/> before.</summary>
    public static void Map(WebApplication app, AlertBook book)
    {
        app.MapGet("/api/alerts", () => JsonText.Answer(AlertJson.Write(book.Alerts)));
        app.MapPost("/api/alerts/{id}/acknowledge", (string id, HttpContext context) => AcknowledgeAsync(book, RouteText.Of(id), context));
    }

    private static async Task<IResult> AcknowledgeAsync(AlertBook book, string id, HttpContext context)
    {
        var (by, problem) = await ReadNameAsync(context.Request, context.RequestAborted);
        if (problem is not null)
        {
            return Problem(problem, StatusCodes.Status400BadRequest);
        }

        if (book.Acknowledge(id, by ?? context.Connection.RemoteIpAddress?.ToString() ?? "unknown") is { } alert)
        {
            return JsonText.Answer(AlertJson.Write(alert));
        }

        return book.Alerts.Any(known => known.Id == id)
            ? Problem($"Alert \"{id}\" does not fire any more; only one that fires can be acknowledged.", StatusCodes.Status409Conflict)
            : Problem($"Alert \"{id}\" is unknown; must be an id of /api/alerts.", StatusCodes.Status404NotFound);
    }

    // No body at all is as good as an empty one.
    private static async Task<(string? By, string? Problem)> ReadNameAsync(HttpRequest request, CancellationToken cancellation)
    {
        var bytes = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        if (length > MostBytes)
        {
            return (null, $"The body has more than {MostBytes} bytes; must be {{\"by\":\"name\"}}, or nothing.");
        }

        if (length == 0)
        {
            return default;
        }

        try
        {
            using var body = JsonDocument.Parse(bytes.AsMemory(0, length));
            if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("by", out var by))
            {
                return body.RootElement.ValueKind == JsonValueKind.Object ? default : (null, "The body is no JSON object; must be {\"by\":\"name\"}, or nothing.");
            }

            return by.ValueKind == JsonValueKind.String && by.GetString()!.Trim() is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl)
                ? (name, null)
                : (null, $"\"by\" is {Shown(by.GetRawText())}; must be a text of 1 to {LongestName} characters in one line.");
        }
        catch (JsonException error)
        {
            return (null, $"The body is no JSON; must be {{\"by\":\"name\"}}, or nothing: {error.Message}");
        }
        catch (InvalidOperationException)
        {
            return (null, "\"by\" is no Unicode text; must be a name."); // half a surrogate pair
        }
    }

    private static string Shown(string json) => json.Length <= LongestName ? json : $"{json[..LongestName]}…";

    private static IResult Problem(string problem, int status) => JsonText.Answer(new JsonObject { ["error"] = problem }, status);
}
