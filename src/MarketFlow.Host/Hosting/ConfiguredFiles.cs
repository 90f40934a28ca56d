using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace MarketFlow.Host;

/// <summary>Where a configuration comes from, which decides whether the simulated market may stand in for missing feeds.</summary>
internal static class ConfiguredFiles
{
    private static readonly string[] _otherSections = ["Logging", "Kestrel", "AllowedHosts", "$schema"];

    /// <summary>One sentence per section of a file, and per environment variable, that is unknown.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        var files = SettingsFile.ContentsOf(configuration).SelectMany(file => file.Names.Select(SectionOf)
            .Distinct(StringComparer.OrdinalIgnoreCase).Where(section => !IsKnown(section)).Select(section => ProblemOf(file.Path, section)));
        return IsOfEnvironment(configuration) ? files.Concat(EnvironmentNames.Problems(Environment.GetEnvironmentVariables().Keys.Cast<string>())) : files;
    }

    /// <summary>Why there must be a feed, in words that continue "Feeds is empty, and"; null where nothing is configured.</summary>
    public static string? ReasonForFeeds(IConfiguration configuration)
    {
        foreach (var file in SettingsFile.ContentsOf(configuration))
        {
            if (file.IsNamed || file.Names.Any(name => name.StartsWith($"{HostSettings.Section}:", StringComparison.OrdinalIgnoreCase)))
            {
                return file.IsNamed ? $"{file.Path} is given with --config" : $"{file.Path} has settings";
            }
        }

        var provider = ProvidersOf(configuration).FirstOrDefault(HasFeeds);
        return provider switch
        {
            null => null,
            EnvironmentVariablesConfigurationProvider => "the environment has settings of feeds",
            _ => "it is configured",
        };
    }

    private static IEnumerable<IConfigurationProvider> ProvidersOf(IConfiguration configuration) => (configuration as IConfigurationRoot)?.Providers ?? [];

    private static bool IsOfEnvironment(IConfiguration configuration) => ProvidersOf(configuration).OfType<EnvironmentVariablesConfigurationProvider>().Any();

    private static bool HasFeeds(IConfigurationProvider provider) =>
        provider.GetChildKeys([], HostSettings.Section).Contains(nameof(HostSettings.Feeds), StringComparer.OrdinalIgnoreCase);

    private static string SectionOf(string name) => name.Split(':')[0];

    private static bool IsKnown(string section) => _otherSections.Prepend(HostSettings.Section).Contains(section, StringComparer.OrdinalIgnoreCase);

    private static string ProblemOf(string path, string section)
    {
        // A setting beside the section, such as "Feeds", was meant to be within it.
        var known = _otherSections.Prepend(HostSettings.Section).Concat(SettingsTree.PropertiesOf(typeof(HostSettings)).Select(property => $"{HostSettings.Section}:{property.Name}"));
        var nearest = known.MinBy(name => NearestName.Distance(section, name.Split(':')[^1]));
        return $"{path} has the unknown section {ClientError.Shown(section)}; must be one of {string.Join(", ", _otherSections[..^1].Prepend(HostSettings.Section))}. The nearest known name is {nearest}.";
    }
}
