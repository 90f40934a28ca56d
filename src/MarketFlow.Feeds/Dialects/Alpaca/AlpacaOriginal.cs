using System.Buffers;

namespace MarketFlow.Feeds;

/// <summary>Tells a status of Alpaca's once more from its original bytes: they have the numbers that the status has in words only.</summary>
internal static class AlpacaOriginal
{
    public static bool TryWrite(Status status, AlpacaEncoding encoding, IBufferWriter<byte> destination)
    {
        var original = status.Source.Original.Span;
        if (!IsStatusOf(status.Symbol, original))
        {
            return false;
        }

        var isPacked = AlpacaDecoder.IsMessagePack(original);
        if (isPacked != (encoding == AlpacaEncoding.MessagePack))
        {
            return isPacked ? AlpacaTranscoder.TryToJson(original, destination) : AlpacaTranscoder.TryToMessagePack(original, destination);
        }

        destination.Write(original);
        return true;
    }

    // A status may come from anywhere, and another vendor's bytes are not what an Alpaca client understands.
    private static bool IsStatusOf(string symbol, ReadOnlySpan<byte> original) =>
        original.Length > 0 && AlpacaTranscoder.TryReadHead(original, out var type, out var about)
        && type is "c" or "x" or "l" or "s" && about == symbol;
}
