using System.Diagnostics;
using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>What the host under test uses, told by the system where it runs on this machine, so that it is not asked while it is measured.</summary>
/// <param name="status">Its <c>/api/status</c> before the run.</param>
/// <param name="host">Its address.</param>
internal sealed class HostUsage(JsonElement status, Uri host) : IDisposable
{
    private readonly Process? _process = host.IsLoopback && status.TryGetProperty("process", out var process) ? Find(process.GetProperty("id").GetInt32()) : null;

    /// <summary>CPU seconds so far, resident bytes and open handles; null where it is on another machine, or has ended.</summary>
    public (double CpuSeconds, long ResidentBytes, int Handles)? Sample()
    {
        try
        {
            _process?.Refresh();
            return _process is null ? null : (_process.TotalProcessorTime.TotalSeconds, _process.WorkingSet64, _process.HandleCount);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            return null;
        }
    }

    public void Dispose() => _process?.Dispose();

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
