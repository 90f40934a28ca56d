using System.Globalization;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Writes what Massive has no message for as Alpaca would: bars of days, halts and resumptions, cancels and corrections.</summary>
/// <remarks>Codes of exchanges and conditions are the same as in the simulated market's trades.</remarks>
internal sealed class NoticeText(string[] symbols)
{
    private readonly SliceBuffer _text = new();

    /// <summary>True for what this class writes.</summary>
    public static bool Writes(in DraftEvent draft) => draft.Kind is not (DraftKind.Plain or DraftKind.UpdatedBar or DraftKind.LimitBand);

    /// <summary>One frame that holds those drafts that Massive has no message for, in order; tells each its place in it. Null where there is none.</summary>
    public byte[]? Write(Span<DraftEvent> drafts)
    {
        _text.Clear();
        foreach (ref var draft in drafts)
        {
            if (Writes(in draft))
            {
                _text.Text(_text.Length == 0 ? "["u8 : ","u8);
                draft.Offset = _text.Length;
                Append(in draft);
                draft.Length = _text.Length - draft.Offset;
            }
        }

        return _text.Length == 0 ? null : _text.Text("]"u8).ToArray();
    }

    private void Append(in DraftEvent draft)
    {
        _text.Text("{\"T\":\""u8).Text(draft.Kind switch
        {
            DraftKind.DailyBar => "d"u8,
            DraftKind.Cancel => "x"u8,
            DraftKind.Correction => "c"u8,
            _ => "s"u8,
        }).Text("\",\"S\":\""u8).Text(Encoding.UTF8.GetBytes(symbols[draft.Symbol])).Text("\""u8);
        switch (draft.Kind)
        {
            case DraftKind.DailyBar:
                WriteBar(in draft.Bar);
                break;
            case DraftKind.Cancel:
                _text.Text(",\"i\":"u8).Number(draft.Id);
                WriteExchange(draft.Exchange);
                _text.Text(",\"p\":"u8).Number(new Scaled(draft.Price, 2)).Text(",\"s\":"u8).Number(draft.Size).Text(",\"a\":\"C\""u8);
                break;
            case DraftKind.Correction:
                WriteCorrection(in draft);
                break;
            default:
                WriteStatus(draft.Symbol, draft.Kind == DraftKind.Halt);
                break;
        }

        // A bar of a day has no tape.
        var tape = draft.Kind == DraftKind.DailyBar ? default : TapeOf(draft.Symbol) switch { 1 => ",\"z\":\"A\""u8, 2 => ",\"z\":\"B\""u8, _ => ",\"z\":\"C\""u8 };
        _text.Text(",\"t\":\""u8).Text(TimeOf(draft.Time)).Text("\""u8).Text(tape).Text("}"u8);
    }

    private void WriteBar(in MinuteBar bar) => _text
        .Text(",\"o\":"u8).Number(new Scaled(bar.Open, 2)).Text(",\"h\":"u8).Number(new Scaled(bar.High, 2))
        .Text(",\"l\":"u8).Number(new Scaled(bar.Low, 2)).Text(",\"c\":"u8).Number(new Scaled(bar.Close, 2))
        .Text(",\"v\":"u8).Number(bar.Volume).Text(",\"n\":"u8).Number(bar.Trades).Text(",\"vw\":"u8).Number(new Scaled(bar.Vwap, 4));

    private void WriteCorrection(in DraftEvent draft)
    {
        WriteExchange(draft.Exchange);
        _text.Text(",\"oi\":"u8).Number(draft.Id).Text(",\"op\":"u8).Number(new Scaled(draft.Price, 2)).Text(",\"os\":"u8).Number(draft.Size);
        WriteConditions(",\"oc\":["u8, draft.Conditions);
        _text.Text(",\"ci\":"u8).Number(draft.NewId).Text(",\"cp\":"u8).Number(new Scaled(draft.NewPrice, 2)).Text(",\"cs\":"u8).Number(draft.NewSize);
        WriteConditions(",\"cc\":["u8, draft.Conditions);
    }

    // The codes of the tapes: CTA for A and B, UTP for C. LUDP and M: a volatility trading pause.
    private void WriteStatus(int symbol, bool isHalt) => _text.Text((TapeOf(symbol), isHalt) switch
    {
        (3, true) => ",\"sc\":\"H\",\"sm\":\"Trading Halt\",\"rc\":\"LUDP\",\"rm\":\"Volatility Trading Pause\""u8,
        (3, false) => ",\"sc\":\"T\",\"sm\":\"Trading Resumption\",\"rc\":\"\",\"rm\":\"\""u8,
        (_, true) => ",\"sc\":\"2\",\"sm\":\"Trading Halt\",\"rc\":\"M\",\"rm\":\"Volatility Trading Pause\""u8,
        _ => ",\"sc\":\"3\",\"sm\":\"Resume\",\"rc\":\"\",\"rm\":\"\""u8,
    });

    private void WriteExchange(int exchange) => _text.Text(",\"x\":\""u8).Text(Encoding.UTF8.GetBytes(MarketCodes.Exchanges[exchange])).Text("\""u8);

    private void WriteConditions(ReadOnlySpan<byte> opening, int conditions)
    {
        _text.Text(opening);
        foreach (var (index, code) in MarketCodes.Conditions(conditions).Index())
        {
            _text.Text(index == 0 ? "\""u8 : ",\""u8).Text(Encoding.UTF8.GetBytes(code)).Text("\""u8);
        }

        _text.Text("]"u8);
    }

    private static int TapeOf(int symbol) => MassiveText.TapeOf(symbol);

    private static byte[] TimeOf(long milliseconds) => Encoding.ASCII.GetBytes(
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));
}
