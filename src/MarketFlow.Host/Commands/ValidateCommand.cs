using System.CommandLine;
using System.Reactive.Concurrency;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary><c>marketflow validate</c>: is everything as it must be before the host goes into production? Exit code 1 where a check fails, else 0.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Says it as JSON instead of a table." };
        Option<bool> offline = new("--offline") { Description = "Leaves the feeds alone, where another program holds the account's connection." };
        Option<double> within = new("--within") { Description = "Seconds a feed may take to let in and bring an event.", DefaultValueFactory = _ => 20 };
        Command command = new("validate", "Checks readiness: configuration, addresses, certificate, recorder, feeds, and a canary through every channel to a client's socket.");
        HostArguments host = new();
        host.AddTo(command);
        command.Options.Add(json);
        command.Options.Add(offline);
        command.Options.Add(within);
        command.SetAction((arguments, _) => RunAsync(
            () => HostApplication.ReadSettings(host.SettingsOf(arguments), host.ConfigOf(arguments)),
            arguments.GetValue(within), arguments.GetValue(offline), arguments.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(Func<HostSettings> read, double within, bool isOffline, bool isJson)
    {
        if (within is not (> 0 and <= 3_600))
        {
            await Console.Error.WriteLineAsync(FormattableString.Invariant($"marketflow validate: --within is {within}; must be above 0, to 3600 seconds."));
            return 1;
        }

        using EventLoopScheduler clock = new(work => new Thread(work) { Name = "readiness", IsBackground = true });
        var checks = await Readiness.CheckAsync(read, new() { FeedTimeout = TimeSpan.FromSeconds(within), IsOffline = isOffline }, clock);
        Write(Console.Out, checks, isJson);
        return checks.Any(check => check.Result == ReadinessResult.Failed) ? 1 : 0;
    }

    internal static void Write(TextWriter output, IReadOnlyList<ReadinessCheck> checks, bool isJson)
    {
        var failed = checks.Count(check => check.Result == ReadinessResult.Failed);
        var isLive = checks.All(check => check.Result != ReadinessResult.NotLive);
        if (isJson)
        {
            output.WriteLine(JsonText.Write(new JsonObject
            {
                ["ready"] = failed == 0 && isLive,
                ["checks"] = new JsonArray([.. checks.Select(check => new JsonObject
                {
                    ["name"] = check.Name,
                    ["result"] = Word(check.Result),
                    ["words"] = check.Words,
                })]),
            }));
            return;
        }

        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            output.WriteLine($"{Mark(check.Result),-7} {check.Name.PadRight(width)}  {check.Words}");
        }

        output.WriteLine(failed > 0 ? $"Not ready: {failed} of {checks.Count} checks failed."
            : isLive ? "Ready."
            : "All checks passed. Not ready for production: no feed is configured.");
    }

    private static string Word(ReadinessResult result) => result == ReadinessResult.NotLive ? "not-live" : result.ToString().ToLowerInvariant();

    private static string Mark(ReadinessResult result) => result switch
    {
        ReadinessResult.Ok => "ok",
        ReadinessResult.Failed => "FAILED",
        ReadinessResult.NotLive => "note",
        _ => "skipped",
    };
}
