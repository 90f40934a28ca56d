using System.Net.WebSockets;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>Two programs on an account that allows one connection (protocols.md, 1): whoever dies of them, there is no war.</summary>
public sealed class CapWarTests
{
    private const double Tolerance = 0.5; // what lies between an attempt and its end here
    private readonly VirtualMarketClock _clock = new();

    [Theory]
    [InlineData(true, true)] // the newcomer dies, after its subscribe was acknowledged
    [InlineData(true, false)]
    [InlineData(false, true)] // the older one dies
    [InlineData(false, false)]
    public void Tries_once_per_cool_down_whoever_dies(bool newcomerDies, bool closes)
    {
        var account = new CappedAccount(_clock, () => newcomerDies, closes);
        var one = Join(account);
        _clock.AdvanceBy(TimeSpan.FromSeconds(20));
        var other = Join(account);
        _clock.AdvanceBy(TimeSpan.FromHours(1));

        AssertNoWar(one);
        AssertNoWar(other);
        Assert.InRange(account.Ended, 55, 61);
    }

    /// <summary>Either dies at random, and the second program comes at any time: each tries at most once per cool-down.</summary>
    [Fact]
    public void Tries_once_per_cool_down_however_the_vendor_throws_its_dice() =>
        Prop.ForAll<bool[], byte, bool>((dice, joinsAfter, closes) =>
        {
            var test = new CapWarTests();
            var throws = 0;
            var account = new CappedAccount(test._clock, () => dice.Length > 0 && dice[throws++ % dice.Length], closes);
            var one = test.Join(account);
            test._clock.AdvanceBy(TimeSpan.FromSeconds(joinsAfter + 1));
            var other = test.Join(account);
            test._clock.AdvanceBy(TimeSpan.FromMinutes(10));
            AssertNoWar(one);
            AssertNoWar(other);
            return account.Ended > 0;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Takes_turns_where_a_feed_has_more_connections_than_its_account(bool newcomerDies)
    {
        var account = new CappedAccount(_clock, () => newcomerDies);
        var attempts = Join(account, connections: 4);
        _clock.AdvanceBy(TimeSpan.FromHours(1));

        AssertNoWar(attempts, first: 4);
        Assert.InRange(attempts.Count, 50, 64);
    }

    [Fact]
    public void Stays_where_it_is_when_the_other_program_has_gone()
    {
        var account = new CappedAccount(_clock, () => false);
        var attempts = Join(account);
        _clock.AdvanceBy(TimeSpan.FromSeconds(20));
        var rival = account.Connect();
        _clock.AdvanceBy(TimeSpan.FromSeconds(30));
        rival.Abort();
        _clock.AdvanceBy(TimeSpan.FromHours(1));

        Assert.Equal(2, attempts.Count);
        Assert.Equal(60, (attempts[1] - attempts[0]).TotalSeconds - 20, Tolerance);
    }

    private static void AssertNoWar(List<DateTimeOffset> attempts, int first = 1)
    {
        for (var i = first; i < attempts.Count; i++)
        {
            Assert.True(attempts[i] - attempts[i - 1] >= TimeSpan.FromSeconds(60), $"Attempt {i} came {attempts[i] - attempts[i - 1]} after the one before.");
        }
    }

    private List<DateTimeOffset> Join(CappedAccount account, int connections = 1)
    {
        SynchronizationContext.SetSynchronizationContext(null); // see VirtualFeed
        List<DateTimeOffset> attempts = [];
        var feed = new WebSocketFeed(MassiveFeed.Options with { Connections = connections }, new RecordingObserver<FeedFault>(), _clock, (_, _) =>
        {
            attempts.Add(_clock.Now);
            return Task.FromResult<WebSocket>(account.Connect());
        });
        foreach (var connection in feed.Connections)
        {
            connection.Subscribe(new RecordingObserver<Frame>());
        }

        return attempts;
    }
}
