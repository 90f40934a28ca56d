namespace MarketFlow;

/// <summary>What each sale condition of US stocks lets a trade update.</summary>
/// <remarks>
/// The consolidated columns of the processing guidelines of CTA and UTP, as Massive publishes them under <c>updates_high_low</c>,
/// <c>updates_open_close</c> and <c>updates_volume</c>.
/// </remarks>
internal static class ConditionTable
{
    /// <summary>The answer for a code that is not in the list.</summary>
    public const TradeUpdates NotListed = TradeUpdates.None;

    /// <summary>Marks a condition that sets prices outside regular hours only.</summary>
    public const TradeUpdates ExtendedHours = (TradeUpdates)32;

    private const TradeUpdates Listed = (TradeUpdates)64;
    private const TradeUpdates All = TradeUpdates.All | Listed;
    private const TradeUpdates VolumeOnly = TradeUpdates.Volume | Listed;
    private const TradeUpdates NotLast = TradeUpdates.HighLow | TradeUpdates.FirstLast | TradeUpdates.Volume | Listed;
    private const TradeUpdates NoVolume = TradeUpdates.HighLow | TradeUpdates.Last | TradeUpdates.FirstLast | Listed;
    private const TradeUpdates FormT = All | ExtendedHours;
    private const TradeUpdates ExtendedOutOfSequence = TradeUpdates.HighLow | TradeUpdates.Volume | Listed | ExtendedHours;

    private static readonly Condition[] _conditions =
    [
        new(0, "@ ", All), // regular sale; CTA fills the places of conditions that do not apply with blanks
        new(1, "A", All), // acquisition
        new(2, "", VolumeOnly), // average price: B on CTA, W on UTP
        new(3, "E", All), // automatic execution
        new(4, "", All), // bunched trade: B on UTP
        new(5, "G", NotLast), // bunched sold
        new(7, "C", VolumeOnly), // cash sale
        new(8, "6", All), // closing print
        new(9, "X", All), // cross
        new(10, "4", NotLast), // derivatively priced
        new(11, "D", All), // distribution
        new(12, "T", FormT),
        new(13, "U", ExtendedOutOfSequence),
        new(14, "F", All), // intermarket sweep
        new(15, "M", Listed), // market center official close
        new(16, "Q", Listed), // market center official open
        new(20, "N", VolumeOnly), // next day
        new(21, "H", VolumeOnly), // price variation
        new(22, "P", NotLast), // prior reference price
        new(23, "K", All), // rule 127 or 155
        new(25, "O", All), // opening print
        new(27, "1", All), // stopped stock, regular
        new(28, "5", All), // re-opening print
        new(29, "R", NotLast), // seller
        new(30, "L", All), // sold last
        new(33, "Z", NotLast), // sold, out of sequence
        new(34, "S", All), // split trade
        new(36, "Y", All), // yellow flag, regular
        new(37, "I", VolumeOnly), // odd lot
        new(38, "9", NoVolume), // corrected consolidated close
        new(41, "", All), // trade-through exempt, which the tapes publish beside the condition
        new(52, "V", VolumeOnly), // contingent
        new(53, "7", VolumeOnly), // qualified contingent
    ];

    private static readonly TradeUpdates[] _byNumber = ByNumber();
    private static readonly TradeUpdates[] _byLetter = ByLetter();

    /// <summary>What a code of a trade allows.</summary>
    public static TradeUpdates Of(Trade trade, string code) =>
        trade.Codes == TradeCodes.Massive ? OfNumber(code) : OfLetter(code, trade.Tape);

    /// <summary>What a code of Massive's allows: a whole number as text.</summary>
    public static TradeUpdates OfNumber(string code)
    {
        var number = 0;
        foreach (var digit in code)
        {
            number = char.IsAsciiDigit(digit) && number < _byNumber.Length ? (number * 10) + digit - '0' : _byNumber.Length;
        }

        return code.Length > 0 && number < _byNumber.Length ? _byNumber[number] : NotListed;
    }

    /// <summary>What a code of the tapes allows: one letter or digit.</summary>
    /// <param name="code">The code.</param>
    /// <param name="tape">Decides what B and W mean. Where it is not known, both are taken for an average price.</param>
    public static TradeUpdates OfLetter(string code, ConsolidatedTape tape) => code switch
    {
        "B" => tape == ConsolidatedTape.C ? All : VolumeOnly,
        "W" => tape is ConsolidatedTape.A or ConsolidatedTape.B ? NotListed : VolumeOnly,
        [var letter] when letter < _byLetter.Length => _byLetter[letter],
        _ => NotListed,
    };

    private static TradeUpdates[] ByNumber()
    {
        var table = new TradeUpdates[_conditions[^1].Number + 1];
        Array.ForEach(_conditions, each => table[each.Number] = each.Allowed);
        return table;
    }

    private static TradeUpdates[] ByLetter()
    {
        var table = new TradeUpdates[128];
        foreach (var each in _conditions)
        {
            foreach (var letter in each.Letters)
            {
                table[letter] = each.Allowed;
            }
        }

        return table;
    }

    private readonly record struct Condition(int Number, string Letters, TradeUpdates Allowed);
}
