using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>What a session is allowed, and by which clock.</summary>
/// <param name="Options">What all sessions are allowed.</param>
/// <param name="Clients">What all clients are allowed.</param>
/// <param name="Clock">Measures pings, polls and ends.</param>
internal sealed record SessionRules(SocketIoOptions Options, ClientOptions Clients, IScheduler Clock);
