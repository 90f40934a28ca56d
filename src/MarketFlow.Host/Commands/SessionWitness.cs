using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Watches the lines of an input to tell a recorded session, however damaged, from anything else.</summary>
/// <param name="name">What the input is called.</param>
internal sealed class SessionWitness(string name)
{
    // What a torn or an unusable line of a session begins with.
    private static ReadOnlySpan<byte> Beginning => "{\"t\":\""u8;

    private readonly SortedSet<string> _feeds = new(StringComparer.Ordinal);
    private string? _firstProblem;
    private long _lines;
    private bool _isSession;

    /// <summary>The same lines, watched as they are read.</summary>
    public IEnumerable<RecordedLine> Watch(IEnumerable<RecordedLine> lines)
    {
        foreach (var line in lines)
        {
            _lines++;
            _firstProblem ??= line.Problem;
            _isSession |= line.Kind != RecordedLineKind.Malformed || line.Data.Span.StartsWith(Beginning[..Math.Min(Beginning.Length, Math.Max(1, line.Data.Length))]);
            if (line.Kind != RecordedLineKind.Malformed && _feeds.Count < 100)
            {
                _feeds.Add(LinesOfFeed.FeedOf(line.ConnectionName));
            }

            yield return line;
        }
    }

    /// <summary>Once all lines are read: throws where they are no session. An empty input is an empty session.</summary>
    /// <exception cref="NotASessionException">No line is one of a session.</exception>
    public void Check()
    {
        if (_lines > 0 && !_isSession)
        {
            throw new NotASessionException(
                $"{name} is not a recorded session: none of its lines can be read. {_firstProblem} Each line must be a JSON object such as {{\"t\":\"recv\",\"conn\":\"NAME\",\"ts\":1626318404.1,\"data\":\"…\"}}.");
        }
    }

    /// <summary>Throws where a feed is asked for that the session does not have.</summary>
    /// <exception cref="ArgumentException">No line is of the feed.</exception>
    public void CheckFeed(string? feed)
    {
        if (feed is not null && _feeds.Count > 0 && !_feeds.Contains(feed))
        {
            throw new ArgumentException($"--feed is \"{feed}\"; must be one of the session's feeds: {string.Join(", ", _feeds)}.");
        }
    }
}
