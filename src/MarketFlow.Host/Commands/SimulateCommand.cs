using System.CommandLine;

namespace MarketFlow.Host;

/// <summary><c>marketflow simulate</c>: an always-open market in the vendors' protocols, to test one's own client against.</summary>
internal static class SimulateCommand
{
    private const string DefaultUrls = "http://127.0.0.1:8766";

    public static Command Create()
    {
        Command command = new("simulate", "Serves an always-open simulated market in the vendors' protocols, doing wrong by a fault script if there is one.");
        (Option<string?> Option, string Setting)[] options =
        [
            (new("--urls") { Description = $"Where to serve it; {DefaultUrls} if left out." }, "Urls"),
            (new("--seed") { Description = "The same seed, the same market; 1 if left out." }, "Simulation:Seed"),
            (new("--symbols") { Description = "How many symbols trade; 8,000 if left out." }, "Simulation:Symbols"),
            (new("--rate") { Description = "Trades, quotes and values a second; 2,000 if left out." }, "Simulation:EventsPerSecond"),
            (new("--faults") { Description = "A fault script: what goes wrong, on which connection, when." }, "Faults"),
        ];
        foreach (var (option, _) in options)
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => HostApplication.RunAsync(
            [
                new($"{HostSettings.Section}:Urls", DefaultUrls),
                .. options
                    .Select(option => KeyValuePair.Create($"{HostSettings.Section}:{option.Setting}", arguments.GetValue(option.Option)))
                    .Where(setting => setting.Value is not null),
            ],
            isVendor: true,
            cancellation));
        return command;
    }
}
