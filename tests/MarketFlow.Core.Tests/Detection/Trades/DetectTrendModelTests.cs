namespace MarketFlow.Tests;

public sealed class DetectTrendModelTests
{
    [Fact]
    public void Finds_what_a_look_through_the_whole_history_finds()
    {
        var found = ModelComparison.Run(pace: 1.5, length: 100, trades => trades.DetectTrend(), TrendModel.Of);

        Assert.True(found.Count > 20_000, $"only {found.Count} detections");
        Assert.All(
            Enum.GetValues<TrendStrength>(),
            strength => Assert.True(found.Count(each => ((TrendDetail)each.Detail!).Strength == strength) > 500, $"hardly any {strength}"));
        Assert.Equal([null, "down", "up"], found.Select(each => each.Direction).Distinct().Order());
    }
}
