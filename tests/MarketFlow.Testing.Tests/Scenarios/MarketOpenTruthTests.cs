namespace MarketFlow.Testing.Tests;

public sealed class MarketOpenTruthTests
{
    private static readonly MarketOpenOptions _small = SmallMarketOpen.Options;

    [Fact]
    public void Says_what_is_told()
    {
        var truth = new MarketOpenTruth();
        var arrivals = MarketOpen.Arrivals(_small, truth).ToList();

        var first = arrivals.Where(arrival => arrival.Value.Source.Connection == 1).ToList();
        var late = first.Count(arrival => arrival.Value is not Bar && arrival.At - arrival.Value.Time.ToDateTimeOffset() > TimeSpan.FromMilliseconds(5));
        Assert.Equal(arrivals.Count, truth.Arrived);
        Assert.Equal(first.Count, truth.Distinct);
        Assert.Equal(arrivals.Count - first.Count, truth.Copies);
        Assert.Equal(late, truth.Late);
        Assert.Equal(truth.Distinct, truth.PerSecond.Sum());
        foreach (var type in Enum.GetValues<EventType>())
        {
            Assert.Equal(first.Count(arrival => arrival.Value.Type == type), truth.DistinctOf(type));
            Assert.Equal(arrivals.Count(arrival => arrival.Value.Type == type), truth.DistinctOf(type) + truth.CopiesOf(type));
        }
    }

    [Fact]
    public void Counts_as_it_is_read_and_anew_when_it_is_read_anew()
    {
        var truth = new MarketOpenTruth();
        var arrivals = MarketOpen.Arrivals(_small, truth);

        Assert.Equal(0, truth.Arrived);
        foreach (var (index, _) in arrivals.Take(500).Index())
        {
            Assert.Equal(index + 1, truth.Arrived);
        }

        _ = arrivals.Take(10).Count();
        Assert.Equal(10, truth.Arrived);
    }

    [Fact]
    public void Has_the_shares_asked_for()
    {
        var truth = SmallMarketOpen.Read(_small with { HasMinuteBars = false });

        double ShareOf(EventType type) => truth.DistinctOf(type) / (double)truth.Distinct;

        Assert.Equal(0.3, ShareOf(EventType.Trade), 0.01);
        Assert.Equal(0.6, ShareOf(EventType.Quote), 0.01);
        Assert.Equal(0.08, ShareOf(EventType.Bar), 0.005);
        Assert.Equal(0.02, ShareOf(EventType.FairMarketValue), 0.005);
        Assert.Equal(0.01, truth.Late / (double)(truth.Distinct - truth.DistinctOf(EventType.Bar)), 0.002);
        Assert.Equal(0.02, truth.Copies / (double)(truth.DistinctOf(EventType.Trade) + truth.DistinctOf(EventType.Bar)), 0.003);
        Assert.Equal(0, truth.CopiesOf(EventType.Quote) + truth.CopiesOf(EventType.FairMarketValue));
    }
}
