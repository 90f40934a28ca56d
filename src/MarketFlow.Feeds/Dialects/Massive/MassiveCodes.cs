using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Exchanges and conditions: numbers to Massive, texts to MarketFlow. Each that comes again is the same instance.</summary>
internal sealed class MassiveCodes
{
    private const int StackLength = 256;

    // By Massive's own reference of exchanges (https://massive.com/docs/rest/stocks/market-operations/exchanges): the letter under
    // which an exchange reports to the tape, A to Z. Q and T are both Nasdaq; 0 is nobody's.
    private static ReadOnlySpan<byte> ExchangeOfLetter =>
        [1, 2, 3, 4, 5, 23, 22, 20, 6, 7, 8, 14, 9, 10, 0, 11, 12, 0, 13, 12, 21, 15, 16, 17, 18, 19];

    private readonly ShortTexts<string> _codes = new(bits: 9, Encoding.UTF8.GetString);
    private readonly ShortTexts<IReadOnlyList<string>?> _lists;

    public MassiveCodes() => _lists = new(bits: 12, ReadCodes);

    /// <summary>A code as text; null where there is none.</summary>
    public string? CodeOf(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : _codes[utf8];

    /// <summary>The codes of one or two fields, in this order.</summary>
    /// <param name="first">A number, a text or an array of these as JSON; empty where there is none.</param>
    /// <param name="second">The same.</param>
    /// <returns>Null where one of them is something else.</returns>
    public IReadOnlyList<string>? ConditionsOf(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (first.IsEmpty || second.IsEmpty)
        {
            return _lists[first.IsEmpty ? second : first];
        }

        var length = first.Length + 1 + second.Length;
        Span<byte> both = length <= StackLength ? stackalloc byte[StackLength] : new byte[length];
        first.CopyTo(both);
        both[first.Length] = (byte)' ';
        second.CopyTo(both[(first.Length + 1)..]);
        return _lists[both[..length]];
    }

    /// <summary>The number of an exchange that is named by its number, or by the letter under which it reports to the tape.</summary>
    public static bool TryGetExchange(string? exchange, out int number)
    {
        number = exchange is [>= 'A' and <= 'Z' and var letter] ? ExchangeOfLetter[letter - 'A'] : 0;
        return number > 0 || TryGetNumber(exchange, out number);
    }

    /// <summary>The number that a code is, where it is written as JSON writes numbers.</summary>
    public static bool TryGetNumber(string? code, out int number)
    {
        number = 0;
        if (code is not { Length: > 0 and <= 9 } || (code[0] == '0' && code.Length > 1))
        {
            return false;
        }

        foreach (var digit in code)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        return true;
    }

    private string[]? ReadCodes(ReadOnlySpan<byte> json)
    {
        var scanner = new Utf8Scanner(json);
        List<string> codes = [];
        var value = default(JsonValue);
        while (!scanner.TryEnd())
        {
            if (!scanner.TryReadValue(0, ref value)
                || !(value.Kind == JsonKind.Array ? TryAddAll(json.Slice(value.Start, value.Length), codes) : TryAdd(value, json, codes)))
            {
                return null;
            }
        }

        return [.. codes];
    }

    private bool TryAddAll(ReadOnlySpan<byte> array, List<string> codes)
    {
        var scanner = new Utf8Scanner(array);
        scanner.TryTake((byte)'[');
        if (scanner.TryTake((byte)']'))
        {
            return true;
        }

        var value = default(JsonValue);
        do
        {
            if (!scanner.TryReadValue(0, ref value) || !TryAdd(value, array, codes))
            {
                return false;
            }
        }
        while (scanner.TryTake((byte)','));

        return true;
    }

    private bool TryAdd(JsonValue value, ReadOnlySpan<byte> json, List<string> codes)
    {
        if (value.Kind is not (JsonKind.Number or JsonKind.Text) || value.IsEscaped)
        {
            return false;
        }

        codes.Add(_codes[json.Slice(value.Start, value.Length)]);
        return true;
    }
}
