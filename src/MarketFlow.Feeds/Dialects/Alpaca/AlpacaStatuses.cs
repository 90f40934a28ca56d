using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>Reads <c>c</c>, <c>x</c>, <c>l</c> and <c>s</c>: what they say goes into a status, in words.</summary>
internal static class AlpacaStatuses
{
    private const string Words = "a text";

    /// <param name="fields">Before the message's first field.</param>
    /// <param name="source">The message's own bytes.</param>
    /// <param name="names">Interns symbols and codes.</param>
    /// <param name="symbol">Receives the symbol, where there is one.</param>
    /// <param name="wrong">Says which field is wrong or missing where the result is null.</param>
    public static Status? ReadCorrection<TFields>(TFields fields, SourceContext source, SymbolTable names, ref string? symbol, ref string? wrong)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        TradeId? oldId = null, newId = null;
        decimal? oldPrice = null, newPrice = null, oldSize = null, newSize = null;
        string? exchange = null;
        IReadOnlyList<string>? newConditions = null;
        var tape = default(byte);
        Timestamp? time = null;
        while (fields.NextField())
        {
            if (fields.NameIs("x"u8))
            {
                exchange = fields.TakeCode(names, ref wrong);
            }
            else if (fields.NameIs("oi"u8))
            {
                oldId = fields.TakeId(ref wrong);
            }
            else if (fields.NameIs("op"u8))
            {
                oldPrice = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("os"u8))
            {
                oldSize = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("ci"u8))
            {
                newId = fields.TakeId(ref wrong);
            }
            else if (fields.NameIs("cp"u8))
            {
                newPrice = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("cs"u8))
            {
                newSize = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("cc"u8))
            {
                newConditions = fields.TakeList(names, ref wrong);
            }
            else if (fields.NameIs("z"u8))
            {
                tape = fields.TakeLetter();
            }
            else
            {
                TakeSymbolOrTime(ref fields, names, ref symbol, ref time, ref wrong);
            }
        }

        JsonFields.Require(oldId is not null, "oi", JsonFields.Id, ref wrong);
        JsonFields.Require(oldPrice is not null, "op", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(oldSize is not null, "os", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(newId is not null, "ci", JsonFields.Id, ref wrong);
        JsonFields.Require(newPrice is not null, "cp", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(newSize is not null, "cs", JsonFields.DecimalNumber, ref wrong);
        var status = Make(StatusKinds.Correction, symbol, time, source, ref wrong, string.Create(
            CultureInfo.InvariantCulture,
            $"Trade {oldId} on {exchange}, {oldSize} at {oldPrice}, is now trade {newId}, {newSize} at {newPrice}."));
        return status is null ? null : status with
        {
            Change = ChangeOf(status, exchange, oldId, oldPrice, corrected: new()
            {
                Symbol = status.Symbol,
                Time = status.Time,
                Price = newPrice.GetValueOrDefault(),
                Size = newSize.GetValueOrDefault(),
                Exchange = exchange,
                Id = newId.GetValueOrDefault(),
                Tape = AlpacaShape.TapeOf(tape),
                Codes = TradeCodes.Sip,
                Conditions = newConditions ?? [],
                Source = source,
            }),
        };
    }

    /// <inheritdoc cref="ReadCorrection"/>
    public static Status? ReadCancel<TFields>(TFields fields, SourceContext source, SymbolTable names, ref string? symbol, ref string? wrong)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        TradeId? id = null;
        decimal? price = null, size = null;
        string? exchange = null, action = null;
        Timestamp? time = null;
        while (fields.NextField())
        {
            if (fields.NameIs("x"u8))
            {
                exchange = fields.TakeCode(names, ref wrong);
            }
            else if (fields.NameIs("i"u8))
            {
                id = fields.TakeId(ref wrong);
            }
            else if (fields.NameIs("p"u8))
            {
                price = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("s"u8))
            {
                size = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("a"u8))
            {
                action = fields.TakeCode(names, ref wrong);
            }
            else
            {
                TakeSymbolOrTime(ref fields, names, ref symbol, ref time, ref wrong);
            }
        }

        JsonFields.Require(id is not null, "i", JsonFields.Id, ref wrong);
        JsonFields.Require(price is not null, "p", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(size is not null, "s", JsonFields.DecimalNumber, ref wrong);
        var reason = action == "E" ? "an error" : "cancelled";
        var status = Make(StatusKinds.Cancel, symbol, time, source, ref wrong, string.Create(
            CultureInfo.InvariantCulture, $"Trade {id} on {exchange}, {size} at {price}, is {reason} ({action})."));
        return status is null ? null : status with { Change = ChangeOf(status, exchange, id, price, corrected: null) };
    }

    /// <inheritdoc cref="ReadCorrection"/>
    public static Status? ReadLimits<TFields>(TFields fields, SourceContext source, SymbolTable names, ref string? symbol, ref string? wrong)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        decimal? up = null, down = null;
        string? indicator = null;
        Timestamp? time = null;
        while (fields.NextField())
        {
            if (fields.NameIs("u"u8))
            {
                up = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("d"u8))
            {
                down = fields.TakeDecimal(ref wrong);
            }
            else if (fields.NameIs("i"u8))
            {
                indicator = fields.TakeCode(names, ref wrong);
            }
            else
            {
                TakeSymbolOrTime(ref fields, names, ref symbol, ref time, ref wrong);
            }
        }

        JsonFields.Require(up is not null, "u", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(down is not null, "d", JsonFields.DecimalNumber, ref wrong);
        var status = Make(MassiveDialect.LimitBandKind, symbol, time, source, ref wrong, string.Create(
            CultureInfo.InvariantCulture, $"Limit up {up}, limit down {down}, indicator {indicator}."));
        return status is null ? null : status with { LimitUp = up, LimitDown = down, Conditions = string.IsNullOrEmpty(indicator) ? [] : [indicator] };
    }

    /// <inheritdoc cref="ReadCorrection"/>
    public static Status? ReadStatus<TFields>(TFields fields, SourceContext source, SymbolTable names, ref string? symbol, ref string? wrong)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? code = null, message = null, reasonCode = null, reason = null;
        Timestamp? time = null;
        while (fields.NextField())
        {
            if (fields.NameIs("sc"u8))
            {
                code = fields.TakeCode(names, ref wrong);
            }
            else if (fields.NameIs("sm"u8))
            {
                message = fields.TakeText();
            }
            else if (fields.NameIs("rc"u8))
            {
                reasonCode = fields.TakeCode(names, ref wrong);
            }
            else if (fields.NameIs("rm"u8))
            {
                reason = fields.TakeText();
            }
            else
            {
                TakeSymbolOrTime(ref fields, names, ref symbol, ref time, ref wrong);
            }
        }

        JsonFields.Require(code is not null || message is not null, "sc", Words, ref wrong);
        var words = $"{code} {message}".Trim();
        var because = $"{reasonCode} {reason}".Trim();
        return Make(
            AlpacaText.StopsTrading(code) ? "halt" : "status", symbol, time, source, ref wrong, because.Length == 0 ? words : $"{words}: {because}");
    }

    private static TradeChange ChangeOf(Status status, string? exchange, TradeId? told, decimal? price, Trade? corrected)
    {
        var id = told.GetValueOrDefault();
        return new() { Trade = EventKey.OfTrade(status.Symbol, exchange, id), Exchange = exchange, Id = id, Price = price, Corrected = corrected };
    }

    private static void TakeSymbolOrTime<TFields>(
        ref TFields fields, SymbolTable names, ref string? symbol, ref Timestamp? time, ref string? wrong)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        if (fields.NameIs("S"u8))
        {
            symbol = fields.TakeSymbol(names, ref wrong);
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

    private static Status? Make(string kind, string? symbol, Timestamp? time, SourceContext source, ref string? wrong, string message)
    {
        JsonFields.Require(symbol is not null, "S", JsonFields.Symbol, ref wrong);
        JsonFields.Require(time is not null, "t", AlpacaText.Time, ref wrong);
        return wrong is not null ? null : new() { Symbol = symbol!, Time = time!.Value, Kind = kind, Message = message, Source = source };
    }
}
