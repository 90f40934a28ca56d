namespace MarketFlow.Feeds;

/// <summary>One line of a recorded session.</summary>
public sealed class RecordedLine
{
    /// <summary>What the line tells.</summary>
    public required RecordedLineKind Kind { get; init; }

    /// <summary>Number of the line in its file, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Number of the connection in order of appearance, from 1; another <c>connect</c> of a name gets a new number. 0 where malformed.</summary>
    public required int Connection { get; init; }

    /// <summary>The recorder's name of the connection; empty where malformed.</summary>
    public required string ConnectionName { get; init; }

    /// <summary>When, by the recorder's clock, as precisely as it wrote. Where malformed, the time of the line before; the Unix epoch if there is none.</summary>
    public required Timestamp At { get; init; }

    /// <summary>The message as it was on the wire; empty for <c>connect</c>; the line's own bytes where malformed.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>True where the vendor sent it as a binary message.</summary>
    public bool IsBinary { get; init; }

    /// <summary>The address that was connected to, where the line tells it.</summary>
    public string? Url { get; init; }

    /// <summary>Why the line cannot be read, with its number; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>The message as if it had just arrived.</summary>
    /// <param name="feed">Name of the feed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    /// <exception cref="FormatException">The line is malformed; the message is its <see cref="Problem"/>.</exception>
    /// <exception cref="InvalidOperationException">The line is no message of the vendor's.</exception>
    public Frame ToFrame(string feed) => Kind switch
    {
        RecordedLineKind.Receive => new(feed, Connection, At, Data, IsBinary),
        RecordedLineKind.Malformed => throw new FormatException(Problem),
        _ => throw new InvalidOperationException($"Line {Number} is of kind {Kind}; only lines of kind {RecordedLineKind.Receive} are frames."),
    };
}
