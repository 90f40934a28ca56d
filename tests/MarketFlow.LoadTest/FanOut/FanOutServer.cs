using System.ComponentModel;
using System.Diagnostics;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>A server that is compared, in a process of its own.</summary>
internal sealed class FanOutServer : IAsyncDisposable
{
    /// <summary>Their names on the command line.</summary>
    public static readonly IReadOnlyList<string> Names = ["marketflow", "signalr", "node"];

    /// <summary>What a server says before its address when it can be connected to.</summary>
    public const string Ready = "ready ";

    // The others detect nothing; and in prices that only count up and start over, every trade would be a finding.
    private static readonly (string Name, string Value)[] _withoutDetectors =
        [.. new[] { "HIGHLOW", "TREND", "SURGE", "BARS", "FAIRVALUE" }.Select(name => ($"MARKETFLOW__DETECTORS__{name}", "false"))];

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly HostUnderTest? _host;

    private FanOutServer(Uri address, Process process, HostUnderTest? host)
    {
        (Address, _process, _host) = (address, process, host);
        AppDomain.CurrentDomain.ProcessExit += EndWithUs;
    }

    /// <summary>Where it serves.</summary>
    public Uri Address { get; }

    /// <summary>Seconds of processor time its process has used so far, and how many of them in the kernel.</summary>
    public (double Total, double Kernel) CpuSeconds
    {
        get
        {
            _process.Refresh();
            return (_process.TotalProcessorTime.TotalSeconds, _process.PrivilegedProcessorTime.TotalSeconds);
        }
    }

    /// <summary>The words of its clients.</summary>
    public static FanOutWords WordsOf(string name) => name switch
    {
        "marketflow" => new MassiveWords(),
        "signalr" => new SignalRWords(),
        _ => new NodeWords(),
    };

    /// <summary>Starts one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="vendor">The feed it takes in.</param>
    /// <param name="clients">How many clients there will be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">It ended instead of serving, or what it runs on is missing; the message says so.</exception>
    public static async Task<FanOutServer> StartAsync(string name, Uri vendor, int clients, CancellationToken cancellation)
    {
        if (name == "marketflow")
        {
            const int Spare = 16;
            var host = await HostUnderTest.StartAsync(vendor, clients + Spare, cancellation, _withoutDetectors);
            var status = await host.GetAsync("/api/status", cancellation);
            return new(host.Address, Process.GetProcessById(status.GetProperty("process").GetProperty("id").GetInt32()), host);
        }

        var process = name == "node"
            ? Start("node", [NodeServer(), "--vendor", vendor.ToString()])
            : Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "MarketFlow.LoadTest.dll"), "serve-signalr", "--vendor", vendor.ToString()]);
        try
        {
            return new(await AddressAsync(name, process, cancellation), process, host: null);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= EndWithUs;
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
        else
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    // A signal ends this process without disposing anything, and the server would be left behind.
    private void EndWithUs(object? sender, EventArgs arguments) => _process.Kill(entireProcessTree: true);

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_gcServer"] = "1"; // as ASP.NET's own template, and the host, have it
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new IOException($"\"{program}\" cannot be started: {error.Message}", error);
        }
    }

    private static string NodeServer()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "node", "server.js");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new IOException($"There is no node/server.js in any folder above {AppContext.BaseDirectory}.");
    }

    private static async Task<Uri> AddressAsync(string name, Process process, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_patience);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new(line[Ready.Length..]);
            }
        }

        throw new IOException($"The server \"{name}\" ended before it served (for node: npm install in tests/MarketFlow.LoadTest/node first): {await errors}");
    }
}
