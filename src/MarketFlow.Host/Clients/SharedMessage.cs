using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What a newer event must share with an older one to take its place.</summary>
/// <param name="Type">The kind of event.</param>
/// <param name="Symbol">The symbol.</param>
/// <param name="Interval">The interval of a bar, in ticks; 0 for everything else.</param>
internal readonly record struct ConflationKey(EventType Type, string Symbol, long Interval);

/// <summary>A message without <c>seq</c>, encoded once and shared by every client that gets it.</summary>
/// <remarks>
/// A live event keeps its own bytes alone: a client that is slow keeps neither the event nor the vendor's frame alive. What is
/// for one client only (a snapshot, its list of topics) is encoded by that client's sender, when it is sent: thousands of these
/// at once would otherwise hold up everybody's events.
/// </remarks>
internal sealed class SharedMessage
{
    // Sentences quote what a client sent, and a quote reads better as \" than as \u0022. Nothing here is ever put into HTML.
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int TypicalEventSize = 256;
    private const int TypicalTopicSize = 24;

    private Func<byte[]>? _encode;
    private ReadOnlyMemory<byte> _body;
    private long _receivedAt; // Unix, nanoseconds: half of what a Timestamp takes
    private long _time; // likewise: when its event happened

    private SharedMessage(ReadOnlyMemory<byte> body) => (_body, Size) = (body, body.Length);

    private SharedMessage(Func<byte[]> encode, int size) => (_encode, Size) = (encode, size);

    /// <summary>The message, in the words of its protocol (on <c>/ws</c> a JSON object without white space). Where it is not encoded yet, for one thread.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            if (_encode is not null)
            {
                _body = _encode();
                _encode = null;
            }

            return _body;
        }
    }

    /// <summary>Its bytes as the bound of an outbox counts them: exact where it is encoded, an estimate where it is not yet.</summary>
    public int Size { get; }

    /// <summary>What it is conflated by. Of no meaning for an answer.</summary>
    public ConflationKey Key { get; private init; }

    /// <summary>When its event was received; the Unix epoch where that tells nothing, as of an answer or of what is told again.</summary>
    public Timestamp ReceivedAt => Timestamp.FromUnixNanoseconds(_receivedAt);

    /// <summary>The record of its event's way, where that is followed; null for nearly all.</summary>
    public EventTrace? Trace { get; set; }

    /// <summary>Which part of a longer message it goes into, in a protocol that gathers events; 0 in all others.</summary>
    public int Part { get; private init; }

    /// <summary>True for an answer to the client itself: it is no market event, and the account does not count it.</summary>
    public bool IsAnswer { get; private init; }

    /// <summary>True for bars and status: they go first while a client is slow.</summary>
    public bool GoesFirst => !IsAnswer && Key.Type is EventType.Bar or EventType.Status;

    /// <summary>True for quotes and FMV: the latest tells all that a slow client needs.</summary>
    public bool OnlyLatestMatters => !IsAnswer && Key.Type is EventType.Quote or EventType.FairMarketValue;

    /// <summary>True for what a client that asks for conflation gets conflated: prices, not news.</summary>
    public bool MayWait => !IsAnswer && Key.Type is not (EventType.Detection or EventType.Status);

    /// <summary>True where its event is not older than that of a message with the same key that came before it.</summary>
    public bool Replaces(SharedMessage earlier) =>
        EventRecency.Replaces(Timestamp.FromUnixNanoseconds(earlier._time), Timestamp.FromUnixNanoseconds(_time), Timestamp.FromUnixNanoseconds(Math.Max(earlier._receivedAt, _receivedAt))) ?? true;

    /// <summary>Encodes an event.</summary>
    /// <param name="value">The event.</param>
    /// <param name="scratch">Emptied and written to; never kept.</param>
    public static SharedMessage Of(MarketEvent value, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        EventJson.Write(value, scratch);
        return Of(value, scratch.WrittenSpan.ToArray());
    }

    /// <summary>An event in words that are there already.</summary>
    /// <param name="value">The event; not kept.</param>
    /// <param name="body">Its words; kept, and with them the whole array they are a part of.</param>
    /// <param name="part">Which part of a longer message it goes into, in a protocol that gathers events.</param>
    public static SharedMessage Of(MarketEvent value, ReadOnlyMemory<byte> body, int part = 0) => new(body) { Key = KeyOf(value), Part = part, _receivedAt = value.Source.ReceivedAt.UnixNanoseconds, _time = value.Time.UnixNanoseconds };

    /// <summary>An answer in words that are there already.</summary>
    public static SharedMessage Answer(ReadOnlyMemory<byte> body) => new(body) { IsAnswer = true };

    /// <summary>An event of a snapshot, told again: encoded when it is sent, and marked as backfill.</summary>
    /// <param name="value">The event; kept until then.</param>
    public static SharedMessage ToldAgain(MarketEvent value)
    {
        return new(Encode, TypicalEventSize) { Key = KeyOf(value), _time = value.Time.UnixNanoseconds };

        byte[] Encode()
        {
            var buffer = new ArrayBufferWriter<byte>();
            EventJson.Write(value with { IsBackfill = true }, buffer);
            return buffer.WrittenSpan.ToArray();
        }
    }

    /// <summary>The answer that tells a client all topics it holds, sorted; encoded when it is sent.</summary>
    /// <param name="topics">A list that nobody changes.</param>
    /// <param name="refused">The topics that the client asked for and the vendor refuses; a list that nobody changes.</param>
    /// <param name="symbols">Warns of topics whose symbols differ from a known one only in case; null for no warnings.</param>
    /// <param name="isSimulated">True where the prices are invented, which the answer says.</param>
    public static SharedMessage Subscribed(
        IReadOnlyCollection<TopicFilter> topics, IReadOnlyCollection<TopicFilter> refused, KnownSymbols? symbols = null, bool isSimulated = false) =>
        new(() => EncodeTopics(topics, refused, symbols, isSimulated), TypicalTopicSize * (topics.Count + refused.Count + 1)) { IsAnswer = true };

    /// <summary>The answer to what could not be done.</summary>
    public static SharedMessage Of(ClientError error) => Answer("error", json =>
    {
        json.WriteString("code", error.Code);
        if (error.Topic is { } topic)
        {
            json.WriteString("topic", Encoding.UTF8.GetBytes(topic));
        }

        if (error.VendorCode is { } code)
        {
            json.WriteNumber("vendorCode", code);
        }

        json.WriteString("message", Encoding.UTF8.GetBytes(error.Message)); // through UTF-8: half a surrogate pair becomes U+FFFD
    });

    /// <summary>The answer to a ping.</summary>
    public static SharedMessage Pong() => Answer("pong", _ => { });

    // A correction is news, but of a trade: it must not go before the trade that it corrects.
    private static ConflationKey KeyOf(MarketEvent value) => new(
        value is Status { Kind: "correction" or "cancel" } ? EventType.Trade : value.Type, value.Symbol, (value as Bar)?.Interval.Ticks ?? 0);

    private static byte[] EncodeTopics(IReadOnlyCollection<TopicFilter> topics, IReadOnlyCollection<TopicFilter> refused, KnownSymbols? symbols, bool isSimulated) => Encode("subscribed", json =>
    {
        WriteTopics(json, "topics", topics);
        if (refused.Count > 0)
        {
            WriteTopics(json, "refused", refused);
        }

        WriteWarnings(json, symbols?.WarningsFor(topics.Select(topic => (topic.ToString(), topic.Symbol)).OrderBy(topic => topic.Item1, StringComparer.Ordinal)) ?? []);
        if (isSimulated)
        {
            json.WriteBoolean("simulated", true);
        }
    });

    private static void WriteTopics(Utf8JsonWriter json, string name, IReadOnlyCollection<TopicFilter> topics)
    {
        json.WriteStartArray(name);
        foreach (var topic in topics.Select(topic => topic.ToString()).Order(StringComparer.Ordinal))
        {
            json.WriteStringValue(topic);
        }

        json.WriteEndArray();
    }

    private static void WriteWarnings(Utf8JsonWriter json, IReadOnlyList<SymbolWarning> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        json.WriteStartArray("warnings");
        foreach (var warning in warnings)
        {
            json.WriteStartObject();
            json.WriteString("topic", warning.Topic);
            json.WriteString("code", SymbolWarning.Code);
            json.WriteString("message", warning.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static SharedMessage Answer(string type, Action<Utf8JsonWriter> writeRest) => new(Encode(type, writeRest)) { IsAnswer = true };

    private static byte[] Encode(string type, Action<Utf8JsonWriter> writeRest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _readable))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            writeRest(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
