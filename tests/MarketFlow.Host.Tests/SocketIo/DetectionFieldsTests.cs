using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>What a client sees of a detection, field by field; the words are what existing clients read.</summary>
public sealed class DetectionFieldsTests
{
    private const string High =
        """
        {"ticker":"AAPL","type":"high","price":187.5,"time":"2026-03-09T13:30:05.123456Z","event_id":"highlow:AAPL:up:1773063005123456000",
        "direction":"up","reversal":true,"count":5,"count_up":3,"count_down":2,"percent_change":1.25,"vwap":186.4,"vwap_divergence":0.5901,
        "volume":12345.5,"rel_volume":2.5,"label":"New high, V-bottom","session_high":187.5,"session_low":185.01,
        "last_update":"2026-03-09T13:30:05.123456Z","trend_flag":"up","surge_flag":"down","significance_score":62.5,
        "reversal_info":{"pattern":"v_bottom","rapid":true},
        "source":{"feed":"massive","connection":2,"sequence":3681328,"receivedAt":"2026-03-09T13:30:05.125Z"}}
        """;

    private const string BareLow =
        """
        {"ticker":"AAPL","type":"low","price":185.01,"time":"2026-03-09T13:30:05.123456Z","event_id":"highlow:AAPL:down:1773063005123456000",
        "direction":"down","reversal":null,"count":null,"count_up":null,"count_down":null,"percent_change":null,"vwap":null,"vwap_divergence":null,
        "volume":null,"rel_volume":null,"label":"New low","session_high":null,"session_low":null,
        "last_update":"2026-03-09T13:30:05.123456Z","trend_flag":null,"surge_flag":null,"significance_score":null,"reversal_info":null,"source":null}
        """;

    private const string Trend =
        """
        {"ticker":"AAPL","type":"trend","price":186,"time":"2026-03-09T13:30:05.123456Z","event_id":"trend:AAPL:down:1773063005123456000",
        "direction":"down","reversal":null,"count":null,"count_up":null,"count_down":null,"percent_change":-0.75,"vwap":186.4,"vwap_divergence":-0.2146,
        "volume":20000,"rel_volume":1.5,"label":"Moderate trend down","trend_strength":"moderate","trend_score":-0.0125,"trend_short_score":-0.02,
        "trend_medium_score":-0.01,"trend_long_score":0.005,"trend_vwap_position":-0.2146,"trend_age":90.1,"last_trend_update":"2026-03-09T13:30:05.123456Z","source":null}
        """;

    private const string Surge =
        """
        {"ticker":"AAPL","type":"surge","price":184,"time":"2026-03-09T13:30:05.123456Z","event_id":"surge:AAPL:down:1773063005123456000",
        "direction":"down","reversal":null,"count":4,"count_up":null,"count_down":null,"percent_change":-1.8182,"vwap":null,"vwap_divergence":null,
        "volume":null,"rel_volume":2.6,"label":"Price and volume surge down","magnitude":1.8182,"score":75,"strength":"strong","trigger_type":"both",
        "description":"Price down 1.82 %, volume 2.6 times its average","volume_multiplier":2.6,"event_key":"surge:AAPL:down","surge_age":0,
        "expiration":"2026-03-09T13:30:35.123456Z","daily_surge_count":4,"last_surge_timestamp":"2026-03-09T13:30:05.123456Z","source":null}
        """;

    [Fact]
    public void Says_a_high() => Assert.Equal(OneLine(High), Written(Found.High(), new("up", "down")));

    [Fact]
    public void Says_a_low_without_figures_with_nulls_and_makes_none_up() => Assert.Equal(OneLine(BareLow), Written(Found.Low()));

    [Fact]
    public void Says_a_trend() => Assert.Equal(OneLine(Trend), Written(Found.Trend()));

    [Fact]
    public void Says_a_surge() => Assert.Equal(OneLine(Surge), Written(Found.Surge()));

    [Theory]
    [InlineData("highlow", "up")]
    [InlineData("trend", "up")]
    [InlineData("surge", "down")]
    public void Has_the_same_fields_with_figures_and_without(string kind, string direction)
    {
        var full = kind switch { "highlow" => Found.High(), "trend" => Found.Trend(), _ => Found.Surge() };

        Assert.Equal(Names(Written(full)), Names(Written(full with { Detail = null, Direction = direction })));
    }

    [Theory]
    [InlineData("49.9", "weak")]
    [InlineData("50", "moderate")]
    [InlineData("74.9", "moderate")]
    [InlineData("75", "strong")]
    public void Says_a_surges_score_in_a_word(string score, string expected) =>
        Assert.Equal(expected, SurgeWords.Strength(decimal.Parse(score, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(ReversalPattern.VTop, "v_top")]
    [InlineData(ReversalPattern.MTop, "m_top")]
    [InlineData(ReversalPattern.WBottom, "w_bottom")]
    [InlineData(ReversalPattern.VBottom, "v_bottom")]
    [InlineData(ReversalPattern.None, null)]
    public void Names_every_pattern(ReversalPattern pattern, string? expected) => Assert.Equal(expected, ReversalWords.Of(pattern)?.Name);

    /// <summary>A symbol may hold whatever a vendor puts there; it comes out as it went in, a text within a text.</summary>
    [Fact]
    public void Keeps_a_symbol_as_it_is()
    {
        const string Symbol = "A\"\\é\u0001😀/'<&+";
        using var json = JsonDocument.Parse(Written(Found.Low(Symbol)));

        Assert.Equal(Symbol, json.RootElement.GetProperty("ticker").GetString());
    }

    [Fact]
    public void Has_every_field_on_the_page()
    {
        var page = File.ReadAllText(Path.Combine(RecordedSession.RepositoryRoot(), "docs", "reference", "socket-io.md"));
        var status = HostStatus.ToJson([], isReady: true, TradingPart.Regular, Found.Time).Select(field => field.Key);
        string[] names = [.. Names(OneLine(High)), .. Names(OneLine(Trend)), .. Names(OneLine(Surge)), .. FlowActivity.None.ToJson().Select(field => field.Key), .. status];

        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    private static string Written(Detection detection, SymbolFlags flags = default)
    {
        ArrayBufferWriter<byte> json = new();
        DetectionFields.Write(detection, flags, json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static string OneLine(string json) => json.Replace("\n", string.Empty, StringComparison.Ordinal);

    private static IEnumerable<string> Names(string json) => JsonNode.Parse(json)!.AsObject().Select(field => field.Key);
}
