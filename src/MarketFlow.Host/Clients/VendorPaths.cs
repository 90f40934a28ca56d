using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The paths of the vendors' protocols, as routes: whatever their case, with or without a slash at the end.</summary>
internal static class VendorPaths
{
    /// <summary>Alpaca's stream of orders and of the account, which is not market data.</summary>
    public const string AccountStream = "/stream";

    /// <summary>Any other feed of Alpaca's below this path is of stocks.</summary>
    public const string OtherStocks = "/v2/{feed}";

    /// <summary>Paths of Alpaca's that its older clients have, and places that the vendor may open, all of crypto.</summary>
    public static readonly IReadOnlyList<string> OtherCrypto =
        ["/v1beta1/crypto", "/v1beta1/crypto/{place}", "/v1beta2/crypto/{place}", "/v1beta3/crypto", "/v1beta3/crypto/{place}"];

    /// <summary>What else begins as Alpaca's paths do, and is not served.</summary>
    public static readonly IReadOnlyList<string> Unknown = ["/v1beta1/{**feed}", "/v1beta2/{**feed}", "/v1beta3/{**feed}"];

    private static readonly PathString[] _alpaca = [AccountStream, "/v2", "/v1beta1", "/v1beta2", "/v1beta3"];

    /// <summary>The routes of an endpoint of Massive's: the path, behind the names of the vendor's other hosts too, and with an exchange where it has exchanges.</summary>
    public static IEnumerable<string> OfMassive(EndpointProfile endpoint) =>
        from prefix in MassiveEndpoints.Prefixes.Prepend(string.Empty)
        from path in endpoint.Paths
        from route in endpoint.HasExchangePaths ? [$"{prefix}{path}", $"{prefix}{path}/{{exchange}}"] : new[] { $"{prefix}{path}" }
        select route;

    /// <summary>True for a path of Alpaca's protocol.</summary>
    public static bool IsAlpaca(PathString path) =>
        Array.Exists(_alpaca, start => path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase));
}
