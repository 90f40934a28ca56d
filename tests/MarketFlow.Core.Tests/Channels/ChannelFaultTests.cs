using MarketFlow.Testing;
using static MarketFlow.Tests.FaultyChannel;

namespace MarketFlow.Tests;

public sealed class ChannelFaultTests
{
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
        Assert.Equal(_channel.Clock.Now, fault.At);
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
        Assert.Equal(VirtualMarketClock.Open.AddMilliseconds(5), fault.At);
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
}
