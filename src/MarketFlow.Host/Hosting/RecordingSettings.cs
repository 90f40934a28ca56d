using System.Globalization;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>A recorded session that stands in for a feed; see <c>simulate</c>.</summary>
internal sealed record RecordingSettings
{
    /// <summary>The recording, plain or gzipped.</summary>
    /// <value>A file; no default.</value>
    public string File { get; init; } = string.Empty;

    /// <summary>Who was recorded.</summary>
    /// <value>As <c>Feeds:N:Dialect</c>; no default.</value>
    public string Dialect { get; init; } = string.Empty;

    /// <summary>How many times faster than it was recorded.</summary>
    /// <value>Above 0, to 1,000; default 1.</value>
    public double Speed { get; init; } = 1;

    /// <summary>How long after the start it begins where nobody has subscribed by then.</summary>
    /// <value>0 to 24 h; default 10 s.</value>
    public TimeSpan StartAfter { get; init; } = TimeSpan.FromSeconds(10);

    public IDialect FindDialect() => Dialects.Named(Dialect);

    public IEnumerable<string> Validate(string at)
    {
        if (FileProblem() is { } problem)
        {
            yield return $"{at}:File is \"{File}\": {problem}";
        }

        if (!Dialects.All.Any(dialect => dialect.Name == Dialect))
        {
            yield return $"{at}:Dialect is \"{Dialect}\"; must be one of {string.Join(", ", Dialects.All.Select(dialect => dialect.Name))}.";
        }

        if (Speed is not (> 0 and <= 1_000))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{at}:Speed is {Speed}; must be above 0, to 1,000.");
        }

        if (StartAfter < TimeSpan.Zero || StartAfter > TimeSpan.FromHours(24))
        {
            yield return $"{at}:StartAfter is {StartAfter}; must be 0 to 24 hours.";
        }
    }

    private string? FileProblem()
    {
        try
        {
            SessionWitness witness = new("it");
            if (File.Length == 0)
            {
                return "the path is empty; must be the path of a recorded session.";
            }

            if (witness.Watch(SessionFile.Read(File)).Any(line => line.Kind == RecordedLineKind.Receive))
            {
                return null;
            }

            witness.Check();
            return "it holds 0 frames; must hold at least 1.";
        }
        catch (Exception error) when (error is NotASessionException or ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Mistake.TextOf(error);
        }
    }
}
