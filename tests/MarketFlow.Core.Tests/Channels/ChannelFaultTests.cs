using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Validation, faults and the breaker of a channel. "bad" is rejected, and processing throws where a batch contains "throw".</summary>
public sealed class ChannelFaultTests
{
    private static readonly ChannelOptions<string> Immediate = new()
    {
        Name = "tick",
        Validate = x => x.StartsWith("bad", StringComparison.Ordinal) ? $"{x} is bad" : null,
        BreakerThreshold = 2,
        BreakerCooldown = TimeSpan.FromSeconds(10),
    };

    private static readonly ChannelOptions<string> ByTwo = Immediate with { Name = "bars", BatchSize = 2, MaxWait = TimeSpan.FromSeconds(1) };

    private static readonly string[] Kinds = ["good", "throw", "throw", "bad"];

    private readonly ChannelFixture<string> _channel = new(ThrowOnThrow);

    [Fact]
    public void Rejects_five_bad_bars_of_three_hundred_and_gives_the_other_295()
    {
        _channel.Subscribe(ByTwo with { BatchSize = 100 });
        for (var i = 0; i < 300; i++)
        {
            _channel.Send(i % 60 == 59 ? $"bad{i}" : $"{i}");
        }

        _channel.Advance(1_000);

        Assert.Equal(Enumerable.Range(0, 300).Where(i => i % 60 != 59).Select(i => $"{i}"), _channel.Seen.Values);
        Assert.Equal(["bad59", "bad119", "bad179", "bad239", "bad299"], _channel.Faults.Values.Select(fault => Assert.Single(fault.Batch)));
        _channel.AssertAccount(received: 300, emitted: 295, invalid: 5);
        Assert.Equal(0, _channel.Monitor.State.FailuresInARow);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Tells_of_a_rejected_event_at_once(int batchSize)
    {
        _channel.Subscribe(ByTwo with { BatchSize = batchSize });
        _channel.Advance(5);

        _channel.Send("bad");

        var fault = Assert.Single(_channel.Faults.Values);
        Assert.Equal(("bars", "bad is bad", null), (fault.Channel, fault.Reason, fault.Error));
        Assert.Equal(["bad"], fault.Batch);
        Assert.Equal(_channel.Clock.Now, fault.At.ToDateTimeOffset());
        _channel.AssertAccount(received: 1, invalid: 1);
    }

    [Fact]
    public void Rejects_an_event_whose_validation_throws()
    {
        _channel.Subscribe(ByTwo with { Validate = x => x == "odd" ? throw new FormatException("odd one") : null });

        _channel.Send("a", "odd", "b");

        var fault = Assert.Single(_channel.Faults.Values);
        Assert.Equal(["odd"], fault.Batch);
        Assert.Equal("FormatException: odd one", fault.Reason);
        Assert.IsType<FormatException>(fault.Error);
        _channel.AssertSeen(("a", 0), ("b", 0));
    }

    [Fact]
    public void Never_opens_the_breaker_for_rejected_events()
    {
        _channel.Subscribe(Immediate);

        _channel.Send("bad1", "bad2", "bad3", "bad4", "a");

        _channel.AssertSeen(("a", 0));
        Assert.Null(_channel.Monitor.State.OpenUntil);
    }

    [Fact]
    public void Makes_one_fault_of_a_batch_whose_processing_throws()
    {
        _channel.Subscribe(ByTwo);
        _channel.Send("a");
        _channel.Advance(5);
        _channel.Send("throw", "b", "c");

        var fault = Assert.Single(_channel.Faults.Values);
        Assert.Equal(["a", "throw"], fault.Batch);
        Assert.Equal(("bars", "InvalidOperationException: broken"), (fault.Channel, fault.Reason));
        Assert.Equal("broken", fault.Error?.Message);
        Assert.Equal(VirtualMarketClock.Open.AddMilliseconds(5), fault.At.ToDateTimeOffset());
        _channel.AssertSeen(("b", 5), ("c", 5));
        _channel.AssertAccount(received: 4, emitted: 2, invalid: 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Delivers_nothing_of_a_batch_that_throws_while_its_results_are_read(int batchSize)
    {
        var channel = new ChannelFixture<string>(batch => batch.Append("throw").SelectMany(x => ThrowOnThrow([x])));
        channel.Subscribe(ByTwo with { BatchSize = batchSize });

        channel.Send("a", "b");

        channel.AssertSeen();
        Assert.Equal(2 / batchSize, channel.Faults.Values.Count);
        channel.AssertAccount(received: 2, invalid: 2);
    }

    [Fact]
    public void Treats_missing_results_as_a_failure()
    {
        var channel = new ChannelFixture<string>(_ => null!);
        channel.Subscribe(Immediate);

        channel.Send("a");

        Assert.IsType<InvalidOperationException>(Assert.Single(channel.Faults.Values).Error);
        channel.AssertAccount(received: 1, invalid: 1);
    }

    [Fact]
    public void Keeps_the_event_of_a_fault_though_it_uses_its_list_again()
    {
        _channel.Subscribe(Immediate);

        _channel.Send("throw", "a");

        Assert.Equal(["throw"], Assert.Single(_channel.Faults.Values).Batch);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Goes_on_where_the_observer_of_faults_throws(int batchSize)
    {
        var channel = new ChannelFixture<string>(ThrowOnThrow) { Faults = new() { WhileReceiving = _ => throw new FormatException() } };
        channel.Subscribe(ByTwo with { BatchSize = batchSize });

        channel.Send("bad", "throw", "throw");
        channel.Advance(11_000);
        channel.Send("a", "b");

        Assert.Equal(["a", "b"], channel.Seen.Values);
        Assert.Equal(batchSize == 1 ? 3 : 2, channel.Monitor.UnheardFaults);
    }

    [Fact]
    public void Opens_the_breaker_at_the_threshold_and_not_before()
    {
        _channel.Subscribe(Immediate);

        _channel.Send("throw");
        Assert.Equal(new(1, null, "InvalidOperationException: broken"), _channel.Monitor.State);
        _channel.Send("a", "throw", "throw", "dropped", "bad but not looked at");

        var until = (Timestamp)VirtualMarketClock.Open.AddSeconds(10);
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
            var events = arrivals.Select((arrival, i) => $"{Kinds[arrival.Kind % Kinds.Length]}{i}").ToArray();
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
            else if (Kinds[kind % Kinds.Length] == "good")
            {
                failures = 0;
                yield return "emitted";
            }
            else
            {
                if (Kinds[kind % Kinds.Length] == "throw" && ++failures >= 2)
                {
                    openUntil = time + 10;
                }

                yield return "invalid";
            }
        }
    }

    private static IEnumerable<string> ThrowOnThrow(IReadOnlyList<string> batch) =>
        batch.Any(x => x.StartsWith("throw", StringComparison.Ordinal)) ? throw new InvalidOperationException("broken") : batch;
}
