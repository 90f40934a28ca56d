using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing.Tests;

public sealed class LawsTests
{
    private readonly Ledger _ledger = new();

    [Fact]
    public void Refuse_to_judge_nothing()
    {
        Assert.Throws<ArgumentNullException>("ledger", () => Laws.Balanced((Ledger)null!));
        Assert.Throws<ArgumentNullException>("snapshot", () => Laws.Balanced((LedgerSnapshot)null!));
        Assert.Throws<ArgumentNullException>("ledger", () => Laws.NothingLeft(null!));
        Assert.Throws<ArgumentNullException>("events", () => Laws.NothingTwice(null!));
        Assert.Throws<ArgumentNullException>("keyOf", () => Laws.NothingTwice<int, int>([], null!));
        Assert.Throws<ArgumentNullException>("events", () => Laws.OrderKept<int, int>(null!, x => x, x => x));
        Assert.Throws<ArgumentNullException>("keyOf", () => Laws.OrderKept<int, int>([], null!, x => x));
        Assert.Throws<ArgumentNullException>("sequenceOf", () => Laws.OrderKept<int, int>([], x => x, null!));
        Assert.Throws<ArgumentNullException>("expected", () => Laws.SameMultiset(null!, Array.Empty<int>()));
        Assert.Throws<ArgumentNullException>("actual", () => Laws.SameMultiset(Array.Empty<int>(), null!));
        Assert.Throws<ArgumentNullException>("recorder", () => Laws.Grammar<int>(null!));
        Assert.Throws<ArgumentNullException>("events", () => Laws.OthersDoNotMatter<int, int, int>(null!, x => x, x => x, x => x));
        Assert.Throws<ArgumentNullException>("keyOf", () => Laws.OthersDoNotMatter<int, int, int>([], null!, x => x, x => x));
        Assert.Throws<ArgumentNullException>("resultKeyOf", () => Laws.OthersDoNotMatter<int, int, int>([], x => x, null!, x => x));
        Assert.Throws<ArgumentNullException>("run", () => Laws.OthersDoNotMatter<int, int, int>([], x => x, x => x, null!));
    }

    [Fact]
    public void Others_do_not_matter_allows_state_of_each_key()
    {
        Laws.OthersDoNotMatter(["A1", "B9", "A2", "B1"], text => text[0], text => text[0], RunningMaximumOfEachKey);

        static IEnumerable<string> RunningMaximumOfEachKey(IReadOnlyList<string> events)
        {
            Dictionary<char, char> newest = [];
            return [.. events.Select(text => $"{text[0]}{newest[text[0]] = (char)Math.Max(text[1], newest.GetValueOrDefault(text[0]))}")];
        }
    }

    [Fact]
    public void Others_do_not_matter_names_the_key_whose_output_another_changed()
    {
        Assert.Equal(
            "The events of other keys changed the output for A.\n  Alone: A1; A2\n  Among others: A1; A9",
            Assert.Throws<LawBreachException>(() => Laws.OthersDoNotMatter(["A1", "B9", "A2"], text => text[0], text => text[0], RunningMaximumOfAll)).Message);

        static IEnumerable<string> RunningMaximumOfAll(IReadOnlyList<string> events)
        {
            var newest = '0';
            return [.. events.Select(text => $"{text[0]}{newest = (char)Math.Max(text[1], newest)}")];
        }
    }

    [Fact]
    public void Balanced_allows_what_is_held_and_under_way()
    {
        _ledger.Stage("first").Changed(received: 5, emitted: 2, removed: 1, RemovalReason.Duplicate, heldNow: 2);

        Laws.Balanced(_ledger);
        Laws.Balanced(_ledger.Snapshot());
    }

    [Theory]
    [InlineData(1, 0, "A stage is out of balance once:\n  lossy: received 1 + created 0 = emitted 0 + removed 0 + held 0 + imbalance 1")]
    [InlineData(0, 1, "A stage is out of balance once:\n  lossy: received 0 + created 0 = emitted 1 + removed 0 + held 0 + imbalance -1")]
    public void Balanced_names_the_stage_that_lost_or_invented_an_event(int received, int emitted, string message)
    {
        _ledger.Stage("sound").Passed();
        _ledger.Stage("lossy").Changed(received, emitted);

        Assert.Equal(message, Assert.Throws<LawBreachException>(() => Laws.Balanced(_ledger)).Message);
        Assert.Throws<LawBreachException>(() => Laws.NothingLeft(_ledger));
    }

    [Fact]
    public void Balanced_is_not_fooled_by_two_stages_that_make_up_for_each_other()
    {
        _ledger.Stage("loses").Changed(received: 1, emitted: 0);
        _ledger.Stage("invents").Changed(received: 0, emitted: 1);

        Assert.StartsWith("A stage is out of balance 2 times:\n  loses: ", Assert.Throws<LawBreachException>(() => Laws.Balanced(_ledger)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_left_allows_what_was_passed_on_and_removed()
    {
        var first = _ledger.Stage("first");
        var second = _ledger.Stage("second", first);
        first.Passed();
        second.Removed(RemovalReason.Duplicate);

        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Nothing_left_notices_what_is_held()
    {
        _ledger.Stage("lane").Changed(received: 2, emitted: 0, heldNow: 2);

        Assert.Equal("A stage still holds events once:\n  lane: 2", Assert.Throws<LawBreachException>(() => Laws.NothingLeft(_ledger)).Message);
    }

    [Fact]
    public void Nothing_left_notices_what_got_lost_between_two_stages()
    {
        var first = _ledger.Stage("first");
        _ledger.Stage("second", first);
        first.Passed();

        Assert.StartsWith(
            "Events lost or invented between stages: 1. first: ",
            Assert.Throws<LawBreachException>(() => Laws.NothingLeft(_ledger)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_twice_agrees_with_counting() =>
        Prop.ForAll<byte[]>(keys => Breaks(() => Laws.NothingTwice(keys, key => key % 16)) == (keys.Select(key => key % 16).Distinct().Count() < keys.Length))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_twice_shows_both_and_where_they_were() =>
        Assert.Equal(
            "The same came again, 2 times:\n  at 2: a2, as at 0: a1\n  at 3: a3, as at 0: a1",
            Assert.Throws<LawBreachException>(() => Laws.NothingTwice(["a1", "b1", "a2", "a3"], text => text[0])).Message);

    [Fact]
    public void Nothing_twice_lets_events_without_identity_come_as_often_as_they_like()
    {
        var quote = MarketArbitraries.Quotes.Generator.Sample(1).Single();
        var trade = MarketArbitraries.Trades.Generator.Where(trade => trade.Identity is not null).Sample(1).Single();

        Laws.NothingTwice([quote, trade, quote]);
        Assert.Throws<LawBreachException>(() => Laws.NothingTwice([trade, quote, trade with { Source = default, IsBackfill = !trade.IsBackfill }]));
    }

    [Fact]
    public void Order_kept_agrees_with_sorting_each_key() =>
        Prop.ForAll<(bool Key, byte Sequence)[]>(events =>
            Breaks(() => Laws.OrderKept(events, told => told.Key, told => told.Sequence))
            == events.GroupBy(told => told.Key).Any(group => !group.SequenceEqual(group.OrderBy(told => told.Sequence))))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Order_kept_shows_the_step_back() =>
        Assert.Equal(
            "The order was breached once:\n  A: 1 at 2 after 2 at 0; A1 after A2",
            Assert.Throws<LawBreachException>(() => Laws.OrderKept(["A2", "B1", "A1", "A1", "B1"], text => text[0], text => text[1] - '0')).Message);

    [Fact]
    public void Same_multiset_agrees_with_sorting() =>
        Prop.ForAll<byte[], byte[]>((left, right) =>
        {
            var (expected, actual) = (left.Select(x => x % 3).ToList(), right.Select(x => x % 3).ToList());
            return Breaks(() => Laws.SameMultiset(expected, actual)) != expected.Order().SequenceEqual(actual.Order())
                && !Breaks(() => Laws.SameMultiset(expected, expected.AsEnumerable().Reverse()));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Same_multiset_shows_what_is_missing_and_what_is_too_many() =>
        Assert.Equal(
            "What came differs from what was expected, 2 times:\n  missing, 2 of a\n  too many, 1 of c",
            Assert.Throws<LawBreachException>(() => Laws.SameMultiset(["a", "a", "b"], ["b", "c"])).Message);

    [Fact]
    public void Same_multiset_compares_as_it_is_told_to()
    {
        var trade = MarketArbitraries.Trades.Generator.Sample(1).Single();
        MarketEvent elsewhere = trade with { Source = new(new Frame("other", 9, default, ReadOnlyMemory<byte>.Empty), 0, 0) };

        Assert.Throws<LawBreachException>(() => Laws.SameMultiset([trade], [elsewhere]));
        Laws.SameMultiset([trade], [elsewhere], MarketEvent.ContentComparer);
    }

    [Fact]
    public void Grammar_notices_what_the_recorder_noticed()
    {
        var recorder = new RecordingObserver<int>();
        recorder.OnCompleted();
        Laws.Grammar(recorder);

        recorder.OnNext(1);

        Assert.Equal("The Rx grammar was breached once:\n  OnNext after the end", Assert.Throws<LawBreachException>(() => Laws.Grammar(recorder)).Message);
    }

    [Fact]
    public void Show_the_first_five_and_count_the_rest()
    {
        var recorder = new RecordingObserver<int>();
        recorder.OnCompleted();
        for (var i = 0; i < 150; i++)
        {
            recorder.OnNext(i);
        }

        AssertShowsFiveOf(150, () => Laws.Grammar(recorder));
        AssertShowsFiveOf(9, () => Laws.NothingTwice(new int[10], x => x));
        AssertShowsFiveOf(6, () => Laws.SameMultiset(Array.Empty<int>(), [1, 2, 3, 4, 5, 6]));
    }

    private static void AssertShowsFiveOf(int count, Action law)
    {
        var message = Assert.Throws<LawBreachException>(law).Message;

        Assert.Contains($" {count} times; the first 5:\n", message, StringComparison.Ordinal);
        Assert.Equal(6, message.Split('\n').Length);
    }

    private static bool Breaks(Action law)
    {
        try
        {
            law();
            return false;
        }
        catch (LawBreachException)
        {
            return true;
        }
    }
}
