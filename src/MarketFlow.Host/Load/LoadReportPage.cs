using System.Net;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>A report as one page with plots; it holds everything it needs.</summary>
internal static class LoadReportPage
{
    public static string Write(JsonObject report)
    {
        using StringWriter text = new();
        LoadReportText.Write(report, text);
        return $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>marketflow load: {{report["profile"]}}</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 900px; margin: 2em auto; padding: 0 1em; color: #1c1c1c; background: #fff }
            pre { font: 12px/1.4 ui-monospace, monospace; overflow-x: auto; background: #f4f4f4; padding: 1em }
            figure { margin: 1.5em 0 } figcaption { font-weight: 600 }
            svg { width: 100%; height: auto } svg text { font: 11px system-ui, sans-serif; fill: #444 } .grid { stroke: #ddd }
            .good { color: #1d6b1d } .bad { color: #a31515 }
            </style>
            <h1>marketflow load: {{report["profile"]}}</h1>
            {{Verdict(report)}}
            {{SvgPlot.Draw("Latency of trades and quotes by the second in which they were due, ms", [.. Lines(report, "p50"), .. Lines(report, "p99")], isLogarithmic: true)}}
            {{SvgPlot.Draw("Deliveries per second", Lines(report, "deliveredPerSecond"))}}
            {{SvgPlot.Draw("Processors used by the host", [UsageLine(report, "CPU", "hostCpu", 1)])}}
            {{SvgPlot.Draw("Resident memory of the host, MiB", [UsageLine(report, "resident", "hostResidentBytes", 1024 * 1024)])}}
            <pre>{{WebUtility.HtmlEncode(text.ToString())}}</pre>
            </html>
            """;
    }

    private static string Verdict(JsonObject report) => report["ok"]!.GetValue<bool>()
        ? "<p class=\"good\">Everything sent came, once, in order, and the ledger balances.</p>"
        : $"<ul class=\"bad\">{string.Concat(report["problems"]!.AsArray().Select(problem => $"<li>{WebUtility.HtmlEncode($"{problem}")}</li>"))}</ul>";

    private static PlotLine[] Lines(JsonObject report, string value) =>
    [
        .. report["timeline"]!.AsArray()
            .GroupBy(row => $"{row!["class"]}")
            .Select(rows => new PlotLine($"{rows.Key} {value}", [.. rows.Select(row => (Number(row!["at"]) ?? 0, Number(row[value]) ?? 0))])),
    ];

    private static PlotLine UsageLine(JsonObject report, string name, string value, double unit) => new(
        name, [.. report["usage"]!["timeline"]!.AsArray().Where(row => row![value] is not null).Select(row => (Number(row!["at"]) ?? 0, (Number(row[value]) ?? 0) / unit))]);

    // What was just made holds the number's own type; what was read holds text.
    private static double? Number(JsonNode? value) => value is null ? null : double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
}
