using System.Text.RegularExpressions;

namespace MarketFlow.Host;

/// <summary>Finds environment variables that look like settings of this host and are not.</summary>
/// <remarks>
/// Settings begin with <c>MARKETFLOW__</c>; an unknown one of these is found with the settings. What Kubernetes injects into every pod for
/// a service named <c>marketflow</c>, or <c>marketflow-…</c>, is no mistake of the user's.
/// </remarks>
internal static partial class EnvironmentNames
{
    private const string Prefix = "MARKETFLOW";
    private const int MisspeltLetters = 2;

    /// <summary>One sentence per variable that names it and the nearest known name; without its value, which may be a secret.</summary>
    /// <param name="names">The names of all variables.</param>
    public static IEnumerable<string> Problems(IEnumerable<string> names)
    {
        var all = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return all.Where(name => IsUnknown(name, all)).Order(StringComparer.Ordinal)
            .Select(name => $"The environment variable {name} is unknown. The nearest known name is {NearestTo(name)}.");
    }

    private static bool IsUnknown(string name, HashSet<string> all)
    {
        if (name.StartsWith(Prefix + "_", StringComparison.OrdinalIgnoreCase))
        {
            return !name.StartsWith(Prefix + "__", StringComparison.OrdinalIgnoreCase) && !IsOfKubernetes(name, all);
        }

        var section = name.Split("__")[0];
        return section.Length < name.Length && NearestName.Distance(section.Replace("_", string.Empty, StringComparison.Ordinal), Prefix) <= MisspeltLetters;
    }

    private static bool IsOfKubernetes(string name, HashSet<string> all)
    {
        if (OfService().Match(name) is not { Success: true } match)
        {
            return false;
        }

        // A longer name may be a mistake, such as MARKETFLOW_URLS_PORT, unless the variables of a whole service are there.
        var service = match.Groups["service"].Value;
        return service.Equals(Prefix, StringComparison.OrdinalIgnoreCase) || (all.Contains($"{service}_SERVICE_HOST") && all.Contains($"{service}_SERVICE_PORT"));
    }

    private static string NearestTo(string name)
    {
        var numbers = Index().Matches(name).Select(match => match.Value).ToList();
        var letters = Index().Replace(name, "N").Replace("_", string.Empty, StringComparison.Ordinal);
        var path = SettingsTree.PathsOf(typeof(HostSettings)).Select(path => $"{HostSettings.Section}:{path}")
            .MinBy(path => NearestName.Distance(letters, path.Replace(":", string.Empty, StringComparison.Ordinal)))!;
        var next = 0;
        return string.Join("__", path.ToUpperInvariant().Split(':').Select(part => part != "N" ? part : next < numbers.Count ? numbers[next++] : "0"));
    }

    [GeneratedRegex("^(?<service>MARKETFLOW(_[A-Z0-9]+)*?)_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9]+)*|PORT(_[A-Z0-9]+)*)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex OfService();

    [GeneratedRegex("(?<=_)[0-9]+(?=_|$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Index();
}
