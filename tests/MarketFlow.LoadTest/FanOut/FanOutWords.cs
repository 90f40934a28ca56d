namespace MarketFlow.LoadTest;

/// <summary>What one server's clients say and hear. One per client; used by one thread at a time.</summary>
internal abstract class FanOutWords
{
    /// <summary>Gets every event's number and when it was due.</summary>
    public Action<long, long> Heard { get; set; } = (_, _) => { };

    /// <summary>How many of its words the server has answered.</summary>
    public int Answers { get; protected set; }

    /// <summary>Where the server's WebSocket is.</summary>
    public abstract string Path { get; }

    /// <summary>What to say in turn, each when the server has given so many answers; then there is nothing left to wait for but the last one's.</summary>
    /// <param name="symbols">What it wants; null for everything.</param>
    public abstract IReadOnlyList<(int AnswersBefore, string Say)> Greeting(IReadOnlyList<string>? symbols);

    /// <summary>How many answers a greeting has in all.</summary>
    public abstract int AnswersIn(IReadOnlyList<string>? symbols);

    /// <summary>Takes a text message.</summary>
    /// <exception cref="InvalidDataException">The server refuses.</exception>
    public abstract void Read(ReadOnlySpan<byte> message);
}
