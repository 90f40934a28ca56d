namespace MarketFlow.Feeds;

/// <summary>Reads <c>t</c> and <c>q</c>.</summary>
internal static class AlpacaTicks
{
    /// <param name="fields">Before the message's first field.</param>
    /// <param name="source">The message's own bytes.</param>
    /// <param name="names">Interns symbols and codes.</param>
    /// <param name="symbol">Receives the symbol, where there is one.</param>
    /// <param name="wrong">Says which field is wrong or missing where the result is null.</param>
    public static Trade? ReadTrade<TFields>(TFields fields, SourceContext source, SymbolTable names, ref string? symbol, ref string? wrong)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        TradeId? id = null;
        decimal? price = null, size = null;
        string? exchange = null;
        IReadOnlyList<string>? conditions = null;
        Timestamp? time = null;
        while (fields.NextField())
        {
            if (fields.NameIs("S"u8))
            {
                symbol = fields.TakeSymbol(names, ref wrong);
            }
            else if (fields.NameIs("i"u8))
            {
                id = fields.TakeId(ref wrong);
            }
            else if (fields.NameIs("x"u8))
            {
                exchange = fields.TakeCode(names, ref wrong);
            }
            else if (fields.NameIs("p"u8))
            {
                price = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("s"u8))
            {
                size = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("c"u8))
            {
                conditions = fields.TakeListOrText(names, ref wrong);
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
        JsonFields.Require(price is not null, "p", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(size is not null, "s", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(time is not null, "t", AlpacaText.Time, ref wrong);
        return wrong is not null ? null : new()
        {
            Symbol = symbol!,
            Time = time!.Value,
            Price = price!.Value,
            Size = size!.Value,
            Exchange = exchange,
            Id = id ?? default,
            Conditions = conditions ?? [],
            Source = source,
        };
    }

    /// <inheritdoc cref="ReadTrade"/>
    public static Quote? ReadQuote<TFields>(TFields fields, SourceContext source, SymbolTable names, ref string? symbol, ref string? wrong)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        decimal? bid = null, bidSize = null, ask = null, askSize = null;
        string? bidExchange = null, askExchange = null;
        IReadOnlyList<string>? conditions = null;
        Timestamp? time = null;
        while (fields.NextField())
        {
            if (fields.NameIs("S"u8))
            {
                symbol = fields.TakeSymbol(names, ref wrong);
            }
            else if (fields.NameIs("bp"u8))
            {
                bid = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("bs"u8))
            {
                bidSize = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("bx"u8))
            {
                bidExchange = fields.TakeCode(names, ref wrong);
            }
            else if (fields.NameIs("ap"u8))
            {
                ask = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("as"u8))
            {
                askSize = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("ax"u8))
            {
                askExchange = fields.TakeCode(names, ref wrong);
            }
            else if (fields.NameIs("c"u8))
            {
                conditions = fields.TakeListOrText(names, ref wrong);
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
        JsonFields.Require(bid is not null || ask is not null, "bp", JsonFields.DecimalNumber, ref wrong); // one side may be left out
        JsonFields.Require(time is not null, "t", AlpacaText.Time, ref wrong);
        return wrong is not null ? null : new()
        {
            Symbol = symbol!,
            Time = time!.Value,
            BidPrice = bid ?? 0,
            BidSize = bidSize,
            AskPrice = ask ?? 0,
            AskSize = askSize,
            BidExchange = bidExchange,
            AskExchange = askExchange,
            Conditions = conditions ?? [],
            Source = source,
        };
    }
}
