using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>One row of a notification: its own bytes, and what the notification says about it.</summary>
internal readonly struct HitBtcRow(Frame frame, int start, int length, string symbol, bool isBackfill)
{
    public ReadOnlyMemory<byte> Original => frame.Bytes.Slice(start, length);

    public SourceContext Source => new(frame, start, length);

    /// <param name="json">At the start of the row, an object known to be whole.</param>
    /// <param name="wrong">Says which field is wrong or missing where the result is null.</param>
    public Trade? ToTrade(Utf8JsonReader json, ref string? wrong)
    {
        TradeId? id = null;
        decimal? price = null, quantity = null;
        Timestamp? time = null;
        while (json.NextField())
        {
            if (json.ValueTextEquals("id"u8))
            {
                id = json.TakeId(ref wrong);
            }
            else if (json.ValueTextEquals("price"u8))
            {
                price = json.TakeDecimal(ref wrong);
            }
            else if (json.ValueTextEquals("quantity"u8))
            {
                quantity = json.TakeDecimal(ref wrong);
            }
            else if (json.ValueTextEquals("timestamp"u8))
            {
                time = json.TakeTime(ref wrong);
            }
            else
            {
                json.Skip();
            }
        }

        JsonFields.Require(id is not null, "id", JsonFields.Id, ref wrong);
        JsonFields.Require(price is not null, "price", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(quantity is not null, "quantity", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(time is not null, "timestamp", JsonFields.Time, ref wrong);
        return wrong is not null ? null : new()
        {
            Symbol = symbol,
            Time = time!.Value,
            Price = price!.Value,
            Size = quantity!.Value,
            Exchange = "hitbtc",
            Id = id!.Value,
            IsBackfill = isBackfill,
            Source = new(frame, start, length, id.Value.TryGetNumber(out var sequence) ? sequence : null),
        };
    }

    /// <param name="json">At the start of the row, an object known to be whole.</param>
    /// <param name="interval">The candles' period.</param>
    /// <param name="wrong">Says which field is wrong or missing where the result is null.</param>
    public Bar? ToBar(Utf8JsonReader json, TimeSpan interval, ref string? wrong)
    {
        Timestamp? time = null;
        decimal? open = null, close = null, low = null, high = null, volume = null;
        while (json.NextField())
        {
            if (json.ValueTextEquals("timestamp"u8))
            {
                time = json.TakeTime(ref wrong);
            }
            else if (json.ValueTextEquals("open"u8))
            {
                open = json.TakeDecimal(ref wrong);
            }
            else if (json.ValueTextEquals("close"u8))
            {
                close = json.TakeDecimal(ref wrong);
            }
            else if (json.ValueTextEquals("min"u8))
            {
                low = json.TakeDecimal(ref wrong);
            }
            else if (json.ValueTextEquals("max"u8))
            {
                high = json.TakeDecimal(ref wrong);
            }
            else if (json.ValueTextEquals("volume"u8))
            {
                volume = json.TakeDecimal(ref wrong);
            }
            else
            {
                json.Skip();
            }
        }

        JsonFields.Require(time is not null, "timestamp", JsonFields.Time, ref wrong);
        JsonFields.Require(open is not null, "open", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(close is not null, "close", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(low is not null, "min", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(high is not null, "max", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(volume is not null, "volume", JsonFields.DecimalNumber, ref wrong);
        return wrong is not null ? null : new()
        {
            Symbol = symbol,
            Time = time!.Value,
            Interval = interval,
            Open = open!.Value,
            High = high!.Value,
            Low = low!.Value,
            Close = close!.Value,
            Volume = volume!.Value,
            IsBackfill = isBackfill,
            Source = new(frame, start, length),
        };
    }
}
