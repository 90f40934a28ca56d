using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MarketFlow.Host.Tests;

namespace MarketFlow.Page.Tests;

/// <summary>The real program in a process of its own, which does not outlive its test.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private static readonly HttpClient _http = new();
    private readonly Process _process;

    private HostUnderTest(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    /// <summary>Starts it, and waits for its greeting.</summary>
    /// <param name="port">Where; 0 for any free port.</param>
    /// <param name="settings">Under <c>MarketFlow</c>, e.g. <c>Feeds:0:Dialect</c>.</param>
    public static Task<HostUnderTest> StartAsync(int port = 0, params (string Name, string Value)[] settings) =>
        StartAsync(["--urls", $"http://127.0.0.1:{port}"], settings);

    /// <summary>Starts one that stands in for a vendor and does wrong by a fault script.</summary>
    /// <param name="faults">The script.</param>
    /// <param name="arguments">Of <c>simulate</c>, besides.</param>
    public static async Task<HostUnderTest> StartVendorAsync(string faults, params string[] arguments)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, faults);
        try
        {
            return await StartAsync(["simulate", "--urls", "http://127.0.0.1:0", "--faults", script, .. arguments], []);
        }
        finally
        {
            File.Delete(script); // read at the start
        }
    }

    private static async Task<HostUnderTest> StartAsync(string[] arguments, (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "marketflow.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[$"MARKETFLOW__{name.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()}"] = value;
        }

        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(); // a full pipe would stop it
        while (await process.StandardOutput.ReadLineAsync(TestClient.Patience()) is { } line)
        {
            if (line.Trim().StartsWith("dashboard", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new(process, new(line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
            }
        }

        throw new InvalidOperationException($"The host ended before it greeted: {await errors}");
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(Address, path), TestClient.Patience());
        Assert.True(answer.IsSuccessStatusCode, string.Create(CultureInfo.InvariantCulture, $"{path} answered {(int)answer.StatusCode}."));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>Ends it without a goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(TestClient.Patience());
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
