using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Whether a client's topic is served.</summary>
internal enum TopicService
{
    /// <summary>The feed has no such thing.</summary>
    NotCarried,

    /// <summary>Nothing of it is refused.</summary>
    Served,

    /// <summary>The vendor has refused a part of it, e.g. the updated bars among the bars.</summary>
    PartlyRefused,

    /// <summary>The vendor has refused all of it.</summary>
    Refused,
}

/// <summary>What vendors say about a client's topic.</summary>
/// <param name="Service">Whether it is served.</param>
/// <param name="Refusals">What is refused of it.</param>
internal sealed record TopicVerdict(TopicService Service, IReadOnlyList<TopicStatus> Refusals)
{
    public static TopicVerdict Served { get; } = new(TopicService.Served, []);

    public bool IsRefused => Service == TopicService.Refused;

    /// <summary>The vendor's code of the first refusal; null where there is none.</summary>
    public int? Code => Refusals.Select(refusal => refusal.Code).FirstOrDefault(code => code is not null);

    /// <summary>What is refused and why, for people.</summary>
    public string Words => string.Join("; ", Refusals);

    /// <summary>Whether both say the same.</summary>
    public bool IsSameAs(TopicVerdict other) => Service == other.Service && Words == other.Words;

    /// <summary>The verdict over several feeds: refused only where none that carries it serves any of it.</summary>
    public static TopicVerdict Of(IReadOnlyList<TopicVerdict> feeds)
    {
        List<TopicVerdict> carrying = [.. feeds.Where(verdict => verdict.Service != TopicService.NotCarried)];
        return new(
            carrying.Count == 0 ? TopicService.NotCarried
            : carrying.TrueForAll(verdict => verdict.IsRefused) ? TopicService.Refused
            : carrying.Exists(verdict => verdict.Service == TopicService.Served) ? TopicService.Served
            : TopicService.PartlyRefused,
            [.. carrying.SelectMany(verdict => verdict.Refusals)]);
    }
}
