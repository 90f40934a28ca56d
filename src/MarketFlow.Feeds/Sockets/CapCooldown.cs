using System.Reactive.Concurrency;

namespace MarketFlow.Feeds;

/// <summary>When a connection may try again that the vendor refused for being one too many. One for all connections of a feed.</summary>
/// <remarks>They take turns, one per cool-down, for they may be throwing out each other, or another program that does the same.</remarks>
internal sealed class CapCooldown(TimeSpan cooldown, IScheduler clock)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _latestTurn = DateTimeOffset.MinValue;

    /// <summary>Takes the next turn.</summary>
    /// <returns>How long to wait for it: at least one cool-down.</returns>
    public TimeSpan WaitForTurn()
    {
        lock (_gate)
        {
            var now = clock.Now;
            _latestTurn = (_latestTurn > now ? _latestTurn : now) + cooldown;
            return _latestTurn - now;
        }
    }
}
