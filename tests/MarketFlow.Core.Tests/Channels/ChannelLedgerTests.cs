using System.Reactive.Disposables;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class ChannelLedgerTests
{
    private static readonly ChannelOptions<string> _immediate = new() { Name = "tick" };
    private static readonly ChannelOptions<string> _byThree = new() { Name = "bars", BatchSize = 3, MaxWait = TimeSpan.FromMilliseconds(100) };

    private readonly ChannelFixture<string> _copies = new(batch => batch.SelectMany(x => Enumerable.Repeat(x, int.Parse(x))));

    [Fact]
    public void Removes_as_filtered_what_gives_no_result_and_counts_a_surplus_as_created()
    {
        _copies.Subscribe(_byThree);

        _copies.Send("0", "1", "0");
        _copies.AssertAccount(received: 3, emitted: 1, filtered: 2);
        _copies.Send("0", "5", "1");

        _copies.AssertSeen(("1", 0), ("5", 0), ("5", 0), ("5", 0), ("5", 0), ("5", 0), ("1", 0));
        _copies.AssertAccount(received: 6, emitted: 7, filtered: 2, created: 3);
    }

    [Fact]
    public void Counts_the_results_of_a_single_event_in_the_same_way()
    {
        _copies.Subscribe(_immediate);

        _copies.Send("0", "1", "4");

        _copies.AssertAccount(received: 3, emitted: 5, filtered: 1, created: 3);
    }

    [Fact]
    public void Holds_the_events_in_process_and_then_the_results_not_yet_handed_over()
    {
        var held = new List<long>();
        ChannelFixture<string> channel = null!;
        channel = new(batch =>
        {
            held.Add(channel.Account.Held);
            return batch.Append("extra");
        })
        {
            Seen = new() { WhileReceiving = _ => held.Add(channel.Account.Held) },
        };
        channel.Subscribe(_byThree);

        channel.Send("a", "b", "c");

        Assert.Equal([3, 3, 2, 1, 0], held);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Balances_its_account_where_the_consumer_throws(int batchSize)
    {
        var channel = new ChannelFixture<string>(batch => batch.Concat(batch)) { Seen = new() { WhileReceiving = _ => throw new FormatException() } };
        channel.Subscribe(_byThree with { BatchSize = batchSize });

        Assert.Throws<FormatException>(() => channel.Send("a", "b", "c"));

        Assert.Equal((1, 0, 0), (channel.Account.Emitted, channel.Account.Held, channel.Account.Imbalance));
        Assert.False(channel.Feed.HasObservers);
    }

    /// <summary>
    /// Random arrivals, gaps, batch sizes, rejections, failures with trips of the breaker, results more or fewer than events, and disposal
    /// from within a notification: the account balances whenever anybody could look.
    /// </summary>
    [Fact]
    public void Balances_whenever_anybody_could_look() =>
        Prop.ForAll<(byte Kind, byte Gap)[], byte, byte>((arrivals, size, disposeAfter) =>
        {
            using var subscription = new SingleAssignmentDisposable();
            var isBalanced = true;
            var heard = 0;
            ChannelFixture<string> channel = null!;
            channel = new(batch =>
            {
                Look();
                return batch.SelectMany(x => x[0] == 't' ? throw new InvalidOperationException("t") : Enumerable.Repeat(x, x[0] - '0')).Select(x =>
                {
                    Look();
                    return x;
                });
            })
            {
                Seen = new()
                {
                    WhileReceiving = _ =>
                    {
                        Look();
                        if (++heard > disposeAfter)
                        {
                            subscription.Dispose();
                            Look();
                        }
                    },
                },
                Faults = new() { WhileReceiving = _ => Look() },
            };
            var sent = 0;
            subscription.Disposable = channel.Subscribe(new()
            {
                Name = "random",
                BatchSize = 1 + (size % 4),
                MaxWait = TimeSpan.FromMilliseconds(100),
                Validate = x => x == "bad" ? x : null,
                BreakerThreshold = 2,
                BreakerCooldown = TimeSpan.FromMilliseconds(300),
            });

            foreach (var (kind, gap) in arrivals)
            {
                channel.Advance(gap);
                sent += channel.Feed.HasObservers ? 1 : 0;
                channel.Send((kind % 7) switch { 0 => "bad", 1 or 2 => "throw", 3 => "0", 4 => "2", _ => "1" });
                Look();
            }

            subscription.Dispose();
            Look();
            channel.Seen.AssertGrammar();
            channel.Faults.AssertGrammar();
            return isBalanced && channel.Account.Held == 0 && channel.Account.Received == sent && channel.Account.Emitted == channel.Seen.Values.Count;

            void Look() => isBalanced &= channel.Account.Imbalance == 0;
        }).QuickCheckThrowOnFailure();
}
