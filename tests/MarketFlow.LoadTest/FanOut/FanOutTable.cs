using System.Globalization;
using System.Text;

namespace MarketFlow.LoadTest;

/// <summary>The results as a table: of Markdown, which reads well on a console too.</summary>
internal static class FanOutTable
{
    /// <summary>What is above it in a page is written by hand and stays.</summary>
    public const string Mark = "<!-- Below: written by tests/MarketFlow.LoadTest, fan-out -->";

    private static readonly string[] _columns =
        ["subscriptions", "clients", "takers", "rate", "server", "delivered/s", "CPU-s per million", "in the kernel", "of the better other", "p50 ms", "p99 ms", "missing", "twice", "sender late p99 ms"];

    /// <summary>Lines of a table, a block of servers after the other.</summary>
    /// <param name="results">In the order in which they are to be shown.</param>
    public static string Write(IReadOnlyList<FanOutResult> results)
    {
        List<string[]> rows = [_columns, .. results.Select(result => Row(result, results))];
        int[] widths = [.. Enumerable.Range(0, _columns.Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (var (index, row) in rows.Index())
        {
            text.Append("| ").AppendJoin(" | ", row.Select((cell, column) => IsText(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).Append(" |\n");
            if (index == 0)
            {
                text.Append('|').AppendJoin('|', widths.Select((width, column) => IsText(column) ? new string('-', width + 2) : $"{new string('-', width + 1)}:")).Append("|\n");
            }
        }

        foreach (var result in results.Where(result => result.Ended is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{result.Cell.Server}, {result.Cell.Clients} clients, {result.Cell.Subscriptions}, {RateOf(result.Cell)}: a client was disconnected: {result.Ended}\n");
        }

        return text.ToString();
    }

    /// <summary>Writes a page's part below the mark anew.</summary>
    public static void WritePage(string path, string words, IReadOnlyList<FanOutResult> results)
    {
        var page = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        var mark = page.IndexOf(Mark, StringComparison.Ordinal);
        File.WriteAllText(path, $"{(mark < 0 ? page : page[..mark]).TrimEnd()}\n\n{Mark}\n\n{words}\n\n{Write(results)}");
    }

    /// <summary>A cell's rate in words.</summary>
    public static string RateOf(FanOutCell cell) => cell.IsSaturated ? FanOutOptions.Most : $"{Count(cell.Rate)}/s";

    private static string[] Row(FanOutResult result, IReadOnlyList<FanOutResult> results)
    {
        var cell = result.Cell;
        var others = results.Where(other => other.Cell.Server != "marketflow" && other.Cell with { Server = cell.Server } == cell).ToList();
        var share = cell.Server == "marketflow" && others.Count > 0 ? Number(result.CpuPerMillion / others.Min(other => other.CpuPerMillion)) : string.Empty;
        return
        [
            cell.Subscriptions, Count(cell.Clients), Count(cell.Takers), RateOf(cell), cell.Server, Count(result.PerSecond),
            Number(result.CpuPerMillion), Number(result.KernelPerMillion), share, Number(result.P50), Number(result.P99), Count(result.Missing), Count(result.Twice), cell.IsSaturated ? string.Empty : Number(result.SenderP99),
        ];
    }

    private static bool IsText(int column) => _columns[column] is "subscriptions" or "server";

    private static string Number(double value) => value.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
