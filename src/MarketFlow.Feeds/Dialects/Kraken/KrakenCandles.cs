using System.Buffers.Text;
using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads <c>ohlc-N</c>: one candle, told again whenever it changes.</summary>
internal sealed class KrakenCandles
{
    // The venue has no others: 21,600 is 15 days.
    private static readonly int[] _minutes = [1, 5, 15, 30, 60, 240, 1_440, 10_080, 21_600];

    private static readonly MessageKind[] _kinds = [.. _minutes.Select(minutes => new MessageKind($"ohlc-{minutes}", EventType.Bar, $"{minutes}m"))];

    private readonly FirstTellings[] _tellings = [.. _minutes.Select(_ => new FirstTellings())];

    /// <param name="period">What follows <c>ohlc-</c> in the channel's name.</param>
    /// <param name="candle">At the start of the data, known to be whole.</param>
    /// <param name="symbol">The pair.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Receives a bar or a fault.</param>
    public void Decode(ReadOnlySpan<byte> period, Utf8JsonReader candle, string symbol, Frame frame, DecodedFrame found)
    {
        var place = Utf8Parser.TryParse(period, out int minutes, out var read) && read == period.Length ? Array.IndexOf(_minutes, minutes) : -1;
        if (place < 0)
        {
            found.Reject(frame, $"ohlc {symbol}: the interval is \"{JsonFields.Excerpt(period)}\"; must be one of {string.Join(", ", _minutes)} minutes.");
            return;
        }

        // Asked before anything is refused: a candle that cannot be read was still the one that is told on subscribe.
        var isFirst = _tellings[place].IsFirst(frame.Connection, symbol);
        if (candle.TokenType != JsonTokenType.StartArray)
        {
            found.Reject(frame, $"ohlc-{minutes} {symbol}: the data is {candle.Describe()}; must be an array.");
            return;
        }

        string? wrong = null;
        candle.SkipElement(); // when the candle last changed
        var end = candle.TakeSeconds("etime", ref wrong);
        var open = candle.TakeNumber("open", ref wrong);
        var high = candle.TakeNumber("high", ref wrong);
        var low = candle.TakeNumber("low", ref wrong);
        var close = candle.TakeNumber("close", ref wrong);
        var vwap = candle.TakeNumber("vwap", ref wrong);
        var volume = candle.TakeNumber("volume", ref wrong);
        var trades = candle.TakeNumber("count", ref wrong);
        if (trades is { } count && (count != decimal.Truncate(count) || count is < 0 or > long.MaxValue))
        {
            wrong ??= $"count is {JsonFields.Excerpt(candle.ValueSpan)}; must be {JsonFields.WholeNumber}.";
        }

        var interval = TimeSpan.FromMinutes(minutes);
        SourceContext source = new(frame, 0, frame.Bytes.Length);
        ref readonly var kind = ref _kinds[place];
        if (wrong is not null)
        {
            found.AddUnusual(kind.Unusual(symbol, end is { } known ? known + -interval : frame.ReceivedAt, source, wrong, isFirst));
            return;
        }

        found.Add(
            new Bar
            {
                Symbol = symbol,
                Time = end!.Value + -interval,
                Interval = interval,
                Open = open!.Value,
                High = high!.Value,
                Low = low!.Value,
                Close = close!.Value,
                Volume = volume!.Value,
                Vwap = vwap == 0 ? null : vwap, // 0 where nothing was traded
                Trades = (long)trades!.Value,
                IsBackfill = isFirst,
                Source = source,
            },
            in kind,
            hasSignedPrices: false);
    }
}
