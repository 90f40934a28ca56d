using System.Globalization;

namespace MarketFlow.LoadTest;

/// <summary>What a run of <c>restart</c> or <c>abuse</c> is to do.</summary>
internal sealed record ResilienceOptions
{
    /// <summary>Events a second of the vendor.</summary>
    /// <value>100 to 100,000; 12,000 by default.</value>
    public double Rate { get; init; } = 12_000;

    /// <summary>Length of a phase, in seconds.</summary>
    /// <value>2 to 600; 15 by default.</value>
    public double Seconds { get; init; } = 15;

    /// <summary>Clients that ask for 50 symbols.</summary>
    /// <value>1 to 100; 10 by default.</value>
    public int Filtered { get; init; } = 10;

    /// <summary>Clients that ask for everything.</summary>
    /// <value>1 to 20; 2 by default.</value>
    public int Full { get; init; } = 2;

    /// <summary>By what the abuse is multiplied: sockets, connects a second.</summary>
    /// <value>0.01 to 1; 1 by default.</value>
    public double Scale { get; init; } = 1;

    /// <summary>Most resident bytes of the host, in MiB.</summary>
    /// <value>100 to 8,192; 1,024 by default.</value>
    public double MaxMemory { get; init; } = 1_024;

    /// <summary>Where the report goes as JSON; null for nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">There is no such option, or its value is out of range; the message says what is allowed.</exception>
    public static ResilienceOptions Parse(IReadOnlyList<string> arguments)
    {
        ResilienceOptions options = new();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var (name, value) = (arguments[i], i + 1 < arguments.Count ? arguments[i + 1] : string.Empty);
            options = name switch
            {
                "--rate" => options with { Rate = Number(name, value, 100, 100_000) },
                "--seconds" => options with { Seconds = Number(name, value, 2, 600) },
                "--clients" => options with { Filtered = (int)Number(name, value, 1, 100) },
                "--full-clients" => options with { Full = (int)Number(name, value, 1, 20) },
                "--scale" => options with { Scale = Number(name, value, 0.01, 1) },
                "--max-memory" => options with { MaxMemory = Number(name, value, 100, 8_192) },
                "--json" => options with { Json = value },
                _ => throw new ArgumentException($"There is no option \"{name}\"; allowed: --rate, --seconds, --clients, --full-clients, --scale, --max-memory, --json."),
            };
        }

        return options;
    }

    private static double Number(string name, string value, double least, double most) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is \"{value}\"; must be {least} to {most}."));
}
