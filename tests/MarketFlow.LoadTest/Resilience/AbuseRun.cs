using System.Text.Json.Nodes;
using MarketFlow.Feeds;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>Healthy clients of a host while others misuse it, one way after the other: what it costs those, and the host.</summary>
internal sealed class AbuseRun(ResilienceOptions options)
{
    private const int Symbols = 1_000;
    private const string Key = "load"; // what healthy clients show
    private const double Mebibyte = 1024 * 1024;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private readonly LoadClock _clock = new();
    private readonly Verdict _verdict = new();

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        LoadOptions load = new() { Symbols = Symbols, Clients = options.Filtered, FullClients = options.Full };
        using LoadVendor vendor = new(load.Listen);
        await using var host = await HostUnderTest.StartAsync(vendor.Address, maxClients: 300, cancellation, ("MARKETFLOW__KEYS__0__KEY", Key), ("MARKETFLOW__CLIENTS__MAXCLIENTS", "300"));
        await vendor.Asked.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        Abuses abuses = new(host.Address, options.Scale, [.. SimulatedMarket.Symbols(Symbols)]);
        (string Name, Action<CancellationToken>? Do)[] phases = [("quiet", null), .. abuses.All, ("quiet again", null)];
        LoadSchedule schedule = new([new((phases.Length * (options.Seconds + _pause.TotalSeconds)) + 60, options.Rate, options.Rate)], [], Symbols);
        SentEvents sent = new(schedule.Total);
        string[] symbols = [.. SimulatedMarket.Symbols(Symbols)];
        LoadClients maker = new(load, symbols, sent, _clock);
        List<LoadClient> clients = [.. Enumerable.Range(0, options.Filtered).Select(seed => maker.Filtered(seed)), .. Enumerable.Range(0, options.Full).Select(_ => maker.Full())];
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            clients.ForEach(client => client.Connect(host.Stocks));
            var start = _clock.Now;
            Receivers receivers = new(clients, new(start, schedule.Slots / (double)LoadSchedule.SlotsPerSecond), _clock);
            using HostUsage usage = new(await host.GetAsync("/api/status", cancellation), host.Address);
            UsageLog log = new(usage, _clock, start);
            Thread sending = new(() => new LoadSender(schedule, symbols, sent, vendor.Send, _clock).Run(start, ending.Token)) { Name = "load sender", IsBackground = true };
            sending.Start();
            await LoadClock.Delay(TimeSpan.FromSeconds(3), cancellation); // the host is warm
            List<(string Name, double From, double Until)> times = [];
            foreach (var (name, act) in phases)
            {
                times.Add((name, Since(start), await PhaseAsync(act, log, start, cancellation)));
            }

            await ending.CancelAsync();
            sending.Join();
            await LoadClock.Delay(TimeSpan.FromSeconds(4), cancellation); // what is under way: values wait for half a second
            receivers.End();
            await JudgeAsync(host, vendor, clients, receivers.Book, log, times, abuses, cancellation);
            return _verdict.Finish(options.Json);
        }
        finally
        {
            await ending.CancelAsync();
            clients.ForEach(client => client.Dispose());
        }
    }

    private async Task<double> PhaseAsync(Action<CancellationToken>? act, UsageLog log, long start, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Thread acting = new(() => act?.Invoke(over.Token)) { Name = "abuse", IsBackground = true };
        acting.Start();
        for (var until = _clock.Now + (long)(options.Seconds * LoadClock.Second); _clock.Now < until;)
        {
            await LoadClock.Delay(TimeSpan.FromSeconds(0.5), cancellation);
            log.Sample();
        }

        await over.CancelAsync();
        acting.Join();
        var end = Since(start);
        await LoadClock.Delay(_pause, cancellation);
        return end;
    }

    private async Task JudgeAsync(
        HostUnderTest host, LoadVendor vendor, List<LoadClient> clients, LatencyBook book, UsageLog log, List<(string Name, double From, double Until)> times, Abuses abuses, CancellationToken cancellation)
    {
        foreach (var (name, from, until) in times)
        {
            LatencyHistogram ticks = new(digits: 2);
            foreach (var interval in book.Timeline.Skip((int)Math.Ceiling(from)).Take(Math.Max(1, (int)until - (int)Math.Ceiling(from))).SelectMany(classes => classes).OfType<LatencyInterval>())
            {
                ticks.Add(interval.Ticks);
            }

            var samples = log.Samples.Where(sample => sample.At >= from && sample.At <= until + 1).ToList();
            _verdict.Note(name, new JsonObject
            {
                ["ticks"] = ticks.Count,
                ["p50Ms"] = ticks.Percentile(50) / 1_000.0,
                ["p99Ms"] = ticks.Percentile(99) / 1_000.0,
                ["rssMaxMiB"] = Math.Round(samples.Max(sample => sample.HostResident ?? 0) / Mebibyte),
                ["handlesMax"] = samples.Max(sample => sample.HostHandles),
                ["hostCpu"] = Math.Round(samples.Average(sample => sample.HostCpu ?? 0), 2),
                ["done"] = abuses.Told.TryGetValue(name, out var told) ? told : null,
            });
        }

        var results = clients.ConvertAll(client => ClientResult.Of(client, hasLeft: false));
        var peak = log.Samples.Max(sample => sample.HostResident ?? 0) / Mebibyte;
        var ledger = await host.GetAsync("/api/ledger", cancellation);
        var status = await host.GetAsync("/api/status", cancellation);
        _verdict.Note("clients at the end", status.GetProperty("clients").GetInt32());
        _verdict.Note("RSS at the peak, MiB", Math.Round(peak));
        _verdict.Require(results.TrueForAll(result => result.Ended is null), $"no healthy client was disconnected ({results.Find(result => result.Ended is not null)?.Ended})");
        _verdict.Require(results.TrueForAll(result => result.MissingTotal == 0), $"nothing is missing at a healthy client ({results.Sum(result => result.MissingTotal)} are)");
        _verdict.Require(results.TrueForAll(result => result.Twice + result.Unasked == 0), "nothing comes twice or unasked to one");
        _verdict.Require(vendor.Connections == 1, $"the feed was never lost ({vendor.Connections} connections)");
        _verdict.Require(status.GetProperty("ready").GetBoolean(), "the host is ready");
        _verdict.Require(ledger.GetProperty("imbalance").GetInt64() == 0, "the ledger's imbalance is 0");
        _verdict.Require(peak <= options.MaxMemory, $"its resident memory stays below {options.MaxMemory} MiB");
        _verdict.Require(abuses.Served.IsEmpty, $"nothing is served that should not be ({string.Join(", ", abuses.Served)})");
        _verdict.Require(abuses.Unanswered == 0, $"who shows a bad key is refused, every time ({abuses.Unanswered} were not)");
        _verdict.Require(abuses.Failures.IsEmpty, $"every abuse was done as planned ({string.Join("; ", abuses.Failures)})");
    }

    private double Since(long start) => (_clock.Now - start) / (double)LoadClock.Second;
}
