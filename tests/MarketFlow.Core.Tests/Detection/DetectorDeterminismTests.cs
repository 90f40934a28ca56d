using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>The same events give the same detections, whenever they arrive and however they are bundled.</summary>
public sealed class DetectorDeterminismTests
{
    [Fact]
    public void Bars_in_one_burst_in_real_time_and_through_a_channel_of_any_batch_size_give_the_same_detections() =>
        Prop.ForAll<int, byte, byte>((seed, size, wait) =>
        {
            var bars = BarFragments.Of(new(seed), [97, 99, 100, 101, 103], [0, 1, 1, 4], TimeSpan.FromHours(2)).OrderBy(bar => bar.Time.UnixNanoseconds).ToList();
            var burst = Play(bars, (feed, _) => feed, isInRealTime: false);
            var batches = new ChannelOptions<Bar> { Name = "bars", BatchSize = 2 + (size % 30), MaxWait = TimeSpan.FromSeconds(1 + wait) };

            return Play(bars, (feed, _) => feed, isInRealTime: true).SequenceEqual(burst)
                && Play(bars, (feed, clock) => Channel(feed, batches, clock), isInRealTime: true).SequenceEqual(burst)
                && Play(bars, (feed, clock) => Channel(feed, batches, clock), isInRealTime: false).SequenceEqual(burst);
        }).QuickCheckThrowOnFailure();

    private static IObservable<Bar> Channel(IObservable<Bar> feed, ChannelOptions<Bar> options, VirtualMarketClock clock) =>
        feed.ProcessChannel(options, static batch => batch, new FaultLog<ChannelFault<Bar>>(), clock);

    private static List<BarTelling> Play(List<Bar> bars, Func<IObservable<Bar>, VirtualMarketClock, IObservable<Bar>> bundle, bool isInRealTime)
    {
        var (feed, clock, seen) = (new Subject<Bar>(), new VirtualMarketClock(bars.Min(bar => bar.Time).ToDateTimeOffset()), new RecordingObserver<Detection>());
        var bundled = bundle(feed, clock).Publish();
        using var surges = bundled.DetectVolumeSurge(new() { Bars = 3, MinBars = 2 }).Subscribe(seen.OnNext);
        using var moves = bundled.DetectSignificantMove().Subscribe(seen.OnNext);
        using var extremes = bundled.DetectCloseAtExtreme(new() { MinBars = 2 }).Subscribe(seen.OnNext);
        using var gaps = bundled.DetectBarGap().Subscribe(seen.OnNext);
        using var connection = bundled.Connect();
        foreach (var bar in bars)
        {
            if (isInRealTime && bar.Time.ToDateTimeOffset() + bar.Interval > clock.Clock)
            {
                clock.AdvanceTo(bar.Time.ToDateTimeOffset() + bar.Interval);
            }

            feed.OnNext(bar);
        }

        feed.OnCompleted();
        return [.. seen.Values.Select(BarTelling.Of)];
    }
}
