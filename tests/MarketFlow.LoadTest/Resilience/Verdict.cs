using System.Text.Json.Nodes;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>What a run has found: figures to read, and promises that were kept or not.</summary>
internal sealed class Verdict
{
    private readonly JsonObject _figures = [];
    private readonly JsonArray _breaches = [];

    /// <summary>True while every promise was kept.</summary>
    public bool IsKept => _breaches.Count == 0;

    /// <summary>Notes a figure, and says it.</summary>
    public void Note(string name, JsonNode? value)
    {
        Console.WriteLine($"  {name}: {value?.ToJsonString()}");
        _figures[name] = value;
    }

    /// <summary>A promise; a broken one fails the run.</summary>
    public void Require(bool isKept, string promise)
    {
        Console.WriteLine($"  {(isKept ? "kept  " : "BROKEN")} {promise}");
        if (!isKept)
        {
            _breaches.Add(promise);
        }
    }

    /// <summary>Writes the report where one is wanted.</summary>
    /// <returns>The exit code.</returns>
    public int Finish(string? path)
    {
        if (path is not null)
        {
            File.WriteAllText(path, JsonText.Write(new JsonObject { ["ok"] = IsKept, ["breaches"] = _breaches, ["figures"] = _figures }));
        }

        Console.WriteLine(IsKept ? "All promises were kept." : $"{_breaches.Count} promises were broken.");
        return IsKept ? 0 : 1;
    }
}
