using System.Globalization;

namespace MarketFlow.LoadTest;

/// <summary>What a comparison of servers is to do.</summary>
internal sealed record FanOutOptions
{
    /// <summary>The rate of as many as the server can, on the command line.</summary>
    public const string Most = "max";

    private static readonly IReadOnlyList<string> _subscriptions = ["arbitrary", "identical"];

    /// <summary>How many clients there are, one after the other.</summary>
    /// <value>1 to 10,000 each; 1, 10, 100 and 1,000 by default.</value>
    public IReadOnlyList<int> Clients { get; init; } = [1, 10, 100, 1_000];

    /// <summary>Messages delivered a second, to all clients together; the feed's rate follows from it.</summary>
    /// <value>1 to 10,000,000 each, or infinite for as many as the server can; 40,000, 100,000 and infinite by default.</value>
    public IReadOnlyList<double> Rates { get; init; } = [40_000, 100_000, double.PositiveInfinity];

    /// <summary>Which servers.</summary>
    /// <value>All <see cref="FanOutServer.Names"/> by default.</value>
    public IReadOnlyList<string> Servers { get; init; } = FanOutServer.Names;

    /// <summary>What clients ask for.</summary>
    /// <value>arbitrary, identical or both; both by default.</value>
    public IReadOnlyList<string> Subscriptions { get; init; } = _subscriptions;

    /// <summary>How long each cell is measured, after the warm-up.</summary>
    /// <value>1 to 600 s; 6 by default.</value>
    public double Seconds { get; init; } = 6;

    /// <summary>How long to warm up.</summary>
    /// <value>0 to 60 s; 4 by default.</value>
    public double Warmup { get; init; } = 4;

    /// <summary>How many symbols there are.</summary>
    public int Symbols { get; init; } = 1_000;

    /// <summary>The fastest feed that is sent, in events a second; what needs a faster one is left out. At more, taking in would be measured.</summary>
    public double MaxFeed { get; init; } = 50_000;

    /// <summary>A page whose part below <see cref="FanOutTable.Mark"/> is written anew; null for none.</summary>
    public string? Out { get; init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">There is no such option, or its value is out of range; the message says what is allowed.</exception>
    public static FanOutOptions Parse(IReadOnlyList<string> arguments)
    {
        FanOutOptions options = new();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var (name, value) = (arguments[i], i + 1 < arguments.Count ? arguments[i + 1] : string.Empty);
            options = name switch
            {
                "--clients" => options with { Clients = [.. Numbers(name, value, 1, 10_000).Select(number => (int)number)] },
                "--rate" => options with { Rates = [.. value.Split(',').SelectMany(part => part == Most ? [double.PositiveInfinity] : Numbers(name, part, 1, 10_000_000))] },
                "--servers" => options with { Servers = Words(name, value, FanOutServer.Names) },
                "--subscriptions" => options with { Subscriptions = Words(name, value, _subscriptions) },
                "--seconds" => options with { Seconds = Numbers(name, value, 1, 600)[0] },
                "--warmup" => options with { Warmup = Numbers(name, value, 0, 60)[0] },
                "--out" => options with { Out = value },
                _ => throw new ArgumentException($"There is no option \"{name}\"; allowed: --clients, --rate, --servers, --subscriptions, --seconds, --warmup, --out."),
            };
        }

        return options;
    }

    private static double[] Numbers(string name, string value, double least, double most) =>
    [
        .. value.Split(',').Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is \"{value}\"; must be numbers from {least} to {most}, separated by commas."))),
    ];

    private static string[] Words(string name, string value, IReadOnlyList<string> allowed) =>
    [
        .. value.Split(',').Select(part => allowed.Contains(part)
            ? part
            : throw new ArgumentException($"{name} is \"{value}\"; must be of {string.Join(", ", allowed)}, separated by commas.")),
    ];
}
