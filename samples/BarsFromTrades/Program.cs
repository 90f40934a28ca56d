// Bars of ten seconds from trades, in virtual time: one that a later trade closes, its revision, and one that the clock closes.
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow;

HistoricalScheduler clock = new(new(2026, 3, 9, 14, 0, 0, TimeSpan.Zero));
Ledger ledger = new();
Subject<Trade> trades = new();

var bars = trades.AggregateBars(TimeSpan.FromSeconds(10), clock, stage: ledger.Stage("bars")).Publish();
using var told = bars.Subscribe(bar => Console.WriteLine(
    $"{clock.Now:HH:mm:ss} {bar.Symbol} {bar.Time} open {bar.Open} high {bar.High} low {bar.Low} close {bar.Close} volume {bar.Volume} revision {bar.Revision}"));
using var found = bars.DetectSignificantMove().Subscribe(move => Console.WriteLine($"{clock.Now:HH:mm:ss} {move.Symbol} {move.Direction} {move.Detail}"));
using var connection = bars.Connect();

Print(second: 1, price: 100, size: 200);
Print(second: 8, price: 101, size: 100);
Print(second: 11, price: 101, size: 300); // closes the bar before it
Print(second: 9, price: 98, size: 50); // late: tells that bar once more
clock.AdvanceBy(TimeSpan.FromSeconds(60)); // nobody trades any more, and the clock closes what is open

Console.WriteLine(ledger.Snapshot()["bars"]);

void Print(int second, decimal price, decimal size)
{
    Timestamp time = new DateTimeOffset(2026, 3, 9, 14, 0, second, TimeSpan.Zero);
    if (time > clock.Now)
    {
        clock.AdvanceTo(time.ToDateTimeOffset());
    }

    trades.OnNext(new() { Symbol = "MSFT", Time = time, Price = price, Size = size });
}
