using System.Reactive.Disposables;
using System.Reactive.Subjects;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

public sealed class DecodeTests
{
    private const string Good = """{"id":1,"price":"2.5","quantity":"1","timestamp":"2021-07-13T11:07:53.658Z"}""";

    private readonly Subject<Frame> _frames = new();
    private readonly RecordingObserver<DecodeFault> _faults = new();
    private readonly RecordingObserver<MarketEvent> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("decode");

    [Fact]
    public void Refuses_missing_arguments()
    {
        var decoder = new HitBtcDialect().CreateDecoder();

        Assert.Throws<ArgumentNullException>(() => FeedOperators.Decode(null!, decoder, _faults));
        Assert.Throws<ArgumentNullException>(() => _frames.Decode(null!, _faults));
        Assert.Throws<ArgumentNullException>(() => _frames.Decode(decoder, null!));
    }

    [Fact]
    public void Emits_the_events_of_each_frame_in_order_and_accounts_for_every_message()
    {
        using var subscription = Subscribe();

        _frames.OnNext(FrameOf(Rows($"{Good},0,{Good}")));
        _frames.OnNext(FrameOf("""{"result":true}"""));
        _frames.OnNext(FrameOf("noise"));

        Assert.Equal(2, _seen.Values.Count);
        Assert.Equal(2, _faults.Values.Count);
        var account = _stage.Snapshot();
        Assert.Equal((5, 2), (account.Received, account.Emitted));
        Assert.Equal((2, 1), (account.Removed(RemovalReason.Invalid), account.Removed(RemovalReason.Filtered)));
        Assert.Equal(0, account.Imbalance);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Goes_on_where_the_decoder_throws()
    {
        using var subscription = _frames.Decode(new ThrowingDecoder(), _faults, _stage).Subscribe(_seen);

        _frames.OnNext(FrameOf("a"));
        _frames.OnNext(FrameOf("b"));

        Assert.Equal(["The decoder failed: no", "The decoder failed: no"], _faults.Values.Select(fault => fault.Reason));
        Assert.False(_seen.HasEnded);
    }

    [Fact]
    public void Ends_as_its_source_ends()
    {
        using var subscription = Subscribe();
        _frames.OnCompleted();
        Assert.True(_seen.IsCompleted);

        using var failing = new Subject<Frame>();
        var observer = new RecordingObserver<MarketEvent>();
        using var other = failing.Decode(new HitBtcDialect().CreateDecoder(), _faults).Subscribe(observer);
        var error = new InvalidOperationException("cut");
        failing.OnError(error);
        Assert.Same(error, observer.Error);
        Assert.False(_faults.HasEnded);
    }

    [Fact]
    public void Says_nothing_after_disposal()
    {
        var subscription = Subscribe();
        subscription.Dispose();

        _frames.OnNext(FrameOf(Rows(Good)));

        Assert.Empty(_seen.Received);
        Assert.False(_frames.HasObservers);
    }

    [Fact]
    public void Removes_the_rest_of_a_frame_in_the_middle_of_which_it_is_disposed_of()
    {
        using SerialDisposable subscription = new();
        RecordingObserver<MarketEvent> seen = new() { WhileReceiving = _ => subscription.Dispose() };
        subscription.Disposable = _frames.Decode(new HitBtcDialect().CreateDecoder(), _faults, _stage).Subscribe(seen);

        _frames.OnNext(FrameOf(Rows($"{Good},{Good},{Good}")));

        Assert.Single(seen.Values);
        AssertRestIsShutdown();
    }

    [Fact]
    public void Unsubscribes_a_consumer_that_throws_and_removes_the_rest_of_the_frame()
    {
        InvalidOperationException error = new();
        RecordingObserver<MarketEvent> seen = new() { WhileReceiving = _ => throw error };
        using var subscription = _frames.Decode(new HitBtcDialect().CreateDecoder(), _faults, _stage).Subscribe(seen);

        Assert.Same(error, Assert.Throws<InvalidOperationException>(() => _frames.OnNext(FrameOf(Rows($"{Good},{Good},{Good}")))));

        Assert.Single(seen.Values);
        Assert.False(_frames.HasObservers);
        AssertRestIsShutdown();
    }

    [Fact]
    public void Keeps_the_account_balanced_at_every_event() =>
        Prop.ForAll<bool[][]>(frames =>
        {
            var stage = new Ledger().Stage("decode");
            using var source = new Subject<Frame>();
            var balanced = true;
            var seen = new RecordingObserver<MarketEvent> { WhileReceiving = _ => balanced &= stage.Snapshot().Imbalance == 0 };
            using var subscription = source.Decode(new HitBtcDialect().CreateDecoder(), _faults, stage).Subscribe(seen);
            foreach (var rows in frames)
            {
                source.OnNext(FrameOf(Rows(string.Join(',', rows.Select(isGood => isGood ? Good : "0")))));
            }

            var (good, bad) = (frames.Sum(rows => rows.Count(isGood => isGood)), frames.Sum(rows => rows.Count(isGood => !isGood)));
            var account = stage.Snapshot();
            return balanced && account.Imbalance == 0 && account.Emitted == good && account.Removed(RemovalReason.Invalid) == bad
                && account.Removed(RemovalReason.Filtered) == frames.Count(rows => rows.Length == 0) && seen.Values.Count == good;
        }).QuickCheckThrowOnFailure();

    private void AssertRestIsShutdown()
    {
        var account = _stage.Snapshot();
        Assert.Equal((3L, 1L, 2L, 0L), (account.Received, account.Emitted, account.Removed(RemovalReason.Shutdown), account.Imbalance));
    }

    private IDisposable Subscribe() => _frames.Decode(new HitBtcDialect().CreateDecoder(), _faults, _stage).Subscribe(_seen);

    private static Frame FrameOf(string text) => new("feed", connection: 1, Decoding.ReceivedAt, Encoding.UTF8.GetBytes(text));

    private static string Rows(string rows) => $$$"""{"method":"updateTrades","params":{"data":[{{{rows}}}],"symbol":"A"}}""";

    private sealed class ThrowingDecoder : IFrameDecoder
    {
        public void Decode(Frame frame, DecodedFrame found)
        {
            found.AddIgnored();
            throw new InvalidOperationException("no");
        }
    }
}
