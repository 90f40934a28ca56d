using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Makes the clients of a load test.</summary>
internal sealed class LoadClients(LoadOptions options, string[] symbols, SentEvents sent, LoadClock clock)
{
    private readonly ZipfTable _popularity = new(symbols.Length, exponent: 1);

    /// <summary>One that asks for everything.</summary>
    public LoadClient Full(ClientClass of = ClientClass.Full) => new(of, TopicsOf([FeedTopic.AllSymbols]), new(sent, symbols.Length, wanted: null), sent, clock);

    /// <summary>One that asks for some symbols, popular ones more likely.</summary>
    /// <param name="seed">The same seed asks for the same.</param>
    /// <param name="of">What it is like.</param>
    public LoadClient Filtered(int seed, ClientClass of = ClientClass.Filtered)
    {
        SplitMix random = new((ulong)seed);
        var wanted = new bool[symbols.Length];
        List<string> names = [];
        while (names.Count < options.ClientSymbols)
        {
            var symbol = _popularity.Draw(ref random);
            if (!wanted[symbol])
            {
                wanted[symbol] = true;
                names.Add(symbols[symbol]);
            }
        }

        return new(of, TopicsOf(names), new(sent, symbols.Length, wanted), sent, clock);
    }

    private static MassiveTopic[] TopicsOf(IEnumerable<string> names) => [.. names.SelectMany(_ => LoadKinds.Channels, (name, channel) => new MassiveTopic(channel, name))];
}
