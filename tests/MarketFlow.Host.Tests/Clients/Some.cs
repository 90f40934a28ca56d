using System.Buffers;
using System.Text;

namespace MarketFlow.Host.Tests;

/// <summary>Events to send, numbered by their price so that a test can tell them apart.</summary>
internal static class Some
{
    private static readonly Timestamp _time = Timestamp.Parse("2026-03-09T13:30:00.123Z");

    public static Trade Trade(string symbol, int number = 1) => new() { Symbol = symbol, Time = _time, Price = number, Size = 1 };

    public static Quote Quote(string symbol, int number = 1) => new() { Symbol = symbol, Time = _time, BidPrice = number, AskPrice = number };

    public static FairMarketValue Fmv(string symbol, int number = 1) => new() { Symbol = symbol, Time = _time, Price = number };

    public static Status Status(string symbol, int number = 1) => new() { Symbol = symbol, Time = _time, Kind = "halt", Count = number };

    public static Detection Detection(string kind, string symbol, int number = 1) => new() { Symbol = symbol, Time = _time, Kind = kind, Price = number };

    public static Bar Bar(string symbol, int number = 1) => new()
    {
        Symbol = symbol,
        Time = _time,
        Interval = TimeSpan.FromMinutes(1),
        Open = number,
        High = number,
        Low = number,
        Close = number,
        Volume = 1,
    };

    /// <summary>An event of the kind that a number stands for.</summary>
    public static MarketEvent Event(int kind, string symbol, int number = 1) => (kind % 6) switch
    {
        0 => Trade(symbol, number),
        1 => Quote(symbol, number),
        2 => Bar(symbol, number),
        3 => Fmv(symbol, number),
        4 => Detection("surge", symbol, number),
        _ => Status(symbol, number),
    };

    /// <summary>The same event as a feed received it, at its own time.</summary>
    public static T Received<T>(this T value)
        where T : MarketEvent => value with { Source = new(new Frame("massive", 1, value.Time, "{}"u8.ToArray()), 0, 2) };

    public static SharedMessage Message(MarketEvent value) => SharedMessage.Of(value, new ArrayBufferWriter<byte>());

    public static string Text(this SharedMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    public static TopicFilter Topic(string text) => TopicFilter.TryParse(text, out var topic, out var problem) ? topic : throw new ArgumentException(problem, nameof(text));
}
