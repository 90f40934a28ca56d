namespace MarketFlow.Tests;

public sealed class LedgerTests
{
    private readonly Ledger _ledger = new();

    [Fact]
    public void Opens_stages_in_order_under_unique_names()
    {
        var first = _ledger.Stage("decode");
        var second = _ledger.Stage("deduplicate", first);

        Assert.Equal(["decode", "deduplicate"], _ledger.Snapshot().Stages.Select(stage => stage.Name));
        Assert.Empty(first.After);
        Assert.Equal([first], second.After);
    }

    [Fact]
    public void Refuses_a_stage_that_cannot_be()
    {
        var decode = _ledger.Stage("decode");

        Assert.Throws<ArgumentNullException>("name", () => _ledger.Stage(null!));
        Assert.Throws<ArgumentException>("name", () => _ledger.Stage(""));
        Assert.Contains("\"decode\"", Assert.Throws<ArgumentException>("name", () => _ledger.Stage("decode")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("after", () => _ledger.Stage("route", after: null!));
        Assert.Throws<ArgumentException>("after", () => _ledger.Stage("route", new Ledger().Stage("decode")));
        Assert.Throws<ArgumentException>("after", () => _ledger.Stage("route", decode, null!));
        Assert.Equal(["decode"], _ledger.Snapshot().Stages.Select(stage => stage.Name));
        Assert.NotNull(_ledger.Stage("Decode"));
    }

    [Fact]
    public void Keeps_stages_as_they_were_opened_whatever_the_caller_does_to_its_list()
    {
        var decode = _ledger.Stage("decode");
        var after = new List<LedgerStage> { decode };
        var route = _ledger.Stage("route", after);

        after.Clear();

        Assert.Equal([decode], route.After);
    }

    [Fact]
    public void Opens_stages_from_many_threads()
    {
        Parallel.For(0, 200, i => _ledger.Stage($"stage {i}"));

        Assert.Equal(200, _ledger.Snapshot().Stages.Count);
    }

    [Fact]
    public void Finds_a_stage_by_name_and_says_which_there_are_where_it_does_not()
    {
        _ledger.Stage("decode").Passed();
        _ledger.Stage("route");

        Assert.Equal(1, _ledger.Snapshot()["decode"].Received);
        Assert.Contains("decode, route", Assert.Throws<ArgumentException>("name", () => _ledger.Snapshot()["rout"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_balanced_and_empty_where_nothing_flowed()
    {
        Assert.Equal((0, 0), (_ledger.Snapshot().Imbalance, _ledger.Snapshot().InTransit));
        Assert.Empty(_ledger.Snapshot().Stages);
    }

    [Fact]
    public void Adds_up_imbalances_whatever_their_sign()
    {
        _ledger.Stage("loses").Changed(received: 2, emitted: 0);
        _ledger.Stage("invents").Changed(received: 0, emitted: 3);

        var snapshot = _ledger.Snapshot();

        Assert.Equal((2, -3, 5), (snapshot["loses"].Imbalance, snapshot["invents"].Imbalance, snapshot.Imbalance));
    }

    [Fact]
    public void Shows_what_was_lost_between_the_stages()
    {
        var decode = _ledger.Stage("decode");
        var tick = _ledger.Stage("tick", decode);
        var bars = _ledger.Stage("bars", decode);
        var merge = _ledger.Stage("merge", tick, bars);
        for (var i = 0; i < 5; i++)
        {
            decode.Passed();
        }

        tick.Passed();
        tick.Passed();
        bars.Passed();
        bars.Passed();
        Assert.Equal(5, _ledger.Snapshot().InTransit); // one before the channels, four before the merge

        bars.Removed(RemovalReason.Filtered);
        for (var i = 0; i < 4; i++)
        {
            merge.Passed();
        }

        Assert.Equal((0, 0), (_ledger.Snapshot().InTransit, _ledger.Snapshot().Imbalance));
    }

    [Fact]
    public void Leaves_an_earlier_snapshot_as_it_was()
    {
        var stage = _ledger.Stage("decode");
        var earlier = _ledger.Snapshot();

        stage.Removed(RemovalReason.Invalid);

        Assert.Equal((0, 0), (earlier["decode"].Received, earlier["decode"].Removed(RemovalReason.Invalid)));
    }
}
