using System.CommandLine;
using System.Globalization;
using System.Net;

namespace MarketFlow.Host;

/// <summary><c>marketflow load</c>: an open-loop load test of a host, as its vendor and its clients.</summary>
internal static class LoadCommand
{
    private static readonly Argument<string> _profile = new("profile")
    {
        Description = $"The course of it: {string.Join(", ", LoadProfile.Names)}; steady if left out.",
        DefaultValueFactory = _ => "steady",
    };

    private static readonly Option<double> _scale = new("--scale") { Description = "Multiplies all rates.", DefaultValueFactory = _ => 1 };
    private static readonly Option<double> _rate = new("--rate") { Description = "Events a second, before scaling, where the profile has one rate.", DefaultValueFactory = _ => 20_000 };
    private static readonly Option<string?> _length = new("--seconds", "--duration") { Description = "How long to measure: seconds, or such as 90s, 10m, 2h; the profile's own length if left out." };
    private static readonly Option<double> _warmup = new("--warmup") { Description = "Seconds to warm up before measuring.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> _symbols = new("--symbols") { Description = "How many symbols there are.", DefaultValueFactory = _ => 8_000 };
    private static readonly Option<int> _clients = new("--clients") { Description = "Clients that ask for some symbols.", DefaultValueFactory = _ => 100 };
    private static readonly Option<int> _clientSymbols = new("--client-symbols") { Description = "How many symbols each of them asks for.", DefaultValueFactory = _ => 50 };
    private static readonly Option<int> _fullClients = new("--full-clients") { Description = "Clients that ask for everything.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int?> _visitors = new("--visitors") { Description = "Clients that come and go; 10 in the profile soak, otherwise none." };
    private static readonly Option<bool> _stall = new("--stall-client") { Description = "One more client stops reading for 10 s in the middle." };
    private static readonly Option<string?> _host = new("--host") { Description = "A host that runs already, e.g. http://127.0.0.1:8765; one is started if left out." };
    private static readonly Option<string> _listen = new("--listen") { Description = "Where that host finds its vendor.", DefaultValueFactory = _ => "ws://127.0.0.1:0" };
    private static readonly Option<int> _threads = new("--receive-threads") { Description = "Threads that read for the clients.", DefaultValueFactory = _ => new LoadOptions().ReceiveThreads };
    private static readonly Option<DirectoryInfo?> _out = new("--out") { Description = "A folder for the report as JSON and as a page." };

    public static Command Create()
    {
        Command command = new("load", "Load-tests a host: plays its vendor to a schedule and its clients, and verifies that every event comes, once, in order, and how late.") { _profile };
        foreach (var option in new Option[] { _scale, _rate, _length, _warmup, _symbols, _clients, _clientSymbols, _fullClients, _visitors, _stall, _host, _listen, _threads, _out })
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        try
        {
            var options = OptionsOf(arguments);
            return await LoadFiles.RunAsync(options, arguments.GetValue(_out), $"load-{options.Profile}", Console.Out, cancellation) ? 0 : 2;
        }
        catch (Exception error) when (Mistake.Is(error))
        {
            return Mistake.Tell("load", error);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("marketflow load: ended before there was a result.");
            return 1;
        }
    }

    private static LoadOptions OptionsOf(ParseResult arguments) => new()
    {
        Profile = arguments.GetRequiredValue(_profile),
        Scale = arguments.GetValue(_scale),
        Rate = arguments.GetValue(_rate),
        Length = arguments.GetValue(_length) is { } length ? LengthOf(length) : null,
        Warmup = Seconds.Of(arguments.GetValue(_warmup)),
        Symbols = arguments.GetValue(_symbols),
        Clients = arguments.GetValue(_clients),
        ClientSymbols = arguments.GetValue(_clientSymbols),
        FullClients = arguments.GetValue(_fullClients),
        Visitors = arguments.GetValue(_visitors),
        HasStalledClient = arguments.GetValue(_stall),
        Host = arguments.GetValue(_host) is { } host ? Address(host, "--host") : null,
        Listen = EndPoint(arguments.GetRequiredValue(_listen)),
        ReceiveThreads = arguments.GetValue(_threads),
    };

    internal static TimeSpan LengthOf(string text)
    {
        var unit = text.Length > 0 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, _ => 0 } : 0;
        return double.TryParse(unit == 0 ? text : text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0 && value < 1e6
            ? TimeSpan.FromSeconds(value * Math.Max(1, unit))
            : throw new ArgumentException($"--seconds is \"{text}\"; must be a number above 0, of seconds or with s, m or h after it.");
    }

    private static Uri Address(string text, string option) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new ArgumentException($"{option} is \"{text}\"; must be an address such as http://127.0.0.1:8765.");

    private static IPEndPoint EndPoint(string text)
    {
        var address = Address(text, "--listen");
        return address.Scheme == "ws" && IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
            ? new(ip, Math.Max(0, address.Port))
            : throw new ArgumentException($"--listen is \"{text}\"; must be a ws:// address with an IP address and a port, e.g. ws://127.0.0.1:8770.");
    }
}
