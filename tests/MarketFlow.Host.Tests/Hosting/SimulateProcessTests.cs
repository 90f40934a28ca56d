using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary><c>marketflow simulate</c> in a process of its own: the market, a recording and a surge as a user gets them.</summary>
public sealed class SimulateProcessTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Serves_a_recording_from_its_beginning_says_that_it_is_over_and_stays_open()
    {
        await File.WriteAllLinesAsync(_file, Enumerable.Range(1, 30).Select(Line));
        using HostProcess host = new("simulate", "--urls", "http://127.0.0.1:0", "--recording", _file, "--dialect", "massive", "--speed", "10", "--start-after", "3600");
        using VendorClient massive = new(await ConnectAsync(new(await host.AddressAsync(), "/stocks")));
        Assert.Contains("connected", await massive.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("auth_success", await massive.AskAsync("""{"action":"auth","params":"any"}"""), StringComparison.Ordinal);
        Assert.Contains("subscribed to", await massive.AskAsync("""{"action":"subscribe","params":"T.*"}"""), StringComparison.Ordinal);

        List<string?> ids = [];
        while (ids.Count < 30)
        {
            using var frame = JsonDocument.Parse(await massive.ReadAsync());
            ids.AddRange(frame.RootElement.EnumerateArray().Select(trade => trade.GetProperty("i").GetString()));
        }

        Assert.Equal(Enumerable.Range(1, 30).Select(number => $"{number}"), ids);
        await host.UntilAsync("The recording is over: 30 frames were played.");
        Assert.Contains("unsubscribed to", await massive.AskAsync("""{"action":"unsubscribe","params":"T.*"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_the_markets_time_faster()
    {
        using HostProcess host = new("simulate", "--urls", "http://127.0.0.1:0", "--symbols", "5", "--rate", "50", "--speed", "1000");
        using TestClient client = new(await ConnectAsync(await host.AddressAsync()));
        await client.AskAsync("""{"op":"subscribe","topics":["bar.*"]}""");

        // three minutes of it, long before three have passed
        HashSet<string> minutes = [];
        while (minutes.Count < 3)
        {
            minutes.UnionWith((await client.ReadAsync(1)).Select(bar => bar.GetProperty("time").GetString()!));
        }
    }

    [Theory]
    [InlineData("--speed", "fast", "Simulation:Speed")]
    [InlineData("--speed", "0", "Speed is 0; must be above 0, to 1,000.")]
    [InlineData("--dialect", "massive", "Recording:File is \"\"")]
    [InlineData("--recording", "/no/such/file", "MarketFlow:Recording:File is \"/no/such/file\": ")]
    [InlineData("--recording", "/dev/null", "Recording:File is \"/dev/null\": it holds 0 frames; must hold at least 1.")]
    [InlineData("--start-after", "-1", "Recording:StartAfter is -00:00:01; must be 0 to 24 hours.")]
    public async Task Refuses_what_it_cannot_serve(string option, string value, string problem)
    {
        using HostProcess host = new("simulate", "--urls", "http://127.0.0.1:0", option, value);

        Assert.Contains(problem, await host.FailsWithAsync(), StringComparison.Ordinal);
    }

    private static async Task<ClientWebSocket> ConnectAsync(Uri address)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(address, TestClient.Patience());
        return socket;
    }

    private static string Line(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"t":"recv","conn":"a","ts":{{{1626318400 + (number / 10.0)}}},"data":"[{\"ev\":\"T\",\"sym\":\"A\",\"x\":4,\"i\":\"{{{number}}}\",\"p\":1,\"s\":1,\"t\":1626318400000}]"}""");
}
