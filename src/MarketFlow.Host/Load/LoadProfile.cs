using System.Globalization;

namespace MarketFlow.Host;

/// <summary>The course of a load test.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Stretches">The rates, before scaling; the first stretch warms up and is not measured.</param>
/// <param name="FirstMinute">When the first minute begins, in seconds from the end of the warm-up; null where none is to be seen.</param>
internal sealed record LoadProfile(string Name, IReadOnlyList<RateStretch> Stretches, double? FirstMinute)
{
    /// <summary>The profiles' names.</summary>
    public static readonly IReadOnlyList<string> Names = ["steady", "open", "bars", "soak"];

    private const double StartRate = 15_000;
    private const double PeakRate = 100_000;
    private const double SpikeRate = 250_000;
    private const int Bursts = 10;
    private const double BurstSeconds = 0.001;
    private const double TailSeconds = 2;

    /// <summary>How long the warm-up lasts.</summary>
    public double Warmup => Stretches[0].Seconds;

    /// <summary>How long the measured part lasts.</summary>
    public double Seconds => Stretches.Skip(1).Sum(stretch => stretch.Seconds);

    /// <summary>The profile of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="seconds">How long the measured part is to last; null for the profile's own length.</param>
    /// <param name="rate">Events per second where they are constant, that is in all profiles but <c>open</c>.</param>
    /// <param name="warmup">How long to warm up, in seconds.</param>
    /// <exception cref="ArgumentException">There is no such profile, or it cannot be that short.</exception>
    public static LoadProfile Of(string name, double? seconds, double rate, double warmup) => name switch
    {
        "steady" => Constant(name, seconds ?? 30, rate, warmup, firstMinute: null),
        "bars" => Constant(name, seconds ?? 70, rate, warmup, firstMinute: 5),
        "soak" => Constant(name, seconds ?? 600, rate, warmup, firstMinute: 60),
        "open" => Open(name, (seconds ?? 63) - 1 - TailSeconds, warmup),
        _ => throw new ArgumentException($"The profile is \"{name}\"; must be one of {string.Join(", ", Names)}."),
    };

    /// <summary>The schedule at a scale: rates are multiplied by it, lengths and the bars of minutes stay.</summary>
    public LoadSchedule Schedule(double scale, int symbols)
    {
        List<double> minutes = [];
        for (var minute = FirstMinute; minute < Seconds; minute += 60)
        {
            minutes.Add(Warmup + minute.Value);
        }

        return new([.. Stretches.Select(stretch => stretch with { From = stretch.From * scale, To = stretch.To * scale })], minutes, symbols);
    }

    private static LoadProfile Constant(string name, double seconds, double rate, double warmup, double? firstMinute) =>
        new(name, [new(warmup, rate, rate), new(seconds, rate, rate)], firstMinute);

    // The target load of domain.md, "Capacity": a ramp, one second of spike with ten bursts in it, and a tail to calm down in.
    private static LoadProfile Open(string name, double ramp, double warmup)
    {
        if (ramp <= 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"--seconds is {ramp + 1 + TailSeconds}; must be above {1 + TailSeconds} for the profile open."));
        }

        List<RateStretch> stretches = [new(warmup, StartRate, StartRate), new(ramp, StartRate, PeakRate)];
        for (var burst = 0; burst < Bursts; burst++)
        {
            const double Before = 0.05;
            stretches.Add(new(Before, SpikeRate, SpikeRate));
            stretches.Add(new(BurstSeconds, SpikeRate * 10, SpikeRate * 10));
            stretches.Add(new((1.0 / Bursts) - Before - BurstSeconds, SpikeRate, SpikeRate));
        }

        stretches.Add(new(TailSeconds, PeakRate, PeakRate));
        return new(name, stretches, ramp);
    }
}
