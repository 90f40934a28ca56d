namespace MarketFlow.Host;

/// <summary>Logs when a connection of a feed is lost and when it is back, and when a feed falls silent: once each.</summary>
/// <remarks>What came and went between two looks, a second apart, is in the counts and among the faults, not in the log.</remarks>
internal sealed partial class FeedLog(ILogger log) : IObserver<HostSample>
{
    private readonly Dictionary<(string Feed, int Slot), bool> _wasOpen = [];
    private readonly Dictionary<string, bool> _wasSilent = [];

    public void OnNext(HostSample value)
    {
        foreach (var feed in value.Feeds)
        {
            foreach (var connection in feed.Connections)
            {
                Note(feed, connection);
            }

            var isSilent = feed.Trouble == FeedTrouble.Silent;
            if (_wasSilent.GetValueOrDefault(feed.Name) != isSilent)
            {
                _wasSilent[feed.Name] = isSilent;
                Silence(feed, isSilent);
            }
        }
    }

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }

    private void Note(FeedSample feed, ConnectionSample connection)
    {
        var isOpen = connection.State == "open";
        var key = (feed.Name, connection.Slot);
        if (_wasOpen.TryGetValue(key, out var wasOpen) ? wasOpen == isOpen : !isOpen && connection.LastError is null)
        {
            return; // nothing new, or it is about to connect for the first time
        }

        _wasOpen[key] = isOpen;
        using var scope = log.BeginScope(new KeyValuePair<string, object>[] { new("Feed", feed.Name), new("Slot", connection.Slot) });
        if (isOpen)
        {
            Open(log, feed.Name, connection.Slot + 1);
        }
        else
        {
            Lost(log, feed.Name, connection.Slot + 1, connection.LastError ?? "it was closed");
        }
    }

    private void Silence(FeedSample feed, bool isSilent)
    {
        if (isSilent)
        {
            Silent(log, feed.Name, string.Join("; ", feed.Reasons));
        }
        else
        {
            Talks(log, feed.Name);
        }
    }

    [LoggerMessage(30, LogLevel.Information, "Feed {Feed}: connection {Connection} is open.")]
    private static partial void Open(ILogger log, string feed, int connection);

    [LoggerMessage(31, LogLevel.Warning, "Feed {Feed}: connection {Connection} is not open: {Error}")]
    private static partial void Lost(ILogger log, string feed, int connection, string error);

    [LoggerMessage(32, LogLevel.Warning, "Feed {Feed} is silent: {Reasons}")]
    private static partial void Silent(ILogger log, string feed, string reasons);

    [LoggerMessage(33, LogLevel.Information, "Feed {Feed} talks again.")]
    private static partial void Talks(ILogger log, string feed);
}
