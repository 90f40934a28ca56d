using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>/api/trace</c>: the way of single events, a sample of all; <c>/api/trace/{symbol}</c>: the last events of one symbol.</summary>
/// <remarks>
/// Asking for a symbol has it followed for ten minutes: the first answer holds the latest event of each kind, later ones what came since,
/// with its age at each stage.
/// </remarks>
internal static class TracePages
{
    private const int MaxOriginal = 2_048;

    public static void Map(WebApplication app, MarketHost host)
    {
        app.MapGet("/api/trace", () => JsonText.Answer(new JsonObject { ["events"] = Events(host.Traces.Sample) }));
        app.MapGet("/api/trace/{symbol}", (string symbol) => Answer(host, RouteText.Of(symbol)));
    }

    private static IResult Answer(MarketHost host, string symbol) => symbol.Length > TopicFilter.MaxSymbolLength
        ? JsonText.Answer(new JsonObject { ["error"] = $"The symbol has {symbol.Length} characters; must have at most {TopicFilter.MaxSymbolLength}." }, StatusCodes.Status400BadRequest)
        : JsonText.Answer(new JsonObject { ["symbol"] = symbol, ["events"] = Events(TracesOf(host, symbol)) });

    private static IEnumerable<EventTrace> TracesOf(MarketHost host, string symbol)
    {
        var followed = host.Traces.Follow(symbol, host.Now);
        var isFollowed = followed.Select(trace => trace.Value).ToHashSet(MarketEvent.ContentComparer);
        return followed.Concat(host.LatestOf(symbol).Where(value => !isFollowed.Contains(value)).Select(value => new EventTrace(value)));
    }

    private static JsonArray Events(IEnumerable<EventTrace> traces) => [.. traces.OrderByDescending(trace => trace.Value.Source.ReceivedAt).Select(Write)];

    private static JsonObject Write(EventTrace trace)
    {
        var value = trace.Value;
        var source = value.Source;
        return new()
        {
            ["type"] = value.Type == EventType.FairMarketValue ? "fmv" : value.Type.ToString().ToLowerInvariant(),
            ["symbol"] = value.Symbol,
            ["time"] = Text(value.Time),
            ["summary"] = SummaryOf(value),
            ["source"] = source.Connection == 0 ? null : new JsonObject
            {
                ["feed"] = source.Feed,
                ["connection"] = source.Connection,
                ["sequence"] = source.Sequence,
                ["receivedAt"] = Text(source.ReceivedAt),
            },
            ["stages"] = new JsonArray([.. trace.Stages.Select(passed => new JsonObject { ["stage"] = passed.Stage, ["ms"] = Math.Round(passed.Age.TotalMilliseconds, 3) })]),
            ["original"] = source.Original.IsEmpty ? null : Encoding.UTF8.GetString(source.Original.Span[..Math.Min(MaxOriginal, source.Original.Length)]),
        };
    }

    private static string SummaryOf(MarketEvent value) => value switch
    {
        Trade trade => Words($"{trade.Size} @ {trade.Price}"),
        Quote quote => Words($"{quote.BidSize} @ {quote.BidPrice} / {quote.AskSize} @ {quote.AskPrice}"),
        Bar bar => Words($"{bar.Interval:c} open {bar.Open} high {bar.High} low {bar.Low} close {bar.Close} volume {bar.Volume}"),
        FairMarketValue fair => Words($"{fair.Price}"),
        Detection detection => $"{detection.Kind} {detection.Direction}".TrimEnd(),
        Status status => $"{status.Kind} {status.Message}".TrimEnd(),
        _ => string.Empty,
    };

    private static string Text(Timestamp time) => time.ToString(format: null, CultureInfo.InvariantCulture);

    private static string Words(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
