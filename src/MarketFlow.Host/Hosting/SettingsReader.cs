namespace MarketFlow.Host;

/// <summary>Reads <see cref="HostSettings"/> from a configuration, and refuses what cannot be used before anything starts.</summary>
internal static class SettingsReader
{
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of its range.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        HostSettings settings;
        try
        {
            // A misspelt setting is an error: silently ignored, it would be found in production.
            settings = configuration.GetSection(HostSettings.Section).Get<HostSettings>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException error)
        {
            throw new SettingsException([error.InnerException is { } inner ? $" {error.Message} {inner.Message}" : $" {error.Message}"]);
        }

        return settings.Validate() is { Count: > 0 } problems ? throw new SettingsException(problems) : settings;
    }
}
