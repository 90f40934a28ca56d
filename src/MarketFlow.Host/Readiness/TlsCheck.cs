using System.Globalization;

namespace MarketFlow.Host;

/// <summary>Is the certificate valid now, and for a while?</summary>
internal static class TlsCheck
{
    private const string Name = "tls";
    private static readonly TimeSpan _soon = TimeSpan.FromDays(14);

    public static ReadinessCheck Check(TlsSettings? settings, DateTimeOffset now)
    {
        if (settings is null)
        {
            return ReadinessCheck.Skipped(Name, "no certificate is configured: clients are served without encryption");
        }

        using var certificate = settings.Load(); // the configuration was read, so it can be
        var until = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var from = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
        var words = string.Create(CultureInfo.InvariantCulture, $"{certificate.Subject} is valid from {from:yyyy-MM-dd HH:mm}Z to {until:yyyy-MM-dd HH:mm}Z");
        return now < from || now > until ? ReadinessCheck.Failed(Name, $"{words}; must be valid now.")
            : until - now < _soon ? ReadinessCheck.Failed(Name, $"{words}; must be valid for 14 days more.")
            : ReadinessCheck.Ok(Name, words);
    }
}
