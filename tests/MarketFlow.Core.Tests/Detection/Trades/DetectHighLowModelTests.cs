namespace MarketFlow.Tests;

public sealed class DetectHighLowModelTests
{
    [Fact]
    public void Finds_what_a_look_through_the_whole_history_finds()
    {
        var found = ModelComparison.Run(pace: 1, length: 60, trades => trades.DetectHighLow(), HighLowModel.Of);

        var details = found.ConvertAll(each => (HighLowDetail)each.Detail!);
        Assert.True(found.Count > 50_000, $"only {found.Count} detections");
        Assert.All(Enum.GetValues<ReversalPattern>(), pattern => Assert.True(details.Count(detail => detail.Reversal == pattern) > 500, $"only {details.Count(detail => detail.Reversal == pattern)} × {pattern}"));
        Assert.Equal(2, details.Where(detail => detail.Reversal == ReversalPattern.MTop).Select(detail => detail.IsRapid).Distinct().Count());
    }
}
