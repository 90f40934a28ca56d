using System.Text;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary>Alpaca's bars from the vendor's text to the output: minutes, days, and each update of a minute.</summary>
public sealed class AlpacaBarsTests
{
    [Fact]
    public void Delivers_minutes_days_and_each_update()
    {
        var (_, events, ledger) = Session.Pipe("alpaca", Lines(
            (1, 0, Bar("b", "AAPL", 100, "14:31")), (1, 0.1, Bar("d", "AAPL", 1_000, "05:00")), (1, 30, Bar("u", "AAPL", 150, "14:31")), (1, 32, Bar("u", "AAPL", 170, "14:31")),
            (1, 60, Bar("d", "AAPL", 1_170, "05:00")), (1, 61, Bar("b", "AAPL", 100, "14:33")), (1, 61.5, Bar("b", "AAPL", 100, "14:32")),
            (1, 62, Bar("u", "MSFT", 1, "14:32")), (1, 62.5, Bar("b", "MSFT", 1, "14:32"))));

        Assert.Equal(
            ["AAPL 14:31 1m 100 r0", "AAPL 05:00 1d 1000 r0", "AAPL 14:31 1m 150 r1", "AAPL 14:31 1m 170 r2", "AAPL 05:00 1d 1170 r1", "AAPL 14:33 1m 100 r0", "AAPL 14:32 1m 100 r0", "MSFT 14:32 1m 1 r1", "MSFT 14:32 1m 1 r0"],
            events.Select(bar =>
                $"{bar.GetProperty("symbol")} {bar.GetProperty("time").GetString()![11..16]} {bar.GetProperty("interval")} {bar.GetProperty("volume")} r{bar.GetProperty("revision")}"));
        Assert.Equal(0, ledger.Stage("deduplicate").Removed("duplicate"));
    }

    [Fact]
    public void Delivers_each_of_33_updates_within_seconds_once_over_two_connections()
    {
        var updates = Enumerable.Range(0, 33).SelectMany(number => new[] { 1, 2 }.Select(connection => (connection, (number * 0.9) + (connection * 0.1), Bar("u", "AAPL", 100 + number, "14:31"))));
        var (_, events, ledger) = Session.Pipe("alpaca", Lines([.. updates]));

        Assert.Equal(Enumerable.Range(100, 33), events.Select(bar => bar.GetProperty("volume").GetInt32()));
        Assert.Equal(33, ledger.Stage("deduplicate").Removed("duplicate"));
    }

    private static string Bar(string type, string symbol, int volume, string time) =>
        $$"""[{"T":"{{type}}","S":"{{symbol}}","o":10,"h":11,"l":9,"c":10,"v":{{volume}},"n":1,"vw":10,"t":"2026-11-27T{{time}}:00Z"}]""";

    private static List<RecordedLine> Lines(params (int Connection, double At, string Text)[] frames) => [.. frames.Select((frame, number) => new RecordedLine
    {
        Kind = RecordedLineKind.Receive,
        Number = number + 1,
        Connection = frame.Connection,
        ConnectionName = $"alpaca.{frame.Connection}",
        At = Timestamp.Parse("2026-11-27T14:32:00Z") + TimeSpan.FromSeconds(frame.At),
        Data = Encoding.UTF8.GetBytes(frame.Text),
    })];
}
