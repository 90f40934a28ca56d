using System.Text;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>The host's: Massive's protocol, in which a message holds as many events as have gathered.</summary>
internal sealed class MassiveWords : FanOutWords
{
    private const int AnswersBeforeSubscribing = 2;

    public override string Path => "/stocks";

    public override IReadOnlyList<(int AnswersBefore, string Say)> Greeting(IReadOnlyList<string>? symbols) =>
    [
        (1, """{"action":"auth","params":"load"}"""),
        (AnswersBeforeSubscribing, $$"""{"action":"subscribe","params":"{{string.Join(',', (symbols ?? ["*"]).Select(symbol => $"T.{symbol}"))}}"}"""),
    ];

    public override int AnswersIn(IReadOnlyList<string>? symbols) => AnswersBeforeSubscribing + (symbols?.Count ?? 1);

    public override void Read(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("[{\"ev\":\"status\""u8))
        {
            Answers += message.Count("\"ev\":\"status\""u8);
            if (message.IndexOf("\"status\":\"error\""u8) >= 0 || message.IndexOf("\"status\":\"auth_failed\""u8) >= 0)
            {
                throw new InvalidDataException($"The host refuses: {Encoding.UTF8.GetString(message)}");
            }

            return;
        }

        while (LoadText.TryRead(ref message, out var id, out var due))
        {
            Heard(id, due);
        }
    }
}
