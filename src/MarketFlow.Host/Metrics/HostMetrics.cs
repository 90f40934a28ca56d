using System.Diagnostics.Metrics;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What the host measures of itself, under the meter <see cref="HostMeter.Name"/>. The table is in docs/reference/metrics.md.</summary>
/// <remarks>All of it is read from accounts and states that are kept anyway, when somebody looks: an event costs nothing for it. Any thread.</remarks>
internal sealed class HostMetrics : IDisposable
{
    private const string Event = "{event}";
    private readonly MarketHost _host;

    public HostMetrics(MarketHost host)
    {
        _host = host;
        OfLedger();
        OfLanesAndChannels();
        OfFeeds();
        OfClients();
        OfProcess();
        AlertMetrics.Add(Meter, host.Alerts);
        Meter.CreateObservableGauge("marketflow.ready", () => host.NotReady.Count == 0 ? 1 : 0, unit: null, "1 while the host is ready.");
        Meter.CreateObservableGauge("marketflow.simulated", () => host.IsSimulated ? 1 : 0, unit: null, "1 where the host serves invented prices.");
    }

    /// <summary>This host's own meter; another host in the same process has another one of the same name.</summary>
    public Meter Meter { get; } = new(HostMeter.Name);

    public void Dispose() => Meter.Dispose();

    private void OfLedger()
    {
        Meter.CreateObservableCounter("marketflow.events.received", () => Stages(stage => stage.Received), Event, "Events that came to a stage.");
        Meter.CreateObservableCounter("marketflow.events.created", () => Stages(stage => stage.Created), Event, "Events that a stage itself added, such as detections.");
        Meter.CreateObservableCounter("marketflow.events.emitted", () => Stages(stage => stage.Emitted), Event, "Events that a stage passed on.");
        Meter.CreateObservableCounter("marketflow.events.removed", Removed, Event, "Events that a stage removed, by reason.");
        Meter.CreateObservableGauge("marketflow.events.held", () => Stages(stage => stage.Held), Event, "Events that wait in a stage.");
        Meter.CreateObservableGauge(
            "marketflow.ledger.imbalance", () => _host.Ledger.Snapshot().Imbalance + Math.Abs(Clients.Imbalance), Event, "Events lost or invented: must be 0 at every instant.");
    }

    private void OfLanesAndChannels()
    {
        Meter.CreateObservableGauge("marketflow.lane.waiting", () => Lanes(lane => lane.State.Waiting), Event, "Events that wait in a lane.");
        Meter.CreateObservableGauge("marketflow.lane.high_water", () => Lanes(lane => lane.State.HighWater), Event, "The most events that ever waited in a lane.");
        Meter.CreateObservableGauge("marketflow.lane.capacity", () => Lanes(lane => lane.Options.Capacity), Event, "The most events that may wait in a lane.");
        Meter.CreateObservableGauge(
            "marketflow.channel.breaker.open",
            () => _host.Pipeline.Channels.Select(channel => Of(channel.Monitor.State.IsOpen(_host.Now) ? 1 : 0, ("channel", channel.Name))),
            unit: null,
            "1 while a channel's breaker is open.");
        Meter.CreateObservableGauge(
            "marketflow.channel.healthy", () => Channels(channel => channel.Reasons.Count == 0 ? 1 : 0), unit: null, "1 while a channel is healthy.");
        Meter.CreateObservableGauge(
            "marketflow.channel.latency", Latencies, "s", "How old events are when they leave for the clients, over the last 10 s.");
        Meter.CreateObservableCounter(
            "marketflow.trades.unknown_conditions",
            () => _host.Pipeline.UnknownConditions.Snapshot().Select(each => Of(each.Value, ("codes", UnknownConditionsJson.NameOf(each.Key.Codes)), ("code", each.Key.Code))),
            "{code}",
            "Condition codes of trades that the eligibility rule does not know; they restrict nothing.");
        Meter.CreateObservableCounter("marketflow.channel.faults", () => _host.Pipeline.Faults.Total, "{fault}", "Batches whose processing failed.");
    }

    private void OfFeeds()
    {
        Meter.CreateObservableGauge(
            "marketflow.feed.ready", () => _host.Feeds.Select(feed => Of(feed.NotReady is null ? 1 : 0, ("feed", feed.Name))), unit: null, "1 while a feed is ready.");
        Meter.CreateObservableCounter(
            "marketflow.feed.faults", () => _host.Feeds.Select(feed => Of(feed.FaultCount, ("feed", feed.Name))), "{fault}", "Frames and events that could not be read, and what went wrong with sockets.");
        Meter.CreateObservableCounter(
            "marketflow.feed.unusual", () => _host.Feeds.Select(feed => Of(feed.UnusualCount, ("feed", feed.Name))), "{message}", "Messages with a field that MarketFlow cannot use, which only clients of the vendor's own dialect get.");
        Meter.CreateObservableGauge(
            "marketflow.feed.silent",
            () => (_host.Monitor.Latest?.Feeds ?? []).Select(feed => Of(feed.Trouble == FeedTrouble.Silent ? 1 : 0, ("feed", feed.Name))),
            unit: null,
            "1 while a feed brings nothing though its market is open.");
        Meter.CreateObservableGauge(
            "marketflow.feed.refused",
            () => (_host.Monitor.Latest?.Feeds ?? []).Select(feed => Of(feed.Refused.Count, ("feed", feed.Name))),
            "{topic}",
            "Wanted topics that a feed's vendor refuses now.");
        Meter.CreateObservableGauge(
            "marketflow.feed.connection.open", () => Connections(status => status.State == ConnectionState.Open ? 1 : 0), unit: null, "1 while a connection is open and let in.");
        Meter.CreateObservableGauge("marketflow.feed.connection.attempts", () => Connections(status => status.Attempts), "{attempt}", "Attempts to connect since data last flowed.");
        Meter.CreateObservableCounter("marketflow.feed.frames", () => Connections(status => status.Frames), "{frame}", "Frames received.");
        Meter.CreateObservableCounter("marketflow.feed.received", () => Connections(status => status.Bytes), "By", "Bytes received in frames.");
    }

    private void OfClients()
    {
        Meter.CreateObservableGauge("marketflow.clients", () => AllClients.Count(), "{client}", "Clients that are connected.");
        Meter.CreateObservableGauge("marketflow.clients.waiting", () => AllClients.Sum(client => client.Outbox.WaitingBytes), "By", "Bytes that wait for clients.");
        Meter.CreateObservableGauge(
            "marketflow.clients.waiting.most", () => AllClients.Select(client => client.Outbox.WaitingBytes).DefaultIfEmpty(0).Max(), "By", "Bytes that wait for the client for which most wait.");
        Meter.CreateObservableCounter(
            "marketflow.clients.slow", () => _host.Hub.Ledger.SlowClients + _host.TestFeed.Hub.Ledger.SlowClients, "{client}", "Clients that were disconnected for being slow.");
    }

    private void OfProcess()
    {
        Meter.CreateObservableGauge("marketflow.capacity.headroom", () => _host.Monitor.Capacity.Headroom, unit: null, "The rate the host could take, as a multiple of what it takes now; 0 where nothing flows.");
        Meter.CreateObservableGauge("marketflow.capacity.projected", () => _host.Monitor.Capacity.ProjectedPerSecond, "{event}/s", "Events a second at which the first of the host's resources would be used up.");
    }

    private ClientAccount Clients => _host.Hub.Ledger.Snapshot() + _host.TestFeed.Hub.Ledger.Snapshot();

    private IEnumerable<Client> AllClients => _host.Hub.Clients.Concat(_host.TestFeed.Hub.Clients);

    private IEnumerable<Measurement<long>> Stages(Func<LedgerStageSnapshot, long> valueOf) =>
        _host.Ledger.Snapshot().Stages.Select(stage => Of(valueOf(stage), ("stage", stage.Name)));

    private IEnumerable<Measurement<long>> Removed()
    {
        foreach (var stage in _host.Ledger.Snapshot().Stages)
        {
            foreach (var reason in Enum.GetValues<RemovalReason>().Where(reason => stage.Removed(reason) > 0))
            {
                yield return Of(stage.Removed(reason), ("stage", stage.Name), ("reason", LedgerJson.NameOf(reason)));
            }
        }

        var clients = Clients;
        yield return Of(clients.Conflated, ("stage", "clients"), ("reason", LedgerJson.NameOf(RemovalReason.Conflated)));
        yield return Of(clients.ClientSlow, ("stage", "clients"), ("reason", LedgerJson.NameOf(RemovalReason.ClientSlow)));
        yield return Of(clients.Shutdown, ("stage", "clients"), ("reason", LedgerJson.NameOf(RemovalReason.Shutdown)));
    }

    private IEnumerable<Measurement<long>> Lanes(Func<Lane<MarketEvent>, long> valueOf) =>
        _host.Pipeline.Lanes.Select(lane => Of(valueOf(lane), ("lane", lane.Options.Name)));

    private IEnumerable<Measurement<long>> Connections(Func<ConnectionStatus, long> valueOf) =>
        _host.Feeds.SelectMany(feed => feed.Connections.Select(status => Of(valueOf(status), ("feed", feed.Name), ("slot", status.Slot))));

    private IEnumerable<Measurement<long>> Channels(Func<ChannelSample, long> valueOf) =>
        (_host.Monitor.Latest?.Channels ?? []).Select(channel => Of(valueOf(channel), ("channel", channel.Name)));

    private IEnumerable<Measurement<double>> Latencies()
    {
        foreach (var channel in _host.Monitor.Latest?.Channels ?? [])
        {
            foreach (var (percentile, latency) in new[] { (50, channel.P50), (99, channel.P99) })
            {
                if (latency is { } told)
                {
                    yield return new(told.TotalSeconds, new("channel", channel.Name), new("percentile", percentile));
                }
            }
        }
    }

    private static Measurement<long> Of(long value, params ReadOnlySpan<(string Name, object Value)> tags)
    {
        var pairs = new KeyValuePair<string, object?>[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            pairs[i] = new(tags[i].Name, tags[i].Value);
        }

        return new(value, pairs);
    }
}
