namespace MarketFlow.Feeds;

/// <summary>Names for simulated symbols: ten that everyone knows, then invented ones that look like them.</summary>
internal static class Tickers
{
    private const string Letters = "AAABCCDEEFGHIIKLLMMNNOPPRRSSTTUVWXYZ";
    private static readonly string[] _known = ["AAPL", "MSFT", "SPY", "QQQ", "NVDA", "TSLA", "AMZN", "IWM", "DIA", "GOOG"];

    public static string[] Make(int count)
    {
        var names = new string[count];
        var taken = new HashSet<string>(_known, StringComparer.Ordinal);
        var random = new SplitMix(20_260_309);
        for (var i = 0; i < count; i++)
        {
            names[i] = i < _known.Length ? _known[i] : Invent(ref random, taken);
        }

        return names;
    }

    private static string Invent(ref SplitMix random, HashSet<string> taken)
    {
        Span<char> name = stackalloc char[6];
        while (true)
        {
            var length = random.Below(100) switch { < 2 => 2, < 30 => 3, _ => 4 };
            for (var i = 0; i < length; i++)
            {
                name[i] = Letters[random.Below(Letters.Length)];
            }

            if (random.Below(100) == 0)
            {
                name[length++] = '.'; // a share class, as in BRK.A
                name[length++] = (char)('A' + random.Below(2));
            }

            var invented = name[..length].ToString();
            if (taken.Add(invented))
            {
                return invented;
            }
        }
    }
}
