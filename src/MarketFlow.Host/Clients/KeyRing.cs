using System.Security.Cryptography;
using System.Text;

namespace MarketFlow.Host;

/// <summary>Knows which keys open the vendors' protocols.</summary>
/// <remarks>Keeps no key, only hashes, which take the same time to compare however much of a guess is right. Thread-safe.</remarks>
/// <param name="keys">The keys; where there are none, any key opens, but to clients on this machine only.</param>
internal sealed class KeyRing(IReadOnlyList<ClientKey> keys)
{
    private volatile (byte[] Key, byte[]? Secret)[] _hashes = HashesOf(keys);

    /// <summary>Other keys open from now on. Who is in stays in.</summary>
    public void Replace(IReadOnlyList<ClientKey> others) => _hashes = HashesOf(others);

    /// <summary>True where the client may come in.</summary>
    /// <param name="key">The key that it offers.</param>
    /// <param name="secret">The secret that it offers; null where its protocol has none, and none is asked for.</param>
    /// <param name="isLoopback">True where it is on this machine.</param>
    public bool Accepts(string key, string? secret, bool isLoopback)
    {
        var hashes = _hashes;
        if (hashes.Length == 0)
        {
            return isLoopback;
        }

        var keyHash = HashOf(key);
        var secretHash = secret is null ? null : HashOf(secret);
        var accepts = false;
        foreach (var (knownKey, knownSecret) in hashes) // to the end, so that the time does not tell which key is near
        {
            accepts |= CryptographicOperations.FixedTimeEquals(knownKey, keyHash)
                & (knownSecret is null || secretHash is null || CryptographicOperations.FixedTimeEquals(knownSecret, secretHash));
        }

        return accepts;
    }

    private static (byte[] Key, byte[]? Secret)[] HashesOf(IReadOnlyList<ClientKey> keys) =>
        [.. keys.Select(key => (HashOf(key.Key), string.IsNullOrEmpty(key.Secret) ? null : HashOf(key.Secret)))];

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
