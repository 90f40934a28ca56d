using System.Globalization;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>A report for the console.</summary>
internal static class LoadReportText
{
    public static void Write(JsonObject report, TextWriter output)
    {
        output.WriteLine(Line($"Profile {report["profile"]} at scale {Number(report["scale"])}, {Number(report["seconds"])} s after {Number(report["warmupSeconds"])} s of warm-up, on {report["processors"]} processors that sender, receivers and whatever else runs here share."));
        var sent = report["sent"]!.AsObject();
        output.WriteLine(Line($"Sent      {Count(sent["total"])} events and {Count(sent["copies"])} copies in {Count(sent["frames"])} frames; sender late by p50 {Number(sent["lateness"]!["p50"])}, p99 {Number(sent["lateness"]!["p99"])}, at most {Number(sent["lateness"]!["max"])} ms."));
        output.WriteLine();
        output.WriteLine(Line($"{"latency, ms",-26}{"count",14}{"p50",10}{"p90",10}{"p99",10}{"p99.9",10}{"max",10}"));
        foreach (var row in report["latency"]!.AsArray())
        {
            output.WriteLine(Line($"{$"{row!["class"]} {row["kind"]}",-26}{Count(row["count"]),14}{Number(row["p50"]),10}{Number(row["p90"]),10}{Number(row["p99"]),10}{Number(row["p99.9"]),10}{Number(row["max"]),10}"));
        }

        output.WriteLine();
        output.WriteLine(Line($"{"clients",-26}{"received",14}{"missing",10}{"twice",10}{"order",10}{"unasked",10}{"cut off",10}"));
        foreach (var row in report["received"]!.AsArray())
        {
            output.WriteLine(Line($"{$"{row!["clients"]} {row["class"]}",-26}{Count(row["received"]),14}{Count(row["missing"]),10}{Count(row["twice"]),10}{Count(row["outOfOrder"]),10}{Count(row["unasked"]),10}{Count(row["disconnected"]),10}"));
            if (row["missingByKind"]!.AsObject() is { Count: > 0 } missing)
            {
                output.WriteLine($"                          missing: {string.Join(", ", missing.Select(kind => $"{kind.Key} {Count(kind.Value)}"))}");
            }

            if (row["because"] is { } reason)
            {
                output.WriteLine($"                          {reason}");
            }
        }

        output.WriteLine();
        var usage = report["usage"]!.AsObject();
        output.WriteLine(Line($"CPU       host {Number(usage["hostCpuSeconds"])} s, sender {Number(usage["senderCpuSeconds"])} s, receivers {Number(usage["receiversCpuSeconds"])} s, in {Number(usage["seconds"])} s"));
        output.WriteLine(Line($"Memory    host at most {Mebibytes(usage["hostMaxResidentBytes"])} MiB resident{Slope(usage["hostResidentBytesPerMinute"])}; collections {usage["gen0"]} / {usage["gen1"]} / {usage["gen2"]}, pauses {Number(usage["gcPauseMilliseconds"])} ms"));
        output.WriteLine(Line($"Handles   {Count(usage["hostHandles"]!["first"])} at first, {Count(usage["hostHandles"]!["last"])} at last, at most {Count(usage["hostHandles"]!["max"])}"));
        output.WriteLine(Line($"Ledger    imbalance {report["ledger"]!["imbalance"]}{Removed(report["ledger"]!)}"));
        output.WriteLine();
        output.WriteLine(report["ok"]!.GetValue<bool>() ? "Everything sent came, once, in order, and the ledger balances." : "NOT RIGHT:");
        foreach (var problem in report["problems"]!.AsArray())
        {
            output.WriteLine($"  {problem}");
        }
    }

    private static string Removed(JsonNode ledger)
    {
        var removed = ledger["stages"]!.AsArray()
            .SelectMany(stage => stage!["removed"]!.AsObject().Select(reason => Line($"{stage["stage"]} {reason.Key} {Count(reason.Value)}")))
            .ToList();
        return removed.Count == 0 ? string.Empty : $"; removed: {string.Join(", ", removed)}";
    }

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);

    private static string Number(JsonNode? value) => value is null ? "unknown" : value.GetValue<double>().ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Slope(JsonNode? bytesPerMinute) => bytesPerMinute is null
        ? string.Empty
        : Line($", {bytesPerMinute.GetValue<double>() / 1024 / 1024:+0.00;-0.00;0.00} MiB a minute over the second half");

    private static string Count(JsonNode? value) => value is null ? "unknown" : value.ToJsonString() is var text && long.TryParse(text, CultureInfo.InvariantCulture, out var count) ? count.ToString("#,0", CultureInfo.InvariantCulture) : text;

    private static string Mebibytes(JsonNode? value) => value is null ? "unknown" : (long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) / 1024 / 1024).ToString("#,0", CultureInfo.InvariantCulture);
}
