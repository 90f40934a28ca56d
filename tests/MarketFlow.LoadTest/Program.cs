using System.Globalization;
using MarketFlow.Host;
using MarketFlow.LoadTest;

using CancellationTokenSource ending = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // so that the servers under test are ended as well
    ending.Cancel();
};

// What others do the same job with, against the host: … -- fan-out [--clients 1,10,100,1000] [--rate 40000,100000] [--servers marketflow,signalr,node]
if (args is ["fan-out", .. var words])
{
    try
    {
        return await FanOutComparison.RunAsync(FanOutOptions.Parse(words), ending.Token);
    }
    catch (ArgumentException error)
    {
        await Console.Error.WriteLineAsync(error.Message);
        return 64;
    }
}

// What happens when things end, and when people do wrong: … -- restart|abuse [--rate 12000] [--seconds 15] [--json FILE]
if (args is ["restart" or "abuse", .. var wishes])
{
    try
    {
        var options = ResilienceOptions.Parse(wishes);
        return args[0] == "restart" ? await new RestartRun(options).RunAsync(ending.Token) : await new AbuseRun(options).RunAsync(ending.Token);
    }
    catch (ArgumentException error)
    {
        await Console.Error.WriteLineAsync(error.Message);
        return 64;
    }
}

// One of those others; the comparison starts it.
if (args is ["serve-signalr", "--vendor", var vendor])
{
    await SignalRServer.RunAsync(new(vendor), ending.Token);
    return 0;
}

// The repository's own load runs, one after the other: dotnet run --project tests/MarketFlow.LoadTest -c Release -- [SCALE] [FOLDER]
// Ends with 0 where every host did everything right, otherwise with the number of runs that did not.
if (args.Length > 2 || (args.Length > 0 && !double.TryParse(args[0], CultureInfo.InvariantCulture, out _)))
{
    await Console.Error.WriteLineAsync("Arguments are SCALE (of the rates; 0.1 if left out) and FOLDER (for the reports; artifacts/load if left out).");
    return 64;
}

var scale = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 0.1;
DirectoryInfo folder = new(args.Length > 1 ? args[1] : Path.Combine("artifacts", "load"));
(string Name, LoadOptions Options)[] runs =
[
    ("open", new() { Profile = "open", Scale = scale }),
    ("open-stalled", new() { Profile = "open", Scale = scale, HasStalledClient = true }),
    ("bars", new() { Profile = "bars", Rate = 15_000, Scale = scale }),
];

var wrong = 0;
foreach (var (name, options) in runs)
{
    Console.WriteLine($"== {name}");
    wrong += await LoadFiles.RunAsync(options, folder, name, Console.Out, ending.Token) ? 0 : 1;
}

return wrong;
