using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>One run of a load test, from the host's start to the verdict.</summary>
/// <param name="options">What to do; valid.</param>
/// <param name="tell">Told what is going on, in sentences for people.</param>
/// <param name="line">What lies between the sender and the host's socket; null for nothing. Tests put one there that loses frames.</param>
internal sealed class LoadRun(LoadOptions options, Action<string> tell, Func<SendFrame, SendFrame>? line = null)
{
    private const long StartDelay = LoadClock.Second / 2;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly LoadClock _clock = new();

    /// <summary>Runs it.</summary>
    /// <exception cref="IOException">The host did not start, or refused a client.</exception>
    public async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        using LoadVendor vendor = new(options.Listen);
        await using var host = await FindHostAsync(vendor, cancellation);
        await ConnectedAsync(vendor, cancellation);

        var profile = options.FindProfile();
        var schedule = profile.Schedule(options.Scale, options.Symbols);
        string[] symbols = [.. SimulatedMarket.Symbols(options.Symbols)];
        SentEvents sent = new(schedule.Total);
        LoadClients maker = new(options, symbols, sent, _clock);
        List<LoadClient> clients = [.. Clients(maker)];
        try
        {
            clients.ForEach(client => client.Connect(host.Stocks));
            tell($"{clients.Count} clients are connected to {host.Stocks}; {schedule.Total:N0} events follow in {profile.Warmup + profile.Seconds:0.#} s.");
            return await MeasureAsync(vendor, host, profile, new(schedule, symbols, sent, line is null ? vendor.Send : line(vendor.Send), _clock), maker, clients, sent, cancellation);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private async Task<LoadResult> MeasureAsync(
        LoadVendor vendor, HostUnderTest host, LoadProfile profile, LoadSender sender, LoadClients maker, List<LoadClient> clients, SentEvents sent, CancellationToken cancellation)
    {
        var before = await host.GetAsync("/api/status", cancellation);
        using HostUsage usage = new(before, host.Address);
        var start = _clock.Now + StartDelay;
        var measured = start + (long)(profile.Warmup * LoadClock.Second);
        foreach (var stalled in clients.Where(client => client.Class == ClientClass.Stalled))
        {
            var middle = measured + (long)(profile.Seconds / 2 * LoadClock.Second);
            stalled.Pause = (middle, middle + (long)options.StallLength.TotalMicroseconds);
        }

        List<Receivers> receivers = [.. clients.Index().GroupBy(client => client.Index % options.ReceiveThreads, client => client.Item)
            .Select(part => new Receivers([.. part], new(measured, profile.Seconds), _clock))];
        Visitors visitors = new(options.VisitorCount, maker, host.Stocks, _clock);
        UsageLog log = new(usage, _clock, measured);
        Thread sending = new(() => sender.Run(start, cancellation)) { Name = "load sender", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        sending.Start();
        while (sending.IsAlive && !cancellation.IsCancellationRequested)
        {
            await LoadClock.Delay(TimeSpan.FromSeconds(1), cancellation);
            log.Sample();
        }

        visitors.End();
        tell("All is sent; waiting for what is under way.");
        await DrainAsync(clients, log, cancellation);
        var cpu = (sender.LastUsage, receivers.Select(thread => thread.Usage.Seconds()).Aggregate((sum, part) => sum + part));
        receivers.ForEach(thread => thread.End());
        LatencyBook book = new(measured, profile.Seconds);
        receivers.ForEach(thread => book.Add(thread.Book));
        return new()
        {
            Options = options,
            Profile = profile,
            Sent = [.. Enumerable.Range(0, LoadKinds.Count).Select(kind => sent.CountOf((LoadKind)kind))],
            Copies = sender.Copies,
            Frames = sender.Frames,
            Unsent = vendor.Unsent,
            VendorConnections = vendor.Connections,
            SenderLateness = sender.Lateness,
            Book = book,
            Clients = [.. clients.Select(client => ClientResult.Of(client, hasLeft: false)), .. visitors.Left],
            VisitFailures = [.. visitors.Failures],
            Usage = log.Samples,
            Cpu = cpu,
            Status = (before, await host.GetAsync("/api/status", cancellation)),
            Ledger = await host.GetAsync("/api/ledger", cancellation),
            Seconds = (_clock.Now - start) / (double)LoadClock.Second,
        };
    }

    private async Task<HostUnderTest> FindHostAsync(LoadVendor vendor, CancellationToken cancellation)
    {
        if (options.Host is not { } running)
        {
            const int Spare = 16;
            return await HostUnderTest.StartAsync(vendor.Address, options.Clients + options.FullClients + options.VisitorCount + Spare, cancellation);
        }

        tell($"Waiting for the host on {running} to connect its feed (dialect massive, any key) to {vendor.Address}");
        return HostUnderTest.At(running);
    }

    // One that was started here connects at once or never; one that runs already may still have to be told where its vendor is.
    private async Task ConnectedAsync(LoadVendor vendor, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.Host is null)
        {
            patience.CancelAfter(_patience);
        }

        try
        {
            await vendor.Asked.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"The host under test did not connect its feed to {vendor.Address} within {_patience.TotalSeconds} s.", error);
        }
    }

    private IEnumerable<LoadClient> Clients(LoadClients maker) =>
    [
        .. Enumerable.Range(0, options.Clients).Select(seed => maker.Filtered(seed)),
        .. Enumerable.Range(0, options.FullClients).Select(_ => maker.Full()),
        .. options.HasStalledClient ? [maker.Full(ClientClass.Stalled)] : Array.Empty<LoadClient>(),
    ];

    // Until nothing comes any more, and for longer than anything waits in a host: values do so for half a second.
    private async Task DrainAsync(List<LoadClient> clients, UsageLog log, CancellationToken cancellation)
    {
        const int QuietSeconds = 3;
        var resumed = clients.Select(client => client.Pause.Until).Where(until => until < long.MaxValue).DefaultIfEmpty(0).Max();
        var until = Math.Max(_clock.Now, resumed) + (long)options.Drain.TotalMicroseconds;
        var (last, quiet) = (0L, 0);
        while (_clock.Now < until && quiet < QuietSeconds)
        {
            await LoadClock.Delay(TimeSpan.FromSeconds(1), cancellation);
            log.Sample();
            var now = clients.Sum(client => client.Bytes);
            quiet = now == last && _clock.Now > resumed ? quiet + 1 : 0;
            last = now;
        }
    }
}
