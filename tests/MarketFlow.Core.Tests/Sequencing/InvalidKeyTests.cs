using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Null keys, and comparers and keys that throw: the event is invalid, what is held goes out, then the error.</summary>
public sealed class InvalidKeyTests
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(1);
    private readonly HandSource<string?> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly LedgerStage _stage = new Ledger().Stage("keys");
    private readonly RecordingObserver<string> _seen = new();

    public static TheoryData<string> Operators => ["Conflate", "Resequence", "DetectGaps", "DetectSilence", "DetectConnectionGaps feed", "DetectConnectionGaps slot"];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Ends_with_an_error_for_a_null_key(string name)
    {
        using var subscription = Apply(name).Subscribe(_seen);

        Send("A1", "A3", null, "A5");

        Assert.IsType<ArgumentNullException>(_seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        AssertAccount(name, invalid: 1);
        _seen.AssertGrammar();
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Ends_with_what_the_hash_of_a_key_throws(string name)
    {
        using var subscription = Apply(name).Subscribe(_seen);

        Send("A1", "A3", "!1", "A5");

        Assert.IsType<FormatException>(_seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        AssertAccount(name, invalid: 1);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Ends_with_what_the_hash_of_a_known_key_throws()
    {
        RecordingObserver<Silence<Key>> seen = new();

        using var subscription = _feed.DetectSilence(x => new Key(x!), _wait, _clock, known: [new("!")]).Subscribe(seen);

        Assert.IsType<FormatException>(seen.Error);
        Assert.Equal(0, _feed.Subscribed);
    }

    [Fact]
    public void Lets_go_of_what_a_comparer_still_finds_where_it_throws_on_an_event_whose_time_has_come()
    {
        var fails = false;
        FormatException error = new();
        var comparer = EqualityComparer<string>.Create(string.Equals, key => fails && key == "B" ? throw error : key.GetHashCode(StringComparison.Ordinal));
        using var subscription = _feed.Select(x => x!).Conflate(x => x[..1], _wait, _clock, _stage, comparer).Subscribe(_seen);

        Send("A1", "B1", "C1", "A2", "B2", "C2");
        fails = true;
        _clock.AdvanceBy(_wait);

        Assert.Equal(["A1", "B1", "C1", "A2", "C2"], _seen.Values);
        Assert.Same(error, _seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        AssertAccount("Conflate", invalid: 1, received: 6);
    }

    private IObservable<string> Apply(string name) => name switch
    {
        "Conflate" => _feed.Conflate(KeyOf, _wait, _clock, _stage).Select(x => x!),
        "Resequence" => _feed.Resequence(KeyOf, SequenceOf, _wait, 10, _clock, _stage).Select(x => x!),
        "DetectGaps" => _feed.DetectGaps(KeyOf, x => SequenceOf(x), _clock, maxDelay: _wait).Select(x => $"{x.First}"),
        "DetectSilence" => _feed.DetectSilence(KeyOf, _wait, _clock).Select(x => $"{x.Since}"),
        "DetectConnectionGaps feed" => _feed.DetectConnectionGaps(KeyOf, _ => 0, SequenceOf, x => Timestamp.FromUnixMilliseconds(SequenceOf(x)), _wait, _clock).Select(x => $"{x.To}"),
        _ => _feed.DetectConnectionGaps(_ => 0, KeyOf, SequenceOf, x => Timestamp.FromUnixMilliseconds(SequenceOf(x)), _wait, _clock).Select(x => $"{x.To}"),
    };

    private static Key KeyOf(string? value) => value is null ? null! : new(value[..1]);

    private static long SequenceOf(string? value) => value is null ? 9 : value[1] - '0';

    private void AssertAccount(string name, int invalid, int received = 3)
    {
        if (name is "Conflate" or "Resequence")
        {
            var account = _stage.Snapshot();
            Assert.Equal((invalid, received - invalid, 0, 0), (account.Removed(RemovalReason.Invalid), account.Emitted, account.Held, account.Imbalance));
            Assert.Equal(account.Emitted, _seen.Values.Count);
        }
    }

    private void Send(params string?[] events) => Array.ForEach(events, _feed.Observer.OnNext);

    private sealed record Key(string Name)
    {
        public bool Equals(Key? other) => other?.Name == Name;

        public override int GetHashCode() => Name == "!" ? throw new FormatException() : Name.GetHashCode(StringComparison.Ordinal);
    }
}
