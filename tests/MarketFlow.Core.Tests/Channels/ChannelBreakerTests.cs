using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;
using static MarketFlow.Tests.FaultyChannel;

namespace MarketFlow.Tests;

public sealed class ChannelBreakerTests
{
    private static readonly string[] _kinds = ["good", "throw", "throw", "bad"];

    private readonly ChannelFixture<string> _channel = new(ThrowOnThrow);

    [Fact]
    public void Opens_the_breaker_at_the_threshold_and_not_before()
    {
        _channel.Subscribe(Immediate);

        _channel.Send("throw");
        Assert.Equal(new(1, null, "InvalidOperationException: broken"), _channel.Monitor.State);
        _channel.Send("a", "throw", "throw", "dropped", "bad but not looked at");

        var until = VirtualMarketClock.Open.AddSeconds(10);
        Assert.Equal(new(2, until, "InvalidOperationException: broken"), _channel.Monitor.State);
        Assert.True(_channel.Monitor.State.IsOpen(VirtualMarketClock.Open));
        Assert.False(_channel.Monitor.State.IsOpen(until));
        _channel.AssertSeen(("a", 0));
        _channel.AssertAccount(received: 6, emitted: 1, invalid: 3, breakerOpen: 2);
    }

    [Fact]
    public void Lets_one_batch_try_exactly_when_the_cooldown_is_over()
    {
        _channel.Subscribe(Immediate);
        _channel.Send("throw", "throw");

        _channel.Advance(9_999.9999);
        _channel.Send("early");
        _channel.Advance(0.0001);
        _channel.Send("in time");

        _channel.AssertSeen(("in time", 10_000));
        Assert.Equal(new(0, null, "InvalidOperationException: broken"), _channel.Monitor.State);
    }

    [Fact]
    public void Opens_the_breaker_again_for_the_whole_cooldown_where_the_try_fails()
    {
        _channel.Subscribe(Immediate);
        _channel.Send("throw", "throw");
        _channel.Advance(12_000);

        _channel.Send("throw", "dropped");
        _channel.Advance(9_999);
        _channel.Send("dropped");
        _channel.Advance(1);
        _channel.Send("a");

        _channel.AssertSeen(("a", 22_000));
        _channel.AssertAccount(received: 6, emitted: 1, invalid: 3, breakerOpen: 2);
    }

    [Fact]
    public void Needs_as_many_failures_in_a_row_again_after_a_success()
    {
        _channel.Subscribe(Immediate);
        _channel.Send("throw", "throw");
        _channel.Advance(10_000);

        _channel.Send("a", "throw", "b");

        _channel.AssertSeen(("a", 10_000), ("b", 10_000));
    }

    [Fact]
    public void Drops_a_batch_in_the_making_if_the_breaker_is_open_when_its_time_comes()
    {
        ChannelFixture<string> channel = null!;
        channel = new(batch =>
        {
            channel.Send(batch[0] == "throw" ? ["gathered while the breaker was closed"] : []);
            return ThrowOnThrow(batch);
        });
        channel.Subscribe(ByTwo with { BreakerThreshold = 1 });
        channel.Send("throw", "a");
        channel.AssertAccount(received: 3, held: 1, invalid: 2);

        channel.Advance(1_000);

        channel.AssertSeen();
        channel.AssertAccount(received: 3, invalid: 2, breakerOpen: 1);
        Assert.Single(channel.Faults.Values);
    }

    [Fact]
    public void Starts_with_a_closed_breaker_for_each_subscription()
    {
        _channel.Subscribe(Immediate).Dispose();
        _channel.Subscribe(Immediate);
        _channel.Send("throw", "throw");
        Assert.NotNull(_channel.Monitor.State.OpenUntil);

        var second = new RecordingObserver<string>();
        _channel.Feed.ProcessChannel(Immediate, ThrowOnThrow, _channel.Faults, _channel.Clock).Subscribe(second);
        _channel.Send("a");

        Assert.Equal(["a"], second.Values);
    }

    /// <summary>Whatever succeeds, fails, is bad, and whenever: what becomes of each event is what a plain state machine says.</summary>
    [Fact]
    public void Agrees_with_a_plain_state_machine() =>
        Prop.ForAll<(byte Kind, byte Seconds)[]>(arrivals =>
        {
            var channel = new ChannelFixture<string>(ThrowOnThrow);
            channel.Subscribe(Immediate);
            var events = arrivals.Select((arrival, i) => $"{_kinds[arrival.Kind % _kinds.Length]}{i}").ToArray();
            var fates = events.Zip(arrivals).Select(pair =>
            {
                var before = channel.Account;
                channel.Advance(1_000 * (pair.Second.Seconds % 8));
                channel.Send(pair.First);
                return FateSince(before, channel.Account);
            }).ToList();

            var expected = PlainStateMachine(arrivals).ToList();
            return fates.SequenceEqual(expected)
                && channel.Seen.Values.SequenceEqual(events.Where((_, i) => expected[i] == "emitted"))
                && channel.Faults.Values.Select(fault => fault.Batch[0]).SequenceEqual(events.Where((_, i) => expected[i] == "invalid"));
        }).QuickCheckThrowOnFailure();

    private static string FateSince(LedgerStageSnapshot before, LedgerStageSnapshot after) =>
        after.Emitted > before.Emitted ? "emitted"
        : after.Removed(RemovalReason.Invalid) > before.Removed(RemovalReason.Invalid) ? "invalid"
        : after.Removed(RemovalReason.BreakerOpen) > before.Removed(RemovalReason.BreakerOpen) ? "breaker-open" : "lost";

    private static IEnumerable<string> PlainStateMachine((byte Kind, byte Seconds)[] arrivals)
    {
        var failures = 0;
        var time = 0;
        var openUntil = 0;
        foreach (var (kind, seconds) in arrivals)
        {
            time += seconds % 8;
            if (time < openUntil)
            {
                yield return "breaker-open";
            }
            else if (_kinds[kind % _kinds.Length] == "good")
            {
                failures = 0;
                yield return "emitted";
            }
            else
            {
                if (_kinds[kind % _kinds.Length] == "throw" && ++failures >= 2)
                {
                    openUntil = time + 10;
                }

                yield return "invalid";
            }
        }
    }
}
