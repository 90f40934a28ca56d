using System.Text.Json;
using System.Text.Unicode;
using BenchmarkDotNet.Attributes;
using MarketFlow.Feeds;

namespace MarketFlow.Benchmarks;

/// <summary>
/// Claim: Massive's frames are decoded, structure and escapes validated, at 3 times the speed of System.Text.Json's source generation,
/// and what comes out are <see cref="MarketEvent"/>s.
/// </summary>
public class DecodeMassive
{
    private const int Frames = 200;
    private const int Messages = Frames * MassiveFrames.MessagesPerFrame;
    private readonly ReaderLoop _loop = new();
    private readonly MassiveDecoder _decoder = new(MassiveEndpoints.Default);
    private readonly DecodedFrame _found = new();
    private readonly JsonValue[] _values = new JsonValue[MassiveElement.FieldCount];
    private readonly byte[] _unescaped = new byte[MassiveElement.MaxEscapedLength];
    private Frame[] _frames = [];

    [ParamsAllValues]
    public FrameContent Content { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _frames = [.. MassiveFrames.Make(Content, Frames).Select(bytes => new Frame("massive", 1, default, bytes))];
        var expected = SourceGenerated();
        Check(nameof(Reader), Reader(), expected);
        Check(nameof(MarketFlow), MarketFlow(), expected);
        Check(nameof(ScanOnly), (ulong)ScanOnly(), Messages);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public ulong SourceGenerated() => Content == FrameContent.Trades ? SourceGeneratedTrades() : SourceGeneratedMix();

    /// <summary>A loop over <c>Utf8JsonReader</c>, without objects.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public ulong Reader()
    {
        var sum = 0UL;
        foreach (var frame in _frames)
        {
            sum += _loop.Read(frame.Bytes.Span);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public ulong MarketFlow()
    {
        var sum = 0UL;
        foreach (var frame in _frames)
        {
            _found.Clear();
            _decoder.Decode(frame, _found);
            foreach (var value in _found.Events)
            {
                sum += Decoded.Hash(value.Symbol, value.Time.UnixNanoseconds / 1_000_000, value.Source.Sequence ?? 0);
            }
        }

        return sum;
    }

    /// <summary>The decoder's first half: all is validated and every field found, but no event made.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int ScanOnly()
    {
        var count = 0;
        foreach (var frame in _frames)
        {
            var text = frame.Bytes.Span;
            var scanner = new Utf8Scanner(text);
            var element = new MassiveElement(text, _values, _unescaped);
            if (!Utf8.IsValid(text) || !scanner.TryTake((byte)'['))
            {
                return -1;
            }

            do
            {
                count += element.TryRead(ref scanner, depth: 1) && element.Has(MassiveField.Symbol) ? 1 : 0;
            }
            while (scanner.TryTake((byte)','));
        }

        return count;
    }

    /// <summary>The decoder's first step: whether the bytes are UTF-8.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int ValidUtf8Only()
    {
        var count = 0;
        foreach (var frame in _frames)
        {
            count += Utf8.IsValid(frame.Bytes.Span) ? 1 : 0;
        }

        return count;
    }

    private static void Check(string name, ulong sum, ulong expected)
    {
        if (sum != expected)
        {
            throw new InvalidOperationException($"{name} came to {sum}; should be {expected}.");
        }
    }

    private ulong SourceGeneratedTrades()
    {
        var sum = 0UL;
        foreach (var frame in _frames)
        {
            foreach (var trade in JsonSerializer.Deserialize(frame.Bytes.Span, MassiveDtos.Default.JustTradeDtoArray)!)
            {
                sum += Decoded.Hash(trade.Symbol, trade.Time, trade.Sequence);
            }
        }

        return sum;
    }

    private ulong SourceGeneratedMix()
    {
        var sum = 0UL;
        foreach (var frame in _frames)
        {
            foreach (var message in JsonSerializer.Deserialize(frame.Bytes.Span, MassiveDtos.Default.MassiveDtoArray)!)
            {
                var time = message switch { TradeDto trade => trade.Time, QuoteDto quote => quote.Time, _ => ((BarDto)message).Start };
                sum += Decoded.Hash(message.Symbol, time, message.Sequence);
            }
        }

        return sum;
    }
}
