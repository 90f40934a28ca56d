using System.Text;
using System.Text.Json;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>Those of <see cref="SignalRServer"/>: SignalR's JSON protocol without negotiation, an event as text in the one argument of a call.</summary>
/// <remarks>Source: https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md</remarks>
internal sealed class SignalRWords : FanOutWords
{
    private const int Invocation = 1;
    private const int Completion = 3;
    private const int Ping = 6;
    private readonly RecordReader _records;
    private byte[] _text = new byte[1024];

    public SignalRWords() => _records = new(ReadRecord);

    public override string Path => SignalRServer.Path;

    public override IReadOnlyList<(int AnswersBefore, string Say)> Greeting(IReadOnlyList<string>? symbols) =>
    [
        (0, $"{{\"protocol\":\"json\",\"version\":1}}{(char)RecordReader.End}"),
        (1, $"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"{nameof(SubscriptionHub.Subscribe)}\",\"arguments\":[{JsonSerializer.Serialize(symbols ?? [SubscriptionHub.Everything])}]}}{(char)RecordReader.End}"),
    ];

    public override int AnswersIn(IReadOnlyList<string>? symbols) => 2;

    public override void Read(ReadOnlySpan<byte> message) => _records.Read(message);

    private void ReadRecord(ReadOnlySpan<byte> record)
    {
        var (type, textLength) = (0, -1);
        Utf8JsonReader json = new(record);
        for (var name = string.Empty; json.Read();)
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName when json.CurrentDepth == 1:
                    name = json.ValueTextEquals("type"u8) ? "type" : json.ValueTextEquals("arguments"u8) ? "arguments" : json.ValueTextEquals("error"u8) ? "error" : string.Empty;
                    break;
                case JsonTokenType.Number when name == "type":
                    type = json.GetInt32();
                    break;
                case JsonTokenType.String when name == "arguments":
                    textLength = Copy(in json);
                    break;
                case JsonTokenType.String when name == "error":
                    throw new InvalidDataException($"The hub refuses: {json.GetString()}");
            }
        }

        Handle(type, textLength, record);
    }

    private void Handle(int type, int textLength, ReadOnlySpan<byte> record)
    {
        if (type is 0 or Completion)
        {
            Answers++; // to the handshake, which has no type, or to the call
            return;
        }

        ReadOnlySpan<byte> text = _text.AsSpan(0, Math.Max(0, textLength));
        if (type == Invocation && LoadText.TryRead(ref text, out var id, out var due))
        {
            Heard(id, due);
        }
        else if (type != Ping)
        {
            throw new InvalidDataException($"The hub sent \"{Encoding.UTF8.GetString(record)}\"; must be an event, an answer or a ping.");
        }
    }

    private int Copy(in Utf8JsonReader json)
    {
        if (_text.Length < json.ValueSpan.Length)
        {
            _text = new byte[2 * json.ValueSpan.Length];
        }

        return json.CopyString(_text);
    }
}
