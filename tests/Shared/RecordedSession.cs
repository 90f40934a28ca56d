namespace MarketFlow.Tests;

/// <summary>Finds the recorded sessions beside the repository.</summary>
internal static class RecordedSession
{
    private static readonly string _folder = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared", "data"));

    public static bool AreHere => Directory.Exists(_folder);

    public static string HitBtc => PathTo("ws-raw/hitbtc-4conn-20210715.ndjson.gz");

    public static string Coinbase => PathTo("ws-raw/coinbase-20210417.ndjson.gz");

    public static string Kraken => PathTo("ws-raw/kraken-3conn-20210417.ndjson.gz");

    public static string PathTo(string name) => Path.Combine(_folder, name);

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MarketFlow.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"MarketFlow.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}

/// <summary>A fact about a recorded session; skipped, saying so, where the recordings are not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RecordedFactAttribute : FactAttribute
{
    public RecordedFactAttribute() => Skip = RecordedSession.AreHere ? null : "The recorded sessions are not at ../shared/data beside the repository.";
}

/// <summary>A theory about a recorded session; skipped, saying so, where the recordings are not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RecordedTheoryAttribute : TheoryAttribute
{
    public RecordedTheoryAttribute() => Skip = RecordedSession.AreHere ? null : "The recorded sessions are not at ../shared/data beside the repository.";
}
