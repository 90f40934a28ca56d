using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MarketFlow.Feeds;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>What comes in, recorded while the host runs: <c>/api/record</c>.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recordings");
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A real redundant session through real sockets: what was recorded tells what the original tells.</summary>
    [RecordedFact]
    public async Task A_recorded_session_gives_the_same_events_as_the_original()
    {
        var original = Session.Lines(RecordedSession.HitBtc);
        await using var vendor = await new ReplayedVendor(Session.Frames(original), speed: 10).StartAsync();
        await using var host = await RunningHost.OnHitBtcAsync(vendor.Address, connections: 4, ("Recorder:Folder", _folder.FullName));
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(host, """{"file":"session.jsonl.gz"}""")).Status);

        vendor.Begin();
        await vendor.PlayedAsync();
        await host.StopAsync();

        var recorded = Session.Lines(Path.Combine(_folder.FullName, "session.jsonl.gz"));
        Assert.DoesNotContain(recorded, line => line.Kind == RecordedLineKind.Malformed);
        Assert.Equal(Texts(original), Texts(recorded));
        var expected = Session.Pipe("hitbtc", original).Events;
        var told = Session.Pipe("hitbtc", recorded).Events;
        foreach (var type in new[] { "trade", "quote", "bar" })
        {
            Assert.Equal(expected.OfType(type).Select(Session.Told).Order(StringComparer.Ordinal), told.OfType(type).Select(Session.Told).Order(StringComparer.Ordinal));
        }

        static IEnumerable<string> Texts(IEnumerable<RecordedLine> lines) =>
            lines.Where(line => line.Kind == RecordedLineKind.Receive).Select(line => Convert.ToHexString(line.Data.Span)).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Is_switched_on_and_off_at_run_time()
    {
        await using var host = await StartAsync();
        using var client = await host.SubscribeAsync("trade.*");
        Assert.False((await host.GetAsync("/api/record")).GetProperty("recording").GetBoolean());

        var (status, started) = await PostAsync(host, body: null);
        Assert.Equal((HttpStatusCode.Created, true), (status, started.GetProperty("recording").GetBoolean()));
        Assert.Equal((HttpStatusCode.Conflict, true), await ErrorAsync(host, "{}", "is being recorded; stop it first"));
        await client.ReadAsync(1_000);
        using var answer = await _http.DeleteAsync(new Uri(host.Address, "/api/record"), TestClient.Patience());
        var stopped = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((HttpStatusCode.OK, false), (answer.StatusCode, stopped.GetProperty("recording").GetBoolean()));
        Assert.Equal((0L, JsonValueKind.Null), (stopped.GetProperty("lost").GetInt64(), stopped.GetProperty("error").ValueKind));
        var file = Path.Combine(_folder.FullName, stopped.GetProperty("file").GetString()!);
        Assert.Equal(new FileInfo(file).Length, stopped.GetProperty("bytes").GetInt64());
        Assert.Equal(stopped.GetProperty("frames").GetInt64(), SessionFile.Read(file).Count(line => line.Kind == RecordedLineKind.Receive));
        Assert.InRange(Session.Pipe("massive", Session.Lines(file)).Events.OfType("trade").Count(), 500, int.MaxValue);
    }

    [Theory]
    [InlineData("../a.jsonl")]
    [InlineData("/tmp/a.jsonl")]
    [InlineData("a/b.jsonl")]
    [InlineData("..jsonl")]
    [InlineData(".jsonl")]
    [InlineData("a\\b.jsonl")]
    [InlineData("a.jsonl\n")]
    [InlineData("a.sh")]
    [InlineData("a.jsonl.exe")]
    [InlineData("")]
    public async Task Writes_nowhere_but_into_its_folder(string name)
    {
        await using var host = await StartAsync();

        Assert.Equal((HttpStatusCode.BadRequest, true), await ErrorAsync(host, JsonSerializer.Serialize(new { file = name }), "must be a name of up to 128 letters"));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"file":1}""")]
    [InlineData("""{"path":"a.jsonl"}""")]
    public async Task Says_what_a_request_must_be(string body)
    {
        await using var host = await StartAsync();

        Assert.Equal((HttpStatusCode.BadRequest, true), await ErrorAsync(host, body, "must be empty or {\"file\":\"NAME.jsonl.gz\"}"));
    }

    [Fact]
    public async Task Follows_no_link()
    {
        var elsewhere = Path.GetTempFileName();
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link.jsonl"), elsewhere);
        await using var host = await StartAsync();

        Assert.Equal((HttpStatusCode.BadRequest, true), await ErrorAsync(host, """{"file":"link.jsonl"}""", "is a link"));
        Assert.Empty(await File.ReadAllBytesAsync(elsewhere));
        File.Delete(elsewhere);
    }

    [Fact]
    public async Task Says_that_the_folder_cannot_be_written_and_serves_on()
    {
        var noFolder = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(noFolder, "a file");
        await using var host = await RunningHost.StartAsync(("Recorder:Folder", noFolder));
        using var client = await host.SubscribeAsync("trade.*");

        Assert.Equal((HttpStatusCode.InsufficientStorage, true), await ErrorAsync(host, null, "The recording cannot be written: "));
        await client.ReadAsync(10);
        Assert.True((await host.GetAsync("/health/ready")).GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task Stops_where_it_has_become_too_long_and_says_so_and_the_host_serves_on()
    {
        await using var host = await RunningHost.StartAsync(("Recorder:Folder", _folder.FullName), ("Recorder:MaxBytes", "1048576"), ("Recorder:FlushInterval", "00:00:00.010"), ("Simulation:EventsPerSecond", "20000"));
        using var client = await host.SubscribeAsync("trade.*");
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(host, """{"file":"a.jsonl"}""")).Status);
        while (host.Market.Recorder.Trouble is null)
        {
            await client.ReadAsync(100);
        }

        var status = await host.GetAsync("/api/record");
        Assert.False(status.GetProperty("recording").GetBoolean());
        Assert.Contains("allowed are 1048576 (MaxBytes)", status.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(Path.Combine(_folder.FullName, "a.jsonl")).Length, 1, 1_048_576);
        await client.ReadAsync(10);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(host, """{"file":"b.jsonl"}""")).Status);
    }

    private Task<RunningHost> StartAsync() => RunningHost.StartAsync(("Recorder:Folder", _folder.FullName));

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(RunningHost host, string? body)
    {
        using var content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(host.Address, "/api/record"), content, TestClient.Patience());
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private async Task<(HttpStatusCode Status, bool SaysSo)> ErrorAsync(RunningHost host, string? body, string words)
    {
        var (status, answer) = await PostAsync(host, body);
        return (status, answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String && error.GetString()!.Contains(words, StringComparison.Ordinal));
    }
}
