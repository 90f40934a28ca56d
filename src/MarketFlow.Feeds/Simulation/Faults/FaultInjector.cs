using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Puts a fault script between a simulated vendor and its clients: wraps each socket that the server accepts.</summary>
/// <remarks>Thread-safe. Remembers the sockets that live. The same seed and the same order of connections do the same wrong.</remarks>
public sealed class FaultInjector
{
    private readonly FaultScript _script;
    private readonly IScheduler _clock;
    private readonly int _seed;
    private readonly Lock _gate = new();
    private readonly List<FaultySocket> _living = [];
    private int _connections;

    /// <summary>Makes an injector.</summary>
    /// <param name="script">What goes wrong.</param>
    /// <param name="vendor">Whose words a refused or superfluous connection hears.</param>
    /// <param name="clock">Counts the time since a connection opened.</param>
    /// <param name="seed">Decides what is left to chance.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FaultInjector(FaultScript script, FaultyVendor vendor, IScheduler clock, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(clock);
        (_script, Vendor, _clock, _seed) = (script, vendor, clock, seed);
    }

    internal FaultyVendor Vendor { get; }

    /// <summary>Wraps a socket that was just accepted: it is the next connection of the script.</summary>
    /// <param name="socket">The socket. The wrapper disposes of it.</param>
    public WebSocket Wrap(WebSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        FaultySocket? tooMany = null;
        FaultySocket wrapped;
        lock (_gate)
        {
            var number = ++_connections;
            Random random = new(SeedOf(number));
            wrapped = new(socket, [.. _script.Of(number)], random, this, _clock);
            if (_living.Count > 0 && CapOf(number) is { } cap)
            {
                var isOlder = cap == FaultKind.CapOlder || (cap == FaultKind.CapRandom && random.Next(2) == 0);
                tooMany = isOlder ? _living[0] : null;
                wrapped.DiesOnceSubscribed = !isOlder;
            }

            _living.Add(wrapped);
        }

        tooMany?.RunAway();
        wrapped.Begin();
        return wrapped;
    }

    internal ReadOnlyMemory<byte> TooManyConnections => Encoding.UTF8.GetBytes(Vendor == FaultyVendor.Massive
        ? """[{"ev":"status","status":"max_connections","message":"Maximum number of websocket connections exceeded."}]"""
        : """[{"T":"error","code":406,"msg":"connection limit exceeded"}]""");

    internal void Forget(FaultySocket socket)
    {
        lock (_gate)
        {
            _living.Remove(socket);
        }
    }

    // Not HashCode, which is another in every process.
    private int SeedOf(int connection) => unchecked((int)new SplitMix((ulong)_seed ^ ((ulong)connection << 32)).Next());

    private FaultKind? CapOf(int connection) => _script.Of(connection)
        .Select(fault => (FaultKind?)fault.Kind)
        .FirstOrDefault(kind => kind is FaultKind.CapOlder or FaultKind.CapNewcomer or FaultKind.CapRandom);
}

/// <summary>Whose words a simulated vendor uses for what goes wrong.</summary>
public enum FaultyVendor
{
    /// <summary>Massive's status messages.</summary>
    Massive,

    /// <summary>Alpaca's error messages.</summary>
    Alpaca,
}
