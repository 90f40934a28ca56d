using System.Reactive.Concurrency;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Is a feed there, does it let us in, and does it bring events?</summary>
internal static class FeedCheck
{
    private static readonly TimeSpan _lookInterval = TimeSpan.FromMilliseconds(20);

    /// <param name="settings">The feed; one connection is enough to know.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="clock">Bounds that.</param>
    public static async Task<ReadinessCheck> CheckAsync(FeedSettings settings, TimeSpan timeout, IScheduler clock)
    {
        // Silence is what is looked for here, so it is no reason to hang up.
        SocketFeed feed = new(settings with { Connections = 1, SilenceLimit = TimeSpan.Zero }, clock, new());
        long events = 0;
        TaskCompletionSource<ReadinessCheck> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Look look = new(settings, feed, clock, timeout, () => Interlocked.Read(ref events));
        using (feed.Events.Subscribe(Count, _ => ended.TrySetResult(), () => ended.TrySetResult()))
        {
            ReadinessCheck check;
            using (clock.SchedulePeriodic(_lookInterval, () => Tell(look.Once())))
            {
                check = await result.Task;
            }

            feed.Stop(); // properly, for a vendor that counts connections
            await ended.Task;
            return check;
        }

        void Count(MarketEvent value) => Interlocked.Add(ref events, value is Status ? 0 : 1);

        void Tell(ReadinessCheck? check)
        {
            if (check is not null)
            {
                result.TrySetResult(check);
            }
        }
    }

    private sealed class Look(FeedSettings settings, SocketFeed feed, IScheduler clock, TimeSpan timeout, Func<long> events)
    {
        private readonly string _name = $"feed {settings.NameOrDialect}";
        private readonly Uri _url = settings.FindUrl();
        private readonly DateTimeOffset _started = clock.Now;
        private bool _wasLetIn;

        /// <returns>Null where it is not known yet.</returns>
        public ReadinessCheck? Once()
        {
            var connection = feed.Connections[0];
            var isOpen = connection.State == ConnectionState.Open;
            _wasLetIn |= isOpen;
            var waited = clock.Now - _started;
            if (events() is > 0 and var brought)
            {
                return ReadinessCheck.Ok(_name, FormattableString.Invariant($"lets in and delivers: {brought} events after {waited.TotalSeconds:0.0} s{Refusals()}"));
            }

            if (isOpen && waited > timeout / 4 && ReasonForSilence() is { } reason)
            {
                return ReadinessCheck.Ok(_name, $"lets in; {reason}, so no event was waited for{Refusals()}");
            }

            if (isOpen && waited > timeout && MayPause())
            {
                return ReadinessCheck.Ok(_name, $"accepts the connection; no event arrived within {timeout}, which is normal for single symbols and irregular topics");
            }

            return connection.State == ConnectionState.Waiting && !_wasLetIn && IsFinal(connection) ? ReadinessCheck.Failed(_name, Refused(connection))
                : waited > timeout ? ReadinessCheck.Failed(_name, TimedOut(connection))
                : null;
        }

        // Refused in the vendor's words; no connection at all is tried three times, for it may be a hiccup.
        private static bool IsFinal(ConnectionStatus connection) => connection.Frames > 0 || connection.Attempts >= 3;

        private string? ReasonForSilence() =>
            settings.Asks && settings.Symbols.Count == 0 ? "it is asked for what clients want (Symbols is empty)"
            : !settings.FindHours()(clock.Now) ? "its market is closed"
            : null;

        // Only a vendor from which regular data is due is known to be silent when none arrives.
        private bool MayPause() => !settings.FindDialect().TopicsOf(settings.Symbols, settings.FindProfile())
            .Any(topic => settings.FindDialect().LongestPause(topic, _url).Kind == NaturalPauseKind.Fixed);

        private string Refused(ConnectionStatus connection) =>
            connection.Frames > 0 ? $"{_url} does not let in: {connection.LastError}" : $"{_url} cannot be reached: {connection.LastError}";

        private string Faults() =>
            feed.FaultCount > 0 && feed.Faults.LastOrDefault()?["reason"] is { } reason ? $" {feed.FaultCount} faults, the last: {reason}" : string.Empty;

        private string Refusals() =>
            feed.NotServed.Where(status => status.State == SubscriptionState.Refused).ToList() is { Count: > 0 } refused
                ? $"; the vendor refused {TopicText.Names(refused)}"
                : string.Empty;

        private string TimedOut(ConnectionStatus connection) =>
            connection.State == ConnectionState.Open ? $"{_url} is silent: it lets in, and brought no event within {timeout}, though its market should be talking{Refusals()}.{Faults()}"
            : _wasLetIn ? $"{_url} let in and went away again without an event: {connection.LastError}"
            : $"{_url} did not let in within {timeout}: {connection.LastError ?? "it does not answer."}";
    }
}
