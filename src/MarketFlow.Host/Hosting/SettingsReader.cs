namespace MarketFlow.Host;

/// <summary>Reads <see cref="HostSettings"/> from a configuration, and refuses what cannot be used before anything starts.</summary>
internal static class SettingsReader
{
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of its range.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(HostSettings.Section);
        var found = SettingsTree.Problems(section, typeof(HostSettings)).ToList(); // silently ignored, a misspelt one would be found in production
        List<string> problems = [.. ConfiguredFiles.Problems(configuration).Select(problem => $" {problem}"), .. found.Select(each => each.Problem)];
        if (!string.IsNullOrEmpty(section.Value))
        {
            throw new SettingsException([.. problems, $" It has a value; must have settings of its own, such as {HostSettings.Section}:{nameof(HostSettings.Urls)}."]);
        }

        if (found.Exists(each => !each.IsReadable))
        {
            throw new SettingsException(problems);
        }

        HostSettings settings;
        try
        {
            settings = section.Get<HostSettings>(binder => binder.ErrorOnUnknownConfiguration = problems.Count == 0) ?? new();
        }
        catch (InvalidOperationException error)
        {
            throw new SettingsException([.. problems, error.InnerException is { } inner ? $" {error.Message} {inner.Message}" : $" {error.Message}"]);
        }

        problems.AddRange(settings.Validate());
        if (settings is { Feeds.Count: 0, Recording: null, Simulated: false } && ConfiguredFiles.ReasonForFeeds(configuration) is { } reason)
        {
            problems.Add($"{nameof(HostSettings.Feeds)} is empty, and {reason}; must have at least 1 feed. For the simulated market, pass --simulated.");
        }

        return problems.Count > 0 ? throw new SettingsException(problems) : settings.WithClosedDays();
    }
}
