using System.Text.Json.Serialization;

namespace MarketFlow.Benchmarks;

/// <summary>What one writes down for System.Text.Json: a class per kind of message, told apart by <c>ev</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ev")]
[JsonDerivedType(typeof(TradeDto), "T")]
[JsonDerivedType(typeof(QuoteDto), "Q")]
[JsonDerivedType(typeof(BarDto), "AM")]
internal abstract class MassiveDto
{
    [JsonPropertyName("sym")]
    public string Symbol { get; set; } = string.Empty;

    [JsonPropertyName("q")]
    public long Sequence { get; set; }
}

internal sealed class TradeDto : MassiveDto
{
    [JsonPropertyName("x")]
    public int Exchange { get; set; }

    [JsonPropertyName("i")]
    public string? Id { get; set; }

    [JsonPropertyName("z")]
    public int Tape { get; set; }

    [JsonPropertyName("p")]
    public decimal Price { get; set; }

    [JsonPropertyName("s")]
    public decimal Size { get; set; }

    [JsonPropertyName("c")]
    public int[]? Conditions { get; set; }

    [JsonPropertyName("t")]
    public long Time { get; set; }
}

internal sealed class QuoteDto : MassiveDto
{
    [JsonPropertyName("bx")]
    public int BidExchange { get; set; }

    [JsonPropertyName("bp")]
    public decimal BidPrice { get; set; }

    [JsonPropertyName("bs")]
    public decimal BidSize { get; set; }

    [JsonPropertyName("ax")]
    public int AskExchange { get; set; }

    [JsonPropertyName("ap")]
    public decimal AskPrice { get; set; }

    [JsonPropertyName("as")]
    public decimal AskSize { get; set; }

    [JsonPropertyName("c")]
    public int Condition { get; set; }

    [JsonPropertyName("t")]
    public long Time { get; set; }
}

internal sealed class BarDto : MassiveDto
{
    [JsonPropertyName("v")]
    public decimal Volume { get; set; }

    [JsonPropertyName("vw")]
    public decimal Vwap { get; set; }

    [JsonPropertyName("o")]
    public decimal Open { get; set; }

    [JsonPropertyName("c")]
    public decimal Close { get; set; }

    [JsonPropertyName("h")]
    public decimal High { get; set; }

    [JsonPropertyName("l")]
    public decimal Low { get; set; }

    [JsonPropertyName("s")]
    public long Start { get; set; }
}

/// <summary>A trade where nothing but trades comes; without the search for the kind.</summary>
internal sealed class JustTradeDto
{
    [JsonPropertyName("ev")]
    public string Event { get; set; } = string.Empty;

    [JsonPropertyName("sym")]
    public string Symbol { get; set; } = string.Empty;

    [JsonPropertyName("x")]
    public int Exchange { get; set; }

    [JsonPropertyName("i")]
    public string? Id { get; set; }

    [JsonPropertyName("z")]
    public int Tape { get; set; }

    [JsonPropertyName("p")]
    public decimal Price { get; set; }

    [JsonPropertyName("s")]
    public decimal Size { get; set; }

    [JsonPropertyName("c")]
    public int[]? Conditions { get; set; }

    [JsonPropertyName("t")]
    public long Time { get; set; }

    [JsonPropertyName("q")]
    public long Sequence { get; set; }
}

[JsonSerializable(typeof(MassiveDto[]))]
[JsonSerializable(typeof(JustTradeDto[]))]
internal sealed partial class MassiveDtos : JsonSerializerContext;
