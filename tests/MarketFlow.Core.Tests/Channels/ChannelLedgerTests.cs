using System.Reactive.Disposables;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class ChannelLedgerTests
{
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
