namespace MarketFlow.Host;

/// <summary>A key with which clients of the vendors' protocols come in.</summary>
internal sealed record ClientKey
{
    /// <summary>The key: Massive's API key, Alpaca's key id.</summary>
    /// <value>1 to 256 characters; unique.</value>
    public string Key { get; init; } = string.Empty;

    /// <summary>The secret that clients of Alpaca's protocol offer with it; Massive's has none.</summary>
    /// <value>Default: none, and any secret is accepted.</value>
    public string? Secret { get; init; }

    /// <summary>That there is one, not which: what is printed ends up in logs.</summary>
    public override string ToString() => $"{nameof(ClientKey)} {{ … }}";

    /// <summary>Says what is wrong, without the key.</summary>
    public static IEnumerable<string> Validate(IReadOnlyList<ClientKey> keys)
    {
        foreach (var (index, key) in keys.Index())
        {
            if (key.Key.Length is 0 or > 256)
            {
                yield return FormattableString.Invariant($"Keys:{index}:Key has {key.Key.Length} characters; must have 1 to 256.");
            }
        }

        if (keys.CountBy(key => key.Key).Any(same => same.Value > 1))
        {
            yield return "Keys: two keys are the same; each must be there once.";
        }
    }
}
