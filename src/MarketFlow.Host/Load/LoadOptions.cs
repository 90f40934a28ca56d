using System.Globalization;
using System.Net;

namespace MarketFlow.Host;

/// <summary>What a load test is to do.</summary>
internal sealed record LoadOptions
{
    /// <summary>The course of it.</summary>
    /// <value>One of <see cref="LoadProfile.Names"/>.</value>
    public string Profile { get; init; } = "steady";

    /// <summary>By what rates are multiplied.</summary>
    /// <value>Above 0, to 10; 1 by default.</value>
    public double Scale { get; init; } = 1;

    /// <summary>Events per second where they are constant, before scaling.</summary>
    /// <value>1 to 10,000,000; 20,000 by default.</value>
    public double Rate { get; init; } = 20_000;

    /// <summary>How long the measured part lasts; null for the profile's own length.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>How long to warm up before measuring; what is sent then must be complete as well.</summary>
    /// <value>0 to 10 min; 5 s by default.</value>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many symbols there are.</summary>
    /// <value>1 to 65,535; 8,000 by default.</value>
    public int Symbols { get; init; } = 8_000;

    /// <summary>Clients that ask for some symbols.</summary>
    /// <value>0 to 10,000; 100 by default.</value>
    public int Clients { get; init; } = 100;

    /// <summary>How many symbols each of them asks for: different ones, drawn by popularity.</summary>
    /// <value>1 to the number of symbols; 50 by default.</value>
    public int ClientSymbols { get; init; } = 50;

    /// <summary>Clients that ask for everything.</summary>
    /// <value>0 to 1,000; 5 by default.</value>
    public int FullClients { get; init; } = 5;

    /// <summary>Clients that come and go.</summary>
    /// <value>0 to 1,000; 10 by default in the profile soak, otherwise 0.</value>
    public int? Visitors { get; init; }

    /// <summary>Whether one more client stops reading for <see cref="StallLength"/> in the middle of the run.</summary>
    public bool HasStalledClient { get; init; }

    /// <summary>How long that client does not read.</summary>
    public TimeSpan StallLength { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A host that runs already; null to start one.</summary>
    public Uri? Host { get; init; }

    /// <summary>Where to serve the vendor that the host under test connects to.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>How many threads read for the clients.</summary>
    /// <value>1 to 64; half the processors by default.</value>
    public int ReceiveThreads { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 64);

    /// <summary>How long after the last event clients may still be completed.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many come and go in this run.</summary>
    public int VisitorCount => Visitors ?? (Profile == "soak" ? 10 : 0);

    /// <summary>The profile, as long as asked for.</summary>
    /// <exception cref="ArgumentException">There is none, or it cannot be so short.</exception>
    public LoadProfile FindProfile() => LoadProfile.Of(Profile, Length?.TotalSeconds, Rate, Warmup.TotalSeconds);

    /// <exception cref="ArgumentException">An option is out of its range; the message names it, its value and what is allowed.</exception>
    public void ThrowIfInvalid()
    {
        Require(Scale is > 0 and <= 10, "--scale", Scale, "above 0, to 10");
        Require(Rate is >= 1 and <= 10_000_000, "--rate", Rate, "1 to 10,000,000");
        Require(Length is null || (Length > TimeSpan.Zero && Length <= TimeSpan.FromDays(7)), "--seconds", Length, "above 0, to 7 days");
        Require(Warmup >= TimeSpan.Zero && Warmup <= TimeSpan.FromMinutes(10), "--warmup", Warmup, "0 to 10 minutes");
        Require(Symbols is >= 1 and <= ushort.MaxValue, "--symbols", Symbols, "1 to 65535");
        Require(Clients is >= 0 and <= 10_000, "--clients", Clients, "0 to 10000");
        Require(ClientSymbols >= 1 && ClientSymbols <= Symbols, "--client-symbols", ClientSymbols, $"1 to the number of symbols, {Symbols}");
        Require(FullClients is >= 0 and <= 1_000, "--full-clients", FullClients, "0 to 1000");
        Require(Clients + FullClients > 0, "--clients", Clients, "at least 1 where --full-clients is 0");
        Require(VisitorCount is >= 0 and <= 1_000, "--visitors", VisitorCount, "0 to 1000");
        Require(ReceiveThreads is >= 1 and <= 64, "--receive-threads", ReceiveThreads, "1 to 64");
        Require(Host is null || Host.Scheme is "http" or "ws", "--host", Host, "an http:// or ws:// address");
        FindProfile();

        static void Require(bool isMet, string option, object? value, string allowed)
        {
            if (!isMet)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; must be {allowed}."));
            }
        }
    }
}
