namespace MarketFlow.Feeds;

/// <summary>Reads <c>b</c>, <c>d</c> and <c>u</c>.</summary>
internal static class AlpacaBars
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    /// <param name="fields">Before the message's first field.</param>
    /// <param name="type">Which of the three.</param>
    /// <param name="source">The message's own bytes.</param>
    /// <param name="names">Interns symbols.</param>
    /// <param name="symbol">Receives the symbol, where there is one.</param>
    /// <param name="wrong">Says which field is wrong or missing where the result is null.</param>
    public static Bar? Read<TFields>(
        TFields fields, char type, SourceContext source, SymbolTable names, ref string? symbol, ref string? wrong)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        decimal? open = null, high = null, low = null, close = null, volume = null, vwap = null;
        long? trades = null;
        Timestamp? time = null;
        while (fields.NextField())
        {
            if (fields.NameIs("S"u8))
            {
                symbol = fields.TakeSymbol(names, ref wrong);
            }
            else if (fields.NameIs("o"u8))
            {
                open = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("h"u8))
            {
                high = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("l"u8))
            {
                low = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("c"u8))
            {
                close = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("v"u8))
            {
                volume = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("n"u8))
            {
                trades = fields.TakeLong(ref wrong);
            }
            else if (fields.NameIs("vw"u8))
            {
                vwap = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("t"u8))
            {
                time = fields.TakeTime(ref wrong);
            }
            else
            {
                fields.Skip();
            }
        }

        JsonFields.Require(symbol is not null, "S", JsonFields.Symbol, ref wrong);
        JsonFields.Require(open is not null, "o", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(high is not null, "h", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(low is not null, "l", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(close is not null, "c", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(volume is not null, "v", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(time is not null, "t", AlpacaText.Time, ref wrong);
        return wrong is not null ? null : new()
        {
            Symbol = symbol!,
            Time = time!.Value,
            Interval = type == 'd' ? _day : _minute,
            Open = open!.Value,
            High = high!.Value,
            Low = low!.Value,
            Close = close!.Value,
            Volume = volume!.Value,
            Vwap = vwap,
            Trades = trades,
            Revision = type == 'u' ? 1 : 0,
            HasVendorRevision = type == 'b', // one minute may be updated several times, and Alpaca numbers neither that nor daily bars
            Source = source,
        };
    }
}
