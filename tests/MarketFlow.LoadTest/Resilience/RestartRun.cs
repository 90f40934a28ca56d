using System.Text.Json.Nodes;
using MarketFlow.Feeds;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>A vendor that goes and comes back, a host that is killed and started again, a host that is told to end: all under load, judged by ids.</summary>
internal sealed class RestartRun(ResilienceOptions options)
{
    private const int Symbols = 1_000;
    private const int ClientSymbols = 50;
    private const int Spare = 60; // seconds that starts, ends and reconnects may take together
    private static readonly TimeSpan _vendorAway = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    // The host's own defaults: ShutdownTimeout and Clients:CloseTimeout.
    private static readonly TimeSpan _longestEnd = TimeSpan.FromSeconds(10 + 5);
    private readonly LoadClock _clock = new();
    private readonly Verdict _verdict = new();

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        LoadSchedule schedule = new([new((3 * options.Seconds) + Spare, options.Rate, options.Rate)], [], Symbols);
        SentEvents sent = new(schedule.Total);
        using VendorLine line = new(sent, _clock);
        var folder = Directory.CreateTempSubdirectory();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        string[] symbols = [.. SimulatedMarket.Symbols(Symbols)];
        var port = VendorLine.FreePort();
        var (clients, wanted) = Clients(symbols, port, sent);
        var state = Path.Combine(folder.FullName, "state.json");
        var host = new HostRun(line.Address, port, state);
        Thread sending = new(() => new LoadSender(schedule, symbols, sent, line.Send, _clock).Run(_clock.Now, ending.Token)) { Name = "load sender", IsBackground = true };
        try
        {
            await (await line.ShowAsync(cancellation)).Asked.WaitAsync(_patience, cancellation);
            sending.Start();
            clients.ForEach(client => client.Start());
            await UntilAsync(() => clients.TrueForAll(client => client.IsLive), "every client gets events", cancellation);
            await LoadClock.Delay(TimeSpan.FromSeconds(options.Seconds), cancellation);

            var vendorGone = _clock.Now;
            line.Hide();
            await LoadClock.Delay(_vendorAway, cancellation);
            var vendorBack = _clock.Now;
            await (await line.ShowAsync(cancellation)).Asked.WaitAsync(_patience, cancellation);
            _verdict.Note("vendor: seconds until the host was back by itself", Seconds(_clock.Now - vendorBack));
            await LoadClock.Delay(TimeSpan.FromSeconds(options.Seconds), cancellation);

            var before = clients.ConvertAll(client => client.LiveVisits);
            var killed = _clock.Now;
            await host.KillAsync(cancellation);
            host.Dispose();
            host = new(line.Address, port, state);
            await UntilAsync(() => clients.Zip(before).All(pair => pair.First.LiveVisits > pair.Second), "every client gets events again", cancellation);
            await LoadClock.Delay(TimeSpan.FromSeconds(options.Seconds), cancellation);

            clients.ForEach(client => client.StayAway());
            var told = _clock.Now;
            await host.TerminateAsync(cancellation);
            var end = _clock.Now - told;
            await ending.CancelAsync();
            sending.Join();
            clients.ForEach(client => client.Join());
            Judge(clients, wanted, sent, line, (vendorGone, killed), host, end);
            return _verdict.Finish(options.Json);
        }
        finally
        {
            await ending.CancelAsync();
            host.Dispose();
            folder.Delete(recursive: true);
        }
    }

    private void Judge(
        List<ReturningClient> clients, List<bool[]?> wanted, SentEvents sent, VendorLine line, (long VendorGone, long Killed) at, HostRun host, long end)
    {
        Losses losses = new(sent, line, at.Killed);
        var judged = clients.Zip(wanted, (client, wants) => losses.Of(client, wants)).ToList();
        _verdict.Note("events sent", sent.Next - 1);
        _verdict.Note("vendor: events that nobody took, at the client that missed most", judged.Max(client => client.NotTaken));
        _verdict.Note("kill -9: seconds until the first event, by client", Numbers(clients.Select(client => Seconds(client.Visits.First(visit => visit.FirstLiveAt > at.Killed).FirstLiveAt - at.Killed))));
        _verdict.Note("kill -9: events missing, by client", Numbers(judged.Select(client => (double)client.Lost)));
        _verdict.Note("kill -9: of these sent before the kill, by client", Numbers(judged.Select(client => (double)client.UnderWay)));
        _verdict.Note("kill -9: milliseconds from the oldest of these to the kill, by client", Numbers(judged.Select(client => client.OldestLost is { } oldest ? Math.Round((at.Killed - line.Of(oldest).At) / 1_000.0, 1) : 0)));
        _verdict.Note("kill -9: copies told once more by the new process", judged.Sum(client => client.TwiceAcross));
        _verdict.Note("SIGTERM: seconds until the process was gone", Seconds(end));
        _verdict.Note("SIGTERM: close codes", Numbers(clients.Select(client => (double)client.Visits[^1].Close)));

        _verdict.Require(judged.TrueForAll(client => client.Holes == 0), $"within a connection nothing that the vendor got rid of is missing ({judged.Sum(client => client.Holes)} are)");
        _verdict.Require(judged.TrueForAll(client => client.TwiceWithin == 0), $"no live event comes twice from one process ({judged.Sum(client => client.TwiceWithin)} do)");
        _verdict.Require(clients.TrueForAll(client => client.SeqHoles == 0), "seq counts up without a hole");
        _verdict.Require(clients.TrueForAll(client => client.Visits.Count(visit => visit.LastLive > 0) == 2), "clients lose their connection by the kill alone");
        _verdict.Require(IsTold(clients, at.VendorGone), "every client is told the gap of the vendor's absence");
        _verdict.Require(
            clients.Zip(judged).All(pair => pair.Second.OldestLost is not { } oldest || pair.First.Gaps.Any(gap => gap.From <= Time(line.Of(oldest).At) && gap.To >= Time(line.Of(pair.Second.LastNotTaken).At))),
            "every client is told a gap that begins before its first loss and ends after the last event that no host took");
        _verdict.Require(host.ExitCode == 0, $"SIGTERM ends the host with exit code 0 (it is {host.ExitCode})");
        _verdict.Require(host.Words.Contains("the ledger's imbalance is 0", StringComparison.Ordinal), "its last words are that the ledger's imbalance is 0");
        _verdict.Require(end <= (long)_longestEnd.TotalMicroseconds, $"it ends within ShutdownTimeout + CloseTimeout, {_longestEnd.TotalSeconds} s");
        _verdict.Require(clients.TrueForAll(client => client.Visits[^1].Close == 1012), "every client is closed with 1012");
    }

    // A gap is told from the last sign before to the first after.
    private bool IsTold(List<ReturningClient> clients, long gone) =>
        clients.TrueForAll(client => client.Gaps.Any(gap => gap.From <= Time(gone) + TimeSpan.FromSeconds(1) && gap.To >= Time(gone + (long)_vendorAway.TotalMicroseconds)));

    private (List<ReturningClient> Clients, List<bool[]?> Wanted) Clients(string[] symbols, int port, SentEvents sent)
    {
        Random random = new(1);
        List<bool[]?> wanted = [.. Enumerable.Range(0, options.Filtered).Select(_ => Some(random)), .. Enumerable.Repeat<bool[]?>(null, options.Full)];
        return ([.. wanted.Select((wants, seed) => new ReturningClient(port, wants is null ? null : [.. symbols.Where((_, symbol) => wants[symbol])], sent, _clock, seed))], wanted);

        static bool[] Some(Random random)
        {
            var wants = new bool[Symbols];
            for (var left = ClientSymbols; left > 0; left--)
            {
                wants[random.Next(Symbols)] = true;
            }

            wants[0] = true; // the busiest: so that each client hears something at once
            return wants;
        }
    }

    private Timestamp Time(long at) => Timestamp.FromUnixMilliseconds(_clock.ToUnixMilliseconds(at));

    private static double Seconds(long microseconds) => Math.Round(microseconds / (double)LoadClock.Second, 3);

    private static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(value => JsonValue.Create(value))];

    private static async Task UntilAsync(Func<bool> isSo, string what, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_patience);
        while (!isSo())
        {
            if (patience.IsCancellationRequested)
            {
                throw new IOException($"It never came about that {what}.");
            }

            await LoadClock.Delay(TimeSpan.FromMilliseconds(10), cancellation);
        }
    }
}
