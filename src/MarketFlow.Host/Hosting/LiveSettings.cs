using Microsoft.Extensions.Primitives;

namespace MarketFlow.Host;

/// <summary>The settings in force. Follows the configuration files: what can change while the host runs does, the rest is named in the log.</summary>
/// <remarks>A new configuration that cannot be used is refused as a whole, in words, and what was in force stays so. Thread-safe.</remarks>
internal sealed class LiveSettings : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IConfiguration _configuration;
    private readonly Action<HostSettings> _apply;
    private readonly ILogger _log;
    private readonly IDisposable _watching;
    private HostSettings _configured;
    private HostSettings _inForce;
    private string? _refused;

    /// <param name="inForce">What the host runs with.</param>
    /// <param name="configuration">Where changes come from.</param>
    /// <param name="apply">Puts changed settings in force; called one at a time, on any thread.</param>
    /// <param name="log">Where changes are told, without values: some are secrets.</param>
    public LiveSettings(HostSettings inForce, IConfiguration configuration, Action<HostSettings> apply, ILogger log)
    {
        (_inForce, _configuration, _apply, _log) = (inForce, configuration, apply, log);
        _configured = SettingsReader.Read(configuration);
        _watching = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>The settings in force.</summary>
    public HostSettings Current => Volatile.Read(ref _inForce);

    public void Dispose() => _watching.Dispose();

    private void Reload()
    {
        lock (_gate) // a file that is written makes several changes of one
        {
            try
            {
                if (SettingsFile.Problems(_configuration) is { Count: > 0 } problems)
                {
                    throw new SettingsException([.. problems.Select(problem => $" {problem}")]);
                }

                Apply(SettingsReader.Read(_configuration));
                _refused = null;
            }
            catch (SettingsException error)
            {
                if (error.Message != _refused)
                {
                    _refused = error.Message;
                    HostLog.SettingsRefused(_log, error.Message);
                }
            }
        }
    }

    private void Apply(HostSettings configured)
    {
        var changes = SettingsTree.Changes(_configured, configured);
        _configured = configured;
        var now = changes.Where(change => change.IsReloaded).Select(change => change.Path).ToList();
        var later = changes.Where(change => !change.IsReloaded).Select(change => change.Path).ToList();
        if (now.Count > 0)
        {
            Volatile.Write(ref _inForce, _inForce with
            {
                Keys = configured.Keys,
                AllowedOrigins = configured.AllowedOrigins,
                Recorder = configured.Recorder,
                Clients = configured.Clients with
                {
                    MaxRequestBytes = _inForce.Clients.MaxRequestBytes,
                    MaxClientsPerKey = _inForce.Clients.MaxClientsPerKey,
                    OverCap = _inForce.Clients.OverCap,
                },
            });
            _apply(_inForce);
            HostLog.SettingsReloaded(_log, string.Join(", ", now));
        }

        if (later.Count > 0)
        {
            HostLog.SettingsNeedRestart(_log, string.Join(", ", later));
        }
    }
}
