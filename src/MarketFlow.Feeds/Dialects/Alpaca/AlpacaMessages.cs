namespace MarketFlow.Feeds;

/// <summary>Reads one message of Alpaca's, told from others by <c>T</c>.</summary>
internal sealed class AlpacaMessages
{
    /// <summary>Most bad messages of a frame before it is bad as a whole: or a few megabytes of noise would become millions of faults.</summary>
    public const int MaxBad = 1_000;

    private readonly SymbolTable _names = new();

    public static string TooManyBad(int last) => $"More than {MaxBad} messages of the frame are bad; the last is message {last}.";

    /// <param name="fields">Before the message's first field.</param>
    /// <param name="source">The message's own bytes.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Receives an event or a fault, or counts the message as ignored.</param>
    public void Decode<TFields>(TFields fields, SourceContext source, Frame frame, DecodedFrame found)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? wrong = null, symbol = null;
        var type = TypeOf(fields, ref wrong);
        MarketEvent? read = null;
        switch (type)
        {
            case "t":
                read = AlpacaTicks.ReadTrade(fields, source, _names, ref symbol, ref wrong);
                break;
            case "q":
                read = AlpacaTicks.ReadQuote(fields, source, _names, ref symbol, ref wrong);
                break;
            case "b" or "d" or "u":
                read = AlpacaBars.Read(fields, type[0], source, _names, ref symbol, ref wrong);
                break;
            case "c":
                read = AlpacaStatuses.ReadCorrection(fields, source, _names, ref symbol, ref wrong);
                break;
            case "x":
                read = AlpacaStatuses.ReadCancel(fields, source, _names, ref symbol, ref wrong);
                break;
            case "l":
                read = AlpacaStatuses.ReadLimits(fields, source, _names, ref symbol, ref wrong);
                break;
            case "s":
                read = AlpacaStatuses.ReadStatus(fields, source, _names, ref symbol, ref wrong);
                break;
            case "error":
                found.AddFault(frame, source.Original, DescribeError(fields));
                return;
            case null:
                found.AddFault(frame, source.Original, wrong ?? "T is missing; must name the kind of message.");
                return;
            default:
                AddOther(fields, type, source, frame, found);
                return;
        }

        Add(read, fields, type, symbol, wrong, source, frame, found);
    }

    private static void Add<TFields>(
        MarketEvent? read, TFields fields, string type, string? symbol, string? wrong, SourceContext source, Frame frame, DecodedFrame found)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        var kind = AlpacaKinds.Of(type);
        if (read is not null)
        {
            found.Add(read, in kind, hasSignedPrices: false);
        }
        else if (symbol is not null)
        {
            found.AddUnusual(kind.Unusual(symbol, TimeOf(fields) ?? frame.ReceivedAt, source, wrong!));
        }
        else
        {
            found.AddFault(frame, source.Original, $"{type} : {wrong}");
        }
    }

    // A kind of one letter is data. Others, success and subscription and what the vendor may add, are about the connection.
    private void AddOther<TFields>(TFields fields, string type, SourceContext source, Frame frame, DecodedFrame found)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        var symbols = type.Length == 1 ? SymbolsOf(fields) : [];
        if (symbols.Count == 0)
        {
            found.AddIgnored();
            return;
        }

        found.Add(
            new VendorMessage
            {
                Symbol = symbols[0],
                MoreSymbols = [.. symbols.Skip(1).Distinct().Where(symbol => symbol != symbols[0])],
                Time = TimeOf(fields) ?? frame.ReceivedAt,
                Channel = AlpacaKinds.ListOf(type),
                Source = source,
            },
            frame);
    }

    // News is about any number of symbols, everything else about one.
    private IReadOnlyList<string> SymbolsOf<TFields>(TFields fields)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? ignored = null;
        while (fields.NextField())
        {
            if (fields.NameIs("S"u8) || fields.NameIs("symbols"u8))
            {
                return [.. (fields.TakeListOrText(_names, ref ignored) ?? []).Where(symbol => symbol.Length > 0)];
            }

            fields.Skip();
        }

        return [];
    }

    private static Timestamp? TimeOf<TFields>(TFields fields)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? ignored = null;
        while (fields.NextField())
        {
            if (fields.NameIs("t"u8) || fields.NameIs("updated_at"u8))
            {
                return fields.TakeTime(ref ignored);
            }

            fields.Skip();
        }

        return null;
    }

    private string? TypeOf<TFields>(TFields fields, ref string? wrong)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        while (fields.NextField())
        {
            if (fields.NameIs("T"u8))
            {
                return fields.TakeCode(_names, ref wrong);
            }

            fields.Skip();
        }

        return null;
    }

    private static string DescribeError<TFields>(TFields fields)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? code = null, message = null;
        while (fields.NextField())
        {
            if (fields.NameIs("code"u8))
            {
                code = fields.TakeText();
            }
            else if (fields.NameIs("msg"u8))
            {
                message = fields.TakeText();
            }
            else
            {
                fields.Skip();
            }
        }

        return $"The venue answered with error {code}: {message}.";
    }
}
