using System.Globalization;

namespace MarketFlow.Benchmarks;

/// <summary>What the detectors of <see cref="Detectors"/> keep per symbol: the growth of the heap, once collected, over 12 and 36 minutes of history.</summary>
internal static class DetectorMemory
{
    private static readonly int[] _symbols = [8_000, 32_000];
    private static readonly int[] _minutes = [12, 36];

    public static void Print(TextWriter to)
    {
        to.WriteLine("| bytes per symbol | 8,000, 12 min | 8,000, 36 min | 32,000, 12 min | 32,000, 36 min |");
        to.WriteLine("|---|---|---|---|---|");
        Trades("HighLow", Detecting.HighLow);
        Trades("Trend", Detecting.Trend);
        Trades("Surge", Detecting.Surge);
        Trades("BarsFromTrades", Detecting.BarsFromTrades);
        Row("FairValue", (job, minutes) => new DetectorRun<MarketEvent>(Detecting.FairValue, job.TradeOrValue, job.TradesIn(minutes)));
        Bars("VolumeSurge", Detecting.VolumeSurge);
        Bars("SignificantMove", Detecting.SignificantMove);
        Bars("CloseAtExtreme", Detecting.CloseAtExtreme);
        Bars("BarGap", Detecting.BarGap);

        void Trades(string name, Func<IObservable<Trade>, IObservable<MarketEvent>> detect) =>
            Row(name, (job, minutes) => new DetectorRun<Trade>(detect, job.Trade, job.TradesIn(minutes)));

        void Bars(string name, Func<IObservable<Bar>, IObservable<MarketEvent>> detect) =>
            Row(name, (job, minutes) => new DetectorRun<Bar>(detect, job.Bar, job.BarsIn(minutes)));

        void Row(string name, Func<DetectorJob, int, IDetectorRun> run)
        {
            var cells = _symbols.SelectMany(symbols => _minutes.Select(minutes => PerSymbol(symbols, job => run(job, minutes))));
            to.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }
    }

    private static string PerSymbol(int symbols, Func<DetectorJob, IDetectorRun> run)
    {
        var job = new DetectorJob(symbols);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var kept = run(job);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(kept);
        var ownPass = (long)DetectorJob.Length * IntPtr.Size; // the room for a pass is the measurement's, not the detector's
        return ((after - before - ownPass) / (double)symbols).ToString("N0", CultureInfo.InvariantCulture);
    }
}
