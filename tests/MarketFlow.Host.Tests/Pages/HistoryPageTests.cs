using System.Text.Json.Nodes;

namespace MarketFlow.Host.Tests;

public sealed class HistoryPageTests
{
    [Fact]
    public void Tells_nothing_of_nothing()
    {
        var json = HistoryPage.Write([]);

        Assert.Empty(json["at"]!.AsArray());
        Assert.Empty(json["channels"]!.AsObject());
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(181, 180, 1)]
    [InlineData(182, 90, 2)]
    [InlineData(900, 179, 5)]
    public void Has_at_most_180_points(int samples, int points, int stepSeconds)
    {
        var json = HistoryPage.Write([.. Enumerable.Range(0, samples).Select(second => TickSamples.At(second))]);

        Assert.Equal(points, json["at"]!.AsArray().Count);
        Assert.Equal(stepSeconds * 1_000, json["stepMs"]!.GetValue<int>());
        Assert.Equal(points, json["channels"]!["tick"]!["perSecond"]!.AsArray().Count);
        Assert.Equal(points, json["residentBytes"]!.AsArray().Count);
    }

    [Fact]
    public void Takes_of_the_seconds_of_a_point_the_mean_rate_and_the_worst_latency()
    {
        // 10 events a second, but 1,000 in the last; 1 ms, but 90 ms in the last second but one
        var json = HistoryPage.Write([.. Enumerable.Range(0, 183).Select(second =>
            TickSamples.At(second, received: second * 10 + (second == 182 ? 990 : 0), p99: TimeSpan.FromMilliseconds(second == 181 ? 90 : 1)))]);

        var tick = json["channels"]!["tick"]!;
        Assert.Equal(10, Last(tick["perSecond"], fromEnd: 2));
        Assert.Equal(505, Last(tick["perSecond"], fromEnd: 1));
        Assert.Equal(1, Last(tick["p99Ms"], fromEnd: 2));
        Assert.Equal(90, Last(tick["p99Ms"], fromEnd: 1));
    }

    [Fact]
    public void Leaves_a_hole_where_nothing_was_measured()
    {
        var json = HistoryPage.Write([TickSamples.At(0), TickSamples.At(1, p99: null)]);

        Assert.Null(json["channels"]!["tick"]!["p99Ms"]![0]);
    }

    private static double Last(JsonNode? array, int fromEnd) => array![array.AsArray().Count - fromEnd]!.GetValue<double>();
}
