using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class LatestByKeyPropertyTests
{
    private const int IdleAfter = 20;

    /// <summary>Whenever an observer comes: it sees the latest of each key that is not idle, in order of last change, then all that follows.</summary>
    [Fact]
    public void Agrees_with_a_plain_history_at_any_instant_of_subscription() =>
        Prop.ForAll<(byte Key, byte Gap)[], byte>((arrivals, joinsAfter) =>
        {
            var feed = new Subject<(byte Key, int Number)>();
            var clock = new VirtualMarketClock();
            var stage = new Ledger().Stage("state");
            var state = feed.LatestByKey(x => x.Key, TimeSpan.FromTicks(IdleAfter), clock, stage);
            state.Connect();
            var history = new List<(byte Key, int Number, long At)>();
            var late = new RecordingObserver<(byte Key, int Number)>();
            var isRight = true;
            var joinsAt = arrivals.Length == 0 ? 0 : joinsAfter % (arrivals.Length + 1);
            List<(byte, int)>? expected = null;
            for (var i = 0; i <= arrivals.Length; i++)
            {
                var now = clock.Now.Ticks;
                isRight &= state.Snapshot().SequenceEqual(Latest(history, now)) && state.Count == Latest(history, now).Count;
                if (i == joinsAt)
                {
                    expected = Latest(history, now);
                    state.Subscribe(late);
                }

                if (i < arrivals.Length)
                {
                    clock.AdvanceBy(TimeSpan.FromTicks(arrivals[i].Gap % 12));
                    var arrival = ((byte)(arrivals[i].Key % 5), i);
                    history.Add((arrival.Item1, i, clock.Now.Ticks));
                    feed.OnNext(arrival);
                    expected?.Add(arrival);
                    isRight &= stage.Snapshot() is { Imbalance: 0, Held: 0 } account && account.Received == i + 1 && account.Emitted == i + 1;
                }
            }

            return isRight && late.Values.SequenceEqual(expected!);
        }).QuickCheckThrowOnFailure();

    // Of each key the last arrival, in the order of those arrivals, without those that are too old.
    private static List<(byte, int)> Latest(List<(byte Key, int Number, long At)> history, long now) =>
        [.. history.GroupBy(one => one.Key).Select(key => key.Last()).Where(one => now - one.At < IdleAfter).OrderBy(one => one.Number).Select(one => (one.Key, one.Number))];
}
