using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The fault script of the settings: sockets get its faults, the simulated market its surges.</summary>
internal static class FaultScriptFile
{
    /// <summary>Reads the script that the settings name; one without faults where they name none.</summary>
    /// <exception cref="SettingsException">It cannot be read, or has surges and no market to hold them.</exception>
    public static FaultScript Read(HostSettings settings)
    {
        if (settings.Faults is not { } path)
        {
            return FaultScript.None;
        }

        try
        {
            var script = FaultScript.Parse(File.ReadAllBytes(path));
            return script.Surges.Count > 0 && (settings.Feeds.Count > 0 || settings.Recording is not null)
                ? throw new FormatException("it has a surge, which is the simulated market's; must have none where a feed or a recording is configured.")
                : script;
        }
        catch (Exception error) when (error is FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"{nameof(HostSettings.Faults)} is \"{path}\": {error.Message}"]);
        }
    }

    /// <summary>The settings with the script's surges in the simulated market.</summary>
    /// <exception cref="SettingsException">They are too large for it.</exception>
    public static HostSettings WithSurges(this HostSettings settings, FaultScript script)
    {
        HostSettings changed = settings with { Simulation = settings.Simulation with { Surges = [.. settings.Simulation.Surges, .. script.Surges] } };
        return changed.Validate() is { Count: > 0 } problems ? throw new SettingsException(problems) : changed;
    }
}
