using System.Globalization;
using BenchmarkDotNet.Attributes;

namespace MarketFlow.Benchmarks;

/// <summary>What clients want.</summary>
public enum Wanted
{
    /// <summary>All of them the same: every symbol.</summary>
    Identical,

    /// <summary>Each a tenth of the symbols, ten different tenths.</summary>
    Filtered,
}

/// <summary>
/// What a delivered message costs in the process, without sockets: found, encoded, queued, and written into a frame of what has gathered
/// during 64 events; against every client doing it all for itself. The frames are the same byte for byte.
/// </summary>
public class FanOut
{
    private const int Deliveries = 100_000;
    private const int Symbols = 1_000;
    private const int Gathered = 64;
    private const int Tenth = 10;
    private readonly FrameSums _frames = new();
    private MarketEvent[] _events = [];
    private NaiveFanOut _naive = null!;
    private HubFanOut _hub = null!;
    private int _count;

    [Params(1, 10, 100, 1_000)]
    public int Clients { get; set; }

    [ParamsAllValues]
    public Wanted Wanted { get; set; }

    [GlobalSetup]
    public void Open()
    {
        string[] names = [.. Enumerable.Range(0, Symbols).Select(symbol => string.Create(CultureInfo.InvariantCulture, $"S{symbol}"))];
        _events = [.. Enumerable.Range(0, Symbols).Select(symbol => new Trade
        {
            Symbol = names[symbol],
            Time = Timestamp.FromUnixMilliseconds(1_773_063_000_123 + symbol),
            Price = 150.25m + symbol,
            Size = 100,
            Exchange = "4",
            Id = 52_983_525_000 + symbol,
        })];
        var wanted = Enumerable.Range(0, Clients)
            .Select(client => names.Where((_, symbol) => Wanted == Wanted.Identical || (symbol + client) % Tenth == 0).ToList())
            .ToList();
        _count = Wanted == Wanted.Identical ? Deliveries / Clients : Deliveries / Clients * Tenth;
        (_naive, _hub) = (new(wanted), new(wanted));
        Check();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Deliveries)]
    public long EachForItself()
    {
        for (var i = 0; i < _count; i += Gathered)
        {
            for (var j = i; j < Math.Min(i + Gathered, _count); j++)
            {
                _naive.OnNext(_events[j % Symbols]);
            }

            _naive.Flush(_frames);
        }

        return _frames.Bytes;
    }

    [Benchmark(OperationsPerInvoke = Deliveries)]
    public long MarketFlow()
    {
        for (var i = 0; i < _count; i += Gathered)
        {
            for (var j = i; j < Math.Min(i + Gathered, _count); j++)
            {
                _hub.OnNext(_events[j % Symbols]);
            }

            _hub.Flush(_frames);
        }

        return _frames.Bytes;
    }

    private void Check()
    {
        _frames.IsThorough = true;
        EachForItself();
        var (bytes, hash) = (_frames.Bytes, _frames.Hash);
        MarketFlow();
        _frames.IsThorough = false;
        if (bytes == 0 || _frames.Bytes != bytes * 2 || _frames.Hash != unchecked(hash * 2))
        {
            throw new InvalidOperationException("The two ways of fan-out come to different frames.");
        }
    }
}
