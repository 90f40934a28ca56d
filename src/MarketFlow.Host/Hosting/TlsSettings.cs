using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MarketFlow.Host;

/// <summary>The certificate with which https:// (and wss://) addresses are served.</summary>
internal sealed record TlsSettings
{
    /// <summary>The file of the certificate: PEM, or PKCS#12 (<c>.pfx</c>, <c>.p12</c>).</summary>
    /// <value>A file; no default. Read at the start.</value>
    public string Certificate { get; init; } = string.Empty;

    /// <summary>The file of its private key, in PEM.</summary>
    /// <value>A file; default: none, for the certificate's file has it.</value>
    public string? Key { get; init; }

    /// <summary>The password of the key, or of the PKCS#12 file.</summary>
    /// <value>Default: none.</value>
    public string? Password { get; init; }

    /// <summary>The files, without the password: what is printed ends up in logs.</summary>
    public override string ToString() => $"{nameof(TlsSettings)} {{ {nameof(Certificate)} = {Certificate}, {nameof(Key)} = {Key} }}";

    /// <summary>Reads the certificate and its key.</summary>
    /// <exception cref="CryptographicException">The files cannot be used.</exception>
    /// <exception cref="IOException">The files cannot be read.</exception>
    public X509Certificate2 Load()
    {
        if (Path.GetExtension(Certificate).ToUpperInvariant() is ".PFX" or ".P12")
        {
            return X509CertificateLoader.LoadPkcs12FromFile(Certificate, Password);
        }

        return Password is null
            ? X509Certificate2.CreateFromPemFile(Certificate, Key)
            : X509Certificate2.CreateFromEncryptedPemFile(Certificate, Password, Key);
    }

    /// <summary>Says why the certificate cannot be used; null where it can.</summary>
    public string? Problem()
    {
        try
        {
            Load().Dispose();
            return null;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"Tls:Certificate is \"{Certificate}\" with the key \"{Key}\"; must be a certificate with its private key, in PEM or PKCS#12: {error.Message}";
        }
    }
}
