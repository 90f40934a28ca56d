namespace MarketFlow.Feeds;

/// <summary>The fields that are read; all others are checked and let go.</summary>
internal enum MassiveField
{
    Event,
    Symbol,
    Ticker,
    Exchange,
    Id,
    Price,
    Size,
    DecimalSize,
    Conditions,
    Time,
    Sequence,
    BidExchange,
    BidPrice,
    BidSize,
    AskExchange,
    AskPrice,
    AskSize,
    Open,
    High,
    Low,
    Volume,
    DecimalVolume,
    Vwap,
    FairValue,
    Pair,
    Ask,
    Bid,
    None,
}

/// <summary>The vendor's names of the fields. One name may mean different things by kind: <c>c</c> is a close, or conditions.</summary>
internal static class MassiveFields
{
    private static readonly MassiveField[] _byLetter = [.. Enumerable.Range(0, 256).Select(letter => FieldOfLetter((byte)letter))];

    public static MassiveField FieldOf(byte letter) => _byLetter[letter];

    public static MassiveField FieldOf(ReadOnlySpan<byte> name) => name switch
    {
        [var only] => FieldOf(only),
        [(byte)'e', (byte)'v'] => MassiveField.Event,
        [(byte)'d', (byte)'s'] => MassiveField.DecimalSize,
        [(byte)'b', (byte)'x'] => MassiveField.BidExchange,
        [(byte)'b', (byte)'p'] => MassiveField.BidPrice,
        [(byte)'b', (byte)'s'] => MassiveField.BidSize,
        [(byte)'a', (byte)'x'] => MassiveField.AskExchange,
        [(byte)'a', (byte)'p'] => MassiveField.AskPrice,
        [(byte)'a', (byte)'s'] => MassiveField.AskSize,
        [(byte)'v', (byte)'w'] => MassiveField.Vwap,
        [(byte)'d', (byte)'v'] => MassiveField.DecimalVolume,
        [(byte)'s', (byte)'y', (byte)'m'] => MassiveField.Symbol,
        [(byte)'f', (byte)'m', (byte)'v'] => MassiveField.FairValue,
        [(byte)'p', (byte)'a', (byte)'i', (byte)'r'] => MassiveField.Pair,
        _ => MassiveField.None,
    };

    /// <summary>The name, for people.</summary>
    public static string NameOf(MassiveField field) => field switch
    {
        MassiveField.Event => "ev",
        MassiveField.Symbol => "sym",
        MassiveField.Ticker => "T",
        MassiveField.Exchange => "x",
        MassiveField.Id => "i",
        MassiveField.Price => "p",
        MassiveField.Size => "s",
        MassiveField.DecimalSize => "ds",
        MassiveField.Conditions => "c",
        MassiveField.Time => "t",
        MassiveField.Sequence => "q",
        MassiveField.BidExchange => "bx",
        MassiveField.BidPrice => "bp",
        MassiveField.BidSize => "bs",
        MassiveField.AskExchange => "ax",
        MassiveField.AskPrice => "ap",
        MassiveField.AskSize => "as",
        MassiveField.Open => "o",
        MassiveField.High => "h",
        MassiveField.Low => "l",
        MassiveField.Volume => "v",
        MassiveField.DecimalVolume => "dv",
        MassiveField.Vwap => "vw",
        MassiveField.FairValue => "fmv",
        MassiveField.Pair => "pair",
        MassiveField.Ask => "a",
        MassiveField.Bid => "b",
        _ => "?",
    };

    private static MassiveField FieldOfLetter(byte name) => name switch
    {
        (byte)'T' => MassiveField.Ticker,
        (byte)'x' => MassiveField.Exchange,
        (byte)'i' => MassiveField.Id,
        (byte)'p' => MassiveField.Price,
        (byte)'s' => MassiveField.Size,
        (byte)'c' => MassiveField.Conditions,
        (byte)'t' => MassiveField.Time,
        (byte)'q' => MassiveField.Sequence,
        (byte)'o' => MassiveField.Open,
        (byte)'h' => MassiveField.High,
        (byte)'l' => MassiveField.Low,
        (byte)'v' => MassiveField.Volume,
        (byte)'a' => MassiveField.Ask,
        (byte)'b' => MassiveField.Bid,
        _ => MassiveField.None,
    };
}
