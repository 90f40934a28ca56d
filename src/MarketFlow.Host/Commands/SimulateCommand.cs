using System.CommandLine;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary><c>marketflow simulate</c>: an always-open market, or a recording, in the vendors' protocols, to test one's own client against.</summary>
internal static class SimulateCommand
{
    private const string DefaultUrls = "http://127.0.0.1:8766";

    public static Command Create()
    {
        Command command = new("simulate", "Serves an always-open simulated market, or a recording, in the vendors' protocols, doing wrong by a fault script if there is one.");
        Option<string?> recording = new("--recording") { Description = "A recorded session to serve in place of the simulated market, plain or gzipped; needs --dialect." };
        Option<string?> dialect = new("--dialect") { Description = $"Who was recorded: {string.Join(", ", Dialects.All.Select(known => known.Name))}." };
        Option<string?> speed = new("--speed") { Description = "How many times faster the market's time runs, or the recording is played; 1 if left out." };
        Option<double?> startAfter = new("--start-after") { Description = "Seconds after which a recording begins where nobody has subscribed by then; 10 if left out." };
        (Option<string?> Option, string Setting)[] options =
        [
            (new("--urls") { Description = $"Where to serve it; {DefaultUrls} if left out." }, "Urls"),
            (new("--seed") { Description = "The same seed, the same market; 1 if left out." }, "Simulation:Seed"),
            (new("--symbols") { Description = "How many symbols trade; 8,000 if left out." }, "Simulation:Symbols"),
            (new("--rate") { Description = "Trades, quotes and values a second; 2,000 if left out." }, "Simulation:EventsPerSecond"),
            (new("--faults") { Description = "A fault script: what goes wrong, on which connection, when." }, "Faults"),
            (recording, "Recording:File"),
            (dialect, "Recording:Dialect"),
        ];
        foreach (var option in options.Select(option => (Option)option.Option).Append(speed).Append(startAfter))
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) =>
        {
            Dictionary<string, string?> settings = new() { [$"{HostSettings.Section}:Urls"] = DefaultUrls };
            Set(nameof(HostSettings.Simulated), arguments.GetValue(recording) is null ? "true" : null);
            foreach (var (option, setting) in options)
            {
                Set(setting, arguments.GetValue(option));
            }

            Set(arguments.GetValue(recording) is null ? "Simulation:Speed" : "Recording:Speed", arguments.GetValue(speed));
            Set("Recording:StartAfter", arguments.GetValue(startAfter) is { } seconds ? Seconds.Of(seconds).ToString() : null);
            return HostApplication.RunAsync(settings, isVendor: true, cancellation);

            void Set(string name, string? value)
            {
                if (value is not null)
                {
                    settings[$"{HostSettings.Section}:{name}"] = value;
                }
            }
        });
        return command;
    }
}
