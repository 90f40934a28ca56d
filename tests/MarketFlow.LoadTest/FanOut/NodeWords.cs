using System.Text;
using System.Text.Json;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>Those of <c>node/server.js</c>: a message is an event, or the answer to the one thing that can be asked.</summary>
internal sealed class NodeWords : FanOutWords
{
    public override string Path => "/";

    public override IReadOnlyList<(int AnswersBefore, string Say)> Greeting(IReadOnlyList<string>? symbols) =>
        [(0, $$"""{"subscribe":{{JsonSerializer.Serialize(symbols ?? ["*"])}}}""")];

    public override int AnswersIn(IReadOnlyList<string>? symbols) => 1;

    public override void Read(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("{\"subscribed\""u8))
        {
            Answers++;
            return;
        }

        var rest = message;
        if (!LoadText.TryRead(ref rest, out var id, out var due))
        {
            throw new InvalidDataException($"The server sent \"{Encoding.UTF8.GetString(message)}\"; must be an event or an answer.");
        }

        Heard(id, due);
    }
}
