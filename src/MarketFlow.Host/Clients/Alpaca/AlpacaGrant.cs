using System.Text;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What an endpoint of Alpaca's grants of a request: the vendor refuses a whole request for one list, which helps no client.</summary>
/// <param name="Topics">The lists that the endpoint has, those included of which no feed of the host has events.</param>
/// <param name="RefusedLists">The names of lists with symbols that the endpoint does not have.</param>
/// <param name="HasRefusedWildcard">True where all symbols of a list were asked for that the endpoint has for single symbols only.</param>
internal sealed record AlpacaGrant(AlpacaTopics Topics, IReadOnlyList<string> RefusedLists, bool HasRefusedWildcard)
{
    private static readonly string[] _listNames = [.. AlpacaTopics.AllListNames.Select(Encoding.UTF8.GetString)];

    /// <summary>True where nothing of the request is granted, so that the errors are the whole answer.</summary>
    public bool IsRefusal => Topics.Count == 0 && (RefusedLists.Count > 0 || HasRefusedWildcard);

    /// <summary>The errors for what is not granted. A 410 beside a grant names the lists; alone it has the vendor's own text.</summary>
    public IEnumerable<AlpacaError> Errors
    {
        get
        {
            if (RefusedLists.Count > 0)
            {
                var error = AlpacaError.InvalidSubscribeAction;
                yield return IsRefusal ? error : error with { Message = $"{error.Message}: {string.Join(", ", RefusedLists)}" };
            }

            if (HasRefusedWildcard)
            {
                yield return AlpacaError.StarNotAllowed;
            }
        }
    }

    /// <summary>Decides what is granted.</summary>
    /// <param name="endpoint">The endpoint to which the client is connected.</param>
    /// <param name="lists">The lists of the request.</param>
    /// <param name="unknownLists">The names of lists that no endpoint has.</param>
    public static AlpacaGrant Of(EndpointProfile endpoint, AlpacaTopics lists, IReadOnlyList<string> unknownLists)
    {
        List<IReadOnlyList<string>> granted = [];
        List<string> refused = [];
        var hasRefusedWildcard = false;
        foreach (var name in _listNames)
        {
            var symbols = lists.SymbolsOf(name);
            var list = endpoint.FindChannel(name);
            if (list is null)
            {
                refused.AddRange(symbols.Count > 0 ? [name] : []);
                granted.Add([]);
            }
            else if (!list.HasWildcard && symbols.Contains(TopicFilter.AllSymbols))
            {
                hasRefusedWildcard = true;
                granted.Add([.. symbols.Where(symbol => symbol != TopicFilter.AllSymbols)]);
            }
            else
            {
                granted.Add(symbols);
            }
        }

        return new(AlpacaTopics.Of(granted), [.. refused, .. unknownLists], hasRefusedWildcard);
    }
}
