using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

public sealed class LoadScheduleTests
{
    /// <summary>Between any two slots as many events are due as the area under the rates says, give or take one.</summary>
    [Fact]
    public void Has_the_rates_asked_for() =>
        Prop.ForAll(Courses(), Gen.Choose(0, 5_000).ToArbitrary(), Gen.Choose(0, 5_000).ToArbitrary(), (stretches, one, other) =>
        {
            LoadSchedule schedule = new(stretches, [], symbols: 1);
            var (from, to) = (Math.Min(one, other), Math.Max(one, other));
            return Math.Abs(schedule.TicksUntil(to) - schedule.TicksUntil(from) - (Area(stretches, to) - Area(stretches, from))) <= 1;
        })
        .QuickCheckThrowOnFailure();

    /// <summary>Slot by slot it comes to the total, and never goes back.</summary>
    [Fact]
    public void Comes_to_its_total() =>
        Prop.ForAll(Courses(), stretches =>
        {
            LoadSchedule schedule = new(stretches, [0.5], symbols: 70);
            var due = Enumerable.Range(0, (int)schedule.Slots)
                .Select(slot => schedule.TicksUntil(slot + 1) - schedule.TicksUntil(slot) + schedule.MinuteBarsUntil(slot + 1) - schedule.MinuteBarsUntil(slot))
                .ToList();
            return due.TrueForAll(count => count >= 0) && due.Sum() == schedule.Total;
        })
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.25)]
    public void Opens_as_the_capacity_target_says(double scale)
    {
        var profile = LoadProfile.Of("open", seconds: null, rate: 1, warmup: 5);
        var schedule = profile.Schedule(scale, symbols: 8_000);

        Assert.Equal(63, profile.Seconds, 6);
        Assert.Equal(15_000 * scale, Rate(schedule, from: 0, seconds: 5), tolerance: 1);
        Assert.Equal(57_500 * scale, Rate(schedule, from: 5, seconds: 60), tolerance: 1);
        Assert.Equal(99_300 * scale, Rate(schedule, from: 64, seconds: 1), tolerance: 100);
        Assert.Equal((250_000 + (10 * 0.001 * 2_250_000)) * scale, Rate(schedule, from: 65, seconds: 1), tolerance: 1);
        Assert.Equal(100_000 * scale, Rate(schedule, from: 66, seconds: 2), tolerance: 1);
        for (var burst = 0; burst < 10; burst++)
        {
            Assert.Equal(2_500_000 * scale, Rate(schedule, from: 65.05 + (0.1 * burst), seconds: 0.001), tolerance: 1_000);
        }
    }

    [Fact]
    public void Tells_the_bars_of_all_symbols_in_the_first_second_of_each_minute()
    {
        var schedule = LoadProfile.Of("bars", seconds: 70, rate: 1_000, warmup: 2).Schedule(scale: 0.5, symbols: 8_000);

        Assert.Equal(0, schedule.MinuteBarsUntil(7_000));
        Assert.Equal(4_000, schedule.MinuteBarsUntil(7_500));
        Assert.Equal(8_000, schedule.MinuteBarsUntil(8_000));
        Assert.Equal(8_000, schedule.MinuteBarsUntil(67_000));
        Assert.Equal(16_000, schedule.MinuteBarsUntil(68_000));
        Assert.Equal(16_000 + (72 * 500), schedule.Total);
    }

    [Theory]
    [InlineData("noon", null, "The profile is \"noon\"; must be one of steady, open, bars, soak.")]
    [InlineData("open", 3.0, "--seconds is 3; must be above 3 for the profile open.")]
    public void Refuses_a_course_that_cannot_be(string name, double? seconds, string problem) =>
        Assert.Equal(problem, Assert.Throws<ArgumentException>(() => LoadProfile.Of(name, seconds, rate: 1, warmup: 1)).Message);

    private static double Rate(LoadSchedule schedule, double from, double seconds) =>
        (schedule.TicksUntil(Slot(from + seconds)) - schedule.TicksUntil(Slot(from))) / seconds;

    private static long Slot(double seconds) => (long)Math.Round(seconds * LoadSchedule.SlotsPerSecond);

    // Summed up in thin slices, as a child would.
    private static double Area(IReadOnlyList<RateStretch> stretches, int slot)
    {
        var (area, begin) = (0.0, 0.0);
        foreach (var stretch in stretches)
        {
            var length = Math.Clamp((slot / 1_000.0) - begin, 0, stretch.Seconds);
            var reached = stretch.From + ((stretch.To - stretch.From) * (stretch.Seconds > 0 ? length / stretch.Seconds : 0));
            area += (stretch.From + reached) / 2 * length;
            begin += stretch.Seconds;
        }

        return area;
    }

    private static Arbitrary<RateStretch[]> Courses() =>
        (from milliseconds in Gen.Choose(1, 1_500)
         from rate in Gen.Choose(0, 3_000_000)
         from later in Gen.Choose(0, 3_000_000)
         select new RateStretch(milliseconds / 1_000.0, rate, later))
            .NonEmptyListOf().Select(stretches => stretches.Take(4).ToArray()).ToArbitrary();
}
