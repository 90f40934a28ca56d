namespace MarketFlow.Tests;

public sealed class DetectSurgeModelTests
{
    [Fact]
    public void Finds_what_a_look_through_the_whole_history_finds()
    {
        var found = ModelComparison.Run(pace: 0.6, length: 60, trades => trades.DetectSurge(), SurgeModel.Of);

        Assert.True(found.Count > 20_000, $"only {found.Count} detections");
        Assert.All(
            Enum.GetValues<SurgeTrigger>(),
            trigger => Assert.True(found.Count(each => ((SurgeDetail)each.Detail!).Trigger == trigger) > 500, $"hardly any by {trigger}"));
        Assert.Equal([null, "down", "up"], found.Select(each => each.Direction).Distinct().Order());
    }
}
