using System.Diagnostics;
using System.Text.Json;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The host that is tested: a process of its own that is started here, or one that runs already.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly Process? _process;
    private readonly HttpClient _http;

    private HostUnderTest(Uri address, Process? process)
    {
        (Address, _process) = (address, process);
        AppDomain.CurrentDomain.ProcessExit += EndWithUs;
        _http = OutboundHttp.CreateClient(_patience);
        _http.BaseAddress = address;
    }

    /// <summary>Where it serves.</summary>
    public Uri Address { get; }

    /// <summary>Where its clients of Massive's protocol connect.</summary>
    public Uri Stocks => new UriBuilder(Address) { Scheme = "ws", Path = "/stocks" }.Uri;

    /// <summary>One that runs already.</summary>
    public static HostUnderTest At(Uri address) => new(new UriBuilder(address) { Scheme = "http", Path = "/" }.Uri, process: null);

    /// <summary>Starts one in a process of its own.</summary>
    /// <param name="vendor">The feed it takes in.</param>
    /// <param name="maxClients">How many clients it is to admit.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="settings">More settings, by the names of their environment variables.</param>
    /// <exception cref="IOException">It ended instead of serving; the message has its words.</exception>
    public static async Task<HostUnderTest> StartAsync(
        Uri vendor, int maxClients, CancellationToken cancellation, params IEnumerable<(string Name, string Value)> settings)
    {
        var library = Path.Combine(AppContext.BaseDirectory, "marketflow.dll");
        var isPublishedAlone = !File.Exists(library);
        ProcessStartInfo start = new(isPublishedAlone ? Environment.ProcessPath! : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments = ["run", "--feed", "massive", "--feed-url", vendor.ToString(), "--symbol", FeedTopic.AllSymbols, "--urls", "http://127.0.0.1:0"];
        foreach (var argument in isPublishedAlone ? arguments : [library, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["MARKETFLOW__FEEDS__0__KEY"] = "load";
        start.Environment["MARKETFLOW__FEEDS__0__HOURS"] = FeedSettings.Always; // the same work at every time of day
        start.Environment["MARKETFLOW__FEEDS__0__SILENCELIMIT"] = "00:05:00"; // nothing is sent before all clients are there
        start.Environment["MARKETFLOW__CLIENTS__MAXCLIENTS"] = $"{maxClients}";
        start.Environment["MARKETFLOW__CLIENTS__MAXCLIENTSPERKEY"] = $"{maxClients}";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        try
        {
            return new(await AddressAsync(process, cancellation), process);
        }
        catch
        {
            End(process);
            throw;
        }
    }

    /// <summary>A page of its API.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellation)
    {
        await using var answer = await _http.GetStreamAsync(path, cancellation);
        using var json = await JsonDocument.ParseAsync(answer, cancellationToken: cancellation);
        return json.RootElement.Clone();
    }

    public ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= EndWithUs;
        _http.Dispose();
        if (_process is not null)
        {
            End(_process);
        }

        return ValueTask.CompletedTask;
    }

    // A signal ends this process without disposing anything, and the host would be left behind.
    private void EndWithUs(object? sender, EventArgs arguments) => _process?.Kill(entireProcessTree: true);

    private static void End(Process process)
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static async Task<Uri> AddressAsync(Process process, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Split(' ').FirstOrDefault(word => word.EndsWith("/health/ready", StringComparison.Ordinal)) is { } ready)
            {
                // Read on, or the host would wait for its words to be read in the end.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new(new Uri(ready), "/");
            }
        }

        throw new IOException($"The host under test ended before it served: {await process.StandardError.ReadToEndAsync(cancellation)}");
    }
}
