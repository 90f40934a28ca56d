using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>What the pages for whoever runs a host name is there: settings, paths, metrics, alerts, commands, other pages.</summary>
public sealed partial class OperationsPagesTests
{
    private static readonly string _root = RecordedSession.RepositoryRoot();

    public static TheoryData<string> Pages() =>
    [
        "README.md", "docs/reference/validate.md",
        .. new[] { "docs/operations", "docs/how-to" }.SelectMany(folder => Directory.GetFiles(Path.Combine(_root, folder), "*.md")).Select(path => Path.GetRelativePath(_root, path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Names_only_settings_that_there_are(string page)
    {
        var text = Read(page);
        var known = ConfigurationPage.Names().ToList();
        var named = Code().Matches(text).Select(code => code.Groups["code"].Value).Where(code => Setting().IsMatch(code)).Select(code => code.Replace("MarketFlow:", string.Empty, StringComparison.Ordinal))
            .Concat(Variable().Matches(text).Select(variable => variable.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)));

        Assert.All(named.Select(name => Index().Replace(name, ":N")), name => Assert.Contains(known, setting => IsOrHolds(setting, name)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Names_only_paths_and_metrics_that_there_are(string page)
    {
        var text = Read(page);
        await using var host = await RunningHost.OnHitBtcAsync(new("ws://127.0.0.1:1/"), connections: 1);
        await host.TextAsync("/metrics");
        var metrics = Metrics();
        var paths = host.Paths.Select(path => Parameter().Replace(path, "*")).ToHashSet();

        Assert.All(Metric().Matches(text).Select(metric => Series().Replace(metric.Value, string.Empty)), metric => Assert.Contains(metric, metrics));
        Assert.All(Address().Matches(text).Select(path => path.Value), path => Assert.True(
            paths.Any(known => IsSame(known.Split('/'), path.Split('/'))), $"{page} names {path}, which is not served."));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Names_only_alerts_that_there_are(string page)
    {
        var text = Read(page);
        var rules = File.ReadAllText(Path.Combine(_root, "docs", "operations", "prometheus", "marketflow.rules.yml"));

        Assert.All(Alerts().Matches(text).SelectMany(told => told.Groups["name"].Captures), name => Assert.Contains(name.Value, AlertRules.Names));
        Assert.All(PrometheusAlert().Matches(text), alert => Assert.Contains($"alert: {alert.Groups["name"].Value}\n", rules, StringComparison.Ordinal));
    }

    /// <summary>Not that they do what the page says, but that the program knows the command and each of its options.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Has_only_commands_that_the_program_knows(string page)
    {
        var commands = Command().Matches(Read(page)).Select(command => command.Groups["arguments"].Value).ToList();

        Assert.All(commands, arguments => Assert.True(CommandLine.Create().Parse(arguments).Errors.Count == 0, $"{page} has \"marketflow {arguments}\", which is none."));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_only_to_files_that_there_are(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(_root, page))!;

        Assert.All(Link().Matches(Read(page)).Select(link => Path.GetFullPath(link.Groups["to"].Value, folder)), target => Assert.True(Path.Exists(target), target));
    }

    /// <summary>Of all instruments, those included that tell nothing before something has happened.</summary>
    private static HashSet<string> Metrics()
    {
        HashSet<string> names = [AgeMetrics.Name];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == HostMeter.Name)
            {
                names.Add(PrometheusName.Of(instrument));
            }
        };
        listener.Start();
        return names;
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(_root, page));

    private static bool IsOrHolds(string setting, string name) =>
        setting.Equals(name, StringComparison.OrdinalIgnoreCase)
        || setting.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase)
        || (name.Contains('…', StringComparison.Ordinal) && Regex.IsMatch(setting, $"^{Regex.Escape(name).Replace("…", ".+", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(10)));

    private static bool IsSame(string[] known, string[] named) =>
        known.Length == named.Length && known.Zip(named).All(part => part.First == "*" || part.First == part.Second);

    [GeneratedRegex("`(?<code>[^`\n]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Code();

    [GeneratedRegex("^[A-Z][A-Za-z]+(:[A-Z0-9…][A-Za-z0-9]*)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Setting();

    [GeneratedRegex("MARKETFLOW__(?<name>[A-Z0-9_]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Variable();

    [GeneratedRegex(":[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Index();

    [GeneratedRegex("marketflow_[a-z_]+[a-z]", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Series();

    // Of "/api" alone and of tricks with ".." nothing is asked.
    [GeneratedRegex(@"(?<![\w./])/(api|health)/(?!\.\.)[\w{}-]+(/[\w{}:-]+)*|(?<=:8765)/(api|health)(/[\w{}:-]+)+|(?<=[`5])/metrics\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"[Aa]lerts? (?:\*(?<name>\w+)\*(?:, | and )?)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Alerts();

    [GeneratedRegex("`(?<name>MarketFlow[A-Z][a-zA-Z]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PrometheusAlert();

    // On a line of its own, or in code within a line; up to where the shell takes over.
    [GeneratedRegex("""(?:^|`)(?:[A-Z_0-9]+=\S+ )*(?:marketflow|dotnet run --project src/MarketFlow\.Host -c Release --) (?<arguments>(?:run|record|replay|pipe|validate|load|simulate|--)[^`>|&\n]*)""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Command();

    [GeneratedRegex(@"\]\((?<to>(?!https?:)[^)#]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
