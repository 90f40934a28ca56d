namespace MarketFlow.Feeds;

/// <summary>The vendors' endpoints that are known, and how to find the one of an address.</summary>
public static class EndpointProfiles
{
    private static readonly TimeSpan _delay = TimeSpan.FromMinutes(15);

    /// <summary>All endpoints of Massive and of Alpaca.</summary>
    public static IReadOnlyList<EndpointProfile> All { get; } = [.. MassiveEndpoints.All, .. AlpacaEndpoints.All];

    /// <summary>Finds the endpoint of a path as the vendor has it.</summary>
    /// <param name="dialect">The dialect, e.g. <c>massive</c>.</param>
    /// <param name="path">
    /// The path, e.g. <c>/stocks</c>, <c>/futures/cme</c>, <c>/v2/iex</c>. Case and a slash at the end do not matter. At Massive one of
    /// <c>/business</c>, <c>/launchpad</c> and <c>/delayed</c> may come first, for the hosts of these names.
    /// </param>
    /// <returns>The endpoint, with its <see cref="EndpointProfile.Delay"/> where the path is a delayed one; null where the vendor has no such path.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static EndpointProfile? Find(string dialect, string path)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(path);
        var plain = path.TrimEnd('/');
        var prefix = dialect == MassiveEndpoints.Dialect
            ? MassiveEndpoints.Prefixes.FirstOrDefault(prefix => plain.StartsWith($"{prefix}/", StringComparison.OrdinalIgnoreCase))
            : null;
        plain = prefix is null ? plain : plain[prefix.Length..];
        var found = All.FirstOrDefault(profile => profile.Dialect == dialect && HasPath(profile, plain));
        return prefix == "/delayed" ? Delayed(found) : found;
    }

    /// <summary>Finds the endpoint of a feed's address, behind a proxy too.</summary>
    /// <param name="dialect">The dialect, e.g. <c>massive</c>.</param>
    /// <param name="url">The feed's address. A host that begins with <c>delayed.</c> is a delayed one.</param>
    /// <returns>
    /// The endpoint whose path the address has or ends with, e.g. <c>/proxy/crypto</c>; null where it ends with none, or the dialect has
    /// no endpoints.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static EndpointProfile? Find(string dialect, Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        EndpointProfile? found = null;
        for (var path = url.AbsolutePath; found is null && path.Length > 1; path = BehindFirstSegment(path))
        {
            found = Find(dialect, path);
        }

        return url.Host.StartsWith("delayed.", StringComparison.OrdinalIgnoreCase) ? Delayed(found) : found;
    }

    /// <summary>The endpoint of a feed's address, or what is assumed of one that is not known.</summary>
    /// <param name="dialect">The dialect, e.g. <c>massive</c>.</param>
    /// <param name="url">The feed's address; null where it has none, as a recording.</param>
    /// <returns>
    /// As <see cref="Find(string, Uri)"/>. For an unknown address of Massive's the channels of stocks, with prices of any sign and bars without
    /// volume accepted; for one of Alpaca's <c>/v2/sip</c>; null for dialects without endpoints.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="dialect"/> is null.</exception>
    public static EndpointProfile? FindOrDefault(string dialect, Uri? url)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return (url is null ? null : Find(dialect, url)) ?? dialect switch
        {
            MassiveEndpoints.Dialect => MassiveEndpoints.Default,
            AlpacaEndpoints.Dialect => AlpacaEndpoints.Default,
            _ => null,
        };
    }

    private static bool HasPath(EndpointProfile profile, string path) => profile.Paths.Any(known =>
        known.Equals(path, StringComparison.OrdinalIgnoreCase) || (profile.HasExchangePaths && IsWithin(path, known)));

    private static bool IsWithin(string path, string known) =>
        path.StartsWith($"{known}/", StringComparison.OrdinalIgnoreCase) && path.IndexOf('/', known.Length + 1) < 0;

    private static string BehindFirstSegment(string path) => path.IndexOf('/', 1) is var next and > 0 ? path[next..] : string.Empty;

    private static EndpointProfile? Delayed(EndpointProfile? profile) => profile is null ? null : profile with { Delay = _delay };
}
