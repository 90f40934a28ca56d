using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>Takes samples of a host, and knows enough of the last minute to say what is well in each.</summary>
internal sealed class HostSampler
{
    private readonly MarketHost _host;
    private readonly IScheduler _clock;
    private readonly ChannelSampler[] _channels;
    private readonly FeedSampler[] _feeds;

    public HostSampler(MarketHost host, IScheduler clock)
    {
        (_host, _clock) = (host, clock);
        var merged = host.Ages.Stage("merged");
        _channels = [.. host.Pipeline.Channels.Select((channel, index) => new ChannelSampler(channel, merged.Ages[index], BudgetOf(channel)))];
        _feeds = [.. host.Feeds.Select(feed => new FeedSampler(feed))];
    }

    /// <summary>Looks.</summary>
    public HostSample Take()
    {
        Timestamp now = _clock.Now;
        var ledger = _host.Ledger.Snapshot();
        var clients = _host.Hub.Ledger.Snapshot() + _host.TestFeed.Hub.Ledger.Snapshot();
        LaneSample[] lanes = [.. _host.Pipeline.Lanes.Select(lane => new LaneSample(lane.Options.Name, lane.State.Waiting, lane.State.HighWater, lane.Options.Capacity))];
        return new()
        {
            At = now,
            Channels = [.. _channels.Select(channel => channel.Take(ledger, lanes, now))],
            Feeds = [.. _feeds.Select(feed => feed.Take(ledger, now))],
            Lanes = lanes,
            Received = ledger["deduplicate"].Received,
            Delivered = clients.Emitted,
            Lost = ledger.Stages.Where(IsOnTheWay).Sum(stage => stage.Removed(RemovalReason.Overflow) + stage.Removed(RemovalReason.Expired)),
            Imbalance = ledger.Imbalance + Math.Abs(clients.Imbalance),
            Clients = _host.Hub.Clients.Count + _host.TestFeed.Hub.Clients.Count,
            SlowClients = _host.Hub.Ledger.SlowClients + _host.TestFeed.Hub.Ledger.SlowClients,
            WaitingBytes = _host.Hub.Clients.Sum(client => client.Outbox.WaitingBytes),
            ResidentBytes = Environment.WorkingSet,
            HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
            ProcessorTime = Environment.CpuUsage.TotalTime,
            DeliveryTime = _host.DeliveryUsage.Seconds() is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            GarbagePauses = GC.GetTotalPauseDuration(),
        };
    }

    // Where trades and values meet for a detector, only a look is lost: the event itself is on its way elsewhere.
    private static bool IsOnTheWay(LedgerStageSnapshot stage) => stage.Name != "meet-fmv";

    private static TimeSpan BudgetOf(MarketChannel channel) => ChannelSampler.Slack + channel.MaxWait;
}
