using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The fields of a JSON object.</summary>
/// <param name="json">At the start of the object, which is known to be whole.</param>
internal ref struct AlpacaJsonFields(Utf8JsonReader json) : IAlpacaFields
{
    private Utf8JsonReader _json = json;

    public bool NextField() => _json.NextField();

    public readonly bool NameIs(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    public readonly string ShownName() => JsonFields.Excerpt(_json.ValueSpan, AlpacaText.MaxCodeLength);

    public decimal? TakeDecimal(ref string? wrong) => _json.TakeDecimalOrNull(ref wrong);

    public long? TakeLong(ref string? wrong) => TakeNull() ? null : _json.TakeLong(ref wrong);

    public TradeId? TakeId(ref string? wrong) => TakeNull() ? null : _json.TakeId(ref wrong);

    public Timestamp? TakeTime(ref string? wrong) => TakeNull() ? null : _json.TakeTime(ref wrong);

    public string? TakeSymbol(SymbolTable symbols, ref string? wrong) => TakeNull() ? null : _json.TakeSymbol(symbols, ref wrong);

    public string? TakeCode(SymbolTable codes, ref string? wrong)
    {
        if (TakeNull())
        {
            return null;
        }

        var name = _json.ValueSpan;
        _json.Read();
        if (TryIntern(codes, out var code))
        {
            return code.Length == 0 ? null : code;
        }

        wrong ??= $"{JsonFields.Excerpt(name)} is {_json.Describe()}; must be {AlpacaText.Code}.";
        _json.Skip();
        return null;
    }

    public IReadOnlyList<string>? TakeListOrText(SymbolTable codes, ref string? wrong)
    {
        var ahead = this;
        ahead._json.Read();
        if (ahead._json.TokenType != JsonTokenType.String || !ahead.TryIntern(codes, out var only))
        {
            return TakeList(codes, ref wrong);
        }

        this = ahead;
        return only.Length == 0 ? [] : [only];
    }

    public IReadOnlyList<string>? TakeList(SymbolTable codes, ref string? wrong)
    {
        if (TakeNull())
        {
            return [];
        }

        var name = _json.ValueSpan;
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            wrong ??= $"{JsonFields.Excerpt(name)} is {_json.Describe()}; must be {AlpacaText.List}.";
            _json.Skip();
            return null;
        }

        return ReadList(name, codes, ref wrong);
    }

    public string? TakeText(int maxLength = AlpacaText.MaxLength) => _json.TakeText(maxLength);

    public void Skip() => _json.Skip();

    private bool TakeNull()
    {
        var ahead = _json;
        ahead.Read();
        if (ahead.TokenType != JsonTokenType.Null)
        {
            return false;
        }

        _json = ahead;
        return true;
    }

    private string[]? ReadList(ReadOnlySpan<byte> name, SymbolTable codes, ref string? wrong)
    {
        var count = Count(_json);
        var list = count == 0 ? [] : new string[count];
        var isGood = true;
        for (var i = 0; i < count; i++)
        {
            _json.Read();
            if (!TryIntern(codes, out list[i]))
            {
                isGood = false;
                wrong ??= $"{JsonFields.Excerpt(name)} holds {_json.Describe()}; must be {AlpacaText.List}.";
                _json.Skip();
            }
        }

        _json.Read();
        return isGood ? list : null;
    }

    private static int Count(Utf8JsonReader json)
    {
        var count = 0;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; count++)
        {
            json.Skip();
        }

        return count;
    }

    private bool TryIntern(SymbolTable codes, out string text)
    {
        text = string.Empty;
        if (_json.TokenType != JsonTokenType.String || _json.Text() is not { Length: <= AlpacaText.MaxCodeLength } utf8)
        {
            return false;
        }

        text = utf8.IsEmpty ? string.Empty : codes.Intern(utf8);
        return true;
    }
}
