using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Writes drafts as Massive would: an array of objects, one per event.</summary>
internal sealed class MassiveText(string[] symbols)
{
    private readonly byte[][] _symbols = [.. symbols.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[][] _exchanges = [.. MarketCodes.Exchanges.ToArray().Select(Encoding.UTF8.GetBytes)];
    private readonly SliceBuffer _text = new();

    /// <summary>The tape of a symbol.</summary>
    public static int TapeOf(int symbol) => 1 + (symbol % 3);

    /// <summary>One frame that holds all the drafts that Massive has messages for; tells each its place in it.</summary>
    /// <returns>An empty array without brackets where there is none.</returns>
    public byte[] Write(Span<DraftEvent> drafts)
    {
        _text.Clear();
        foreach (ref var draft in drafts)
        {
            if (NoticeText.Writes(in draft))
            {
                continue;
            }

            _text.Text(_text.Length == 0 ? "["u8 : ","u8);
            draft.Offset = _text.Length;
            Append(in draft, _text);
            draft.Length = _text.Length - draft.Offset;
        }

        return _text.Length == 0 ? [] : _text.Text("]"u8).ToArray();
    }

    /// <summary>Adds the object of one draft to <paramref name="text"/>.</summary>
    public void Append(in DraftEvent draft, SliceBuffer text)
    {
        switch (draft.Type)
        {
            case EventType.Trade:
                WriteTrade(in draft, text);
                break;
            case EventType.Quote:
                WriteQuote(in draft, text);
                break;
            case EventType.Bar:
                WriteBar(in draft, text);
                break;
            case EventType.Status:
                WriteLimitBand(in draft, text);
                break;
            default:
                text.Text("{\"ev\":\"FMV\",\"fmv\":"u8).Number(new Scaled(draft.Price, 2)).Text(",\"sym\":\""u8).Text(_symbols[draft.Symbol])
                    .Text("\",\"t\":"u8).Number(draft.Time).Text("}"u8);
                break;
        }
    }

    private void WriteTrade(in DraftEvent draft, SliceBuffer text)
    {
        text.Text("{\"ev\":\"T\",\"sym\":\""u8).Text(_symbols[draft.Symbol]).Text("\",\"x\":"u8).Text(_exchanges[draft.Exchange])
            .Text(",\"i\":\""u8).Number(draft.Id).Text("\",\"z\":"u8).Number(TapeOf(draft.Symbol))
            .Text(",\"p\":"u8).Number(new Scaled(draft.Price, 2)).Text(",\"s\":"u8).Number(draft.Size);
        if (MarketCodes.ConditionsJson(draft.Conditions) is { Length: > 0 } conditions)
        {
            text.Text(",\"c\":["u8).Text(conditions).Text("]"u8);
        }

        text.Text(",\"t\":"u8).Number(draft.Time).Text(",\"q\":"u8).Number(draft.Sequence);
        if (draft.Facility > 0)
        {
            text.Text(",\"trfi\":"u8).Number(draft.Facility).Text(",\"trft\":"u8).Number(draft.Time);
        }

        text.Text("}"u8);
    }

    private void WriteLimitBand(in DraftEvent draft, SliceBuffer text) =>
        text.Text("{\"ev\":\"LULD\",\"T\":\""u8).Text(_symbols[draft.Symbol])
            .Text("\",\"h\":"u8).Number(new Scaled(draft.NewPrice, 2)).Text(",\"l\":"u8).Number(new Scaled(draft.Price, 2))
            .Text(",\"i\":["u8).Text(MarketCodes.LimitBandJson).Text("],\"z\":"u8).Number(TapeOf(draft.Symbol))
            .Text(",\"t\":"u8).Number(draft.Time).Text(",\"q\":"u8).Number(draft.Sequence).Text("}"u8);

    private void WriteQuote(in DraftEvent draft, SliceBuffer text) =>
        text.Text("{\"ev\":\"Q\",\"sym\":\""u8).Text(_symbols[draft.Symbol])
            .Text("\",\"bx\":"u8).Text(_exchanges[draft.Exchange]).Text(",\"bp\":"u8).Number(new Scaled(draft.Price, 2))
            .Text(",\"bs\":"u8).Number(draft.Size)
            .Text(",\"ax\":"u8).Text(_exchanges[draft.AskExchange]).Text(",\"ap\":"u8).Number(new Scaled(draft.AskPrice, 2))
            .Text(",\"as\":"u8).Number(draft.AskSize)
            .Text(",\"t\":"u8).Number(draft.Time).Text(",\"q\":"u8).Number(draft.Sequence).Text(",\"z\":"u8).Number(TapeOf(draft.Symbol)).Text("}"u8);

    private void WriteBar(in DraftEvent draft, SliceBuffer text)
    {
        ref readonly var bar = ref draft.Bar;
        ref readonly var day = ref draft.Day;
        text.Text(draft.BarLength == MarketModel.MinuteLength ? "{\"ev\":\"AM\",\"sym\":\""u8 : "{\"ev\":\"A\",\"sym\":\""u8).Text(_symbols[draft.Symbol])
            .Text("\",\"v\":"u8).Number(bar.Volume).Text(",\"av\":"u8).Number(day.Volume).Text(",\"op\":"u8).Number(new Scaled(day.Open, 2))
            .Text(",\"vw\":"u8).Number(new Scaled(bar.Vwap, 4))
            .Text(",\"o\":"u8).Number(new Scaled(bar.Open, 2)).Text(",\"c\":"u8).Number(new Scaled(bar.Close, 2))
            .Text(",\"h\":"u8).Number(new Scaled(bar.High, 2)).Text(",\"l\":"u8).Number(new Scaled(bar.Low, 2))
            .Text(",\"a\":"u8).Number(new Scaled(MinuteBar.Average(day.Turnover, day.Volume), 4))
            .Text(",\"z\":"u8).Number(bar.Volume / bar.Trades)
            .Text(",\"s\":"u8).Number(draft.Time).Text(",\"e\":"u8).Number(draft.Time + draft.BarLength).Text("}"u8);
    }
}
