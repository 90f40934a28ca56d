using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary>Recorded sessions, and what the offline run makes of them.</summary>
internal static class Session
{
    public static List<RecordedLine> Lines(string path) => [.. SessionFile.Read(path)];

    public static List<RecordedFrame> Frames(IEnumerable<RecordedLine> lines) =>
        [.. lines.Where(line => line.Kind == RecordedLineKind.Receive).Select(line => new RecordedFrame(line.Connection, line.At, line.Data, IsBinary: !Utf8.IsValid(line.Data.Span)))];

    /// <summary>Runs <c>pipe</c>: the bytes of its standard output, its events, and its ledger.</summary>
    public static (byte[] Output, List<JsonElement> Events, JsonElement Ledger) Pipe(string dialect, IEnumerable<RecordedLine> lines)
    {
        using MemoryStream output = new();
        var ledger = JsonText.Write(PipeCommand.Run(Dialects.Named(dialect), lines, output));
        List<JsonElement> events = [.. Encoding.UTF8.GetString(output.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
        return (output.ToArray(), events, JsonDocument.Parse(ledger).RootElement);
    }

    public static IEnumerable<JsonElement> OfType(this IEnumerable<JsonElement> events, string type) =>
        events.Where(value => value.GetProperty("type").GetString() == type);

    /// <summary>What an event tells, without where and when it was received: equal for all copies of it.</summary>
    public static string Told(JsonElement value) => string.Join(',', value.EnumerateObject()
        .Where(field => field.Name is not ("seq" or "source" or "backfill"))
        .Select(field => field.ToString()));

    public static JsonElement Stage(this JsonElement ledger, string name) =>
        ledger.GetProperty("stages").EnumerateArray().Single(stage => stage.GetProperty("stage").GetString() == name);

    public static long Removed(this JsonElement stage, string reason) =>
        stage.GetProperty("removed").TryGetProperty(reason, out var count) ? count.GetInt64() : 0;
}
