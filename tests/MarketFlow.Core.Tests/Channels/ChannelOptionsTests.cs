using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class ChannelOptionsTests
{
    private static readonly ChannelOptions<string> _bars = new() { Name = "bars", BatchSize = 100, MaxWait = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public void Has_the_defaults_it_promises()
    {
        var options = new ChannelOptions<string> { Name = "tick" };

        Assert.Equal((1, TimeSpan.Zero, 65_536), (options.BatchSize, options.MaxWait, options.Capacity));
        Assert.Equal((5, TimeSpan.FromSeconds(60)), (options.BreakerThreshold, options.BreakerCooldown));
        Assert.Null(options.Validate);
    }

    [Fact]
    public void Accepts_the_least_and_the_most_of_every_range()
    {
        Check(new() { Name = "x", BatchSize = 1, MaxWait = TimeSpan.Zero, Capacity = 1, BreakerThreshold = 1, BreakerCooldown = new(1) });
        Check(new() { Name = "x", BatchSize = 2, MaxWait = new(1), Capacity = 2 });
        Check(_bars with { MaxWait = TimeSpan.FromDays(365), BreakerCooldown = TimeSpan.FromDays(365) });
    }

    [Fact]
    public void Refuses_what_is_out_of_range_and_says_what_is_allowed()
    {
        AssertRefuses(_bars with { BatchSize = 0 }, "Channel \"bars\": BatchSize is 0; must be at least 1.");
        AssertRefuses(_bars with { MaxWait = new(-1) }, "Channel \"bars\": MaxWait is -00:00:00.0000001; must be 0 to 365 days.");
        AssertRefuses(_bars with { MaxWait = TimeSpan.FromDays(365) + new TimeSpan(1) }, "Channel \"bars\": MaxWait is 365.00:00:00.0000001; must be 0 to 365 days.");
        AssertRefuses(_bars with { BatchSize = 2, MaxWait = TimeSpan.Zero }, "Channel \"bars\": MaxWait is 00:00:00; must be positive where BatchSize is above 1.");
        AssertRefuses(_bars with { Capacity = 99 }, "Channel \"bars\": Capacity is 99; must be at least BatchSize, which is 100.");
        AssertRefuses(_bars with { BreakerThreshold = 0 }, "Channel \"bars\": BreakerThreshold is 0; must be at least 1.");
        AssertRefuses(_bars with { BreakerCooldown = TimeSpan.Zero }, "Channel \"bars\": BreakerCooldown is 00:00:00; must be positive and at most 365 days.");
        AssertRefuses(_bars with { BreakerCooldown = TimeSpan.FromDays(366) }, "Channel \"bars\": BreakerCooldown is 366.00:00:00; must be positive and at most 365 days.");
    }

    [Fact]
    public void Refuses_an_empty_name() => Assert.Throws<ArgumentException>(() => Check(_bars with { Name = string.Empty }));

    [Fact]
    public void Refuses_a_missing_argument_at_the_call()
    {
        var source = new Subject<string>();
        var faults = new RecordingObserver<ChannelFault<string>>();
        var clock = new VirtualMarketClock();

        Assert.Throws<ArgumentNullException>("source", () => ((IObservable<string>)null!).ProcessChannel(_bars, batch => batch, faults, clock));
        Assert.Throws<ArgumentNullException>("options", () => source.ProcessChannel(null!, batch => batch, faults, clock));
        Assert.Throws<ArgumentNullException>("process", () => source.ProcessChannel<string, string>(_bars, null!, faults, clock));
        Assert.Throws<ArgumentNullException>("faults", () => source.ProcessChannel(_bars, batch => batch, null!, clock));
        Assert.Throws<ArgumentNullException>("clock", () => source.ProcessChannel(_bars, batch => batch, faults, null!));
    }

    private static void AssertRefuses(ChannelOptions<string> options, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(nameof(options), () => Check(options)).Message, StringComparison.Ordinal);

    private static void Check(ChannelOptions<string> options) =>
        _ = Observable.Empty<string>().ProcessChannel(options, batch => batch, new RecordingObserver<ChannelFault<string>>(), new VirtualMarketClock());
}
