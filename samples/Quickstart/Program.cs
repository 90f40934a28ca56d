// One feed over two connections, in virtual time: each trade once, and an account of every event.
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using MarketFlow;

HistoricalScheduler clock = new(new(2026, 3, 9, 13, 30, 0, TimeSpan.Zero));
Ledger ledger = new();
Subject<MarketEvent> feed = new();

MarketPipeline pipeline = new(feed, new(), clock, ledger);
using var subscription = pipeline.Subscribe(value => Console.WriteLine(value switch
{
    Trade trade => $"{trade.Time} {trade.Symbol} {trade.Size} @ {trade.Price} (connection {trade.Source.Connection})",
    _ => value.ToString(),
}));

for (var connection = 1; connection <= 2; connection++)
{
    feed.OnNext(Print("MSFT", 114.125m, id: 1, connection));
    feed.OnNext(Print("AAPL", 161.87m, id: 1, connection));
    clock.AdvanceBy(TimeSpan.FromMilliseconds(7));
}

Console.WriteLine(ledger.Snapshot()["deduplicate"]);

Trade Print(string symbol, decimal price, long id, int connection) => new()
{
    Symbol = symbol,
    Time = Timestamp.Parse("2026-03-09T13:29:59.998Z"),
    Price = price,
    Size = 100,
    Exchange = "4",
    Id = id,
    Source = new(new Frame("example", connection, clock.Now, ReadOnlyMemory<byte>.Empty), offset: 0, length: 0),
};
