using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads the lines of one session, and numbers them and their connections.</summary>
internal sealed class RecordedLineParser
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const decimal FarthestSecond = 9_200_000_000; // a Timestamp reaches from the year 1678 to 2262
    private const int MaxFractionDigits = 9;

    private readonly Dictionary<string, int> _connections = [];
    private byte[] _text = [];
    private long _number;
    private int _lastConnection;
    private Timestamp _at;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <param name="line">The line without its end.</param>
    /// <param name="problem">Why it is no line, or null.</param>
    /// <returns>Null for a blank line.</returns>
    public RecordedLine? Parse(ReadOnlySpan<byte> line, string? problem)
    {
        _number++;
        if (problem is not null)
        {
            return Malformed(line, problem);
        }

        line = _number == 1 && line.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
        if (line.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            return null;
        }

        try
        {
            return ParseObject(line);
        }
        catch (JsonException error)
        {
            return Malformed(line, $"it is not JSON: {JsonFields.Reason(error)}");
        }
        catch (InvalidOperationException error)
        {
            // How the reader says that a string is not Unicode.
            return Malformed(line, $"it is not JSON: {JsonFields.Reason(error)}");
        }
    }

    private RecordedLine ParseObject(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return Malformed(line, $"it is {json.Describe()}; must be an object.");
        }

        string? connection = null, url = null, wrong = null;
        decimal? seconds = null;
        Utf8JsonReader kind = default, data = default, base64 = default, lost = default;
        var isBinary = false;
        while (json.NextField())
        {
            if (json.ValueTextEquals("t"u8))
            {
                kind = json.TakeAside();
            }
            else if (json.ValueTextEquals("conn"u8))
            {
                connection = json.TakeText(int.MaxValue);
            }
            else if (json.ValueTextEquals("ts"u8))
            {
                seconds = json.TakeDecimal(ref wrong);
            }
            else if (json.ValueTextEquals("data"u8))
            {
                data = json.TakeAside();
            }
            else if (json.ValueTextEquals("base64"u8))
            {
                base64 = json.TakeAside();
            }
            else if (json.ValueTextEquals("binary"u8))
            {
                isBinary = json.TakeAside().TokenType == JsonTokenType.True;
            }
            else if (json.ValueTextEquals("frames"u8))
            {
                lost = json.TakeAside();
            }
            else if (json.ValueTextEquals("url"u8))
            {
                url = json.TakeText(int.MaxValue);
            }
            else
            {
                json.Skip();
            }
        }

        json.Read(); // throws where anything follows
        JsonFields.Require(seconds is >= -FarthestSecond and <= FarthestSecond, "ts", "Unix time in seconds", ref wrong);
        JsonFields.Require(connection is not null, "conn", "the connection's name", ref wrong);
        if (kind.TokenType == JsonTokenType.String && kind.ValueTextEquals("lost"u8))
        {
            return Malformed(line, $"the recorder had no room for {lost.Describe()} frames, which are missing here.");
        }

        var kindOf = KindOf(kind);
        byte[]? bytes = null;
        wrong ??= kindOf == RecordedLineKind.Malformed ? $"t is {kind.Describe()}; must be connect, send or recv." : null;
        if (base64.TokenType == JsonTokenType.String && data.TokenType == JsonTokenType.None && !base64.TryGetBytesFromBase64(out bytes))
        {
            wrong ??= $"base64 is {base64.Describe()}; must be base64.";
        }

        wrong ??= kindOf != RecordedLineKind.Connect && bytes is null && data.TokenType != JsonTokenType.String ? $"data is {data.Describe()}; must be text." : null;
        if (wrong is not null)
        {
            return Malformed(line, wrong);
        }

        var text = kindOf == RecordedLineKind.Connect ? default(ReadOnlyMemory<byte>) : bytes ?? Unescape(ref data);
        _at = TimeOf(seconds!.Value);
        return new()
        {
            Kind = kindOf,
            Number = _number,
            Connection = NumberOf(connection!, kindOf),
            ConnectionName = connection!,
            At = _at,
            Data = text,
            IsBinary = isBinary,
            Url = url,
        };
    }

    private RecordedLine Malformed(ReadOnlySpan<byte> line, string problem) => new()
    {
        Kind = RecordedLineKind.Malformed,
        Number = _number,
        Connection = 0,
        ConnectionName = string.Empty,
        At = _at,
        Data = line.ToArray(),
        Problem = $"Line {_number} cannot be read: {problem}",
    };

    private int NumberOf(string connection, RecordedLineKind kind)
    {
        if (kind == RecordedLineKind.Connect || !_connections.TryGetValue(connection, out var number))
        {
            number = ++_lastConnection;
            _connections[connection] = number;
        }

        return number;
    }

    private byte[] Unescape(ref Utf8JsonReader data)
    {
        if (_text.Length < data.ValueSpan.Length)
        {
            _text = new byte[Math.Max(data.ValueSpan.Length, _text.Length * 2)];
        }

        return _text.AsSpan(0, data.CopyString(_text)).ToArray();
    }

    private static RecordedLineKind KindOf(Utf8JsonReader kind) =>
        kind.TokenType != JsonTokenType.String ? RecordedLineKind.Malformed
        : kind.ValueTextEquals("recv"u8) ? RecordedLineKind.Receive
        : kind.ValueTextEquals("send"u8) ? RecordedLineKind.Send
        : kind.ValueTextEquals("connect"u8) ? RecordedLineKind.Connect
        : RecordedLineKind.Malformed;

    private static Timestamp TimeOf(decimal seconds) =>
        Timestamp.FromUnixNanoseconds((long)decimal.Floor(seconds * NanosecondsPerSecond), Math.Min((int)seconds.Scale, MaxFractionDigits));
}
