using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace MarketFlow.Host.Tests;

/// <summary>Every check of <c>validate</c>: green where all is well, red in the right words where it is not, over real sockets.</summary>
public sealed class ReadinessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("readiness");
    private readonly EventLoopScheduler _clock = new();

    public void Dispose()
    {
        _clock.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_simulated_market_passes_where_it_is_asked_for_and_is_not_ready_for_production()
    {
        var checks = await CheckAsync();

        Assert.All(checks, check => Assert.True(check.Result != ReadinessResult.Failed, check.ToString()));
        Assert.Equal(["configuration", "source", "address http://127.0.0.1:0", "tls", "recorder", "feed simulated", "channel tick", "channel bars", "channel fmv"], checks.Select(check => check.Name));
        Assert.Contains("lets in and delivers", Words(checks, "feed simulated"), StringComparison.Ordinal);
        Assert.Contains("from a vendor's socket to a client's in", Words(checks, "channel bars"), StringComparison.Ordinal);
        Assert.Equal((ReadinessResult.NotLive, "the simulated market, as --simulated says: all prices are invented"), Result(checks, "source"));
        var (text, json) = Written(checks);
        Assert.EndsWith("All checks passed. Not ready for production: no feed is configured.", text, StringComparison.Ordinal);
        Assert.False(json.GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task Without_a_feed_it_is_not_ready()
    {
        var checks = await CheckAsync(TimeSpan.FromSeconds(1), new() { IsOffline = true, CanaryTimeout = TimeSpan.FromSeconds(30) }, ("Simulated", "false"));

        AssertFailed(checks, "source", "no feed is configured, so the host would serve the simulated market; must be at least 1 feed.");
        Assert.EndsWith("Not ready: 1 of 9 checks failed.", Written(checks).Text, StringComparison.Ordinal);
        Assert.False(Written(checks).Json.GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task A_recorded_session_is_not_ready_for_production()
    {
        var session = Path.Combine(_folder.FullName, "session.jsonl");
        await File.WriteAllTextAsync(session, """{"t":"recv","conn":"a","ts":1626318404.1,"data":"[]"}""");

        var checks = await CheckAsync(TimeSpan.FromSeconds(1), new(), ("Recording:File", session), ("Recording:Dialect", "massive"), ("Simulated", "false"));

        Assert.Equal((ReadinessResult.NotLive, "a recorded session, not a feed"), Result(checks, "source"));
        Assert.DoesNotContain("\nReady", Written(checks).Text, StringComparison.Ordinal);
        Assert.False(Written(checks).Json.GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task Says_that_a_port_is_taken()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        AssertFailed(await CheckAsync(("Urls", $"http://127.0.0.1:{port}")), $"address http://127.0.0.1:{port}", $"port {port} is taken by another program");
    }

    [Fact]
    public async Task Says_that_an_address_is_not_of_this_machine() =>
        AssertFailed(await CheckAsync(("Urls", "http://192.0.2.1:1")), "address http://192.0.2.1:1", "192.0.2.1 is no address of this machine");

    [Fact]
    public async Task Says_that_a_key_is_bad()
    {
        await using SpeakingVendor vendor = await new SpeakingVendor(
            """[{"ev":"status","status":"connected","message":"Connected Successfully"}]""",
            """[{"ev":"status","status":"auth_failed","message":"authentication failed"}]""").StartAsync();

        AssertFailed(await CheckFeedAsync(vendor.Address), "feed massive", "does not let in: Massive says auth_failed: authentication failed");
    }

    [Fact]
    public async Task Says_that_a_feed_cannot_be_reached()
    {
        using TcpListener nobody = new(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();

        AssertFailed(await CheckFeedAsync(new($"ws://127.0.0.1:{port}/stocks")), "feed massive", "cannot be reached: No connection: ");
    }

    [Fact]
    public async Task Says_that_a_feed_is_silent()
    {
        await using SpeakingVendor vendor = await new SpeakingVendor(
            """[{"ev":"status","status":"connected","message":"Connected Successfully"}]""",
            """[{"ev":"status","status":"auth_success","message":"authenticated"}]""",
            """[{"ev":"status","status":"success","message":"subscribed to: T.*"}]""").StartAsync();

        AssertFailed(await CheckFeedAsync(vendor.Address, TimeSpan.FromSeconds(2)), "feed massive", "is silent: it lets in, and brought no event within 00:00:02");
    }

    [Fact]
    public async Task A_single_symbol_that_is_quiet_is_no_failure()
    {
        await using SpeakingVendor vendor = await new SpeakingVendor(
            """[{"ev":"status","status":"connected","message":"Connected Successfully"}]""",
            """[{"ev":"status","status":"auth_success","message":"authenticated"}]""",
            """[{"ev":"status","status":"success","message":"subscribed to: T.ZZZ"}]""").StartAsync();

        var checks = await CheckAsync(
            TimeSpan.FromSeconds(2), new(),
            ("Feeds:0:Dialect", "massive"), ("Feeds:0:Url", vendor.Address.ToString()), ("Feeds:0:Key", "any"), ("Feeds:0:Symbols:0", "ZZZ"), ("Feeds:0:Hours", "always"));

        Assert.DoesNotContain(checks, check => check.Result == ReadinessResult.Failed);
        Assert.Contains("no event arrived within 00:00:02, which is normal for single symbols", Words(checks, "feed massive"), StringComparison.Ordinal);
    }

    /// <summary>The simulator, silent from the start by its fault script: not even a greeting comes.</summary>
    [Fact]
    public async Task Says_that_a_feed_does_not_even_greet()
    {
        var script = Path.Combine(_folder.FullName, "faults.json");
        await File.WriteAllTextAsync(script, """{"faults":[{"do":"silent"}]}""");
        await using var vendor = await RunningHost.StartVendorAsync(("Faults", script));

        AssertFailed(await CheckFeedAsync(Stocks(vendor), TimeSpan.FromSeconds(2)), "feed massive", "did not let in within 00:00:02");
    }

    [Fact]
    public async Task Says_that_a_vendor_has_too_many_connections()
    {
        var script = Path.Combine(_folder.FullName, "faults.json");
        await File.WriteAllTextAsync(script, """{"faults":[{"do":"refuse"}]}""");
        await using var vendor = await RunningHost.StartVendorAsync(("Faults", script));

        AssertFailed(await CheckFeedAsync(Stocks(vendor)), "feed massive", "max_connections");
    }

    [Fact]
    public async Task A_feed_that_delivers_is_ready_and_let_go_properly()
    {
        await using var vendor = await RunningHost.StartVendorAsync();

        var checks = await CheckFeedAsync(Stocks(vendor));

        Assert.DoesNotContain(checks, check => check.Result == ReadinessResult.Failed);
        Assert.Contains("lets in and delivers: ", Words(checks, "feed massive"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_feed_that_is_asked_for_what_clients_want_no_event_is_waited_for()
    {
        await using var vendor = await RunningHost.StartVendorAsync();

        var checks = await CheckAsync(TimeSpan.FromSeconds(2), new(), ("Feeds:0:Dialect", "massive"), ("Feeds:0:Key", "any"), ("Feeds:0:Url", Stocks(vendor).ToString()));

        Assert.Contains("lets in; it is asked for what clients want", Words(checks, "feed massive"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_the_feeds_alone_offline()
    {
        var checks = await CheckAsync(TimeSpan.FromSeconds(2), new() { IsOffline = true }, ("Feeds:0:Dialect", "massive"), ("Feeds:0:Url", "ws://127.0.0.1:1/stocks"));

        Assert.Equal(ReadinessResult.Skipped, checks.Single(check => check.Name == "feeds").Result);
        Assert.DoesNotContain(checks, check => check.Result == ReadinessResult.Failed);
    }

    [Fact]
    public async Task Says_which_settings_are_wrong_and_looks_at_nothing_else()
    {
        var checks = await CheckAsync(("Clients:MaxClients", "0"), ("ShutdownTimeout", "-00:00:01"));

        Assert.Equal(
            ["MarketFlow:Clients: MaxClients is 0; must be 1 to 100000.", "MarketFlow:ShutdownTimeout is -00:00:01; must be 0 to 10 minutes."], checks.Select(check => check.Words));
        Assert.All(checks, check => Assert.Equal(("configuration", ReadinessResult.Failed), (check.Name, check.Result)));
    }

    [Fact]
    public async Task Says_that_the_recorders_disk_has_no_room() =>
        AssertFailed(await CheckAsync(("Recorder:MaxBytes", $"{1L << 50}")), "recorder", "MiB of room; must have 1,073,741,824 MiB");

    /// <summary>A disk without a byte left.</summary>
    [SmallDiskFact]
    public async Task Says_that_the_recorders_disk_is_full()
    {
        using SmallDisk disk = new("16k");

        AssertFailed(await CheckAsync(("Recorder:Folder", disk.Path)), "recorder", "cannot be written: No space left on device");
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public async Task Says_that_the_recorders_folder_is_none()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "a file");

        AssertFailed(await CheckAsync(("Recorder:Folder", file)), "recorder", "cannot be written");
    }

    [Theory]
    [InlineData(-2, -1, "must be valid now")]
    [InlineData(1, 90, "must be valid now")]
    [InlineData(-1, 13, "must be valid for 14 days more")]
    [InlineData(-1, 15, null)]
    public async Task Looks_at_the_certificates_days(int fromDay, int toDay, string? problem)
    {
        var file = Path.Combine(_folder.FullName, "host.pfx");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(fromDay), DateTimeOffset.UtcNow.AddDays(toDay));
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx));

        var checks = await CheckAsync(("Tls:Certificate", file));

        Assert.Equal(problem is null ? ReadinessResult.Ok : ReadinessResult.Failed, checks.Single(check => check.Name == "tls").Result);
        Assert.Contains(problem ?? "CN=localhost is valid from", Words(checks, "tls"), StringComparison.Ordinal);
    }

    /// <summary>No value is sent, and a bar that no channel lets through (its low is above its high): the others still are.</summary>
    [Fact]
    public async Task Says_which_channel_lets_nothing_through()
    {
        var frame = CanaryVendor.Frame.Replace("\"l\":100", "\"l\":101", StringComparison.Ordinal).Replace("\"FMV\"", "\"XYZ\"", StringComparison.Ordinal);

        var checks = await CheckAsync(TimeSpan.FromSeconds(1), new() { IsOffline = true, CanaryFrame = frame, CanaryTimeout = TimeSpan.FromSeconds(2) });

        Assert.Equal(ReadinessResult.Ok, checks.Single(check => check.Name == "channel tick").Result);
        AssertFailed(checks, "channel bars", "no canary came to a client within 00:00:02; must pass a bar.");
        AssertFailed(checks, "channel fmv", "no canary came to a client within 00:00:02; must pass a fmv.");
    }

    [Fact]
    public async Task Tells_it_as_a_table_with_an_exit_code()
    {
        using var process = HostProcess.Start("validate", "--offline", "--urls", "http://127.0.0.1:0", "--feed", "massive");
        await process.WaitForExitAsync(TestClient.Patience());
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal("Ready.", lines[^1]);
        Assert.StartsWith("ok      configuration               1 feed", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("skipped feeds", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_it_as_JSON_with_an_exit_code()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        using var process = HostProcess.Start("validate", "--offline", "--json", "--simulated", "--urls", $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        await process.WaitForExitAsync(TestClient.Patience());
        var answer = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync()).RootElement;

        Assert.Equal((1, false), (process.ExitCode, answer.GetProperty("ready").GetBoolean()));
        var failed = answer.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("result").GetString() == "failed");
        Assert.Contains("is taken", failed.GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    private static Uri Stocks(RunningHost vendor) => new UriBuilder(vendor.Address) { Scheme = "ws", Path = "/stocks" }.Uri;

    private Task<IReadOnlyList<ReadinessCheck>> CheckFeedAsync(Uri feed, TimeSpan? timeout = null) => CheckAsync(
        timeout ?? TimeSpan.FromSeconds(30), new(),
        ("Feeds:0:Dialect", "massive"), ("Feeds:0:Url", feed.ToString()), ("Feeds:0:Key", "any"), ("Feeds:0:Symbols:0", "*"), ("Feeds:0:Hours", "always"));

    private Task<IReadOnlyList<ReadinessCheck>> CheckAsync(params (string Name, string Value)[] settings) =>
        CheckAsync(TimeSpan.FromSeconds(30), new() { IsOffline = settings.Length > 0 }, settings);

    private Task<IReadOnlyList<ReadinessCheck>> CheckAsync(TimeSpan feedTimeout, ReadinessOptions options, params (string Name, string Value)[] settings)
    {
        Dictionary<string, string?> all = new() { ["MarketFlow:Urls"] = "http://127.0.0.1:0", ["MarketFlow:Recorder:Folder"] = Path.Combine(_folder.FullName, "recordings") };
        foreach (var (name, value) in settings)
        {
            all[$"MarketFlow:{name}"] = value;
        }

        if (!settings.Any(setting => setting.Name.StartsWith("Feeds", StringComparison.Ordinal)))
        {
            all.TryAdd("MarketFlow:Simulated", "true");
        }

        return MarketFlow.Host.Readiness.CheckAsync(
            () => SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build()), options with { FeedTimeout = feedTimeout }, _clock);
    }

    private static (ReadinessResult, string) Result(IReadOnlyList<ReadinessCheck> checks, string name) =>
        (checks.Single(check => check.Name == name).Result, Words(checks, name));

    private static (string Text, JsonElement Json) Written(IReadOnlyList<ReadinessCheck> checks)
    {
        using StringWriter text = new(), json = new();
        ValidateCommand.Write(text, checks, isJson: false);
        ValidateCommand.Write(json, checks, isJson: true);
        return (text.ToString().TrimEnd(), JsonDocument.Parse(json.ToString()).RootElement);
    }

    private static string Words(IReadOnlyList<ReadinessCheck> checks, string name) => checks.Single(check => check.Name == name).Words;

    private static void AssertFailed(IReadOnlyList<ReadinessCheck> checks, string name, string words)
    {
        var check = checks.Single(check => check.Name == name);
        Assert.Equal(ReadinessResult.Failed, check.Result);
        Assert.Contains(words, check.Words, StringComparison.Ordinal);
    }
}
