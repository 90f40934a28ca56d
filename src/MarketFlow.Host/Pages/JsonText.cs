using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>JSON for people and programs: a + stays a +, since nothing here is ever put into HTML.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonNode json) => json.ToJsonString(_readable);

    public static IResult Answer(JsonNode json, int status = StatusCodes.Status200OK) => Results.Text(Write(json), "application/json", statusCode: status);
}
