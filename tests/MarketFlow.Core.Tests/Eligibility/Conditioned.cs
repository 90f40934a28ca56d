namespace MarketFlow.Tests;

/// <summary>Trades with conditions: of AAPL, on 9 March 2026, a full day.</summary>
internal static class Conditioned
{
    private static readonly string[] _restricting = ["2", "7", "12", "13", "15", "16", "20", "21", "37", "38", "52", "53", "5", "10", "22", "29", "33"];

    /// <summary>A trade with Massive's codes.</summary>
    public static Trade Massive(string time, decimal price, decimal size, params string[] codes) =>
        Prints.Print(time, price, size) with { Codes = TradeCodes.Massive, Tape = ConsolidatedTape.C, Conditions = codes };

    /// <summary>A trade with the codes of the tapes.</summary>
    public static Trade Sip(string time, ConsolidatedTape tape, params string[] codes) =>
        Prints.Print(time, 100) with { Codes = TradeCodes.Sip, Tape = tape, Conditions = codes };

    /// <summary>The trade with a code that restricts it, drawn at random.</summary>
    public static Trade Restricted(this Trade trade, Random random) =>
        trade with { Codes = TradeCodes.Massive, Conditions = [_restricting[random.Next(_restricting.Length)]] };

    /// <summary>The cancel of a trade.</summary>
    public static Status Cancel(this Trade trade, Timestamp? at = null) => new()
    {
        Symbol = trade.Symbol,
        Time = at ?? trade.Time,
        Kind = StatusKinds.Cancel,
        Change = new() { Trade = trade.Identity.GetValueOrDefault(), Exchange = trade.Exchange, Id = trade.Id, Price = trade.Price },
    };

    /// <summary>The correction of a trade.</summary>
    public static Status Correct(this Trade trade, Trade corrected)
    {
        var cancel = trade.Cancel();
        return cancel with { Kind = StatusKinds.Correction, Change = cancel.Change! with { Corrected = corrected } };
    }
}
