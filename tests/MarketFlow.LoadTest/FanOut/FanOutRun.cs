using MarketFlow.Feeds;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>Measures one cell: one server, from its start to its end.</summary>
internal sealed class FanOutRun(FanOutOptions options, FanOutCell cell)
{
    private const double Millisecond = LoadClock.Second / 1_000.0;
    private const long StartDelay = LoadClock.Second / 2;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly LoadClock _clock = new();

    /// <exception cref="IOException">The server did not start, or refused a client.</exception>
    public async Task<FanOutResult> RunAsync(CancellationToken cancellation)
    {
        LoadSchedule schedule = new([new(options.Warmup, cell.Feed, cell.Feed), new(options.Seconds, cell.Feed, cell.Feed)], [], options.Symbols);
        SentEvents sent = new(schedule.Total);
        using LoadVendor vendor = new(new(System.Net.IPAddress.Loopback, 0));
        await using var server = await FanOutServer.StartAsync(cell.Server, vendor.Address, cell.Clients, cancellation);
        await vendor.Asked.WaitAsync(_patience, cancellation);
        string[] symbols = [.. SimulatedMarket.Symbols(options.Symbols)];
        List<FanOutClient> clients = [.. Clients(symbols, sent)];
        try
        {
            clients.ForEach(client => client.Connect(server.Address));
            FanOutSender sender = new(schedule, symbols, sent, vendor.Send, _clock);
            return await MeasureAsync(server, sender, clients, schedule.Total * cell.Takers, cancellation);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private async Task<FanOutResult> MeasureAsync(FanOutServer server, FanOutSender sender, List<FanOutClient> clients, long expected, CancellationToken cancellation)
    {
        var start = _clock.Now + StartDelay;
        var measured = start + (long)(options.Warmup * LoadClock.Second);
        FanOutReceiver receiver = new(clients, measured);
        var end = measured + (long)(options.Seconds * LoadClock.Second);
        Thread sending = new(() => Send(sender, start, end, receiver, cancellation)) { Name = "fan-out sender", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        sending.Start();
        await LoadClock.Delay(TimeSpan.FromMicroseconds(Math.Max(0, measured - _clock.Now)), cancellation);
        var (before, receivedBefore) = (server.CpuSeconds, receiver.Received);
        await LoadClock.Delay(TimeSpan.FromSeconds(options.Seconds), cancellation);
        var (atEnd, received) = (server.CpuSeconds, receiver.Received);
        while (sending.IsAlive)
        {
            await LoadClock.Delay(TimeSpan.FromMilliseconds(10), cancellation);
        }

        await DrainAsync(receiver, cell.IsSaturated ? sender.Sent * cell.Takers : expected, cancellation);
        var after = cell.IsSaturated ? atEnd : server.CpuSeconds; // what is late in a paced run is a part of its work
        receiver.End();
        return new(
            cell,
            cell.IsSaturated ? received - receivedBefore : receiver.Latencies.Count,
            options.Seconds,
            after.Total - before.Total,
            after.Kernel - before.Kernel,
            receiver.Latencies.Percentile(50) / Millisecond,
            receiver.Latencies.Percentile(99) / Millisecond,
            clients.Sum(client => client.Receipts.Missing(hasLeft: false).Sum()),
            clients.Sum(client => client.Receipts.Twice + client.Receipts.Unasked),
            sender.Lateness.Percentile(99) / Millisecond,
            clients.FirstOrDefault(client => client.Ended is not null)?.Ended);
    }

    private void Send(FanOutSender sender, long start, long end, FanOutReceiver receiver, CancellationToken cancellation)
    {
        if (cell.IsSaturated)
        {
            sender.RunSaturated(end, cell.Clients, cell.Takers, () => receiver.Received, cancellation);
        }
        else
        {
            sender.Run(start, cancellation);
        }
    }

    // Until everything has come, or nothing does any more.
    private static async Task DrainAsync(FanOutReceiver receiver, long expected, CancellationToken cancellation)
    {
        const int QuietRounds = 100;
        for (var (last, quiet) = (0L, 0); receiver.Received < expected && quiet < QuietRounds; quiet++)
        {
            await LoadClock.Delay(TimeSpan.FromMilliseconds(20), cancellation);
            quiet = receiver.Received == last ? quiet : 0;
            last = receiver.Received;
        }
    }

    private IEnumerable<FanOutClient> Clients(string[] symbols, SentEvents sent)
    {
        var interests = cell.IsIdentical ? FanOutInterests.Identical(cell.Clients) : FanOutInterests.Arbitrary(cell.Clients, symbols.Length);
        return interests.Wanted.Select(wanted => new FanOutClient(
            FanOutServer.WordsOf(cell.Server),
            wanted is null ? null : [.. symbols.Where((_, symbol) => wanted[symbol])],
            new(sent, symbols.Length, wanted),
            _clock));
    }
}
