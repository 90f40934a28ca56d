using System.Text.Json;

namespace MarketFlow.Feeds.Tests;

/// <summary>A vendor that speaks Alpaca's protocol: refuses some topics, has a limit, answers whole requests, and knows nothing else.</summary>
/// <param name="refused">Topics that it refuses, each alone and any request that has one.</param>
/// <param name="limit">The most that it holds.</param>
/// <param name="countsSymbols">Whether the limit counts symbols instead of topics.</param>
internal sealed class ModelVendor(IReadOnlySet<string> refused, int limit, bool countsSymbols)
{
    private readonly HashSet<string> _held = [];

    /// <summary>What it serves now.</summary>
    public IReadOnlySet<string> Held => _held;

    public int Requests { get; private set; }

    public List<string> Breaches { get; } = [];

    /// <summary>Topics that must not be unsubscribed from.</summary>
    public HashSet<string> Kept { get; set; } = [];

    /// <summary>What it would serve of these, asked one by one in this order.</summary>
    public HashSet<string> Granted(IEnumerable<string> wanted)
    {
        HashSet<string> held = [];
        foreach (var topic in wanted)
        {
            if (!refused.Contains(topic) && Fits([.. held, topic]))
            {
                held.Add(topic);
            }
        }

        return held;
    }

    public bool Refuses(string topic) => refused.Contains(topic);

    public bool Fits(IReadOnlyCollection<string> topics) => (countsSymbols ? topics.Select(topic => topic.Split('.')[1]).Distinct().Count() : topics.Count) <= limit;

    public void Disconnect() => _held.Clear();

    /// <summary>Answers a message.</summary>
    public string Answer(string message)
    {
        Requests++;
        using var json = JsonDocument.Parse(message);
        List<string> topics = [.. json.RootElement.EnumerateObject().Where(list => list.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(list => list.Value.EnumerateArray().Select(symbol => $"{list.Name}.{symbol.GetString()}"))];
        if (json.RootElement.GetProperty("action").GetString() == "unsubscribe")
        {
            Breaches.AddRange(topics.Where(topic => Kept.Contains(topic) && _held.Contains(topic)).Select(topic => $"unsubscribed {topic}"));
            _held.ExceptWith(topics);
            return State();
        }

        if (topics.Exists(refused.Contains))
        {
            return """[{"T":"error","code":409,"msg":"insufficient subscription"}]""";
        }

        if (!Fits([.. _held.Union(topics)]))
        {
            return """[{"T":"error","code":405,"msg":"symbol limit exceeded"}]""";
        }

        _held.UnionWith(topics);
        return State();
    }

    private string State() => $$"""[{"T":"subscription",{{string.Join(',', new[] { "trades", "quotes", "statuses" }.Select(List))}}}]""";

    private string List(string name) => $"\"{name}\":[{string.Join(',', _held.Where(topic => topic.StartsWith($"{name}.", StringComparison.Ordinal)).Select(topic => $"\"{topic.Split('.')[1]}\""))}]";
}
