using System.Globalization;
using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>The fields of a MessagePack map.</summary>
/// <param name="reader">At the start of the map, which is known to be whole and nested no deeper than can be skipped.</param>
internal ref struct AlpacaMessagePackFields(MessagePackReader reader) : IAlpacaFields
{
    private MessagePackReader _reader = reader;
    private ReadOnlySpan<byte> _name;
    private int _left = -1;

    public bool NextField()
    {
        if (_left < 0 && !_reader.TryReadMapHeader(out _left))
        {
            _left = 0;
        }

        if (_left == 0)
        {
            return false;
        }

        _left--;
        if (!_reader.TryReadText(out _name))
        {
            _name = default; // a key that is no text is no field that is known
            _reader.TrySkip();
        }

        return true;
    }

    public readonly bool NameIs(ReadOnlySpan<byte> name) => _name.SequenceEqual(name);

    public readonly string ShownName() => JsonFields.Excerpt(_name, AlpacaText.MaxCodeLength);

    public decimal? TakeDecimal(ref string? wrong) =>
        _reader.TryReadDecimal(out var value) ? value
        : _reader.TryReadNil() ? null
        : Refuse<decimal>(JsonFields.DecimalNumber, ref wrong);

    public long? TakeLong(ref string? wrong) =>
        _reader.TryReadInteger(out long value) ? value
        : _reader.TryReadNil() ? null
        : Refuse<long>(JsonFields.WholeNumber, ref wrong);

    public TradeId? TakeId(ref string? wrong)
    {
        if (_reader.TryReadInteger(out long number))
        {
            return TradeId.Of(number);
        }

        if (_reader.Kind == MessagePackKind.Integer && _reader.TryReadDecimal(out var large))
        {
            return TradeId.Of(large.ToString(CultureInfo.InvariantCulture)); // from 2^63 on
        }

        var ahead = _reader;
        if (ahead.TryReadText(out var text) && text.Length <= AlpacaText.MaxCodeLength && Utf8.IsValid(text))
        {
            _reader = ahead;
            return TradeId.Of(text);
        }

        return _reader.TryReadNil() ? null : Refuse<TradeId>(JsonFields.Id, ref wrong);
    }

    public Timestamp? TakeTime(ref string? wrong)
    {
        var ahead = _reader;
        if (_reader.TryReadTimestamp(out var value))
        {
            return value;
        }

        if (ahead.TryReadText(out var text) && Timestamp.TryParse(text, out value))
        {
            _reader = ahead;
            return value;
        }

        return _reader.TryReadNil() ? null : Refuse<Timestamp>(AlpacaText.Time, ref wrong);
    }

    public string? TakeSymbol(SymbolTable symbols, ref string? wrong)
    {
        var ahead = _reader;
        if (TryReadCode(symbols, out var symbol) && symbol.Length > 0)
        {
            return symbol;
        }

        _reader = ahead;
        return _reader.TryReadNil() ? null : Refuse(JsonFields.Symbol, ref wrong);
    }

    public string? TakeCode(SymbolTable codes, ref string? wrong)
    {
        if (_reader.TryReadNil())
        {
            return null;
        }

        if (TryReadCode(codes, out var code))
        {
            return code.Length == 0 ? null : code;
        }

        return Refuse(AlpacaText.Code, ref wrong);
    }

    public IReadOnlyList<string>? TakeListOrText(SymbolTable codes, ref string? wrong) =>
        !TryReadCode(codes, out var only) ? TakeList(codes, ref wrong) : only.Length == 0 ? [] : [only];

    public IReadOnlyList<string>? TakeList(SymbolTable codes, ref string? wrong)
    {
        if (_reader.TryReadNil())
        {
            return [];
        }

        if (!_reader.TryReadArrayHeader(out var count))
        {
            Refuse(AlpacaText.List, ref wrong);
            return null;
        }

        var list = count == 0 ? [] : new string[count];
        var isGood = true;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadCode(codes, out list[i]))
            {
                isGood = false;
                Refuse(AlpacaText.List, ref wrong, verb: "holds");
            }
        }

        return isGood ? list : null;
    }

    public string? TakeText(int maxLength = AlpacaText.MaxLength)
    {
        if (_reader.TryReadText(out var text))
        {
            return JsonFields.Excerpt(text, maxLength);
        }

        if (_reader.TryReadDecimal(out var number))
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        _reader.TrySkip();
        return null;
    }

    public void Skip() => _reader.TrySkip();

    private bool TryReadCode(SymbolTable codes, out string code)
    {
        var ahead = _reader;
        code = string.Empty;
        if (!ahead.TryReadText(out var text) || text.Length > AlpacaText.MaxCodeLength || !Utf8.IsValid(text))
        {
            return false;
        }

        code = text.IsEmpty ? string.Empty : codes.Intern(text);
        _reader = ahead;
        return true;
    }

    private T? Refuse<T>(string allowed, ref string? wrong)
        where T : struct
    {
        Refuse(allowed, ref wrong);
        return null;
    }

    private string? Refuse(string allowed, ref string? wrong, string verb = "is")
    {
        wrong ??= $"{JsonFields.Excerpt(_name)} {verb} {_reader.Describe()}; must be {allowed}.";
        _reader.TrySkip();
        return null;
    }
}
