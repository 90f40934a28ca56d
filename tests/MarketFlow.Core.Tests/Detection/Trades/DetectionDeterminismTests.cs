using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>However fast the same trades come, and in whatever batches, the same is detected.</summary>
public sealed class DetectionDeterminismTests
{
    private const int Fragments = 300;

    public static TheoryData<string> Detectors => [DetectionKinds.HighLow, DetectionKinds.Trend, DetectionKinds.Surge];

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_burst_real_time_and_batches_of_any_size_give_the_same(string kind)
    {
        var found = 0;
        for (var number = 0; number < Fragments; number++)
        {
            var trades = DayFragment.Number(number, pace: 1.5, length: 100);
            var inOneBurst = trades.Found(source => Detect(source, kind));
            var asTheyHappened = Play(trades, kind, batchSize: 1, inRealTime: true);
            var inBatches = Play(trades, kind, batchSize: 1 + (number % 50), inRealTime: false);
            var inBatchesByTime = Play(trades, kind, batchSize: 1_000, inRealTime: true);

            Assert.Equal(inOneBurst, asTheyHappened);
            Assert.Equal(inOneBurst, inBatches);
            Assert.Equal(inOneBurst, inBatchesByTime);
            found += inOneBurst.Count;
        }

        Assert.True(found > Fragments, $"only {found} detections");
    }

    private static List<Detection> Play(Trade[] trades, string kind, int batchSize, bool inRealTime)
    {
        VirtualMarketClock clock = new(trades[0].Time.ToDateTimeOffset().AddDays(-1));
        using Subject<Trade> feed = new();
        List<Detection> found = [];
        FaultLog<ChannelFault<Trade>> faults = new();
        ChannelOptions<Trade> options = new() { Name = "trades", BatchSize = batchSize, MaxWait = TimeSpan.FromMilliseconds(700) };
        using var subscription = Detect(feed.ProcessChannel(options, batch => batch, faults, clock), kind).Subscribe(found.Add);
        foreach (var trade in trades)
        {
            var at = trade.Time.ToDateTimeOffset();
            if (inRealTime && at > clock.Now)
            {
                clock.AdvanceTo(at);
            }

            feed.OnNext(trade);
        }

        feed.OnCompleted();
        Assert.Equal(0, faults.Total);
        return found;
    }

    private static IObservable<Detection> Detect(IObservable<Trade> trades, string kind) => kind switch
    {
        DetectionKinds.HighLow => trades.DetectHighLow(),
        DetectionKinds.Trend => trades.DetectTrend(),
        _ => trades.DetectSurge(),
    };
}
