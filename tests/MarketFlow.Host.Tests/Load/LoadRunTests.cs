using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MarketFlow.Host.Tests;

/// <summary>Whole runs, small and short, against a host in a process of its own and against one that runs already.</summary>
public sealed class LoadRunTests
{
    private static readonly LoadOptions _small = new()
    {
        Rate = 500,
        Length = TimeSpan.FromSeconds(2),
        Warmup = TimeSpan.FromMilliseconds(500),
        Symbols = 100,
        Clients = 4,
        ClientSymbols = 10,
        FullClients = 2,
        ReceiveThreads = 1,
    };

    [Fact]
    public async Task Finds_a_host_that_loses_nothing_right()
    {
        var report = LoadReport.Write(await new LoadRun(_small with { Profile = "bars", Length = TimeSpan.FromSeconds(6.1), Visitors = 2 }, _ => { }).RunAsync(Patience()));

        Assert.Empty(report["problems"]!.AsArray().Select(problem => $"{problem}"));
        Assert.Equal(3_300 + 100, report["sent"]!["total"]!.GetValue<long>());
        Assert.Equal(0, report["ledger"]!["imbalance"]!.GetValue<long>());
        var full = Received(report, "full");
        Assert.Equal(2 * 3_400, full["received"]!.GetValue<long>());
        Assert.Equal(0, full["missing"]!.GetValue<long>() + full["twice"]!.GetValue<long>());
        Assert.Equal(2 * 100, Latency(report, "full", "minute bar")["count"]!.GetValue<long>());
        Assert.Contains("Everything sent came", LoadReportPage.Write(report), StringComparison.Ordinal);
    }

    /// <summary>What a lossy line between vendor and host swallows is told as missing, event by event, and what it repeats as twice.</summary>
    [Fact]
    public async Task Tells_how_many_events_a_lossy_line_swallows_and_repeats()
    {
        var free = FreePort();
        await using var host = await RunningHost.StartAsync(
            ("Feeds:0:Dialect", "massive"), ("Feeds:0:Url", $"ws://127.0.0.1:{free}/stocks"), ("Feeds:0:Key", "any"), ("Feeds:0:Hours", "always"));
        LossyLine lossy = new();
        LoadOptions options = _small with { Host = host.Address, Listen = new(IPAddress.Loopback, free) };
        var result = await new LoadRun(options, _ => { }, send => frame => lossy.Send(frame, send)).RunAsync(Patience());
        var report = LoadReport.Write(result);

        Assert.InRange(lossy.Swallowed, 100, 500);
        Assert.InRange(lossy.Repeated, 1, 500);
        Assert.Equal(2 * lossy.Swallowed, Received(report, "full")["missing"]!.GetValue<long>());
        Assert.Equal(2 * lossy.Repeated, Received(report, "full")["twice"]!.GetValue<long>());
        Assert.InRange(Received(report, "filtered")["missing"]!.GetValue<long>(), 1, 4 * lossy.Swallowed);
        Assert.False(report["ok"]!.GetValue<bool>());
        Assert.Contains($"{2 * lossy.Swallowed} events are missing at 2 full clients", result.Problems);
        Assert.Contains($"{2 * lossy.Repeated} events came twice to full clients", result.Problems);
    }

    [Fact]
    public async Task Says_which_option_is_out_of_its_range()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => LoadFiles.RunAsync(_small with { Scale = 0 }, folder: null, "x", TextWriter.Null, CancellationToken.None));

        Assert.Equal("--scale is 0; must be above 0, to 10.", error.Message);
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7_200)]
    public void Reads_how_long(string text, double seconds) => Assert.Equal(seconds, LoadCommand.LengthOf(text).TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("m")]
    [InlineData("-5")]
    [InlineData("5d")]
    public void Refuses_what_is_no_length(string text) => Assert.Throws<ArgumentException>(() => LoadCommand.LengthOf(text));

    private static CancellationToken Patience() => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static JsonNode Received(JsonObject report, string of) => report["received"]!.AsArray().Single(row => $"{row!["class"]}" == of)!;

    private static JsonNode Latency(JsonObject report, string of, string kind) => report["latency"]!.AsArray().Single(row => $"{row!["class"]}" == of && $"{row["kind"]}" == kind)!;

    /// <summary>Swallows every fifth frame, and says every seventh twice where it is one quote alone: quotes carry no identity by which a host could tell copies.</summary>
    private sealed class LossyLine
    {
        private readonly HashSet<long> _swallowed = [];
        private readonly HashSet<long> _passed = [];
        private int _frames;

        /// <summary>Events that never got through, not even as a copy.</summary>
        public long Swallowed => _swallowed.Except(_passed).Count();

        public long Repeated { get; private set; }

        public void Send(ReadOnlySpan<byte> frame, SendFrame send)
        {
            if (++_frames % 5 == 0)
            {
                Note(frame, _swallowed);
                return;
            }

            Note(frame, _passed);
            send(frame);
            var text = Encoding.ASCII.GetString(frame);
            if (_frames % 7 == 0 && text.Contains("\"ev\":\"Q\"", StringComparison.Ordinal) && text.Split("\"ev\":").Length == 2)
            {
                send(frame);
                Repeated++;
            }
        }

        private static void Note(ReadOnlySpan<byte> frame, HashSet<long> ids)
        {
            while (LoadText.TryRead(ref frame, out var id, out _))
            {
                ids.Add(id);
            }
        }
    }
}
