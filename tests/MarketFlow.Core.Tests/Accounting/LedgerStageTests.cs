using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class LedgerStageTests
{
    private readonly LedgerStage _stage = new Ledger().Stage("merge");

    [Fact]
    public void Begins_empty()
    {
        AssertAccount(received: 0, created: 0, emitted: 0, removed: 0, held: 0);
        Assert.All(Enum.GetValues<RemovalReason>(), reason => Assert.Equal(0, _stage.Snapshot().Removed(reason)));
    }

    [Fact]
    public void Counts_what_passed()
    {
        _stage.Passed();
        _stage.Passed();

        AssertAccount(received: 2, created: 0, emitted: 2, removed: 0, held: 0);
    }

    [Fact]
    public void Counts_what_was_removed_under_its_reason()
    {
        foreach (var reason in Enum.GetValues<RemovalReason>())
        {
            for (var i = 0; i <= (int)reason; i++)
            {
                _stage.Removed(reason);
            }
        }

        Assert.All(Enum.GetValues<RemovalReason>(), reason => Assert.Equal((int)reason + 1, _stage.Snapshot().Removed(reason)));
        AssertAccount(received: 66, created: 0, emitted: 0, removed: 66, held: 0);
    }

    [Fact]
    public void Leaves_what_is_held_as_it_was_where_one_event_passes_or_is_removed()
    {
        _stage.Changed(received: 3, emitted: 0, heldNow: 3);

        _stage.Passed();
        _stage.Removed(RemovalReason.Duplicate);

        AssertAccount(received: 5, created: 0, emitted: 1, removed: 1, held: 3);
    }

    [Fact]
    public void Takes_what_is_held_as_measured_so_that_a_lost_event_shows()
    {
        _stage.Changed(received: 3, emitted: 1, removed: 1, RemovalReason.Overflow, heldNow: 1, created: 2);
        Assert.Equal(2, _stage.Snapshot().Imbalance);

        _stage.Changed(received: 0, emitted: 0, heldNow: 3);

        AssertAccount(received: 3, created: 2, emitted: 1, removed: 1, held: 3);
    }

    [Fact]
    public void Refuses_an_unknown_reason_and_stays_readable()
    {
        Assert.Throws<IndexOutOfRangeException>(() => _stage.Removed((RemovalReason)99));
        Assert.Throws<IndexOutOfRangeException>(() => _stage.Changed(received: 1, emitted: 0, removed: 1, (RemovalReason)99));

        AssertAccount(received: 0, created: 0, emitted: 0, removed: 0, held: 0);
    }

    [Fact]
    public void Says_its_account_in_one_line()
    {
        _stage.Changed(received: 5, emitted: 2, removed: 1, RemovalReason.Expired, heldNow: 2);
        Assert.Equal("merge: received 5 + created 0 = emitted 2 + removed 1 + held 2", _stage.Snapshot().ToString());

        _stage.Changed(received: 0, emitted: 0, heldNow: 1);
        Assert.Equal("merge: received 5 + created 0 = emitted 2 + removed 1 + held 1 + imbalance 1", _stage.Snapshot().ToString());
    }

    [Fact]
    public void Agrees_with_plain_sums() =>
        Prop.ForAll<(byte Received, byte Created, byte Emitted, byte Removed, byte Held)[]>(entries =>
        {
            var stage = new Ledger().Stage("sums");
            foreach (var entry in entries)
            {
                stage.Changed(entry.Received, entry.Emitted, entry.Removed, (RemovalReason)(entry.Removed % 10), entry.Held, entry.Created);
            }

            var account = stage.Snapshot();
            return account.Received == entries.Sum(entry => entry.Received)
                && account.Created == entries.Sum(entry => entry.Created)
                && account.Emitted == entries.Sum(entry => entry.Emitted)
                && account.RemovedInAll == entries.Sum(entry => entry.Removed)
                && Enum.GetValues<RemovalReason>().All(reason => account.Removed(reason) == entries.Sum(entry => entry.Removed % 10 == (int)reason ? entry.Removed : 0))
                && account.Held == entries.LastOrDefault().Held
                && account.Imbalance == account.Received + account.Created - account.Emitted - account.RemovedInAll - account.Held;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shows_whole_entries_only_to_readers_on_other_threads()
    {
        const int Readings = 20_000;
        var ledger = new Ledger();
        var stage = ledger.Stage("busy");
        var torn = 0;
        var reading = 2;
        var writer = new Thread(() =>
        {
            for (var i = 0; Volatile.Read(ref reading) > 0 || i % 4 != 0; i++)
            {
                switch (i % 4)
                {
                    case 0: stage.Changed(received: 3, emitted: 0, heldNow: 3); break;
                    case 1: stage.Passed(); break;
                    case 2: stage.Changed(received: 1, emitted: 2, removed: 2, (RemovalReason)(i % 10), heldNow: 2, created: 2); break;
                    default: stage.Changed(received: 0, emitted: 0, removed: 2, RemovalReason.Shutdown, heldNow: 0); break;
                }
            }
        });
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Readings; i++)
            {
                Interlocked.Add(ref torn, ledger.Snapshot().Imbalance == 0 ? 0 : 1);
            }

            Interlocked.Decrement(ref reading);
        })).ToList();

        writer.Start();
        readers.ForEach(reader => reader.Start());
        readers.ForEach(reader => reader.Join());
        writer.Join();

        Assert.Equal(0, torn);
        Assert.Equal(0, stage.Snapshot().Imbalance);
    }

    [Fact]
    public void Allocates_nothing_per_entry()
    {
        Assert.Equal(0, Allocation.Least(Enter));

        void Enter()
        {
            for (var i = 0; i < 1_000; i++)
            {
                _stage.Passed();
                _stage.Removed(RemovalReason.Duplicate);
                _stage.Changed(received: 1, emitted: 0, heldNow: 1);
            }
        }
    }

    private void AssertAccount(long received, long created, long emitted, long removed, long held)
    {
        var account = _stage.Snapshot();
        Assert.Equal("merge", account.Name);
        Assert.Equal((received, created, emitted, removed, held, 0), (account.Received, account.Created, account.Emitted, account.RemovedInAll, account.Held, account.Imbalance));
    }
}
