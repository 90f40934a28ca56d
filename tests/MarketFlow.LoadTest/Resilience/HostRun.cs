using System.Collections.Concurrent;
using System.Diagnostics;

namespace MarketFlow.LoadTest;

/// <summary>The real program on a port that stays the same, from its start to whatever ends it; its words are kept.</summary>
internal sealed class HostRun : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _words = new();
    private readonly TaskCompletionSource _serves = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HostRun(Uri vendor, int port, string stateFile)
    {
        ProcessStartInfo start = new(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "marketflow.dll"), "run", "--feed", "massive", "--feed-url", vendor.ToString(), "--symbol", "*", "--urls", $"http://127.0.0.1:{port}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MARKETFLOW__FEEDS__0__KEY"] = "load";
        start.Environment["MARKETFLOW__FEEDS__0__HOURS"] = "always"; // the same work at every time of day
        start.Environment["MARKETFLOW__STATEFILE"] = stateFile;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += EndWithUs;
    }

    /// <summary>Completes when it serves clients.</summary>
    public Task Serves => _serves.Task;

    /// <summary>All that it has said.</summary>
    public string Words => string.Join(Environment.NewLine, _words);

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>kill -9, and waits until it is gone.</summary>
    public Task KillAsync(CancellationToken cancellation)
    {
        _process.Kill();
        return _process.WaitForExitAsync(cancellation);
    }

    /// <summary>SIGTERM, and waits until it has ended by itself.</summary>
    public async Task TerminateAsync(CancellationToken cancellation)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= EndWithUs;
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is not null)
        {
            _words.Enqueue(line);
            if (line.Contains("/health/ready", StringComparison.Ordinal))
            {
                _serves.TrySetResult();
            }
        }
    }

    // A signal ends this process without disposing anything, and the host would be left behind.
    private void EndWithUs(object? sender, EventArgs arguments) => _process.Kill();
}
