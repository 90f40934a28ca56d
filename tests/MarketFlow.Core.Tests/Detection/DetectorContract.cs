using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>What every detector of trades promises, whatever it looks for.</summary>
public abstract class DetectorContract : DetectorFailureContract
{
    private readonly HandSource<Trade> _source = new();
    private readonly RecordingObserver<Detection> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("detector");

    /// <summary>The detector under test.</summary>
    protected abstract IObservable<Detection> Detect(IObservable<Trade> source, LedgerStage? stage = null);

    /// <summary>Trades of which the last one, and no other, is a detection.</summary>
    protected abstract IReadOnlyList<Trade> Finding { get; }

    protected sealed override IReadOnlyList<MarketEvent> Events => Finding;

    [Fact]
    public void Finds_it_at_the_trade_that_caused_it_with_its_source_and_time()
    {
        SourceContext source = new(new Frame("massive", 2, Prints.At("11:00"), new byte[] { 1, 2, 3 }), 1, 2, sequence: 77);
        var cause = Finding[^1] with { Source = source };

        var found = Assert.Single(Finding.SkipLast(1).Append(cause).Found(trades => Detect(trades)));

        Assert.Equal((cause.Symbol, cause.Time, cause.Price, source), (found.Symbol, found.Time, found.Price, found.Source));
        Assert.False(found.IsBackfill);
    }

    [Fact]
    public void Marks_what_it_finds_in_a_backfill() =>
        Assert.True(Assert.Single(Finding.Select(trade => trade with { IsBackfill = true }).Found(trades => Detect(trades))).IsBackfill);

    [Fact]
    public void Passes_over_what_is_of_no_price()
    {
        Trade[] odd = [Finding[0] with { Price = 0 }, Finding[0] with { Price = -1 }, Finding[0] with { Price = decimal.MaxValue }, Finding[0] with { Size = -1 }, Finding[0] with { Size = decimal.MaxValue }];

        Assert.Single(Finding.SelectMany(trade => odd.Select(each => each with { Time = trade.Time }).Append(trade)).Found(trades => Detect(trades)));
    }

    [Fact]
    public void Bears_the_widest_prices_and_sizes_it_looks_at()
    {
        decimal[] widest = [1_000_000_000_000m, 0.000_000_000_001m];
        var trades = Enumerable.Range(0, 400).Select(number => Finding[0] with
        {
            Time = Finding[0].Time + TimeSpan.FromSeconds(number / 2.0),
            Price = widest[number / 3 % 2],
            Size = number % 4 == 0 ? 0.000_000_000_000_000_000_000_000_000_1m : widest[number % 2],
        });

        Assert.NotNull(trades.Found(source => Detect(source)));
    }

    [Fact]
    public void Completes_with_its_source_and_hears_nothing_after()
    {
        using var subscription = Detect(_source, _stage).Subscribe(_seen);
        Tell(Finding);
        _source.Observer.OnCompleted();
        Tell(Finding.Select(trade => trade with { Symbol = "MSFT" }));

        Assert.Single(_seen.Values);
        Assert.True(_seen.IsCompleted);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Fails_with_its_source_and_hears_nothing_after()
    {
        InvalidOperationException error = new();
        using var subscription = Detect(_source, _stage).Subscribe(_seen);
        Tell(Finding);
        _source.Observer.OnError(error);
        Tell(Finding.Select(trade => trade with { Symbol = "MSFT" }));

        Assert.Single(_seen.Values);
        Assert.Same(error, _seen.Error);
    }

    [Fact]
    public void Stops_in_mid_stream_when_disposed()
    {
        var subscription = Detect(_source, _stage).Subscribe(_seen);
        Tell(Finding.SkipLast(1));
        subscription.Dispose();
        Tell([Finding[^1]]);

        Assert.Empty(_seen.Values);
        Assert.False(_seen.HasEnded);
        Assert.Equal(1, _source.Unsubscribed);
    }

    [Fact]
    public void Keeps_its_state_per_subscription()
    {
        var detections = Detect(Finding.ToObservable());
        using var first = detections.Subscribe(_seen);
        RecordingObserver<Detection> again = new();
        using var second = detections.Subscribe(again);

        Assert.Equal(_seen.Values, again.Values);
        Assert.Single(again.Values);
    }

    [Fact]
    public void Keeps_symbols_apart() =>
        Assert.Equal(
            ["AAPL", "MSFT"],
            Finding.SelectMany(trade => new[] { trade, trade with { Symbol = "MSFT" } }).Found(trades => Detect(trades)).Select(found => found.Symbol).Order());

    [Fact]
    public void Accounts_for_what_it_created()
    {
        using var subscription = Detect(_source, _stage).Subscribe(_seen);
        Tell(Finding);

        var account = _stage.Snapshot();
        Assert.Equal((0L, 1L, 1L, 0L), (account.Received, account.Created, account.Emitted, account.Imbalance));
    }

    [Fact]
    public void Finds_nothing_while_the_market_is_closed()
    {
        var toSaturday = TimeSpan.FromDays(5);

        Assert.Empty(Finding.Select(trade => trade with { Time = trade.Time + toSaturday }).Found(trades => Detect(trades)));
    }

    [Fact]
    public void Gives_the_same_detections_for_the_same_trades() =>
        Assert.Equal(Finding.Found(trades => Detect(trades)), Finding.Found(trades => Detect(trades)));

    [Fact]
    public void Goes_on_after_one_time_far_in_the_future()
    {
        var wrong = Finding[0] with { Time = Finding[0].Time + TimeSpan.FromDays(3_650) };

        // the first of the trades after it is taken for a late one; that the second is as old tells whose time was wrong
        Assert.Single(new[] { Finding[0], wrong, Finding[0] }.Concat(Finding).Found(trades => Detect(trades)));
    }

    [Theory]
    [InlineData(62 * 60)]
    [InlineData(67 * 60)]
    [InlineData(7_200)]
    [InlineData(315_360_000)]
    [InlineData(-7_200)]
    public void Finds_the_same_whatever_times_other_symbols_have(int secondsAhead)
    {
        var neighbours = Finding.SelectMany(trade => new[] { trade with { Symbol = "ZZZ", Time = trade.Time + TimeSpan.FromSeconds(secondsAhead) }, trade });

        Assert.Equal(Finding.Found(trades => Detect(trades)), neighbours.Found(trades => Detect(trades)).Where(found => found.Symbol == "AAPL"));
    }

    [Theory]
    [InlineData(3_600)]
    [InlineData(7_200)]
    [InlineData(315_360_000)]
    public void Finds_the_same_with_one_wrong_time_of_the_symbol_itself(int secondsAhead)
    {
        var expected = Finding.Found(trades => Detect(trades));
        for (var place = 1; place < Finding.Count; place++)
        {
            var wrong = Finding[0] with { Time = Finding[place].Time + TimeSpan.FromSeconds(secondsAhead) };

            Assert.Equal(expected, Finding.Take(place).Append(wrong).Concat(Finding.Skip(place)).Found(trades => Detect(trades)));
        }
    }

    [Fact]
    public void Allocates_nothing_for_trades_that_find_nothing()
    {
        using var subscription = Detect(_source, _stage).Subscribe(_seen);
        var start = Prints.At("11:00");
        var trades = Enumerable.Range(0, 200_000).Select(number => Prints.Print(start + TimeSpan.FromMilliseconds(number * 70), 100)).ToArray();
        var at = 0;
        Tell(trades.Take(100_000));

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var end = at + 2_000; at < end; at++)
            {
                _source.Observer.OnNext(trades[100_000 + at]);
            }
        }));
        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Refuses_no_source() => Assert.Throws<ArgumentNullException>(() => Detect(null!));

    private void Tell(IEnumerable<Trade> trades)
    {
        foreach (var trade in trades)
        {
            _source.Observer.OnNext(trade);
        }
    }
}
