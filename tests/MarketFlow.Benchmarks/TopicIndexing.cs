using System.Globalization;
using BenchmarkDotNet.Attributes;
using MarketFlow.Host;

namespace MarketFlow.Benchmarks;

/// <summary>Claim: who wants an event is found at about the same cost from 1,000 to 32,000 symbols and from 1 client to 1,000 with different ones.</summary>
/// <remarks>Each client holds its own part of the symbols, so that every event has one taker. The baseline is the bare look-up.</remarks>
public class TopicIndexing
{
    private const int Events = 1 << 14;
    private readonly Dictionary<string, object> _bare = [];
    private TopicIndex<object> _index = new();
    private MarketEvent[] _events = [];

    [Params(1_000, 8_000, 32_000)]
    public int Symbols { get; set; }

    [Params(1, 100, 1_000)]
    public int Clients { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _index = new();
        object[] clients = [.. Enumerable.Range(0, Clients).Select(_ => new object())];
        for (var symbol = 0; symbol < Symbols; symbol++)
        {
            var name = NameOf(symbol);
            _index.Subscribe(clients[symbol % Clients], new(EventType.Trade, null, name));
            _bare.Add(name, clients[symbol % Clients]);
        }

        var random = new Random(20260309);
        var zipf = new Zipf(Symbols);
        _events = [.. Enumerable.Range(0, Events).Select(_ => new Trade
        {
            Symbol = NameOf(zipf.Draw(random)), // a string of its own each time, so that nothing is found by reference
            Time = default,
            Price = 1,
            Size = 1,
        })];
        if (Find() != Events || BareLookUp() != Events)
        {
            throw new InvalidOperationException("Every event should have one taker.");
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public int BareLookUp()
    {
        var found = 0;
        foreach (var value in _events)
        {
            found += _bare.ContainsKey(value.Symbol) ? 1 : 0;
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public int Find()
    {
        var found = 0;
        foreach (var value in _events)
        {
            var match = _index.Find(value);
            found += match.OfSymbol.Length + match.OfAll.Length;
        }

        return found;
    }

    private static string NameOf(int symbol) => string.Create(CultureInfo.InvariantCulture, $"S{symbol}");
}
