using System.Diagnostics;
using System.Net.WebSockets;
using MarketFlow.Tests;
using static MarketFlow.Host.Tests.HostProcess;

namespace MarketFlow.Host.Tests;

/// <summary>The real program in a process of its own, as a user starts and ends it.</summary>
public sealed class HostProcessTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Serves_trades_and_ends_cleanly_on_a_signal(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // there are no POSIX signals to send
        }

        using var process = Start("--urls", "http://127.0.0.1:0");
        var greeting = await ReadUntilAsync(process, "clients");
        var address = greeting.Split(' ', StringSplitOptions.RemoveEmptyEntries).First(word => word.StartsWith("ws://", StringComparison.Ordinal));
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new(address), TestClient.Patience());
        using TestClient client = new(socket);
        await client.AskAsync("""{"op":"subscribe","topics":["trade.*"]}""");
        await client.ReadAsync(100);

        using (Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await client.ReadToEndAsync().WaitAsync(TestClient.Patience()); // trades would go on for ever where the signal is not heard
        }

        await process.WaitForExitAsync(TestClient.Patience());
        Assert.Equal((WebSocketCloseStatus)1012, client.CloseStatus);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("the ledger's imbalance is 0", await process.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "run", "--feed", "nobody" }, "MarketFlow:Feeds:0:Dialect is \"nobody\"; must be one of ")]
    [InlineData(new[] { "pipe", "--dialect", "nobody" }, "nobody")]
    [InlineData(new[] { "pipe", "--dialect", "hitbtc", "/no/such/file" }, "/no/such/file")]
    [InlineData(new[] { "replay", "/no/such/file" }, "/no/such/file")]
    [InlineData(new[] { "replay", "/dev/null" }, "0 frames")]
    public async Task Says_what_is_wrong_and_exits_with_an_error(string[] arguments, string problem)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestClient.Patience());

        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains(problem, await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validates_although_the_environment_names_a_proxy_that_does_not_answer()
    {
        var nobody = "http://127.0.0.1:1";
        using var process = Start(
            [("HTTP_PROXY", nobody), ("http_proxy", nobody), ("HTTPS_PROXY", nobody), ("ALL_PROXY", nobody), ("NO_PROXY", "")],
            "validate", "--simulated", "--urls", "http://127.0.0.1:0");
        var report = await process.StandardOutput.ReadToEndAsync(TestClient.Patience());
        await process.WaitForExitAsync(TestClient.Patience());

        Assert.True(process.ExitCode == 0, report);
    }

    [RecordedFact]
    public async Task Replays_a_session_as_the_vendor_would()
    {
        using var process = Start("replay", RecordedSession.HitBtc, "--listen", "ws://127.0.0.1:0", "--speed", "max", "--start-after", "0");
        var greeting = await ReadUntilAsync(process, "Replaying");
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new(greeting.Split(' ')[^1]), TestClient.Patience());
        var first = Session.Frames(Session.Lines(RecordedSession.HitBtc)).First(frame => frame.Connection == 1);

        var buffer = new byte[1024 * 1024];
        var received = await socket.ReceiveAsync(buffer, TestClient.Patience());

        Assert.Equal(first.Bytes.ToArray(), buffer[..received.Count]);
        process.Kill();
        await process.WaitForExitAsync(TestClient.Patience());
    }

    [Theory]
    [InlineData("--speed", "fast", "--speed is \"fast\"; must be a number above 0, or max.")]
    [InlineData("--speed", "0", "--speed is \"0\"; must be a number above 0, or max.")]
    [InlineData("--listen", "nowhere", "--listen is \"nowhere\"; must be a ws:// address.")]
    [InlineData("--start-after", "-1", "StartAfter")]
    public async Task Refuses_a_replay_that_cannot_be(string option, string value, string problem)
    {
        var session = Path.GetTempFileName();
        await File.WriteAllTextAsync(session, """{"t":"recv","conn":"a","ts":1626318404.1,"data":"{}"}""");
        using var process = Start("replay", session, option, value);
        await process.WaitForExitAsync(TestClient.Patience());
        File.Delete(session);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains(problem, await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--urls", "http://", "marketflow: ")]
    [InlineData("simulate", "--urls", "http://", "marketflow: ")]
    [InlineData("replay", "--listen", "ws://", "marketflow replay: ")]
    public async Task Says_in_one_line_that_its_port_is_taken(string command, string option, string scheme, string speaker)
    {
        await using var other = await RunningHost.StartAsync();
        var session = Path.GetTempFileName();
        await File.WriteAllTextAsync(session, """{"t":"recv","conn":"a","ts":1626318404.1,"data":"{}"}""");

        Assert.Equal(
            $"{speaker}Failed to bind to address http://{other.Address.Authority}: address already in use.",
            await OnlyLineAsync([command, option, scheme + other.Address.Authority, .. command == "replay" ? [session] : Array.Empty<string>()]));
        File.Delete(session);
    }

    [Fact]
    public async Task Says_in_one_line_that_its_address_is_not_this_machines()
    {
        var line = await OnlyLineAsync("--urls", "http://203.0.113.1:9000"); // of those that nobody has (RFC 5737)

        Assert.StartsWith("marketflow: Failed to bind to address http://203.0.113.1:9000: ", line, StringComparison.Ordinal);
        Assert.EndsWith("; must be this machine's, with a port that this user may open.", line, StringComparison.Ordinal);
    }

    private static async Task<string> OnlyLineAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestClient.Patience());
        Assert.Equal(1, process.ExitCode);
        Assert.DoesNotContain("fail:", await output, StringComparison.Ordinal);
        return Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)).TrimEnd();
    }
}
